/** Plain arithmetic modulo r, for what is made once with a key: powers, inverses, roots of unity. */
import { FIELD_MODULUS as R } from "./field.ts";

/** base^exponent mod r. @param exponent 0 or more */
export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % R, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % R) {
    if (rest & 1n) result = (result * square) % R;
  }
  return result;
}

/** The inverse of a value that is not 0. */
export const inverse = (value: bigint): bigint => power(value, R - 2n);

/** The inverses of values that are not 0, with one exponentiation (Montgomery's trick). */
export function invertAll(values: readonly bigint[]): bigint[] {
  const products = [1n];
  for (const value of values) products.push((products.at(-1)! * value) % R);
  let rest = inverse(products.at(-1)!);
  const inverses = Array<bigint>(values.length);
  for (let i = values.length - 1; i >= 0; i -= 1) {
    inverses[i] = (rest * products[i]!) % R;
    rest = (rest * values[i]!) % R;
  }
  return inverses;
}

/** r - 1 = 2^28·odd. */
const TWO_ADICITY = 28;
/** The smallest number that is no square modulo r; snarkjs takes its roots of unity from it, too. */
const NON_RESIDUE = 5n;

/** The root of unity of order 2^bits that zkey and ptau files are made with; of order 2^28 from there on. */
export function rootOfUnity(bits: number): bigint {
  return power(NON_RESIDUE, (R - 1n) >> BigInt(Math.min(bits, TWO_ADICITY)));
}
