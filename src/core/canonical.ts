/** One text for all spellings of the same data, and its hash. */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesToHex } from "./bytes.ts";
import { nfc } from "./hash-to-field.ts";
import { InvalidInputError } from "./json.ts";
import { sha256 } from "./sha256.ts";

/**
 * JSON with sorted keys and no space: equal for two files that differ in layout, order of keys, comments or between
 * YAML and JSON. It is RFC 8785 but for one rule: strings that are values become NFC, so that two ways of typing an
 * accent are one text. Keys stay as they stand. Keys with undefined values are left out.
 *
 * @throws InvalidInputError for anything that is no JSON data
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
  }
  if (typeof value === "string") return JSON.stringify(nfc(value));
  if (value !== null && typeof value !== "boolean" && !Number.isFinite(value))
    throw new InvalidInputError({ expected: "JSON data", received: typeof value });
  return JSON.stringify(value);
}

/** SHA-256 of the canonical form, in hexadecimal. */
export function canonicalHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}
