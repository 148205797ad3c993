/** Claim values become integers below 2^120 (protocol P-4). No error here ever repeats a value. */

import { bytesToIntegerBE } from "../../core/bytes.ts";
import { calendarInteger, dayNumber, parseDate } from "../../core/dates.ts";
import type { FieldElement } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { toPlainJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import {
  CLAIM_TYPES,
  type ClaimDefinition,
  ClaimError,
  type CredentialSchema,
  isInt64,
  MAX_CLAIMS,
  SchemaError,
  schemaReference,
} from "./schema.ts";

/** JSON form of a claim value: dates, codes, text and large integers are strings. */
export type ClaimValue = string | number | boolean;

/** Claim values by name. */
export type ClaimRecord = Readonly<Record<string, ClaimValue>>;

/** Added to integer and money claims, so that order survives without a sign. */
export const INTEGER_OFFSET = 2n ** 63n;

/** Every encoded claim is below this. */
export const CLAIM_LIMIT = 2n ** 120n;

const MAX_TEXT_BYTES = 256;
const utf8 = /* @__PURE__ */ new TextEncoder();

/**
 * The integer of one claim value. Also encodes the constants that a policy compares a claim with; those need not lie
 * within the limits for issued values, so pass only the definition's name and type for them.
 *
 * @param path where the value stands, for the error
 * @throws SchemaError for a definition of no claim
 * @throws ClaimError when the value does not have the claim's type, is outside the schema's minimum and maximum, or is
 * not a real date
 */
export function encodeClaim(definition: ClaimDefinition, value: unknown, path = definition?.name): FieldElement {
  const { type } = own(definition);
  if (!CLAIM_TYPES.includes(type))
    throw new SchemaError({ path: "type", expected: `one of ${CLAIM_TYPES.join(", ")}` });
  return ENCODERS[type](value, path, definition) as FieldElement;
}

type Encoder = (value: unknown, path: string, definition: ClaimDefinition) => bigint;

const ENCODERS: Readonly<Record<ClaimDefinition["type"], Encoder>> = {
  date: (value, path) => BigInt(calendarInteger(readDate(value, path))),
  day: (value, path) => BigInt(dayNumber(readDate(value, path))),
  integer: encodeInteger,
  money: encodeInteger,
  boolean: (value, path) => {
    if (typeof value !== "boolean") return refuse(path, "true or false", value);
    return value ? 1n : 0n;
  },
  code: (value, path) => {
    if (typeof value !== "string" || !/^[\x21-\x7e]{1,15}$/.test(value))
      return refuse(path, "1 to 15 printable ASCII characters without space", value);
    return bytesToIntegerBE(utf8.encode(value));
  },
  text: (value, path) => {
    const expected = `well-formed text of 1 to ${MAX_TEXT_BYTES} bytes`;
    // Bounded before normalising: NFC shortens text by less than a factor of 4.
    if (typeof value !== "string" || value.length > 4 * MAX_TEXT_BYTES || /\p{Surrogate}/u.test(value))
      return refuse(path, expected, value);
    const normalised = value.normalize("NFC");
    const { length } = utf8.encode(normalised);
    if (length < 1 || length > MAX_TEXT_BYTES) return refuse(path, expected, value);
    return hashToField("text", normalised) % CLAIM_LIMIT;
  },
};

function readDate(value: unknown, path: string) {
  try {
    return parseDate(value, path);
  } catch {
    return refuse(path, "a real date YYYY-MM-DD from 1800 on", value);
  }
}

function encodeInteger(value: unknown, path: string, { type, minimum, maximum }: ClaimDefinition): bigint {
  const integer = readInteger(value);
  if (integer === undefined || !isInt64(integer))
    return refuse(
      path,
      `${type === "money" ? "the smallest unit, 12345 for 123.45: " : ""}a safe integer or a decimal string, from -2^63 to 2^63 - 1`,
      value,
    );
  if (minimum !== undefined && integer < BigInt(minimum))
    throw new ClaimError({ path, expected: `at least ${minimum}` });
  if (maximum !== undefined && integer > BigInt(maximum))
    throw new ClaimError({ path, expected: `at most ${maximum}` });
  return integer + INTEGER_OFFSET;
}

function readInteger(value: unknown): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return BigInt(value);
  if (typeof value === "string" && value.length <= 20 && /^(?:0|-?[1-9][0-9]*)$/.test(value)) return BigInt(value);
  return undefined;
}

/** A Date is an instant and depends on a time zone; a claim is a day. */
function refuseDates(record: unknown, path: string): void {
  if (typeof record !== "object" || record === null) return;
  const expected = "a text YYYY-MM-DD, such as date.toISOString().slice(0, 10)";
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(record)))
    if (value instanceof Date) refuse(`${path}.${name.slice(0, 40)}`, expected, value);
}

/** Says the type of what arrived, never the value. */
function refuse(path: string, expected: string, value: unknown): never {
  const type = value === null ? "null" : value instanceof Date ? "a Date" : typeof value;
  throw new ClaimError({ path, expected, received: typeof value === "string" ? `${value.length} characters` : type });
}

/**
 * The 8 integers of a credential's claims, in the schema's order; unused positions are 0.
 *
 * @throws ClaimError when a claim is missing, unknown or does not fit its definition
 */
export function encodeClaims(schema: CredentialSchema, record: unknown, path = "claims"): readonly FieldElement[] {
  refuseDates(record, path);
  const plain = toPlainJson(
    record,
    { maxDepth: 4, maxNodes: 64, maxStringLength: 4 * MAX_TEXT_BYTES },
    ClaimError,
    path,
  );
  if (plain === null || typeof plain !== "object" || Array.isArray(plain))
    throw new ClaimError({ path, expected: "an object of claims by name" });
  const values = plain as Readonly<Record<string, unknown>>;
  const reference = schemaReference(schema);
  const known = new Set(schema.claims.map(({ name }) => name));
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      throw new ClaimError({ path: `${path}.${name.slice(0, 40)}`, expected: `a claim of ${reference}` });
  }
  const encoded = schema.claims.map((definition) => {
    const where = `${path}.${definition.name}`;
    if (!Object.hasOwn(values, definition.name))
      throw new ClaimError({ path: where, expected: definition.type, received: "nothing" });
    return encodeClaim(definition, values[definition.name], where);
  });
  return [...encoded, ...new Array<FieldElement>(MAX_CLAIMS - encoded.length).fill(0n as FieldElement)];
}
