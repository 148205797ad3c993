/**
 * Scalars in two halves: (β·x, y) is λ·(x, y), so a multiple by 254 bits is the sum of two by 128 bits (Gallant, Lambert,
 * Vanstone, Crypto 2001).
 */
import { integerToBytesLE } from "../../core/bytes.ts";
import { pure } from "../../core/pure.ts";
import { ELEMENT_BYTES, type GroupName, type Kernel } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";
import { pointBytes } from "../../engine/kernel/sums.ts";
import { BETA, LAMBDA, mod, R } from "../../engine/pairing/constants.ts";

/** A short basis of the integers (a, b) with a + b·λ = 0 mod r, by Euclid's algorithm (Guide to ECC, algorithm 3.74). */
const BASIS = /* @__PURE__ */ pure(() => {
  type Row = readonly [rest: bigint, factor: bigint];
  const rows: Row[] = [
    [R, 0n],
    [LAMBDA, 1n],
  ];
  const at = (i: number) => rows.at(i)!;
  // Two rows further than the last whose rest is longer than half of r.
  while (at(-2)[0] ** 2n > R) {
    const quotient = at(-2)[0] / at(-1)[0];
    rows.push([at(-2)[0] - quotient * at(-1)[0], at(-2)[1] - quotient * at(-1)[1]]);
  }
  const length = ([rest, factor]: Row) => rest ** 2n + factor ** 2n;
  const second = length(at(-3)) < length(at(-1)) ? at(-3) : at(-1);
  // rest - factor·λ is a multiple of r.
  return { first: [at(-2)[0], -at(-2)[1]] as const, second: [second[0], -second[1]] as const };
});

const roundedQuotient = (a: bigint, b: bigint): bigint => {
  const twice = 2n * a + (a < 0n === b < 0n ? b : -b);
  return twice / (2n * b);
};

export type Halves = readonly [low: bigint, high: bigint];

/** Integers of at most 128 bits with low + high·λ = scalar mod r; a scalar that is short itself stays as it is. */
export function splitScalar(scalar: bigint): Halves {
  const {
    first: [a1, b1],
    second: [a2, b2],
  } = BASIS;
  const determinant = a1 * b2 - a2 * b1;
  const [c1, c2] = [roundedQuotient(scalar * b2, determinant), roundedQuotient(-scalar * b1, determinant)];
  return [scalar - c1 * a1 - c2 * a2, -c1 * b1 - c2 * b2];
}

/** Digits of a half, one for each bit and one for the carry. */
export const HALF_DIGITS = 130;

/**
 * Digits of an integer of up to 128 bits, lowest first: odd ones below 2^(width - 1), at least `width - 1` zeros between
 * two of them (width-w non-adjacent form).
 *
 * @param width 2 to 8
 */
export function sparseDigits(value: bigint, width: number): Int8Array {
  const digits = new Int8Array(HALF_DIGITS);
  const isNegative = value < 0n;
  // Windows are read two bytes at a time.
  const bytes = integerToBytesLE(isNegative ? -value : value, 18);
  const whole = 2 ** width;
  let carry = 0;
  for (let bit = 0; bit < HALF_DIGITS; ) {
    const two = (bytes[bit >> 3]! | (bytes[(bit >> 3) + 1]! << 8)) >> (bit & 7);
    if ((two & 1) === carry) {
      bit += 1;
      continue;
    }
    const window = (two & (whole - 1)) + carry;
    carry = 2 * window >= whole ? 1 : 0;
    const digit = carry === 1 ? window - whole : window;
    digits[bit] = isNegative ? -digit : digit;
    bit += width;
  }
  return digits;
}

/** On the twist β belongs to λ², and its square to λ. */
const FACTOR: Readonly<Record<GroupName, bigint>> = { g1: BETA, g2: mod(BETA * BETA) };

/** λ·P for `count` points, from one place of the memory to another. */
export function multiplyByLambda(
  { exports }: Kernel,
  memory: KernelMemory,
  {
    group,
    from,
    to,
    count,
  }: { readonly group: GroupName; readonly from: number; readonly to: number; readonly count: number },
): void {
  const mark = memory.mark();
  const beta = memory.place(integerToBytesLE(FACTOR[group]));
  const [factor, vector] = [memory.allocate(2 * ELEMENT_BYTES), memory.allocate(2 * ELEMENT_BYTES)];
  exports.fq_readIntegers(factor, beta, beta);
  exports.fq_toMontgomery(factor, factor);
  exports.fq_reduce(factor, factor);
  const size = pointBytes(group);
  new Uint8Array(exports.memory.buffer).copyWithin(to, from, from + count * size);
  // Two elements at a time: of two points in G1, of one in G2.
  const step = group === "g1" ? 2 * size : size;
  for (let at = 0; at < count * size; at += step) {
    const second = group === "g2" ? at + ELEMENT_BYTES : Math.min(at + size, (count - 1) * size);
    exports.fq_gather(vector, from + at, from + second);
    exports.fq_mul(vector, vector, factor);
    exports.fq_reduce(vector, vector);
    exports.fq_scatter(to + at, to + second, vector);
  }
  memory.release(mark);
}
