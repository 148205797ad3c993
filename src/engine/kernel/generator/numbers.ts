/** The two prime fields of BN254 and the integer helpers of the generator. */
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../../core/field.ts";

/** A prime field the kernel computes in. */
export interface PrimeField {
  readonly name: "fq" | "fr";
  readonly modulus: bigint;
}

/** Coordinates of curve points (EIP-196). */
export const FQ: PrimeField = {
  name: "fq",
  modulus: BASE_FIELD_MODULUS,
};

/** Scalars; the field in which circuits compute (EIP-197). */
export const FR: PrimeField = {
  name: "fr",
  modulus: FIELD_MODULUS,
};

/** The inverse of an odd number modulo 2^bits (Newton iteration, each step doubles the valid bits). */
export function inverseModPower(odd: bigint, bits: number): bigint {
  let inverse = 1n;
  for (let valid = 1; valid < bits; valid *= 2) inverse = BigInt.asUintN(bits, inverse * (2n - odd * inverse));
  return inverse;
}

/** base^exponent modulo `modulus`. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest & 1n) result = (result * square) % modulus;
  }
  return result;
}

/** 2^exponent modulo an odd `modulus`; the exponent may be negative. */
export function powerOfTwo(exponent: number, modulus: bigint): bigint {
  const base = exponent < 0 ? (modulus + 1n) / 2n : 2n;
  return power(base, BigInt(Math.abs(exponent)), modulus);
}

/**
 * Balanced digits of a value in base 2^bits, least significant first: all but the last in [-2^(bits-1), 2^(bits-1)).
 */
export function balancedDigits(value: bigint, bits: number, count: number): bigint[] {
  const digits: bigint[] = [];
  let rest = value;
  for (let i = 0; i < count - 1; i++) {
    const digit = BigInt.asIntN(bits, rest);
    digits.push(digit);
    rest = (rest - digit) >> BigInt(bits);
  }
  return [...digits, rest];
}

/**
 * How far the top limb of 0, p or -p can be from 0 or from plus or minus the top digit of p, where every limb is the
 * sum or difference of two balanced ones.
 */
export function topLimbSlack(p: bigint, bits: number, limbs: number): bigint {
  const base = 1n << BigInt(bits);
  const weight = base ** BigInt(limbs - 1);
  const rest = p - balancedDigits(p, bits, limbs)[limbs - 1]! * weight;
  // Two balanced limbs come to at most the base.
  const lower = (base * (weight - 1n)) / (base - 1n);
  return (lower + (rest < 0n ? -rest : rest)) / weight + 1n;
}
