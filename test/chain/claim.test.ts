/** Claims on a real node: timelock, roots, programme, real proofs, and everything that must be refused. */
import { type Abi, type Address, encodeDeployData, encodeFunctionData, type Hex, keccak256, toHex } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dayNumber } from "../../src/core/dates.ts";
import { BASE_FIELD_MODULUS } from "../../src/core/field.ts";
import { parseGrid } from "../../src/core/period-grid.ts";
import { CLAIM_CODES } from "../../src/portal/settlement/claim-codes.ts";
import { createClaimIndexer } from "../../src/portal/settlement/claim-indexer.ts";
import { deployContract } from "../../src/portal/settlement/deploy.ts";
import {
  batchGas,
  type ClaimBasis,
  type ClaimItem,
  encodeBatch,
  encodeFoldedSettlement,
  encodeSettlement,
  programmeId,
} from "../../src/portal/settlement/encode.ts";
import { requestSignals } from "../../src/presentation/proof/request.ts";
import { FIXTURE, type FixtureClaim, requestOf, verifyClaim } from "../unit/portal/settlement/claims.ts";
import { type Anvil, account, type CompiledContract, compile, hasAnvil, startAnvil } from "./anvil.ts";

const GATE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
import {ClaimGate} from "contracts/ClaimGate.sol";
import {GateSetup} from "contracts/RootRegistry.sol";
contract PlainGate is ClaimGate {
    constructor(GateSetup memory setup) ClaimGate(setup) {}
    function _onClaim(bytes32, uint256, address, uint8) internal override {}
}`;
/** Whole transactions, with the 21,000 gas and the calldata that every transaction pays; a rise is a regression. */
const GAS = { single: 262_000n, folded: 260_000n, batchOf32: 88_000n } as const;
const STATUS_TREE = 0n;
/** A root of this gate is good for two days. */
const ROOT_SECONDS = 2 * 86_400;
const schemaId = BigInt(FIXTURE.schemaId);
const grid = parseGrid(FIXTURE.grid);
const DELAY = 3_600n;
const [DEPLOYER, PROPOSER, EXECUTOR, GUARDIAN, OPERATOR, RELAYER] = [0, 1, 2, 3, 4, 5] as const;
const role = (name: string): Hex => keccak256(toHex(name));
const gate = FIXTURE.contract;
const version = 1;
const { roots, nowSeconds } = FIXTURE;
const programme = programmeId("benefits.example.org", "senior-pass", version);

describe.skipIf(!hasAnvil)("a claim on a node", () => {
  let anvil: Anvil;
  let contracts: Readonly<Record<string, CompiledContract>>;
  let timelock: Address;
  let abi: Abi;
  let snapshot: Hex;

  /** Puts the gate where the committed proofs expect it: its constructor runs there, and leaves what it returns. */
  const placeGate = async (creation: Hex): Promise<void> => {
    const { testClient, publicClient } = anvil;
    await testClient.setCode({ address: gate, bytecode: creation });
    const from = account(DEPLOYER).address;
    const { data: runtime } = await publicClient.call({ account: from, to: gate, data: "0x" });
    await send(DEPLOYER, gate, "0x");
    await testClient.setCode({ address: gate, bytecode: runtime! });
  };

  const send = async (from: number | Address, to: Address, data: Hex): Promise<bigint> => {
    const { publicClient, testClient } = anvil;
    let hash: Hex;
    if (typeof from === "number") hash = await anvil.wallet(from).sendTransaction({ to, data });
    else {
      await testClient.impersonateAccount({ address: from });
      await testClient.setBalance({ address: from, value: 10n ** 18n });
      hash = await testClient.sendUnsignedTransaction({ from, to, data });
    }
    const { status, gasUsed } = await publicClient.waitForTransactionReceipt({ hash });
    expect(status).toBe("success");
    return gasUsed;
  };
  const encode = (functionName: string, args: readonly unknown[]): Hex =>
    encodeFunctionData({ abi, functionName, args });

  /** A statement with the issuer root of the fixtures. */
  const publication = (statusRoot: string, time: number): Hex =>
    encode("publish", [
      {
        registry: FIXTURE.registry,
        time,
        statusRoot: BigInt(statusRoot),
        issuerRoots: [{ schemaId, root: BigInt(roots.issuerRoot) }],
      },
    ]);

  const throughTimelock = async (data: Hex): Promise<void> => {
    const zero: Hex = `0x${"0".repeat(64)}`;
    const of = (functionName: string, args: readonly unknown[]) =>
      encodeFunctionData({ abi: contracts.TwoPersonTimelock!.abi, functionName, args });
    await send(PROPOSER, timelock, of("schedule", [gate, 0n, data, zero, zero, DELAY]));
    await anvil.testClient.increaseTime({ seconds: Number(DELAY) });
    await anvil.testClient.mine({ blocks: 1 });
    await send(EXECUTOR, timelock, of("execute", [gate, 0n, data, zero, zero]));
  };

  beforeAll(async () => {
    const files = ["contracts/TwoPersonTimelock.sol", "contracts/keys/AgeVerifier.sol", "PlainGate.sol"];
    contracts = await compile(files, { "PlainGate.sol": GATE });
    abi = contracts.PlainGate!.abi;
    anvil = await startAnvil({ nowSeconds: nowSeconds - 6 * Number(DELAY) });
    const deploy = (name: string, args: readonly unknown[] = []) =>
      deployContract({
        walletClient: anvil.wallet(DEPLOYER),
        publicClient: anvil.publicClient,
        contract: contracts[name]!,
        args,
        allowDevelopmentKeys: true,
      });
    timelock = (
      await deploy("TwoPersonTimelock", [
        DELAY,
        [account(PROPOSER).address],
        [account(EXECUTOR).address, account(PROPOSER).address],
      ])
    ).address;
    const verifier = (await deploy("AgeVerifier")).address;
    const setup = {
      timelock,
      guardian: account(GUARDIAN).address,
      statusOperator: account(OPERATOR).address,
      registry: FIXTURE.registry,
      maxRootAge: ROOT_SECONDS,
      gasLimits: { add: 0, mul: 0, pairing: 0, pair: 0 },
      allowDevelopmentKeys: true,
    };
    const { bytecode } = contracts.PlainGate!;
    await placeGate(encodeDeployData({ abi, bytecode, args: [setup] }));

    await throughTimelock(encode("trustIssuerRoot", [schemaId, BigInt(roots.issuerRoot)]));
    await send(OPERATOR, gate, publication(roots.statusRoot, nowSeconds - 6 * Number(DELAY)));
    await throughTimelock(encode("grantRole", [role("RELAYER_ROLE"), account(RELAYER).address]));
    const signals = requestSignals(requestOf(FIXTURE.age[0]!));
    const terms = {
      domain: "benefits.example.org",
      name: "senior-pass",
      version,
      policyHash: signals.policyHash,
      schemaId,
      scope: signals.scope,
      askerHash: FIXTURE.askerHash,
      verifier,
      opensAt: nowSeconds - 10_000,
      closesAt: nowSeconds + 90 * 86_400,
      maxClaims: FIXTURE.maxClaims,
      freshnessDays: 1,
      grid: { kind: 0, daysEach: 0, firstDay: dayNumber(grid.firstDay), utcOffsetMinutes: grid.utcOffsetMinutes },
    };
    await throughTimelock(encode("addProgramme", [terms]));
    await anvil.testClient.setNextBlockTimestamp({ timestamp: BigInt(nowSeconds) });
    await anvil.testClient.mine({ blocks: 1 });
    // As somebody does each day; the programme was added before it opened.
    await send(DEPLOYER, gate, encode("refreshProgramme", [programme]));
  });
  afterAll(() => anvil?.stop());
  beforeEach(async () => {
    snapshot = await anvil.testClient.snapshot();
  });
  afterEach(async () => {
    await anvil.testClient.revert({ id: snapshot });
    await anvil.testClient.request({ method: "anvil_dropAllTransactions" as never });
  });

  const callOf = async (claim: FixtureClaim) => encodeSettlement(await verifyClaim(claim));
  /** The name of the refusal, or "accepted". */
  const attempt = async (from: Address, data: Hex, to: Address = gate): Promise<string> => {
    try {
      await anvil.publicClient.call({ account: from, to, data });
      return "accepted";
    } catch (error) {
      const text = String((error as { details?: string }).details) + String(error);
      const raw = /0x([0-9a-f]{8})([0-9a-f]{64})?/i.exec(String(rawData(error)) ?? text);
      const named = contracts
        .PlainGate!.abi.concat(contracts.AgeVerifier!.abi)
        .find((entry) => entry.type === "error" && raw !== null && selectorOf(entry) === `0x${raw[1]}`);
      if (named?.type !== "error") return text.slice(0, 200);
      return named.name === "ClaimRefused" ? (CLAIM_CODES[Number(`0x${raw![2]}`)] ?? "?") : named.name;
    }
  };

  it("is accepted with a real proof, once", async () => {
    const claim = FIXTURE.age[0]!;
    const { calldata } = await callOf(claim);
    const gasUsed = await send(claim.recipient as Address, gate, calldata);
    console.info(`single claim: ${gasUsed} gas`);
    expect(gasUsed).toBeLessThan(GAS.single);
    expect(await attempt(claim.recipient as Address, calldata)).toBe("ClaimUsed");
    const again = FIXTURE.special.secondClaim;
    expect(await attempt(again.recipient as Address, (await callOf(again)).calldata)).toBe("ClaimUsed");
  });

  it("is one of as many as the programme grants, each by a proof of its own", async () => {
    const [first, second] = [FIXTURE.age[0]!, FIXTURE.special.secondOrdinal];
    await send(second.recipient as Address, gate, (await callOf(second)).calldata);
    expect(await attempt(second.recipient as Address, (await callOf(second)).calldata)).toBe("ClaimUsed");
    await send(first.recipient as Address, gate, (await callOf(first)).calldata);
    const nullifier = BigInt(first.signals[0]!);
    const args = [nullifier] as const;
    expect(await anvil.publicClient.readContract({ address: gate, abi, functionName: "claimedOrdinals", args })).toBe(
      3,
    );
    const index = createClaimIndexer({ client: anvil.publicClient, contract: gate, fromBlock: 0n, confirmations: 2 });
    const { added } = await index.update();
    expect(added.map(({ ordinal }) => ordinal)).toEqual([2, 1]);
  });

  it("is refused for terms that the proof does not name: another ordinal, version or asking origin", async () => {
    const claim = FIXTURE.age[0]!;
    const [basis, item] = (await callOf(claim)).args;
    const sender = claim.recipient as Address;
    expect(await attempt(sender, encode("claim", [basis, { ...item, ordinal: 2 }]))).toBe("ProofInvalid");
    expect(await attempt(sender, encode("claim", [basis, { ...item, ordinal: 4 }]))).toBe("OrdinalInvalid");
    const { otherVersion, otherAsker } = FIXTURE.special;
    expect(await attempt(otherVersion.recipient as Address, (await callOf(otherVersion)).calldata)).toBe(
      "ProgrammeUnknown",
    );
    const asVersion1 = encode("claim", [basis, (await callOf(otherVersion)).args[1]]);
    expect(await attempt(otherVersion.recipient as Address, asVersion1)).toBe("ProofInvalid");
    expect(await attempt(otherAsker.recipient as Address, (await callOf(otherAsker)).calldata)).toBe("ProofInvalid");
  });

  it("is cheaper folded, once too", async () => {
    const claim = FIXTURE.age[0]!;
    const { calldata } = encodeFoldedSettlement(await verifyClaim(claim));
    const gasUsed = await send(claim.recipient as Address, gate, calldata);
    console.info(`folded claim: ${gasUsed} gas`);
    expect(gasUsed).toBeLessThan(GAS.folded);
    expect(await attempt(claim.recipient as Address, calldata)).toBe("ClaimUsed");
  });

  it("is accepted from a relayer and refused from anybody else who saw it first", async () => {
    const { calldata } = await callOf(FIXTURE.age[0]!);
    expect(await attempt(account(9).address, calldata)).toBe("RecipientInvalid");
    expect(await attempt(account(RELAYER).address, calldata)).toBe("accepted");
  });

  it("is refused where it was not made for: another contract, another chain", async () => {
    for (const claim of [FIXTURE.special.otherContract, FIXTURE.special.otherChain]) {
      const { calldata } = await callOf(claim);
      expect(await attempt(claim.recipient as Address, calldata)).toBe("ProofInvalid");
    }
  });

  it("is refused on a fork of the chain under another id", async () => {
    const claim = FIXTURE.age[0]!;
    const { calldata } = await callOf(claim);
    const setChainId = (id: number) =>
      anvil.testClient.request({ method: "anvil_setChainId" as never, params: [id] as never });
    await setChainId(1);
    try {
      expect(await attempt(claim.recipient as Address, calldata)).toBe("ProgrammeUnknown");
    } finally {
      await setChainId(FIXTURE.chainId);
    }
    expect(await attempt(claim.recipient as Address, calldata)).toBe("accepted");
  });

  it("counts once on the branch that stays, when the chain takes it back", async () => {
    const claim = FIXTURE.age[0]!;
    const recipient = claim.recipient as Address;
    const { calldata } = await callOf(claim);
    const index = createClaimIndexer({ client: anvil.publicClient, contract: gate, fromBlock: 0n, confirmations: 4 });
    const nullifier = BigInt(claim.signals[0]!);
    await send(recipient, gate, calldata);
    await index.update();
    expect(index.claimsOf(nullifier).count).toBe(1);

    await anvil.testClient.request({ method: "anvil_reorg" as never, params: [1, []] as never });
    const { removed } = await index.update();
    expect(removed.map((each) => each.nullifier)).toEqual([nullifier]);
    expect(await attempt(recipient, calldata)).toBe("accepted");
    await send(recipient, gate, calldata);
    expect(await attempt(recipient, calldata)).toBe("ClaimUsed");
    await anvil.testClient.mine({ blocks: 5 });
    await index.update();
    expect(index.claimsOf(nullifier)).toEqual({ count: 1, settledCount: 1 });
  });

  it("is refused outside its period, under unknown and stale roots, after its deadline, and while paused", async () => {
    const of = async (claim: FixtureClaim) => attempt(claim.recipient as Address, (await callOf(claim)).calldata);
    const [first] = FIXTURE.age as [FixtureClaim];
    const next = FIXTURE.special.underNextRoots;
    expect(await of(FIXTURE.special.nextPeriod)).toBe("PeriodWrong");
    expect(await of(next)).toBe("RootsNotAccepted");
    await send(OPERATOR, gate, publication(FIXTURE.nextRoots.statusRoot, nowSeconds));
    expect(await of(next)).toBe("accepted");
    expect(await of(first)).toBe("accepted");
    await send(GUARDIAN, gate, encode("revokeRoot", [STATUS_TREE, BigInt(roots.statusRoot)]));
    expect(await of(first)).toBe("RootsNotAccepted");
    await send(GUARDIAN, gate, encode("pauseProgramme", [programme]));
    expect(await of(next)).toBe("ProgrammePaused");
    await throughTimelock(encode("unpauseProgramme", [programme]));
    expect(await of(next)).toBe("accepted");
    await anvil.testClient.increaseTime({ seconds: 86_400 });
    await anvil.testClient.mine({ blocks: 1 });
    expect(await of(next)).toBe("DeadlinePassed");
    await anvil.testClient.increaseTime({ seconds: ROOT_SECONDS - 86_400 });
    await anvil.testClient.mine({ blocks: 1 });
    // Nobody published since.
    expect(await of(next)).toBe("DateWrong");
    const args = [schemaId, BigInt(roots.issuerRoot), BigInt(FIXTURE.nextRoots.statusRoot)] as const;
    const goodUntil = await anvil.publicClient.readContract({
      address: gate,
      abi,
      functionName: "pairGoodUntil",
      args,
    });
    expect(goodUntil).toBe(BigInt(nowSeconds + ROOT_SECONDS - 1));
    expect((await anvil.publicClient.getBlock()).timestamp).toBeGreaterThan(goodUntil as bigint);
  });

  it("binds everything: any change is refused", async () => {
    const claim = FIXTURE.age[0]!;
    const sender = claim.recipient as Address;
    const [basis, item] = (await callOf(claim)).args;
    const data = (change: Partial<ClaimBasis & ClaimItem>) =>
      encode("claim", [
        { ...basis, ...change },
        { ...item, ...change },
      ]);
    expect(await attempt(sender, data({}))).toBe("accepted");
    const elsewhere: Address = "0x00000000000000000000000000000000000e15e0";
    const changes: Readonly<Record<string, readonly [Partial<ClaimBasis & ClaimItem>, string]>> = {
      nullifier: [{ nullifier: item.nullifier + 1n }, "ProofInvalid"],
      "policyHash and scope (by programme)": [
        { programme: programmeId("other.example", "senior-pass", 1) },
        "ProgrammeUnknown",
      ],
      issuerRoot: [{ issuerRoot: basis.issuerRoot + 1n }, "RootsNotAccepted"],
      statusRoot: [{ statusRoot: basis.statusRoot + 1n }, "RootsNotAccepted"],
      period: [{ period: 20261201 }, "PeriodWrong"],
      "today, yesterday": [{ dayNumber: basis.dayNumber - 1 }, "ProofInvalid"],
      "today, tomorrow": [{ dayNumber: basis.dayNumber + 1 }, "DateWrong"],
      "context by nonce": [{ nonce: `0x${"42".repeat(32)}` }, "ProofInvalid"],
      deadline: [{ deadline: item.deadline + 1 }, "ProofInvalid"],
      recipient: [{ recipient: elsewhere }, "RecipientInvalid"],
    };
    for (const [what, [change, refusal]] of Object.entries(changes)) {
      expect(await attempt(sender, data(change)), what).toBe(refusal);
    }
    // The thief names herself: sender and recipient agree, the proof does not.
    expect(await attempt(elsewhere, data({ recipient: elsewhere }))).toBe("ProofInvalid");
    for (let i = 0; i < 8; i++) {
      const proof = item.proof.map((value, j) => (i === j ? value + BASE_FIELD_MODULUS : value));
      expect(await attempt(sender, data({ proof: proof as never })), `coordinate ${i}`).toBe("ProofMalformed");
    }
  });

  it("settles in batches, leaving out a used nullifier", async () => {
    const first = FIXTURE.age[0]!;
    await send(first.recipient as Address, gate, (await callOf(first)).calldata);
    for (const size of [1, 8, 32]) {
      const fresh = await Promise.all(FIXTURE.age.slice(1, size + 1).map(verifyClaim));
      const id = await anvil.testClient.snapshot();
      const gasUsed = await send(RELAYER, gate, encodeBatch(fresh).calldata);
      console.info(`batch of ${size}: ${gasUsed / BigInt(size)} gas per claim`);
      if (size === 32) expect(gasUsed / 32n).toBeLessThan(GAS.batchOf32);
      expect(Number(gasUsed), "the bound by which batches are cut").toBeLessThan(batchGas(size, { hookGas: 0 }));
      await anvil.testClient.revert({ id });
    }
    const mixed = await Promise.all(FIXTURE.age.slice(0, 4).map(verifyClaim));
    await send(RELAYER, gate, encodeBatch(mixed).calldata);
    const count = (nullifier: bigint) =>
      anvil.publicClient.readContract({ address: gate, abi, functionName: "claimedOrdinals", args: [nullifier] });
    for (const { nullifier } of mixed) expect(await count(nullifier)).toBe(1);
    const index = createClaimIndexer({ client: anvil.publicClient, contract: gate, fromBlock: 0n, confirmations: 2 });
    await index.update();
    for (const { nullifier } of mixed) expect(index.claimsOf(nullifier).count).toBe(1);
    expect(index.nullifiers()).toHaveLength(4);
  });

  it("refuses a whole batch with a false proof, and batches of strangers", async () => {
    const { args } = encodeBatch(await Promise.all(FIXTURE.age.slice(0, 3).map(verifyClaim)));
    const [basis, items] = args;
    const [a, b, c] = items as [ClaimItem, ClaimItem, ClaimItem];
    const swapped = encode("claimBatch", [basis, [{ ...a, proof: b.proof }, { ...b, proof: a.proof }, c]]);
    expect(await attempt(account(RELAYER).address, swapped)).toBe("ProofInvalid");
    expect(await attempt(account(9).address, encode("claimBatch", args))).toMatch(/AccessControl/);
  });
});

function selectorOf(entry: Abi[number]): Hex {
  if (entry.type !== "error") return "0x";
  return keccak256(toHex(`${entry.name}(${entry.inputs.map(({ type }) => type).join(",")})`)).slice(0, 10) as Hex;
}

/** The revert data, wherever viem put it. */
function rawData(error: unknown): Hex | undefined {
  for (
    let each = error as { data?: unknown; cause?: unknown } | undefined;
    each !== undefined && each !== null;
    each = each.cause as typeof each
  ) {
    if (typeof each.data === "string" && each.data.startsWith("0x")) return each.data as Hex;
  }
  return undefined;
}
