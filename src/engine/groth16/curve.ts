/** BN254 points at the edge: strict decoding and canonical encoding (EIP-196, EIP-197). */
import { writeIntegerBE } from "../../core/bytes.ts";
import type { CivicproofError, RefusalDetails } from "../../core/errors.ts";
import { type Fq2, mod, multiply, Q, TWIST_B } from "../pairing/constants.ts";

/** Affine and on the curve, so in the group of prime order r, and not at infinity. */
export type G1Point = readonly [x: bigint, y: bigint];
/** Affine, on the twist and not at infinity. Only the pairing checks that it is in the group of order r. */
export type G2Point = readonly [x: Fq2, y: Fq2];
type RefusalClass = new (details: RefusalDetails) => CivicproofError;

const CANONICAL_DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

/** Reads a canonical decimal string below q. */
export function decodeCoordinate(text: unknown, path: string, Refusal: RefusalClass): bigint {
  if (typeof text !== "string" || !CANONICAL_DECIMAL.test(text))
    throw new Refusal({ path, expected: "a canonical decimal string" });
  return checkBelow(BigInt(text), path, Refusal);
}

/** @returns the value, which must be below q */
export function checkBelow(value: bigint, path: string, Refusal: RefusalClass): bigint {
  if (value >= Q) throw new Refusal({ path, expected: "a coordinate below q" });
  return value;
}

/** The b of G1's equation y² = x³ + b, as an element of Fq2; the twist's is TWIST_B. */
export const G1_B: Fq2 = [3n, 0n];

/** x³ + b: what y² is for a point of the curve. */
export function squareOfY(x: Fq2, b: Fq2): Fq2 {
  const cube = multiply(multiply(x, x), x);
  return [mod(cube[0] + b[0]), mod(cube[1] + b[1])];
}

const isOnCurve = (x: Fq2, y: Fq2, b: Fq2): boolean => String(multiply(y, y)) === String(squareOfY(x, b));

/**
 * Reads an affine G1 point from decimal strings; further elements of the tuple are ignored, the schema checks them.
 * The point at infinity is refused: no honest proof or key holds it, and (0, 0), its customary sign, is not on the curve.
 */
export function decodeG1(point: readonly [string, string, ...unknown[]], path: string, Refusal: RefusalClass): G1Point {
  const x = decodeCoordinate(point[0], `${path}[0]`, Refusal);
  const y = decodeCoordinate(point[1], `${path}[1]`, Refusal);
  if (!isOnCurve([x, 0n], [y, 0n], G1_B)) throw new Refusal({ path, expected: "a point of G1" });
  return [x, y];
}

type Pair = readonly [string, string];

/** Reads an affine point of the twist, real part first as snarkjs writes it. Infinity is refused, as in G1. */
export function decodeG2(point: readonly [Pair, Pair, ...unknown[]], path: string, Refusal: RefusalClass): G2Point {
  const pair = (texts: Pair, i: number): Fq2 => [
    decodeCoordinate(texts[0], `${path}[${i}][0]`, Refusal),
    decodeCoordinate(texts[1], `${path}[${i}][1]`, Refusal),
  ];
  const [x, y] = [pair(point[0], 0), pair(point[1], 1)];
  if (!isOnCurve(x, y, TWIST_B)) throw new Refusal({ path, expected: "a point of G2" });
  return [x, y];
}

/** x and y, 32 bytes each, big-endian. */
export const encodeG1 = (point: G1Point): Uint8Array => encodeCoordinates(point);

/** x.c0, x.c1, y.c0, y.c1, 32 bytes each, big-endian. */
export const encodeG2 = (point: G2Point): Uint8Array => encodeCoordinates(point.flat());

/** Each 32 bytes, big-endian, one after the other. */
export function encodeCoordinates(integers: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * integers.length);
  integers.forEach((integer, i) => {
    writeIntegerBE(bytes, integer, 32 * i, 32);
  });
  return bytes;
}
