import { decodeFunctionData, encodeAbiParameters, encodeFunctionData, keccak256 } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import {
  encodeBatch,
  encodeFoldedSettlement,
  encodeSettlement,
  foldId,
  groupForBatch,
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
const version = 1;

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
    const { abi, functionName, args, calldata, to, chainId } = encodeSettlement(verified[0]!, { version });
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect(to).toBe(FIXTURE.contract);
    expect(chainId).toBe(31337n);
  });

  it("says what the presentation says", () => {
    const [basis, item] = encodeSettlement(verified[0]!, { version }).args;
    const { nonce, recipient, deadline, proof, signals, period } = FIXTURE.age[0]!;
    expect(item).toMatchObject({ nonce, recipient, deadline });
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
    const [basis] = encodeSettlement(verified[0]!, { version }).args;
    const { programme, issuerRoot, statusRoot, period, dayNumber } = basis;
    const types = ["bytes32", "uint256", "uint256", "uint32", "uint32"].map((type) => ({ type }));
    expect(foldId(basis)).toBe(
      keccak256(encodeAbiParameters(types, [programme, issuerRoot, statusRoot, period, dayNumber])),
    );
  });

  it("writes folded claims as viem does, shorter", () => {
    const { abi, functionName, args, calldata } = encodeFoldedSettlement(verified[0]!, { version });
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect(calldata.length).toBeLessThan(encodeSettlement(verified[0]!, { version }).calldata.length);
  });

  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["a copy of a verified presentation", () => ({ ...verified[0] })],
    ["an object that inherits from one", () => Object.create(verified[0]!)],
    ["a proxy of one", () => new Proxy(verified[0]!, {})],
    ["a plain presentation", () => verified[0]!.presentation],
  ])("refuses %s", (_, make) => {
    const value = make() as VerifiedPresentation;
    expect(() => encodeSettlement(value, { version })).toThrow(refusal);
    expect(() => encodeFoldedSettlement(value, { version })).toThrow(refusal);
    expect(() => encodeBatch([value], { version })).toThrow(refusal);
  });

  it.each([-1, 1.5, 2 ** 32, Number.NaN, "1"])("refuses version %s", (wrong) => {
    expect(() => encodeSettlement(verified[0]!, { version: wrong as number })).toThrow(refusal);
  });
});

describe("encodeBatch", () => {
  it("writes the calldata that viem writes", () => {
    const { abi, functionName, args, calldata } = encodeBatch(verified, { version });
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect(decodeFunctionData({ abi, data: calldata }).args).toHaveLength(2);
  });

  it("refuses no items, too many, one twice, two circuits", () => {
    expect(() => encodeBatch([], { version })).toThrow(refusal);
    expect(() => encodeBatch(undefined as never, { version })).toThrow(refusal);
    expect(() => encodeBatch(new Array(MAX_SETTLEMENT_BATCH + 1).fill(verified[0]), { version })).toThrow(refusal);
    expect(() => encodeBatch([verified[0]!, verified[1]!, verified[0]!], { version })).toThrow(refusal);
    expect(() => encodeBatch([verified[0]!, residency], { version })).toThrow(refusal);
  });

  it("refuses items under two status roots or of two periods, and groups them", async () => {
    const { underNextRoots, nextPeriod } = FIXTURE.special;
    const others = await Promise.all([underNextRoots, nextPeriod].map(verifyClaim));
    for (const other of others) expect(() => encodeBatch([verified[0]!, other], { version })).toThrow(refusal);
    const mixed = [verified[0]!, others[0]!, residency, verified[1]!, others[1]!, verified[2]!];
    const groups = groupForBatch(mixed);
    expect(groups).toEqual([verified, [others[0]], [residency], [others[1]]]);
    for (const group of groups) encodeBatch(group, { version });
    const many = groupForBatch(new Array(MAX_SETTLEMENT_BATCH + 1).fill(verified[0]));
    expect(many.map(({ length }) => length)).toEqual([MAX_SETTLEMENT_BATCH, 1]);
    expect(groupForBatch([])).toEqual([]);
    expect(() => groupForBatch([verified[0]!, { ...verified[1]! }])).toThrow(refusal);
  });

  it("refuses items of two chains or contracts", async () => {
    for (const claim of [FIXTURE.special.otherChain, FIXTURE.special.otherContract]) {
      const other = await verifyClaim(claim);
      expect(() => encodeBatch([verified[0]!, other], { version })).toThrow(refusal);
    }
  });
});
