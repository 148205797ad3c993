/** The fields of BN254, and the only place where outside numbers become elements of the scalar field. */

import { bytesToIntegerBE, integerToBytesBE, isBytes } from "./bytes.ts";
import { describeValue, refusal } from "./errors.ts";
import { randomBytes } from "./platform.ts";

/** r, the order of BN254's groups and the field in which circuits compute (EIP-197). */
export const FIELD_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** q, the order of the field in which the coordinates of BN254's points are (EIP-196). */
export const BASE_FIELD_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Bytes of a field element in its canonical big-endian form. */
export const FIELD_BYTES = 32;

declare const fieldBrand: unique symbol;
/** An integer x with 0 ≤ x < r. Made by {@link toField} and by hashing, nowhere else. */
export type FieldElement = bigint & { readonly [fieldBrand]: true };

/** Longest decimal spelling of a field element. */
const MAX_DECIMAL_DIGITS = 77;
const CANONICAL_DECIMAL = /^(?:0|[1-9][0-9]*)$/;

/** Whether `value` is a bigint in [0, r). */
export function isFieldElement(value: unknown): value is FieldElement {
  return typeof value === "bigint" && value >= 0n && value < FIELD_MODULUS;
}

/**
 * Reads a canonical field element: a bigint, a non-negative safe integer, or a decimal string without sign,
 * leading zero, white space or exponent.
 *
 * @param path where the value stands in the caller's input, for the error
 * @throws FieldElementError for anything else; the value itself is not repeated
 */
export function toField(value: unknown, path = ""): FieldElement {
  const integer = toInteger(value, path);
  if (!isFieldElement(integer)) {
    throw new FieldElementError({
      path,
      expected: "an integer in [0, r)",
      received: integer < 0n ? "a negative integer" : "an integer ≥ r",
    });
  }
  return integer;
}

function toInteger(value: unknown, path: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return BigInt(value);
  if (typeof value === "string" && value.length <= MAX_DECIMAL_DIGITS && CANONICAL_DECIMAL.test(value))
    return BigInt(value);
  throw new FieldElementError({
    path,
    expected: "a canonical decimal string or an integer",
    received: describeValue(value),
  });
}

/** The 32 bytes of x, big-endian: the one canonical key form for stores and chains. */
export function fieldToBytes(x: FieldElement): Uint8Array {
  return integerToBytesBE(toField(x), FIELD_BYTES);
}

/**
 * Reads 32 big-endian bytes.
 *
 * @throws FieldElementError when the length is not 32 or the integer is not below r
 */
export function fieldFromBytes(bytes: Uint8Array, path = ""): FieldElement {
  if (!isBytes(bytes) || bytes.length !== FIELD_BYTES) {
    throw new FieldElementError({
      path,
      expected: "32 bytes",
      received: isBytes(bytes) ? `${bytes.length} bytes` : typeof bytes,
    });
  }
  return toField(bytesToIntegerBE(bytes), path);
}

/** A uniformly random element of [1, r), by rejection sampling from the CSPRNG. */
export function randomField(): FieldElement {
  for (;;) {
    const bytes = randomBytes(FIELD_BYTES);
    bytes[0]! &= 0x3f; // r has 254 bits
    const value = bytesToIntegerBE(bytes);
    if (value !== 0n && isFieldElement(value)) return value;
  }
}

/**
 * A number is not a canonical field element: an integer with 0 ≤ x < r, without a sign or a leading zero.
 *
 * What to do: pass the number as a bigint or as canonical decimal text.
 */
export class FieldElementError extends /* @__PURE__ */ refusal(
  "FIELD_ELEMENT_INVALID",
  "FieldElementError",
  "Not a canonical field element",
) {}
