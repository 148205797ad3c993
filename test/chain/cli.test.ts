/** The command line against a real node: export, deploy, status, then real claims settled one by one and in a batch. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, encodeFunctionData, type Hex, keccak256, parseAbi, parseEventLogs, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayNumber } from "../../src/core/dates.ts";
import { toHex as toHexOf } from "../../src/portal/settlement/abi-words.ts";
import { programmeId } from "../../src/portal/settlement/encode.ts";
import { askerHash } from "../../src/presentation/proof/request.ts";
import { cli } from "../unit/cli/terminal.ts";
import { type Anvil, account, type CompiledContract, compile, hasAnvil, startAnvil } from "./anvil.ts";

const GATE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
import {ClaimGate} from "contracts/ClaimGate.sol";
import {GateSetup} from "contracts/RootRegistry.sol";
contract CityGate is ClaimGate {
    uint256 public immutable AWARD;
    constructor(uint256 award, GateSetup memory setup) ClaimGate(setup) { AWARD = award; }
    function _onClaim(bytes32, uint256, address, uint8) internal override {}
}`;
const DEVELOPMENT = "--allow-development-keys";
const DOMAIN = "benefits.example.org";
const PROGRAMME = "vienna-reduced-annual-pass";
/** The policy's. */
const GRID = "year/2026-01-01/0";
/** Made by `registry init`. */
let registryId: string;
const POLICY = ["--policy", "examples/policies/senior-annual-pass.json", "--schema", "examples/policies/schema.json"];
const DELAY_SECONDS = 60;
const [DEPLOYER, PROPOSER, EXECUTOR, GUARDIAN, OPERATOR, RELAYER] = [0, 1, 2, 3, 4, 5] as const;

interface Call {
  readonly to: Hex;
  readonly calldata: Hex;
}
interface Deployed {
  readonly chainId: number;
  readonly timelock: { readonly address: Hex };
  readonly verifiers: { readonly age: { readonly address: Hex } };
  readonly gate: { readonly address: Hex };
  readonly operations: readonly { readonly function: string; readonly schedule: Call; readonly execute: Call }[];
}

