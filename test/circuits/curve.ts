/** Baby Jubjub for tests, on @noble/curves, with both forms of a point. */
import { type EdwardsPoint, edwards } from "@noble/curves/abstract/edwards.js";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { mod } from "./harness.ts";

export const L = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

export const Point = edwards({
  p: FIELD_MODULUS,
  n: L,
  h: 8n,
  a: 168700n,
  d: 168696n,
  Gx: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  Gy: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
});
export const B8 = Point.BASE;
/** H with 2H = B8. */
export const HALF = B8.multiply((L + 1n) / 2n);

/** A point of order 8, found by clearing the prime part of curve points. */
export const TORSION = findTorsion();

function findTorsion(): EdwardsPoint {
  for (let y = 2n; ; y++) {
    const x = root((1n - y * y) * inverse(168700n - 168696n * y * y));
    if (x === undefined) continue;
    const point = scale(Point.fromAffine({ x, y }), L);
    if (!scale(point, 4n).is0()) return point;
  }
}

/** k·P for any k ≥ 0 and any point; noble's own method refuses k ≥ l. */
export function scale(point: EdwardsPoint, k: bigint): EdwardsPoint {
  let sum = Point.ZERO;
  for (let power = point, rest = k; rest > 0n; rest >>= 1n, power = power.double()) if (rest & 1n) sum = sum.add(power);
  return sum;
}

export function edwardsPair(point: EdwardsPoint): [bigint, bigint] {
  const { x, y } = point.toAffine();
  return [x, y];
}

/** u = (1 + y) / (1 − y), v = u / x. */
export function montgomeryPair(point: EdwardsPoint): [bigint, bigint] {
  const { x, y } = point.toAffine();
  const u = mod((1n + y) * inverse(1n - y));
  return [u, mod(u * inverse(x))];
}

export function fromMontgomery([u, v]: readonly [bigint, bigint]): EdwardsPoint {
  const point = Point.fromAffine({ x: mod(u * inverse(v)), y: mod((u - 1n) * inverse(u + 1n)) });
  point.assertValidity();
  return point;
}

export function inverse(x: bigint): bigint {
  return power(x, FIELD_MODULUS - 2n);
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
}

/** A square root mod r (Tonelli-Shanks), or undefined. */
export function root(square: bigint): bigint | undefined {
  const x = mod(square);
  if (x === 0n) return 0n;
  if (power(x, (FIELD_MODULUS - 1n) / 2n) !== 1n) return undefined;
  const twos = 28n; // r - 1 = 2^28 · odd
  const odd = (FIELD_MODULUS - 1n) >> twos;
  let z = power(5n, odd); // 5 is not a square
  let remaining = twos;
  let t = power(x, odd);
  let result = power(x, (odd + 1n) / 2n);
  while (t !== 1n) {
    let i = 0n;
    for (let s = t; s !== 1n; s = mod(s * s)) i++;
    const b = power(z, 1n << (remaining - i - 1n));
    remaining = i;
    z = mod(b * b);
    t = mod(t * z);
    result = mod(result * b);
  }
  return result;
}
