/** Constants of BN254 (EIP-196, EIP-197) that the pairing is built from, all of them derived from q and x. */

import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../core/field.ts";
import { pure } from "../../core/pure.ts";

/** q, the order of the field of coordinates. */
export const Q = BASE_FIELD_MODULUS;
/** r, the order of the groups. */
export const R = FIELD_MODULUS;
/** The curve's parameter: q, r and the lengths of the loops are polynomials in it. */
export const X = 4965661367192848881n;

/** c0 + c1·u in Fq2 = Fq[u]/(u² + 1). An element of Fq has c1 = 0. */
export type Fq2 = readonly [c0: bigint, c1: bigint];

export const mod = (a: bigint): bigint => {
  const rest = a % Q;
  return rest < 0n ? rest + Q : rest;
};

export const multiply = (a: Fq2, b: Fq2): Fq2 => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])];

export function power(base: Fq2, exponent: bigint): Fq2 {
  let result: Fq2 = [1n, 0n];
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

export function invert([c0, c1]: Fq2): Fq2 {
  const [norm] = power([mod(c0 * c0 + c1 * c1), 0n], Q - 2n);
  return [mod(c0 * norm), mod(-c1 * norm)];
}

/** ξ = 9 + u: Fq6 = Fq2[v]/(v³ − ξ), Fq12 = Fq6[w]/(w² − v). */
export const XI: Fq2 = [9n, 1n];
/** b of the twist, 3/ξ. */
export const TWIST_B: Fq2 = /* @__PURE__ */ pure(() => multiply([3n, 0n], invert(XI)));

/**
 * FROBENIUS[j − 1] = ξ^((q^j − 1)/6): raising to q^j multiplies the coefficient of w^i with its i-th power. One power gives
 * all three, as raising to q is conjugation in Fq2 and q^j − 1 = (q − 1)·(1 + q + … + q^(j − 1)).
 */
export const FROBENIUS: readonly Fq2[] = /* @__PURE__ */ pure(() => {
  const first = power(XI, (Q - 1n) / 6n);
  const norm = multiply(first, [first[0], -first[1]]);
  return [first, norm, multiply(first, norm)];
});

/** Digits of an integer, highest first: 0 or odd and below 2^(width − 1) in size, at least `width` − 1 zeros between two. */
export function nonAdjacentForm(integer: bigint, width = 2): number[] {
  const digits: number[] = [];
  for (let rest = integer; rest > 0n; rest >>= 1n) {
    const digit = rest & 1n ? Number(BigInt.asIntN(width, rest)) : 0;
    digits.unshift(digit);
    rest -= BigInt(digit);
  }
  return digits;
}

/** λ with λ² + λ + 1 = 0 mod r and β in Fq with (β·x, y) = λ·(x, y) on the curve: the endomorphism of G1. */
export const LAMBDA = ((36n * X + 18n) * X + 6n) * X + 1n;
export const BETA = ((18n * X + 18n) * X + 9n) * X + 1n;