describe.skipIf(!hasAnvil).sequential("civicproof contracts and settle", () => {
  let directory: string;
  let anvil: Anvil;
  let contracts: Readonly<Record<string, CompiledContract>>;
  let policyHash: string;
  let schemaId: string;
  let roots: { readonly issuerRoot: string; readonly statusRoot: string };
  let deployed: Deployed;
  const file = (name: string): string => join(directory, name);

  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await cli(...args, "--json");
    return { code, stderr, json: JSON.parse(stdout) as Record<string, unknown> };
  };
  const succeed = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, json } = await run(...args);
    expect({ code, error: json.error }).toEqual({ code: 0, error: undefined });
    return json;
  };
  const node = () => ["--rpc-url", anvil.url];
  const deploying = (...more: readonly string[]) => [
    ...["contracts", "deploy", "--plan", file("plan.json"), "--compiled", file("out"), ...POLICY, ...node(), ...more],
  ];
  const status = (...more: readonly string[]) =>
    run("contracts", "status", "--gate", deployed.gate.address, ...POLICY, ...node(), ...more);
  const send = async (from: number, { to, calldata }: Call): Promise<"success" | "reverted"> => {
    const gas = 8_000_000n;
    const hash = await anvil.wallet(from).sendTransaction({ to, data: calldata, gas });
    return (await anvil.publicClient.waitForTransactionReceipt({ hash })).status;
  };
  const answer = async (holder: number, recipient: Address, contract: Hex): Promise<readonly [string, string]> => {
    const [request, presentation] = [file(`request-${recipient}.json`), file(`presentation-${recipient}.json`)];
    await succeed(
      ...["request", ...POLICY, "--verifier", DOMAIN, "--programme", PROGRAMME],
      ...["--chain-id", "eip155:31337", "--contract", contract, "--registry", registryId, "--grid", GRID],
      ...["--origin", `https://${DOMAIN}`, "--recipient", recipient.toLowerCase(), "--lifetime", "3600"],
      ...["--out", request],
    );
    await succeed(
      ...["prove", "--request", request, "--credential", file(`credential-${holder}.json`)],
      ...["--asked-by", `https://${DOMAIN}`, "--recipient", recipient],
      ...["--holder", file(`wallet-${holder}.json`), "--registry", file("published"), DEVELOPMENT],
      ...["--out", presentation],
    );
    return [presentation, request];
  };
  const settling = [DEVELOPMENT];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "civicproof-chain-"));
    anvil = await startAnvil({ nowSeconds: Math.floor(Date.now() / 1000) });
    const files = ["contracts/keys/AgeVerifier.sol", "CityGate.sol"];
    contracts = await compile(files, { "CityGate.sol": GATE });
    // The timelock is that of the package.
    for (const name of ["AgeVerifier", "CityGate"]) {
      await mkdir(file(`out/${name}.sol`), { recursive: true });
      const { abi, bytecode } = contracts[name]!;
      await writeFile(file(`out/${name}.sol/${name}.json`), JSON.stringify({ abi, bytecode: { object: bytecode } }));
    }
    await succeed("issuer", "keygen", "--out", file("key.json"));
    const registry = ["--registry", file("registry.json")];
    const key = ["--key", file("registry.key.json")];
    const made = await succeed("registry", "init", "--out", file("registry.json"), ...key);
    registryId = String(made.registry);
    const own = ["--issuer-key", file("key.json"), "--schema", "examples/policies/schema.json"];
    await succeed("registry", "add-issuer", ...registry, ...own, "--actor", "admin");
    const year = new Date().getUTCFullYear();
    for (const holder of [0, 1, 2]) {
      const { holderCommitment } = await succeed("holder", "keygen", "--out", file(`wallet-${holder}.json`));
      const claims = {
        ...{ birthDate: "1950-02-28", district: "90201", residentSince: "2001-05-01", householdSize: 2 },
        ...{ annualIncome: 1_500_000, disabled: false, student: false },
      };
      await writeFile(file("claims.json"), JSON.stringify(claims));
      await succeed(
        ...["issue", "--schema", "examples/policies/schema.json", "--claims", file("claims.json")],
        ...["--holder", String(holderCommitment), "--issuer-key", file("key.json"), ...registry],
        ...["--valid-from", `${year - 1}-01-01`, "--valid-until", `${year + 1}-12-31`, "--claims-from", "0"],
        ...["--out", file(`credential-${holder}.json`)],
      );
    }
    const published = await succeed("registry", "publish", ...registry, ...key, "--out", file("published"));
    const [issuerRoot] = Object.values(published.issuerRoots as Record<string, string>);
    roots = { issuerRoot: issuerRoot!, statusRoot: String(published.statusRoot) };
    const compiled = await succeed("policy", "compile", POLICY[1]!, "--schema", POLICY[3]!);
    ({ policyHash, schemaId } = compiled as { policyHash: string; schemaId: string });
    const now = Math.floor(Date.now() / 1000);
    const terms = {
      ...{ domain: DOMAIN, name: PROGRAMME, version: 1, policyHash: "$policyHash", schemaId: "$schemaId" },
      ...{ scope: "$scope", verifier: "$verifier:age", opensAt: now - 3_600, closesAt: now + 86_400 },
      ...{ askerHash: toHexOf(askerHash(`https://${DOMAIN}`)), maxClaims: 1, freshnessDays: 1 },
      grid: { kind: 2, daysEach: 0, firstDay: dayNumber({ year: 2026, month: 1, day: 1 }), utcOffsetMinutes: 0 },
    };
    const relayer = { role: keccak256(toHex("RELAYER_ROLE")), account: account(RELAYER).address };
    const plan = {
      civicproof: "deployment/v2",
      timelock: {
        delaySeconds: DELAY_SECONDS,
        proposers: [account(PROPOSER).address],
        executors: [account(PROPOSER).address, account(EXECUTOR).address],
      },
      guardian: account(GUARDIAN).address,
      statusOperator: account(OPERATOR).address,
      registry: registryId,
      maxRootAgeSeconds: 86_400,
      circuits: ["age"],
      gate: { contract: "CityGate", arguments: { award: "250" } },
      operations: [
        { function: "trustIssuerRoot", arguments: { schemaId, root: roots.issuerRoot } },
        { function: "addProgramme", arguments: { terms } },
        { function: "grantRole", arguments: relayer },
      ],
    };
    await writeFile(file("plan.json"), JSON.stringify(plan));
    await writeFile(file("deployer.key"), "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80\n");
  }, 180_000);
  afterAll(async () => {
    await anvil?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("refuses to deploy development keys, strange URLs and accounts, before anything is sent", async () => {
    const from = account(DEPLOYER).address;
    const code = async (...args: readonly string[]) => ((await run(...args)).json.error as { code: string }).code;
    expect(await code(...deploying("--from", from))).toBe("DEVELOPMENT_KEY_REFUSED");
    expect(await code(...deploying())).toBe("USAGE_INVALID");
    expect(await code(...deploying("--from", "somebody", DEVELOPMENT))).toBe("USAGE_INVALID");
    expect(await code(...deploying("--from", from, "--key-file", file("deployer.key")))).toBe("USAGE_INVALID");
    expect(await code(...deploying("--from", from, "--rpc-url", "http://node.example.org"))).toBe("USAGE_INVALID");
    expect(await code(...deploying("--from", from, "--compiled", file("published"), DEVELOPMENT))).toBe(
      "USAGE_INVALID",
    );
    expect(await code(...deploying("--from", from, "--plan", file("claims.json"), DEVELOPMENT))).toBe(
      "SETTLEMENT_INVALID",
    );
    const wrong = await run(...deploying("--key-file", file("plan.json"), DEVELOPMENT));
    expect(wrong.json.error).toMatchObject({ code: "USAGE_INVALID" });
    expect(await anvil.publicClient.getBlockNumber()).toBe(0n);
  });

  it("finds everything that is wrong with a plan before the first transaction is paid", async () => {
    const plan = JSON.parse(await readFile(file("plan.json"), "utf8")) as { operations: object[] };
    const attempt = async (change: object, ...more: readonly string[]) => {
      await writeFile(file("wrong.json"), JSON.stringify({ ...plan, ...change }));
      const from = account(DEPLOYER).address;
      const { json } = await run(...deploying("--from", from, DEVELOPMENT, "--plan", file("wrong.json"), ...more));
      return (json.error as { code: string; message: string }) ?? json;
    };
    const role = { function: "grantRole", arguments: { role: "0x12", account: account(1).address } };
    expect(await attempt({ operations: [...plan.operations, role] })).toMatchObject({ code: "SETTLEMENT_INVALID" });
    const refused = await attempt({ gasLimits: { add: 1, mul: 0, pairing: 0, pair: 0 } });
    expect(refused).toMatchObject({ code: "CHAIN_FAILED", message: expect.stringContaining("revert") });
    const noTimelock = { delaySeconds: 1, proposers: [account(1).address], executors: [`0x${"0".repeat(40)}`] };
    expect(await attempt({ timelock: noTimelock })).toMatchObject({ code: "CHAIN_FAILED" });
    await mkdir(file("twice/old"), { recursive: true });
    for (const name of ["AgeVerifier", "CityGate"])
      await cp(file(`out/${name}.sol`), file(`twice/${name}.sol`), { recursive: true });
    await writeFile(file("twice/old/CityGate.json"), JSON.stringify({ abi: [], bytecode: "0x00" }));
    const twice = await attempt({}, "--compiled", file("twice"));
    expect(twice).toMatchObject({ code: "USAGE_INVALID", message: expect.stringContaining("old/CityGate.json") });
    expect(await anvil.publicClient.getBlockNumber()).toBe(0n);
  });

  it("deploys; the deployer keeps no role, and nothing works before two persons acted", async () => {
    const deploy = () =>
      cli(
        ...deploying(
          "--key-file",
          file("deployer.key"),
          DEVELOPMENT,
          "--json",
          "--state",
          file("deployment-state.json"),
        ),
      );
    const { stdout, stderr, code } = await deploy();
    expect(code).toBe(0);
    for (const name of ["AgeVerifier", "TwoPersonTimelock", "CityGate"])
      expect(stderr).toMatch(new RegExp(`^${name}: sent in 0x.*\n${name}: stands at 0x`, "m"));
    expect(stdout).not.toContain("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    deployed = JSON.parse(stdout) as Deployed;
    expect(deployed.chainId).toBe(31337);

    // A run that died after the second contract pays for the third alone, and one that died while waiting for none.
    const state = JSON.parse(await readFile(file("deployment-state.json"), "utf8")) as {
      contracts: Record<string, { transactionHash: string }>;
    };
    const { CityGate, ...others } = state.contracts;
    const resume = async (contracts: object) => {
      await writeFile(file("deployment-state.json"), JSON.stringify({ ...state, contracts }));
      const before = await anvil.publicClient.getBlockNumber();
      const again = JSON.parse((await deploy()).stdout) as Deployed;
      return { again, blocks: (await anvil.publicClient.getBlockNumber()) - before };
    };
    const waiting = await resume({ ...others, CityGate: { transactionHash: CityGate!.transactionHash } });
    expect(waiting).toEqual({ again: deployed, blocks: 0n });
    const second = await resume(others);
    expect([second.again.timelock, second.blocks]).toEqual([deployed.timelock, 1n]);
    const other = [
      "--plan",
      file("wrong.json"),
      "--state",
      file("deployment-state.json"),
      "--from",
      account(0).address,
    ];
    await writeFile(file("wrong.json"), (await readFile(file("plan.json"), "utf8")).replace("86400", "86401"));
    expect((await run(...deploying(...other, DEVELOPMENT))).json.error).toMatchObject({ code: "USAGE_INVALID" });
    const read = (functionName: string, args: readonly unknown[] = []) =>
      anvil.publicClient.readContract({
        address: deployed.gate.address,
        abi: contracts.CityGate!.abi,
        functionName,
        args,
      });
    expect(await read("AWARD")).toBe(250n);
    const admin = `0x${"0".repeat(64)}`;
    for (const name of ["ISSUER_ROLE", "PROGRAMME_ROLE", "STATUS_ROLE", "GUARDIAN_ROLE", undefined]) {
      const role = name === undefined ? admin : keccak256(toHex(name));
      expect(await read("hasRole", [role, account(DEPLOYER).address]), name).toBe(false);
    }
    expect(await read("hasRole", [admin, deployed.timelock.address])).toBe(true);
    const empty = await status(DEVELOPMENT);
    expect(empty.code).toBe(1);
    expect(empty.json.problems).toEqual(["no statement was published"]);
    expect(empty.json).toMatchObject({ registry: registryId, programmes: [], pairs: [] });
  });

  it("takes its first roots and programme from two persons, after the delay", async () => {
    expect(deployed.operations.map((each) => each.function)).toEqual(["trustIssuerRoot", "addProgramme", "grantRole"]);
    for (const { schedule } of deployed.operations) expect(await send(PROPOSER, schedule)).toBe("success");
    expect(await send(EXECUTOR, deployed.operations[0]!.execute)).toBe("reverted");
    await anvil.testClient.increaseTime({ seconds: DELAY_SECONDS + 1 });
    await anvil.testClient.mine({ blocks: 1 });
    expect(await send(PROPOSER, deployed.operations[0]!.execute)).toBe("reverted");
    for (const { execute } of deployed.operations) expect(await send(EXECUTOR, execute)).toBe("success");
    expect((await status(DEVELOPMENT)).json.problems).toEqual([
      "no statement was published",
      `the newest statement's roots are not accepted for schema ${schemaId}`,
    ]);
    // What the status operator sends for each statement.
    const at = ["--gate", deployed.gate.address, "--registry", file("published")];
    const publication = await succeed("contracts", "publish", ...at, ...node());
    expect(publication).toMatchObject({ to: deployed.gate.address, functionName: "publish", leftOut: [] });
    expect(await send(RELAYER, publication as never)).toBe("reverted");
    expect(await send(OPERATOR, publication as never)).toBe("success");

    const { code, json } = await status(DEVELOPMENT);
    expect({ code, problems: json.problems }).toEqual({ code: 0, problems: [] });
    expect(json).toMatchObject({
      chainId: 31337,
      statement: { statusRoot: roots.statusRoot },
      pairs: [{ schemaId, issuerRoot: roots.issuerRoot, isAccepted: true }],
    });
    expect(json.programmes).toMatchObject([
      {
        programme: programmeId(DOMAIN, PROGRAMME, 1),
        policyHash,
        schemaId,
        grid: GRID,
        isPaused: false,
        verifier: { address: deployed.verifiers.age.address, circuit: "age", isDevelopmentKey: true },
      },
    ]);
    expect((await status()).json.problems).toEqual([`${PROGRAMME} 1: anyone can forge under its key`]);
    const elsewhere = await status(DEVELOPMENT, "--registry-id", "00".repeat(32));
    expect(elsewhere.json.problems).toEqual(["it takes another registry's statements"]);
    const other = ["--policy", "examples/policies/energy-cost-cap.json", "--schema", POLICY[3]!];
    const foreign = await run("contracts", "status", "--gate", deployed.gate.address, ...other, ...node(), DEVELOPMENT);
    expect(foreign.json.problems).toEqual([`${PROGRAMME} 1: none of the policies given is its policy`]);
    const nowhere = await run("contracts", "status", "--gate", `0x${"1".repeat(40)}`, ...node());
    expect(nowhere.json.error).toMatchObject({ code: "CHAIN_FAILED" });
  });

  it("is operated in the days after: pause, unpause by two persons, refresh, roots, terms, awards", async () => {
    const at = ["--gate", deployed.gate.address, ...node()];
    const as = (index: number) => ["--from", account(index).address];
    const programme = ["--programme", `${PROGRAMME}@1`];
    const timelock = ["--timelock", deployed.timelock.address];
    const operate = (name: string, ...more: readonly string[]) => run("contracts", name, ...at, ...more);
    const isPaused = async () => ((await status(DEVELOPMENT)).json.programmes as { isPaused: boolean }[])[0]!.isPaused;

    const printed = await operate("pause", ...programme);
    expect(printed.json).toMatchObject({ to: deployed.gate.address, transactionHash: null });
    expect(await isPaused()).toBe(false);
    expect((await operate("pause", ...programme, ...as(RELAYER))).json.error).toMatchObject({ code: "CHAIN_FAILED" });
    expect((await operate("pause", ...programme, ...as(GUARDIAN))).code).toBe(0);
    expect(await isPaused()).toBe(true);

    const unpause = (...more: readonly string[]) => operate("unpause", ...programme, ...timelock, ...more);
    expect((await unpause()).json).toMatchObject({ state: "unscheduled", transactionHash: null });
    expect((await unpause(...as(EXECUTOR))).json.error).toMatchObject({ code: "CHAIN_FAILED" });
    expect((await unpause(...as(PROPOSER))).json).toMatchObject({ state: "waiting" });
    // Too early: nothing is sent.
    expect((await unpause(...as(EXECUTOR))).json).toMatchObject({ state: "waiting", transactionHash: null });
    await anvil.testClient.increaseTime({ seconds: DELAY_SECONDS + 1 });
    await anvil.testClient.mine({ blocks: 1 });
    expect((await unpause(...as(PROPOSER))).json.error).toMatchObject({ code: "CHAIN_FAILED" });
    expect((await unpause(...as(EXECUTOR))).json).toMatchObject({ state: "done" });
    expect(await isPaused()).toBe(false);

    const refreshed = await operate("refresh", ...programme, ...as(7));
    const { logs } = await anvil.publicClient.getTransactionReceipt({ hash: refreshed.json.transactionHash as Hex });
    const [folded] = parseEventLogs({ abi: contracts.CityGate!.abi, logs });
    expect(folded).toMatchObject({
      eventName: "ProgrammeFolded",
      args: { programme: programmeId(DOMAIN, PROGRAMME, 1), statusRoot: BigInt(roots.statusRoot) },
    });
    const roots_ = ["--schema", POLICY[3]!, "--registry", file("published"), ...timelock];
    expect((await operate("roots", ...roots_)).json).toMatchObject({ state: "done" });
    expect((await operate("roots", ...roots_, "--number", "1")).json).toMatchObject({ state: "unscheduled" });
    const award = await operate("award", ...programme, ...timelock, "--amount", "25000000");
    expect(award.json).toMatchObject({ state: "unscheduled", delaySeconds: DELAY_SECONDS });
    // This gate pays nothing itself; what two persons would send to one that does is the programme and the amount.
    const setAward = encodeFunctionData({
      abi: parseAbi(["function setAward(bytes32 programme, uint128 amount)"]),
      args: [programmeId(DOMAIN, PROGRAMME, 1), 25_000_000n],
    });
    const { schedule, execute } = award.json as unknown as Record<"schedule" | "execute", Call>;
    for (const { to, calldata } of [schedule, execute]) {
      expect(to).toBe(deployed.timelock.address);
      expect(calldata).toContain(setAward.slice(2));
    }

    const plan = JSON.parse(await readFile(file("plan.json"), "utf8")) as {
      operations: { arguments: { terms: { opensAt: number } } }[];
    };
    const { terms } = plan.operations[1]!.arguments;
    const next = { ...terms, version: 2, verifier: deployed.verifiers.age.address, opensAt: terms.opensAt + 86_000 };
    await writeFile(file("terms.json"), JSON.stringify(next));
    const version = (...more: readonly string[]) =>
      operate(
        "version",
        "--terms",
        file("terms.json"),
        "--replaces",
        `${PROGRAMME}@1`,
        ...POLICY,
        ...timelock,
        ...more,
      );
    expect((await version(...as(PROPOSER))).json).toMatchObject({ state: "waiting" });
    await anvil.testClient.increaseTime({ seconds: DELAY_SECONDS + 1 });
    await anvil.testClient.mine({ blocks: 1 });
    expect((await version(...as(EXECUTOR))).json).toMatchObject({ state: "done" });
    const programmes = (await status(DEVELOPMENT)).json.programmes as { version: number }[];
    expect(programmes.map((each) => each.version)).toEqual([1, 2]);
    await writeFile(file("terms.json"), JSON.stringify({ ...next, maxClaims: 3 }));
    expect((await version()).json.error).toMatchObject({ code: "SETTLEMENT_INVALID" });
    expect((await operate("pause", "--programme", "other@1")).json.error).toMatchObject({ code: "USAGE_INVALID" });
  });

  it("settles a claim once, and a batch without the used one", async () => {
    const gate = deployed.gate.address;
    const registry = ["--registry", file("published")];
    const [presentation, request] = await answer(0, account(6).address, gate);
    const call = await succeed(
      "settle",
      "--presentation",
      presentation,
      "--request",
      request,
      ...registry,
      ...settling,
    );
    expect(call).toMatchObject({ chainId: "31337", to: gate, functionName: "claim" });
    expect(await send(7, call as never)).toBe("reverted");
    expect(await send(6, call as never)).toBe("success");
    expect(await send(6, call as never)).toBe("reverted");

    const others = [await answer(1, account(8).address, gate), await answer(2, account(9).address, gate)];
    const pairs = [[presentation, request], ...others].flat();
    const batch = await succeed("settle-batch", ...pairs, ...registry, ...settling);
    expect(batch.functionName).toBe("claimBatch");
    expect(await send(7, batch as never)).toBe("reverted");
    expect(await send(RELAYER, batch as never)).toBe("success");
    const logs = await anvil.publicClient.getContractEvents({ address: gate, abi: contracts.CityGate!.abi });
    expect(logs.filter(({ eventName }) => eventName === "ClaimSkipped")).toMatchObject([{ args: { index: 0n } }]);
    const later = await anvil.publicClient.getContractEvents({
      address: gate,
      abi: contracts.CityGate!.abi,
      eventName: "Claimed",
      fromBlock: 0n,
    });
    expect(later).toHaveLength(3);
  }, 120_000);

  it("exports the verifier whose code it deployed", async () => {
    await succeed(
      "contracts",
      "export",
      "--out",
      file("keys"),
      "--base-path",
      "contracts/Groth16Verifier.sol",
      DEVELOPMENT,
    );
    const source = await readFile(file("keys/AgeVerifier.sol"), "utf8");
    const { AgeVerifier } = await compile(["Exported.sol"], { "Exported.sol": source });
    const code = await anvil.publicClient.getCode({ address: deployed.verifiers.age.address });
    expect(AgeVerifier!.bytecode.endsWith(code!.slice(2))).toBe(true);
  });
});
