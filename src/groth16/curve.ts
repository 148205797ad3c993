/** BN254 points at the edge: strict decoding, canonical encoding, and the pairing (EIP-196, EIP-197). */
import { interleavedMSMUnsafe } from "@noble/curves/abstract/curve.js";
import { bn254 } from "@noble/curves/bn254.js";
import type { CivicproofError, RefusalDetails } from "../errors.ts";
import { type G2Point, linesInSubgroup, type PreparedG2 } from "./lines.ts";

export type { G2Point, PreparedG2 };
export type G1Point = InstanceType<typeof bn254.G1.Point>;
/** An element of the pairing's target group. */
export type Target = ReturnType<typeof bn254.pairing>;
type RefusalClass = new (details: RefusalDetails) => CivicproofError;

const { Fp12 } = bn254.fields;
/** q, the order of the field of coordinates. */
export const BASE_FIELD_MODULUS = bn254.fields.Fp.ORDER;

const CANONICAL_DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

function coordinate(text: string, path: string, Refusal: RefusalClass): bigint {
  if (!CANONICAL_DECIMAL.test(text)) throw new Refusal({ path, expected: "a canonical decimal string" });
  const value = BigInt(text);
  if (value >= BASE_FIELD_MODULUS) throw new Refusal({ path, expected: "a coordinate below q" });
  return value;
}

/**
 * Reads an affine G1 point from decimal strings; further elements of the tuple are ignored, the schema checks them.
 * The point at infinity is refused: no honest proof or key holds it.
 */
export function decodeG1(point: readonly [string, string, ...unknown[]], path: string, Refusal: RefusalClass): G1Point {
  const x = coordinate(point[0], `${path}[0]`, Refusal);
  const y = coordinate(point[1], `${path}[1]`, Refusal);
  const decoded = groupElement(bn254.G1.Point, { x, y });
  if (decoded === undefined) throw new Refusal({ path, expected: "a point of G1" });
  return decoded;
}

type Pair = readonly [string, string];

function g2Coordinates(point: readonly [Pair, Pair, ...unknown[]], path: string, Refusal: RefusalClass) {
  const pair = (texts: Pair, i: number) => ({
    c0: coordinate(texts[0], `${path}[${i}][0]`, Refusal),
    c1: coordinate(texts[1], `${path}[${i}][1]`, Refusal),
  });
  return { x: pair(point[0], 0), y: pair(point[1], 1) };
}

/** Reads an affine G2 point, real part first as snarkjs writes it, and checks the subgroup. */
export function decodeG2(point: readonly [Pair, Pair, ...unknown[]], path: string, Refusal: RefusalClass): G2Point {
  const decoded = groupElement(bn254.G2.Point, g2Coordinates(point, path, Refusal));
  if (decoded === undefined) throw new Refusal({ path, expected: "a point of G2" });
  return decoded;
}

/** As {@link decodeG2}, prepared for the pairing; cheaper than both, as the preparation checks the subgroup. */
export function decodePreparedG2(
  point: readonly [Pair, Pair, ...unknown[]],
  path: string,
  Refusal: RefusalClass,
): PreparedG2 {
  const { x, y } = g2Coordinates(point, path, Refusal);
  const { Fp2 } = bn254.fields;
  const isOnTwist = Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), bn254.G2.Point.CURVE().b));
  // (0, 0), the customary sign for infinity, is not on the twist.
  const lines = isOnTwist ? linesInSubgroup(bn254.G2.Point.fromAffine({ x, y })) : undefined;
  if (lines === undefined) throw new Refusal({ path, expected: "a point of G2" });
  return lines;
}

interface Group<Coordinate, Point> {
  fromAffine(point: { x: Coordinate; y: Coordinate }): Point;
}

