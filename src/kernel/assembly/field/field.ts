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
import { gather, mul, square, VECTOR } from "./limbs";
import { CURVE_B, EXPONENT, FROM_FILE, INTEGER_ONE, ONE, R2, TO_FILE } from "./numbers";

export {
  add,
  copy,
  ELEMENT,
  gather,
  gatherSigned,
  isZero,
  isZeroElement,
  mul,
  mulAdd,
  neg,
  readIntegers,
  reduce,
  scatter,
  square,
  sub,
  sumElements,
  VECTOR,
  writeIntegers,
} from "./limbs";

/** Bytes of the integers that an element is read from and written to. */
export const INTEGERS: usize = 32;

const POWERS: usize = memory.data(80 * 16, 16);
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

/** a^(p-2): the inverse, and 0 for 0. `out` must not be `a`. Four bits of the exponent at a time, all lanes at once. */
export function inverse(out: usize, a: usize): void {
  setOne(POWERS);
  for (let i: usize = 1; i < 16; i++) mul(POWERS + i * VECTOR, POWERS + (i - 1) * VECTOR, a);
  setOne(out);
  for (let i: i32 = 63; i >= 0; i--) {
    for (let j = 0; j < 4; j++) square(out, out);
    const digit: usize = (load<u8>(EXPONENT + (i >> 1)) >> ((<u8>(i & 1)) << 2)) & 15;
    if (digit !== 0) mul(out, out, POWERS + digit * VECTOR);
  }
}

/** Makes a product fit to be multiplied with another one: nothing to do here, see `fq2.ts`. */
export function settle(_a: usize): void {}

/** b of G1: y² = x³ + 3. */
export function curveB(out: usize): void {
  gather(out, CURVE_B, CURVE_B);
}
