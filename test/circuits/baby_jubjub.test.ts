import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { B8, edwardsPair, fromMontgomery, HALF, L, montgomeryPair, root, scale } from "./curve.ts";
import { compileSource, mod, signalValue, solve, type TestCircuit } from "./harness.ts";

/** The functions of baby_jubjub.circom, each result as an output. */
const SOURCE = `pragma circom 2.1.6;
include "circuits/lib/baby_jubjub.circom";
template Main() {
    signal input ignored;
    signal output order <== subgroupOrder();
    signal output offset[2] <== offsetPoint();
    signal output base[2] <== base8();
    signal output half[2] <== halfBase();
    signal output multiple[2] <== edwardsMul(123456789, base8());
    signal output negated[2] <== edwardsMul(subgroupOrder() - 1, base8());
    signal output times8[2] <== edwardsTimes8(5, base8());
    signal output identity[2] <== edwardsMul(subgroupOrder(), base8());
    signal output montgomery[2] <== toMontgomery(base8());
    signal square <== ignored * ignored;
}
component main = Main();
`;

let point: (name: string) => [bigint, bigint];
beforeAll(async () => {
  const circuit: TestCircuit = await compileSource(SOURCE);
  const witness = solve(circuit, { ignored: 3n });
  point = (name) => [signalValue(circuit, witness, `${name}[0]`), signalValue(circuit, witness, `${name}[1]`)];
});

describe("the compiler's curve arithmetic equals @noble/curves", () => {
  test("multiples of the generator", () => {
    expect(point("base")).toEqual(edwardsPair(B8));
    expect(point("half")).toEqual(edwardsPair(HALF));
    expect(point("multiple")).toEqual(edwardsPair(B8.multiply(123456789n)));
    expect(point("negated")).toEqual(edwardsPair(B8.negate()));
    expect(point("times8")).toEqual(edwardsPair(B8.multiply(8n ** 5n)));
    expect(point("identity")).toEqual([0n, 1n]);
  });
  test("the Montgomery form", () => {
    expect(point("montgomery")).toEqual(montgomeryPair(B8));
    expect(edwardsPair(fromMontgomery(montgomeryPair(B8)))).toEqual(edwardsPair(B8));
  });
});

describe("the offset point", () => {
  test("comes from a hash, so that nobody knows its discrete logarithm", () => {
    expect(point("offset")).toEqual(edwardsPair(deriveOffsetPoint()));
  });
  test("has prime order", () => {
    const offset = deriveOffsetPoint();
    expect(offset.is0()).toBe(false);
    expect(scale(offset, L).is0()).toBe(true);
  });
});

/** The derivation stated in baby_jubjub.circom. */
function deriveOffsetPoint() {
  for (let counter = 0; ; counter++) {
    const digest = createHash("sha256").update(`civicproof/v1/signature-offset/${counter}`).digest();
    const u = BigInt(`0x${digest.subarray(0, 31).toString("hex")}`);
    const v = root(u * u * u + 168698n * u * u + u);
    if (v === undefined || v === 0n) continue;
    return scale(fromMontgomery([u, v % 2n === 0n ? v : mod(-v)]), 8n);
  }
}