/** The point with these coordinates if it is on the curve, in the subgroup of order r, and not at infinity. */
function groupElement<Coordinate, Point extends { is0(): boolean; assertValidity(): void }>(
  group: Group<Coordinate, Point>,
  affine: { x: Coordinate; y: Coordinate },
): Point | undefined {
  try {
    const point = group.fromAffine(affine);
    point.assertValidity();
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}

/** x and y, 32 bytes each, big-endian. */
export function encodeG1(point: G1Point): Uint8Array {
  const { x, y } = point.toAffine();
  return concat(x, y);
}

/** x.c0, x.c1, y.c0, y.c1, 32 bytes each, big-endian. */
export function encodeG2(point: G2Point): Uint8Array {
  const { x, y } = point.toAffine();
  return concat(x.c0, x.c1, y.c0, y.c1);
}

function concat(...integers: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * integers.length);
  integers.forEach((integer, i) => {
    bytes.set(bn254.fields.Fp.toBytes(integer), 32 * i);
  });
  return bytes;
}

/** The point of G1 with coordinates that were checked before. */
export const affineG1 = ([x, y]: readonly [bigint, bigint]): G1Point => bn254.G1.Point.fromAffine({ x, y });

export const INFINITY_G1: G1Point = bn254.G1.Point.ZERO;

type Coordinate2 = readonly [c0: bigint, c1: bigint];
/** The point of G2 with coordinates that were checked before. */
export const affineG2 = ([x, y]: readonly [Coordinate2, Coordinate2]): G2Point =>
  bn254.G2.Point.fromAffine({ x: { c0: x[0], c1: x[1] }, y: { c0: y[0], c1: y[1] } });

/** e(P, Q) as twelve coordinates, in the nesting of snarkjs's keys. */
export function pairingCoordinates(p: G1Point, q: G2Point): bigint[][][] {
  const { c0, c1 } = bn254.pairing(p, q);
  return [c0, c1].map((six) => [six.c0, six.c1, six.c2].map((two) => [two.c0, two.c1]));
}

/** The fixed side of the equation, e(alpha, beta), and the preparation of the other fixed points. */
export function preparePairing(
  alpha: G1Point,
  beta: G2Point,
): { target: Target; prepare: (point: G2Point) => PreparedG2 } {
  return { target: bn254.pairing(alpha, beta), prepare: (point) => bn254.utils.calcPairingPrecomputes(point) };
}

/** Whether Π e(P_i, Q_i) equals the target: Miller loops together, one final exponentiation. */
export function pairingProductEquals(pairs: readonly (readonly [G1Point, PreparedG2])[], target: Target): boolean {
  const affine = pairs.map(([point, lines]) => {
    const { x, y } = point.toAffine();
    return [lines, x, y] as [PreparedG2, bigint, bigint];
  });
  return Fp12.eql(Fp12.finalExponentiate(bn254.millerLoopBatch(affine)), target);
}

/** Prepares fixed points for {@link G1Combination}: tables of small odd multiples (interleaved wNAF). */
export function prepareCombination(points: readonly G1Point[]): G1Combination {
  const combine = interleavedMSMUnsafe(bn254.G1.Point, [...points], 4);
  return (scalars) => combine([...scalars]);
}

/** Σ scalars[i]·points[i], scalars in [0, r): the public signals' part of the equation. Variable time; all of it is public. */
export type G1Combination = (scalars: readonly bigint[]) => G1Point;

/** k·P for k in [0, r). Variable time. */
export function multiplyG1(point: G1Point, k: bigint): G1Point {
  return point.multiplyUnsafe(k);
}

/** Σ scalars[i]·points[i] for points that are used once. Variable time. */
export function sumG1(points: readonly G1Point[], scalars: readonly bigint[]): G1Point {
  return prepareCombination(points)(scalars);
}

/** The product of powers of target-group elements. @param powers at least one element with its exponent, 0 or more */
export function productOfPowers(powers: readonly (readonly [Target, bigint])[]): Target {
  return powers
    .map(([element, exponent]) => Fp12.pow(element, exponent))
    .reduce((product, power) => Fp12.mul(product, power));
}
