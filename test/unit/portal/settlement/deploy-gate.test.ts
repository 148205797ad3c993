import { parseAbiParameters } from "viem";
import { describe, expect, it } from "vitest";
import { toAbiRecord } from "../../../../src/portal/settlement/abi-values.ts";
import { decodeDeploymentPlan } from "../../../../src/portal/settlement/deploy-gate.ts";

const A = `0x${"11".repeat(20)}`;
const PLAN = {
  civicproof: "deployment/v2",
  timelock: { delaySeconds: 60, proposers: [A], executors: [A] },
  guardian: A,
  statusOperator: A,
  circuits: ["age"],
  gate: { contract: "CityGate" },
};
const refusal = expect.objectContaining({ code: "SETTLEMENT_INVALID" });

describe("decodeDeploymentPlan", () => {
  it("fills in what may be left out", () => {
    expect(decodeDeploymentPlan(PLAN)).toEqual({
      ...PLAN,
      gate: { contract: "CityGate", arguments: {} },
      operations: [],
    });
  });

  it.each<[string, object]>([
    ["another format", { civicproof: "deployment/v2" }],
    ["something more", { owner: A }],
    ["no proposer", { timelock: { ...PLAN.timelock, proposers: [] } }],
    ["a negative delay", { timelock: { ...PLAN.timelock, delaySeconds: -1 } }],
    ["no address", { guardian: "guardian.eth" }],
    ["no circuit", { circuits: [] }],
    ["an unknown circuit", { circuits: ["height"] }],
    ["the circuit of enrolments", { circuits: ["enrolment"] }],
    ["a path for a name", { gate: { contract: "../Gate" } }],
    ["an operation without arguments", { operations: [{ function: "addRoot" }] }],
  ])("refuses %s", (_, change) => {
    expect(() => decodeDeploymentPlan({ ...PLAN, ...change })).toThrow(refusal);
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
