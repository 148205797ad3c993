/**
 * Fq2 = Fq[u]/(u² + 1), the coordinates of G2. A vector is two vectors of Fq, an element two elements: c0, then c1.
 *
 * Products take one operand *reduced* and the other lazy or a product (generator/contract.ts): each half of the result
 * is a sum of two products with one reduction at the end, which is cheaper than Karatsuba's three reductions.
 */
import * as fq from "./fq/field";
import { TWIST_B0, TWIST_B1 } from "./fq/numbers";

export const ELEMENT: usize = 2 * fq.ELEMENT;
export const VECTOR: usize = 2 * fq.VECTOR;
export const INTEGERS: usize = 64;

const H: usize = fq.VECTOR;
const T: usize = memory.data(80 * 4, 16);
const NEGATED: usize = T + 80;
const HALF: usize = T + 160;
const OTHER: usize = T + 240;

/** (a0·b0 - a1·b1) + (a0·b1 + a1·b0)·u */
export function mul(out: usize, a: usize, b: usize): void {
  fq.neg(NEGATED, a + H);
  fq.mulAdd(HALF, a, b, NEGATED, b + H);
  fq.mulAdd(out + H, a, b + H, a + H, b);
  fq.copy(out, HALF);
}

/** (a0 + a1)(a0 - a1) + 2·a0·a1·u; a must be reduced. */
export function square(out: usize, a: usize): void {
  fq.add(HALF, a, a + H);
  fq.sub(OTHER, a, a + H);
  fq.add(T, a, a);
  fq.mul(out + H, T, a + H);
  fq.reduce(OTHER, OTHER);
  fq.mul(out, HALF, OTHER);
}

export function add(out: usize, a: usize, b: usize): void {
  fq.add(out, a, b);
  fq.add(out + H, a + H, b + H);
}

export function sub(out: usize, a: usize, b: usize): void {
  fq.sub(out, a, b);
  fq.sub(out + H, a + H, b + H);
}

export function neg(out: usize, a: usize): void {
  fq.neg(out, a);
  fq.neg(out + H, a + H);
}

export function reduce(out: usize, a: usize): void {
  fq.reduce(out, a);
  fq.reduce(out + H, a + H);
}

export function copy(out: usize, a: usize): void {
  fq.copy(out, a);
  fq.copy(out + H, a + H);
}

export function setOne(out: usize): void {
  fq.setOne(out);
  fq.setZero(out + H);
}

export function setZero(out: usize): void {
  fq.setZero(out);
  fq.setZero(out + H);
}

export function gather(out: usize, a: usize, b: usize): void {
  fq.gather(out, a, b);
  fq.gather(out + H, a + fq.ELEMENT, b + fq.ELEMENT);
}

export function gatherSigned(out: usize, a: usize, b: usize, signs: u32): void {
  fq.gatherSigned(out, a, b, signs);
  fq.gatherSigned(out + H, a + fq.ELEMENT, b + fq.ELEMENT, signs);
}

export function gatherDifference(out: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  fq.gatherDifference(out, a0, a1, b0, b1);
  fq.gatherDifference(out + H, a0 + fq.ELEMENT, a1 + fq.ELEMENT, b0 + fq.ELEMENT, b1 + fq.ELEMENT);
}

export function gatherSignedDifference(
  out: usize,
  a0: usize,
  a1: usize,
  aSigns: u32,
  b0: usize,
  b1: usize,
  bSigns: u32,
): void {
  fq.gatherSignedDifference(out, a0, a1, aSigns, b0, b1, bSigns);
  fq.gatherSignedDifference(
    out + H,
    a0 + fq.ELEMENT,
    a1 + fq.ELEMENT,
    aSigns,
    b0 + fq.ELEMENT,
    b1 + fq.ELEMENT,
    bSigns,
  );
}

export function subFromGathered(out: usize, a0: usize, a1: usize, v: usize): void {
  fq.subFromGathered(out, a0, a1, v);
  fq.subFromGathered(out + H, a0 + fq.ELEMENT, a1 + fq.ELEMENT, v + H);
}

export function subTwoGathered(out: usize, v: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  fq.subTwoGathered(out, v, a0, a1, b0, b1);
  fq.subTwoGathered(out + H, v + H, a0 + fq.ELEMENT, a1 + fq.ELEMENT, b0 + fq.ELEMENT, b1 + fq.ELEMENT);
}

export function subGatheredSigned(out: usize, v: usize, a0: usize, a1: usize, signs: u32): void {
  fq.subGatheredSigned(out, v, a0, a1, signs);
  fq.subGatheredSigned(out + H, v + H, a0 + fq.ELEMENT, a1 + fq.ELEMENT, signs);
}

/** Lanes that may be zero: those of both halves. */
export function mayBeZero(a: usize): u32 {
  return fq.mayBeZero(a) & fq.mayBeZero(a + H);
}

export function scatter(a: usize, b: usize, v: usize): void {
  fq.scatter(a, b, v);
  fq.scatter(a + fq.ELEMENT, b + fq.ELEMENT, v + H);
}

/** Lanes that are zero; a must be reduced. */
export function isZero(a: usize): u32 {
  return fq.isZero(a) & fq.isZero(a + H);
}

export function isZeroElement(a: usize): bool {
  return fq.isZeroElement(a) && fq.isZeroElement(a + fq.ELEMENT);
}

/** c0 and c1 as 32-byte integers, one after the other. */
export function readIntegers(out: usize, a: usize, b: usize): void {
  fq.readIntegers(out, a, b);
  fq.readIntegers(out + H, a + 32, b + 32);
}

export function writeIntegers(a: usize, b: usize, v: usize): void {
  fq.writeIntegers(a, b, v);
  fq.writeIntegers(a + 32, b + 32, v + H);
}

export function fromFile(out: usize, a: usize): void {
  fq.fromFile(out, a);
  fq.fromFile(out + H, a + H);
}

export function toFile(out: usize, a: usize): void {
  fq.toFile(out, a);
  fq.toFile(out + H, a + H);
}

export function toMontgomery(out: usize, a: usize): void {
  fq.toMontgomery(out, a);
  fq.toMontgomery(out + H, a + H);
}

export function fromMontgomery(out: usize, a: usize): void {
  fq.fromMontgomery(out, a);
  fq.fromMontgomery(out + H, a + H);
}

export {
  inverse as inverseBase,
  mul as mulBase,
  setOne as setOneBase,
  VECTOR as BASE_VECTOR,
} from "./fq/field";

/** N(a) = a0² + a1²; a must be reduced. */
export function norm(out: usize, a: usize): usize {
  fq.mulAdd(out, a, a, a + H, a + H);
  return out;
}

/** Where {@link norm} of (out, a) was left. */
export function keptNorm(out: usize, _a: usize): usize {
  return out;
}

/** (a0 - a1·u) · scale; a must be reduced, `out` must not be a. */
export function mulConjugate(out: usize, a: usize, scale: usize): usize {
  fq.neg(NEGATED, a + H);
  fq.mul(out, a, scale);
  fq.mul(out + H, NEGATED, scale);
  return out;
}

/** a must be reduced, `out` must not be a. */
export function inverse(out: usize, a: usize): void {
  norm(HALF, a);
  fq.inverse(OTHER, HALF);
  mulConjugate(out, a, OTHER);
}

/** Makes a difference fit for {@link norm}. */
export function settle(a: usize): void {
  reduce(a, a);
}

/** b of the twist, 3 / (9 + u). */
export function curveB(out: usize): void {
  fq.gather(out, TWIST_B0, TWIST_B0);
  fq.gather(out + H, TWIST_B1, TWIST_B1);
}
