import { parseAbi, parseAbiParameters } from "viem";
import { describe, expect, it } from "vitest";
import { toField } from "../../../../src/core/field.ts";
import { toAbiRecord } from "../../../../src/portal/settlement/abi-values.ts";
import {
  type DeployGateOptions,
  decodeDeploymentPlan,
  deployGate,
} from "../../../../src/portal/settlement/deploy-gate.ts";
import { policyProblems } from "../../../../src/portal/settlement/gate-status.ts";

const A = `0x${"11".repeat(20)}`;
const PLAN = {
  civicproof: "deployment/v2",
  timelock: { delaySeconds: 60, proposers: [A], executors: [A] },
  guardian: A,
  statusOperator: A,
  registry: "5e".repeat(32),
  maxRootAgeSeconds: 10_800,
  circuits: ["age"],
  gate: { contract: "CityGate" },
};
const refusal = expect.objectContaining({ code: "SETTLEMENT_INVALID" });

describe("decodeDeploymentPlan", () => {
  it("fills in what may be left out", () => {
    expect(decodeDeploymentPlan(PLAN)).toEqual({
      ...PLAN,
      gasLimits: { add: 0, mul: 0, pairing: 0, pair: 0 },
      gate: { contract: "CityGate", arguments: {} },
      operations: [],
    });
  });

  it.each<[string, object]>([
    ["another format", { civicproof: "plan/v2" }],
    ["something more", { owner: A }],
    ["no proposer", { timelock: { ...PLAN.timelock, proposers: [] } }],
    ["a negative delay", { timelock: { ...PLAN.timelock, delaySeconds: -1 } }],
    ["no address", { guardian: "guardian.eth" }],
    ["no registry", { registry: undefined }],
    ["a registry that is no hash", { registry: "vienna" }],
    ["roots that are never good", { maxRootAgeSeconds: 0 }],
    ["roots that are good for years", { maxRootAgeSeconds: 86_400_000 }],
    ["no age of roots", { maxRootAgeSeconds: undefined }],
    ["gas beyond 32 bits", { gasLimits: { add: 2 ** 32, mul: 0, pairing: 0, pair: 0 } }],
    ["no circuit", { circuits: [] }],
    ["an unknown circuit", { circuits: ["height"] }],
    ["the circuit of enrolments", { circuits: ["enrolment"] }],
    ["a path for a name", { gate: { contract: "../Gate" } }],
    ["an operation without arguments", { operations: [{ function: "trustIssuerRoot" }] }],
  ])("refuses %s", (_, change) => {
    expect(() => decodeDeploymentPlan({ ...PLAN, ...change })).toThrow(refusal);
  });
});

describe("deployGate", () => {
  const abi = parseAbi([
    "constructor(Setup setup)",
    "function addProgramme(Terms terms)",
    "struct Terms { string name; uint256 policyHash; uint256 schemaId; uint8 maxClaims; }",
    "struct Setup { address timelock; address guardian; address statusOperator; bytes32 registry; uint40 maxRootAge; Limits gasLimits; bool allowDevelopmentKeys; }",
    "struct Limits { uint32 add; uint32 mul; uint32 pairing; uint32 pair; }",
  ]);
  const policy = {
    policy: { programme: "senior-pass", maxClaims: 3 },
    schema: {},
    schemaId: toField(77),
    policyHash: 1234n,
    circuit: "age",
    textClaims: [],
  } as const;
  const unused = async (): Promise<never> => {
    throw new Error("sent");
  };
  const clients = {
    walletClient: { chain: { id: 31337 }, account: { address: A }, deployContract: unused, writeContract: unused },
    publicClient: {},
  } as unknown as Pick<DeployGateOptions, "walletClient" | "publicClient">;
  const terms = { name: "senior-pass", policyHash: "$policyHash", schemaId: "$schemaId", maxClaims: 3 };
  const deploy = (change: object, policies: DeployGateOptions["policies"] = [policy]) =>
    deployGate({
      plan: decodeDeploymentPlan({
        ...PLAN,
        operations: [{ function: "addProgramme", arguments: { terms: { ...terms, ...change } } }],
      }),
      compiled: async () => ({ abi, bytecode: "0x00" }),
      policies,
      allowDevelopmentKeys: true,
      ...clients,
    });
  /** The deployment itself begins, which the clients here refuse. */
  const begins = expect.objectContaining({ code: "CHAIN_FAILED" });

  it("takes schema id and policy hash from the policy, or compares those that the plan gives", async () => {
    await expect(deploy({})).rejects.toThrow(begins);
    await expect(deploy({ policyHash: "1234", schemaId: "77" })).rejects.toThrow(begins);
  });

  it.each<[string, object, string]>([
    ["another schema: its issuers would be trusted", { schemaId: "78" }, "schemaId"],
    ["a hash of no policy", { policyHash: "1235" }, "policyHash"],
    ["another programme's policy", { name: "other" }, "policyHash"],
    ["another number of claims", { maxClaims: 2 }, "maxClaims"],
  ])("refuses %s, before anything is sent", async (_, change, field) => {
    await expect(deploy(change)).rejects.toThrow(
      expect.objectContaining({ code: "SETTLEMENT_INVALID", path: `operations[0].arguments.terms.${field}` }),
    );
  });

  it("refuses a programme whose policy was not given", async () => {
    await expect(deploy({}, [])).rejects.toThrow(refusal);
  });
});

