/**
 * What stands in a table instead of nullifiers, nonces and idempotency keys: always 32 bytes.
 *
 * With a hash key, each is HMAC-SHA-256 under it (RFC 2104). Nullifiers that a chain shows can then not be found in a
 * stolen table, and the table's rows not on the chain, without that key.
 *
 * A key that became known is followed by another one: what stands there is hashed once more, under the new key, as the
 * nullifiers themselves are not there any more. Both keys are needed from then on; the old one alone finds nothing.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";

/** One key, or all of them in their order: `undefined` first where the store began without one. At least 32 bytes each. */
export type HashKey = Uint8Array | readonly (Uint8Array | undefined)[];

export interface RowKeys {
  /** @param nullifierKey 32 bytes, big-endian */
  nullifier(nullifierKey: Uint8Array): Uint8Array;
  nonce(nonce: VerifiedPresentation["nonce"]): Uint8Array;
  operation(idempotencyKey: string | undefined): Uint8Array | null;
  /** Stored once, to recognise the key when the store is opened again. */
  readonly check: Uint8Array;
}

const MIN_KEY_BYTES = 32;

/** @throws InvalidInputError for a key of fewer than 32 bytes, and for none after another */
export function createRowKeys(hashKey: HashKey | undefined): RowKeys {
  const [first, ...later] = toList(hashKey);
  const firstMac = (label: string, bytes: Uint8Array): Uint8Array => {
    const message = labelled(label, bytes);
    return first === undefined ? sha256(message) : hmac(sha256, first, message);
  };
  const layers = later.map((key) => {
    if (key === undefined) throw new InvalidInputError({ path: "hashKey", expected: "no key as the first one only" });
    return createLayer(key);
  });
  const all = (row: Uint8Array): Uint8Array => layers.reduce((bytes, layer) => layer(bytes), row);
  return {
    nullifier: (bytes) => all(first === undefined ? bytes : firstMac("nullifier", bytes)),
    nonce: (nonce) => all(firstMac("nonce", utf8ToBytes(nonce))),
    operation: (key) => (key === undefined ? null : all(firstMac("operation", utf8ToBytes(key)))),
    check: all(first === undefined ? new Uint8Array(32) : firstMac("check", new Uint8Array())),
  };
}

/** The same keys, or those of a store without one. @throws InvalidInputError for a key of fewer than 32 bytes */
export function toList(hashKey: HashKey | undefined): readonly (Uint8Array | undefined)[] {
  const keys = hashKey === undefined || hashKey instanceof Uint8Array ? [hashKey] : hashKey;
  if (!keys.every((key) => key === undefined || (key instanceof Uint8Array && key.length >= MIN_KEY_BYTES)))
    throw new InvalidInputError({ path: "hashKey", expected: `at least ${MIN_KEY_BYTES} bytes` });
  return keys;
}

/** What another key makes of any row, of 32 bytes. */
export const createLayer =
  (key: Uint8Array) =>
  (row: Uint8Array): Uint8Array =>
    hmac(sha256, key, labelled("rekey", row));

const labelled = (label: string, bytes: Uint8Array): Uint8Array => concatBytes(utf8ToBytes(`${label}\0`), bytes);
/**
 * The store was written under another hash key; under this one every nullifier would look unused.
 *
 * What to do: start with the hash key that the store was made with.
 */
export class StoreKeyError extends /* @__PURE__ */ refusal(
  "STORE_KEY_WRONG",
  "StoreKeyError",
  "The store has another hash key",
) {}
