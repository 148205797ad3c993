import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../src/field.ts";
import { type G2Point, linesInSubgroup } from "../../../src/groth16/lines.ts";

const { Point } = bn254.G2;
const { Fp2 } = bn254.fields;

/** BN254's parameter (EIP-197), and what follows from it. */
const X = 4_965_661_367_192_848_881n;
const Q = 36n * X ** 4n + 36n * X ** 3n + 24n * X ** 2n + 6n * X + 1n;
const R = Q - 6n * X ** 2n;
const TRACE = 6n * X ** 2n + 1n;
const COFACTOR = 2n * Q - R;
/** A prime that divides the cofactor. */
const SMALL_PRIME = 10_069n;

/** A point on the twist; outside of G2 except with probability 2^-254. */
function pointOnTwist(seed: number): G2Point {
  for (let c0 = BigInt(seed); ; c0++) {
    const x = Fp2.create({ c0, c1: 1n });
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), Point.CURVE().b));
      return Point.fromAffine({ x, y });
    } catch {
      // No square root: the next x.
    }
  }
}

/** k·P for any k, where the library reduces no scalar and takes none above r. */
function times(point: G2Point, k: bigint): G2Point {
  let sum: G2Point = Point.ZERO;
  for (const bit of k.toString(2)) {
    sum = sum.double();
    if (bit === "1") sum = sum.add(point);
  }
  return sum;
}

describe("linesInSubgroup", () => {
  it("rests on a resultant without a factor of the cofactor", () => {
    expect(R).toBe(FIELD_MODULUS);
    // 6x + 2 + X − X² + X³ modulo X² − tX + q is a + bX; its resultant with X² − tX + q is a² + abt + b²q.
    const a = 6n * X + 2n + Q - TRACE * Q;
    const b = 1n - TRACE + TRACE ** 2n - Q;
    const resultant = a ** 2n + a * b * TRACE + b ** 2n * Q;
    const gcd = (m: bigint, n: bigint): bigint => (n === 0n ? m : gcd(n, m % n));
    expect(gcd(resultant, R * COFACTOR)).toBe(R);
  });

  it("gives the library's lines for points of G2", () => {
    for (const k of [1n, 2n, 3n, 12_345n, R - 1n]) {
      const point = Point.BASE.multiplyUnsafe(k);
      expect(linesInSubgroup(point)).toEqual(bn254.utils.calcPairingPrecomputes(point));
    }
  });

  it("refuses points of the twist outside of G2, as the library does", () => {
    for (let seed = 1; seed <= 200; seed += 20) {
      const point = pointOnTwist(seed);
      expect(() => point.assertValidity()).toThrow();
      expect(linesInSubgroup(point)).toBeUndefined();
      expect(linesInSubgroup(point.add(Point.BASE))).toBeUndefined();
      // Without the part of order r, and with nothing but that.
      expect(linesInSubgroup(times(point, R))).toBeUndefined();
      expect(linesInSubgroup(times(point, COFACTOR))).toBeDefined();
    }
  });

  it("refuses points of small order, alone and added to a good one", () => {
    const small = times(pointOnTwist(7), (R * COFACTOR) / SMALL_PRIME);
    expect(small.is0()).toBe(false);
    expect(times(small, SMALL_PRIME).is0()).toBe(true);
    for (let k = 1n; k < SMALL_PRIME; k += 997n) {
      expect(linesInSubgroup(times(small, k))).toBeUndefined();
      expect(linesInSubgroup(times(small, k).add(Point.BASE))).toBeUndefined();
    }
  });
});