describe("policyProblems", () => {
  const programme = {
    ...{ domain: "benefits.example.org", name: "senior-pass", version: 1, policyHash: 5n, schemaId: 77n },
    ...{ askerHash: "0x", opensAtSeconds: 0, closesAtSeconds: 1, maxClaims: 1, grid: "once/2026-01-01/0" },
    ...{ isPaused: false, verifier: { address: "0x", circuit: "age", verificationKeyHash: "0x" } },
  } as unknown as Parameters<typeof policyProblems>[0];
  const policy = {
    policy: { programme: "senior-pass", grid: "once/2026-01-01/0" },
    schema: {},
    schemaId: toField(77),
    policyHash: 5n,
    circuit: "age",
    textClaims: [],
  } as const;

  it("finds none where terms are those of the policy, and knows whose they are", () => {
    expect(policyProblems(programme, [policy])).toEqual([]);
    expect(policyProblems(programme, [{ ...policy, policyHash: 6n }])).toBeUndefined();
  });

  it.each<[string, object]>([
    ["schema id", { schemaId: toField(78) }],
    ["verifier", { circuit: "residency" }],
    ["programme", { policy: { programme: "other" } }],
    ["2 claims", { policy: { programme: "senior-pass", maxClaims: 2 } }],
    ["month/2026-01-01/0", { policy: { programme: "senior-pass", grid: "month/2026-01-01/0" } }],
  ])("names a difference: %s", (text, change) => {
    expect(policyProblems(programme, [{ ...policy, ...change }])).toEqual([expect.stringContaining(text)]);
  });
});

describe("toAbiRecord", () => {
  const parameters = parseAbiParameters([
    "uint256 root, int16 offset, bool open, Terms terms, uint8[2] pair, address[] all",
    "struct Terms { string name; address verifier; uint256 scope; }",
  ]);
  const values = {
    root: "123456789012345678901234567890",
    offset: -60,
    open: true,
    terms: { name: "pass", verifier: "$verifier:age", scope: "$scope" },
    pair: [1, "2"],
    all: ["$gate", A],
  };
  const placeholders = { "$verifier:age": A, $scope: "77", $gate: A };
  const convert = (change: object) => toAbiRecord(parameters, { ...values, ...change }, placeholders, "plan");

  it("turns numbers and decimal strings into integers and fills in placeholders", () => {
    expect(convert({})).toEqual({
      root: 123456789012345678901234567890n,
      offset: -60n,
      open: true,
      terms: { name: "pass", verifier: A, scope: 77n },
      pair: [1n, 2n],
      all: [A, A],
    });
  });

  it.each<[string, object]>([
    ["a fraction", { root: 1.5 }],
    ["an unsafe number", { root: 2 ** 60 }],
    ["hexadecimal digits", { root: "0x10" }],
    ["leading zeros", { root: "007" }],
    ["text for a boolean", { open: "true" }],
    ["a number for text", { terms: { ...values.terms, name: 5 } }],
    ["a list of another length", { pair: [1] }],
    ["no list", { all: A }],
    ["no struct", { terms: [1, 2, 3] }],
    ["a struct without a field", { terms: { name: "pass", verifier: A } }],
    ["an unknown placeholder", { all: ["$treasury"] }],
    ["something more", { memo: "x" }],
    ["an inherited name", { terms: Object.create({ name: "pass", verifier: A, scope: "1" }) }],
  ])("refuses %s", (_, change) => {
    expect(() => convert(change)).toThrow(refusal);
  });
});
