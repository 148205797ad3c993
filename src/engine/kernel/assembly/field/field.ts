/**
 * A prime field in Montgomery form. This source is compiled once for q and once for r; `./limbs` and `./numbers` are
 * generated for each.
 *
 * Calling convention: every value is a pointer into linear memory.
 * - A *vector* (VECTOR bytes) holds two elements side by side, in lanes 0 and 1. Arithmetic
 *   works on vectors: `mul(out, a, b)`; `out` may be an operand.
 * - An *element* (ELEMENT bytes) is how one value lies in arrays. `gather(v, p, q)` makes a vector of the elements at p
 *   and q, `scatter(p, q, v)` takes it apart; q may be p.
 * - `readIntegers` and `writeIntegers` do the same with 32-byte little-endian integers.
 * - `add`, `sub` and `neg` work limb by limb, without a carry; how far that may go stands in generator/contract.ts.
 *   When in doubt, `reduce`.
 *
 * The element a stands for x = a / R, R = 2^255 (FMA) or 2^261 (i64).
 */
import { invertInteger } from "./inverse";
import { gather, mul, readIntegers, VECTOR, writeIntegers } from "./limbs";
import { CURVE_B, FROM_FILE, INTEGER_ONE, ONE, R2, R3, TO_FILE } from "./numbers";

export {
  add,
  copy,
  ELEMENT,
  gather,
  gatherDifference,
  gatherSigned,
  gatherSignedDifference,
  isZero,
  isZeroElement,
  mayBeZero,
  mul,
  mulAdd,
  neg,
  readIntegers,
  reduce,
  scatter,
  square,
  sub,
  subFromGathered,
  subGatheredSigned,
  subTwoGathered,
  sumElements,
  VECTOR,
  writeIntegers,
} from "./limbs";

/** Bytes of the integers that an element is read from and written to. */
export const INTEGERS: usize = 32;

const LANES: usize = memory.data(64, 16);
const CONSTANT: usize = memory.data(80, 16);

/** The vector with the element at `a` in every lane. */
export function broadcast(out: usize, a: usize): void {
  gather(out, a, a);
}

export function setOne(out: usize): void {
  gather(out, ONE, ONE);
}

export function setZero(out: usize): void {
  memory.fill(out, 0, VECTOR);
}

/** Integers to Montgomery form: a·R² / R. */
export function toMontgomery(out: usize, a: usize): void {
  mulConstant(out, a, R2);
}

/** From Montgomery form with R = 2^256, as zkey and ptau files have it. */
export function fromFile(out: usize, a: usize): void {
  mulConstant(out, a, FROM_FILE);
}

/** The opposite of {@link fromFile}. */
export function toFile(out: usize, a: usize): void {
  mulConstant(out, a, TO_FILE);
}

/** Montgomery form to integers: a·1 / R. */
export function fromMontgomery(out: usize, a: usize): void {
  mulConstant(out, a, INTEGER_ONE);
}

/** Multiplies every lane with the element at `constant`. */
export function mulConstant(out: usize, a: usize, constant: usize): void {
  gather(CONSTANT, constant, constant);
  mul(out, a, CONSTANT);
}

/** The inverse, and 0 for 0. */
export function inverse(out: usize, a: usize): void {
  // a stands for x·R; 1 / (x·R) times R³ / R is R / x.
  writeIntegers(LANES, LANES + INTEGERS, a);
  invertInteger(LANES);
  invertInteger(LANES + INTEGERS);
  readIntegers(out, LANES, LANES + INTEGERS);
  mulConstant(out, out, R3);
}

/**
 * For the curve formulas, which divide by elements of Fq or of an extension (fq2.ts): a⁻¹ = a* · N(a)⁻¹ with the norm
 * N(a) in Fq and a* the conjugate. Here they are a itself and 1.
 */
export { inverse as inverseBase, mul as mulBase, setOne as setOneBase, VECTOR as BASE_VECTOR };

/** Where the norm of a is; a must be reduced. */
export function norm(_out: usize, a: usize): usize {
  return a;
}

/** Where {@link norm} of (out, a) was left. */
export function keptNorm(_out: usize, a: usize): usize {
  return a;
}

/** Where a* · scale is; a must be reduced. */
export function mulConjugate(_out: usize, _a: usize, scale: usize): usize {
  return scale;
}

/** Makes a difference fit for {@link norm}. */
export function settle(_a: usize): void {}

/** b of G1: y² = x³ + 3. */
export function curveB(out: usize): void {
  gather(out, CURVE_B, CURVE_B);
}
