/** Multiples of the generators, as the development setup makes them, against @noble/curves. */
import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, it } from "vitest";
import { integerToBytesLE } from "../../src/core/bytes.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS, randomField } from "../../src/core/field.ts";
import { createFixedBase } from "../../src/engine/kernel/fixed-base.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

const inFile = (coordinates: readonly bigint[]): Buffer =>
  Buffer.concat(coordinates.map((value) => integerToBytesLE((value << 256n) % BASE_FIELD_MODULUS)));
const expectedG1 = (k: bigint): Buffer => {
  if (k === 0n) return Buffer.alloc(64);
  const { x, y } = bn254.G1.Point.BASE.multiply(k).toAffine();
  return inFile([x, y]);
};
const expectedG2 = (k: bigint): Buffer => {
  if (k === 0n) return Buffer.alloc(128);
  const { x, y } = bn254.G2.Point.BASE.multiply(k).toAffine();
  return inFile([x.c0, x.c1, y.c0, y.c1]);
};

const EDGES = [
  0n,
  1n,
  2n,
  3n,
  FIELD_MODULUS - 1n,
  FIELD_MODULUS - 2n,
  2n ** 252n,
  2n ** 253n - 1n,
  2n ** 12n,
  2n ** 128n,
];
/** The middle one has windows whose size makes the last window reach past the scalar. */
const COUNTS = [1, 300, 50_000];

describe.each(await availableTiers())("multiples of the generators, %s tier", (tier) => {
  it.each(COUNTS)("are right with tables for %i of them", async (count) => {
    // An odd number, so that the last vector of two lanes is half full.
    const scalars = [...EDGES, ...Array.from({ length: 11 }, randomField)];
    const [g1, g2] = [await createFixedBase("g1", count, tier), await createFixedBase("g2", count, tier)];
    const results = [g1.multiply(scalars), g2.multiply(scalars)] as const;
    scalars.forEach((k, i) => {
      expect(expectedG1(k).equals(results[0].subarray(64 * i, 64 * (i + 1))), `G1, ${i}`).toBe(true);
      expect(expectedG2(k).equals(results[1].subarray(128 * i, 128 * (i + 1))), `G2, ${i}`).toBe(true);
    });
  });
});
