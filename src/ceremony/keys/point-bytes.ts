/** Points as zkey and ptau files hold them: coordinates of 32 bytes in Montgomery form with R = 2^256, infinity as zeros. */
import { viewOf } from "../../core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../core/field.ts";

/** One array of many. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const MODULUS_WORDS = Array.from({ length: 8 }, (_, i) => Number((BASE_FIELD_MODULUS >> BigInt(32 * i)) & 0xffffffffn));

/** Whether every coordinate is below q: a point has one spelling. */
export function hasCanonicalCoordinates(points: Uint8Array): boolean {
  const view = viewOf(points);
  for (let at = 0; at < points.length; at += 32) {
    for (let word = 7; ; word -= 1) {
      if (word < 0) return false;
      const value = view.getUint32(at + 4 * word, true);
      if (value > MODULUS_WORDS[word]!) return false;
      if (value < MODULUS_WORDS[word]!) break;
    }
  }
  return true;
}
