/** Hashing of outside text, integers and bytes into the field. Apart from Poseidon, whose tables a verifier never needs. */

import { bytesToIntegerBE, integerToBytesBE, isBytes } from "./bytes.ts";
import type { FieldElement } from "./field.ts";
import { InvalidInputError } from "./json.ts";
import { sha256 } from "./sha256.ts";

/** What {@link hashToField} is used for. */
export type HashPurpose =
  | "schema"
  | "scope"
  | "context"
  | "chain-context"
  | "blinding"
  | "registration"
  | "text"
  | "status-list"
  | "retention-class"
  | "retired"
  | "reading";

/** With the flag u, a pair is one character and does not match. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const utf8 = /* @__PURE__ */ new TextEncoder();

/**
 * Hashes text, integers and bytes into a field element below 2^248 (protocol P-2): SHA-256 over the tag and the
 * length-prefixed parts, first 31 bytes. Strings are normalised to NFC.
 *
 * @throws InvalidInputError for a string with a lone surrogate, which has no UTF-8: two texts would hash alike
 */
export function hashToField(
  purpose: HashPurpose,
  ...parts: readonly (string | bigint | number | Uint8Array)[]
): FieldElement {
  const chunks = parts.flatMap((part) => {
    const bytes = isBytes(part) ? part : encodeText(String(part));
    return [integerToBytesBE(BigInt(bytes.length), 4), bytes];
  });
  return bytesToIntegerBE(sha256(utf8.encode(`civicproof/v2/s1/${purpose}`), ...chunks), 0, 31) as FieldElement;
}

function encodeText(text: string): Uint8Array {
  return utf8.encode(nfc(text));
}

/** The text in NFC. @throws InvalidInputError for a lone surrogate, which has no UTF-8 */
export function nfc(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new InvalidInputError({ expected: "text without lone surrogates" });
  return text.normalize("NFC");
}
