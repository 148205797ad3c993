import { readFileSync } from "node:fs";
import { decodeFunctionData, encodeAbiParameters, encodeFunctionData, keccak256 } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { CLAIM_GATE_ABI } from "../../../../src/portal/settlement/abi.generated.ts";
import { CLAIM_CODES } from "../../../../src/portal/settlement/claim-codes.ts";
import {
  batchGas,
  encodeBatch,
  encodeClaimCheck,
  encodeFoldedSettlement,
  encodeSettlement,
  foldId,
  groupForBatch,
  MAX_BATCH_GAS,
  MAX_SETTLEMENT_BATCH,
  programmeId,
} from "../../../../src/portal/settlement/encode.ts";
import type { VerifiedPresentation } from "../../../../src/presentation/verification/verify.ts";
import { FIXTURE, keyOf, verifyClaim } from "./claims.ts";

let verified: VerifiedPresentation[];
let residency: VerifiedPresentation;
beforeAll(async () => {
  verified = await Promise.all(FIXTURE.age.slice(0, 3).map(verifyClaim));
  residency = await verifyClaim(FIXTURE.residency[0]!);
});

const refusal = expect.objectContaining({ code: "SETTLEMENT_INVALID" });

describe("the committed claims", () => {
  it("are under the keys of today", () => {
    for (const [circuit, { verificationKeyHash }] of Object.entries(FIXTURE.programmes)) {
      expect(`0x${keyOf(circuit as "age").hash}`, "run scripts/make-chain-fixtures.ts").toBe(verificationKeyHash);
    }
  });
  it("verify, special ones too", async () => {
    for (const claim of [...Object.values(FIXTURE.special), FIXTURE.eligibility[0]!]) await verifyClaim(claim);
    expect(FIXTURE.special.secondClaim.signals[0]).toBe(FIXTURE.age[0]!.signals[0]);
    expect(new Set(FIXTURE.age.map(({ signals }) => signals[0])).size).toBe(64);
  });
});

describe("encodeSettlement", () => {
  it("writes the calldata that viem writes", () => {
    const { abi, functionName, args, calldata, to, chainId } = encodeSettlement(verified[0]!);
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect(to).toBe(FIXTURE.contract);
    expect(chainId).toBe(31337n);
  });

  it("says what the presentation says", () => {
    const [basis, item] = encodeSettlement(verified[0]!).args;
    const { nonce, recipient, deadline, proof, signals, period } = FIXTURE.age[0]!;
    expect(item).toMatchObject({ nonce, recipient, deadline, ordinal: 1 });
    expect(basis).toMatchObject({ period, dayNumber: 739_943 });
    expect(item.proof).toEqual(proof.map(BigInt));
    expect([item.nullifier, basis.issuerRoot, basis.statusRoot]).toEqual(
      [signals[0], signals[2], signals[3]].map((text) => BigInt(text!)),
    );
  });

  it("names programme and fold as Solidity does", () => {
    for (const domain of ["a", "b".repeat(32), "benefits.example.org", "c".repeat(65)]) {
      const encoded = encodeAbiParameters(
        [{ type: "string" }, { type: "string" }, { type: "uint32" }],
        [domain, "senior-pass", 7],
      );
      expect(programmeId(domain, "senior-pass", 7)).toBe(keccak256(encoded));
    }
    const [basis] = encodeSettlement(verified[0]!).args;
    const { programme, issuerRoot, statusRoot, period, dayNumber } = basis;
    const types = ["bytes32", "uint256", "uint256", "uint32", "uint32"].map((type) => ({ type }));
    expect(foldId(basis)).toBe(
      keccak256(encodeAbiParameters(types, [programme, issuerRoot, statusRoot, period, dayNumber])),
    );
  });

  it("writes folded claims as viem does, shorter", () => {
    const { abi, functionName, args, calldata } = encodeFoldedSettlement(verified[0]!);
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect(calldata.length).toBeLessThan(encodeSettlement(verified[0]!).calldata.length);
  });

  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["a copy of a verified presentation", () => ({ ...verified[0] })],
    ["an object that inherits from one", () => Object.create(verified[0]!)],
    ["a proxy of one", () => new Proxy(verified[0]!, {})],
    ["a plain presentation", () => verified[0]!.presentation],
  ])("refuses %s", (_, make) => {
    const value = make() as VerifiedPresentation;
    expect(() => encodeSettlement(value)).toThrow(refusal);
    expect(() => encodeFoldedSettlement(value)).toThrow(refusal);
    expect(() => encodeBatch([value])).toThrow(refusal);
  });

  it("takes version and ordinal from what was proven", async () => {
    const second = encodeSettlement(await verifyClaim(FIXTURE.special.secondOrdinal));
    const [basis, item] = encodeSettlement(verified[0]!).args;
    expect(second.args[0]).toEqual(basis);
    expect([item.ordinal, second.args[1].ordinal]).toEqual([1, 2]);
    expect(second.args[1].nullifier).toBe(item.nullifier);
    const other = encodeSettlement(await verifyClaim(FIXTURE.special.otherVersion));
    expect(other.args[0].programme).toBe(programmeId(FIXTURE.verifier, "senior-pass", 2));
    expect(basis.programme).toBe(programmeId(FIXTURE.verifier, "senior-pass", 1));
  });
});

describe("programmeId", () => {
  it.each([-1, 1.5, 2 ** 32, Number.NaN, "1"])("refuses version %s", (wrong) => {
    expect(() => programmeId("benefits.example.org", "senior-pass", wrong as number)).toThrow(refusal);
  });
});

describe("encodeBatch", () => {
  it("writes the calldata that viem writes", () => {
    const { abi, functionName, args, calldata } = encodeBatch(verified);
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect(decodeFunctionData({ abi, data: calldata }).args).toHaveLength(2);
  });

  it("refuses no items, too many, one twice, two circuits", () => {
    expect(() => encodeBatch([])).toThrow(refusal);
    expect(() => encodeBatch(undefined as never)).toThrow(refusal);
    expect(() => encodeBatch(new Array(MAX_SETTLEMENT_BATCH + 1).fill(verified[0]))).toThrow(refusal);
    expect(() => encodeBatch([verified[0]!, verified[1]!, verified[0]!])).toThrow(refusal);
    expect(() => encodeBatch([verified[0]!, residency])).toThrow(refusal);
  });

  it("refuses items under two status roots or of two periods, and groups them", async () => {
    const { underNextRoots, nextPeriod } = FIXTURE.special;
    const others = await Promise.all([underNextRoots, nextPeriod].map(verifyClaim));
    for (const other of others) expect(() => encodeBatch([verified[0]!, other])).toThrow(refusal);
    const mixed = [verified[0]!, others[0]!, residency, verified[1]!, others[1]!, verified[2]!];
    const groups = groupForBatch(mixed);
    expect(groups).toEqual([verified, [others[0]], [residency], [others[1]]]);
    for (const group of groups) encodeBatch(group);
    const many = groupForBatch(new Array(MAX_SETTLEMENT_BATCH + 1).fill(verified[0]), { hookGas: 0 });
    expect(many.map(({ length }) => length)).toEqual([MAX_SETTLEMENT_BATCH, 1]);
    expect(groupForBatch([])).toEqual([]);
    expect(() => groupForBatch([verified[0]!, { ...verified[1]! }])).toThrow(refusal);
  });

  it("refuses items of two versions", async () => {
    const other = await verifyClaim(FIXTURE.special.otherVersion);
    expect(() => encodeBatch([verified[0]!, other])).toThrow(refusal);
    expect(groupForBatch([verified[0]!, other, verified[1]!])).toEqual([[verified[0], verified[1]], [other]]);
  });

  it("stays under nine tenths of a transaction's gas, whatever the hook uses", () => {
    const many = new Array<VerifiedPresentation>(300).fill(verified[0]!);
    for (const hookGas of [0, 30_000, 110_000, 1_000_000, 20_000_000]) {
      for (const group of groupForBatch(many, { hookGas })) {
        expect(group.length).toBeLessThanOrEqual(MAX_SETTLEMENT_BATCH);
        if (group.length > 1) expect(batchGas(group.length, { hookGas })).toBeLessThanOrEqual(MAX_BATCH_GAS);
      }
    }
    expect(MAX_BATCH_GAS).toBe(15_099_494);
    // The shipped disbursement's payouts, by default.
    const [first] = groupForBatch(many);
    expect(first!.length).toBeLessThan(MAX_SETTLEMENT_BATCH);
    expect(batchGas(first!.length + 1)).toBeGreaterThan(MAX_BATCH_GAS);
    expect(() => encodeBatch(many.slice(0, first!.length + 1))).toThrow(refusal);
    for (const hookGas of [-1, 0.5, Number.NaN]) expect(() => groupForBatch(many, { hookGas })).toThrow(refusal);
  });

  it("refuses items of two chains or contracts", async () => {
    for (const claim of [FIXTURE.special.otherChain, FIXTURE.special.otherContract]) {
      const other = await verifyClaim(claim);
      expect(() => encodeBatch([verified[0]!, other])).toThrow(refusal);
    }
  });
});

describe("encodeClaimCheck", () => {
  it("writes the calldata that viem writes, and names codes as the contract does", () => {
    const { args } = encodeSettlement(verified[0]!);
    const sender = FIXTURE.contract;
    expect(encodeClaimCheck(verified[0]!, sender)).toBe(
      encodeFunctionData({ abi: CLAIM_GATE_ABI, functionName: "checkClaim", args: [...args, sender] }),
    );
    const source = readFileSync("contracts/interfaces/IClaimGate.sol", "utf8");
    const names = /enum ClaimCode \{([^}]*)\}/
      .exec(source)![1]!
      .split(",")
      .map((name) => name.trim());
    expect(names).toEqual(CLAIM_CODES);
  });
});

describe("a chain with smaller blocks", () => {
  it("gets smaller batches, of at least one claim", () => {
    const sizes = (maxGas: number) => groupForBatch(verified, { maxGas, hookGas: 5_000 }).map(({ length }) => length);
    expect(sizes(460_000)).toEqual([2, 1]);
    expect(sizes(1)).toEqual([1, 1, 1]);
    expect(() => encodeBatch(verified, { maxGas: 460_000, hookGas: 5_000 })).toThrow(refusal);
    expect(() => sizes(-1)).toThrow(refusal);
  });
});
