/**
 * What stands in a table instead of nullifiers, nonces and idempotency keys: always 32 bytes.
 *
 * With a hash key, each is HMAC-SHA-256 under it (RFC 2104). Nullifiers that a chain shows can then not be found in a
 * stolen table, and the table's rows not on the chain, without that key.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";

export interface RowKeys {
  /** @param nullifierKey 32 bytes, big-endian */
  nullifier(nullifierKey: Uint8Array): Uint8Array;
  nonce(nonce: VerifiedPresentation["nonce"]): Uint8Array;
  operation(idempotencyKey: string | undefined): Uint8Array | null;
  /** Stored once, to recognise the key when the store is opened again. */
  readonly check: Uint8Array;
}

const MIN_KEY_BYTES = 32;

/** @throws InvalidInputError for a key of fewer than 32 bytes */
export function createRowKeys(hashKey: Uint8Array | undefined): RowKeys {
  if (hashKey !== undefined && !(hashKey instanceof Uint8Array && hashKey.length >= MIN_KEY_BYTES)) {
    throw new InvalidInputError({ path: "hashKey", expected: `at least ${MIN_KEY_BYTES} bytes` });
  }
  const mac = (label: string, bytes: Uint8Array): Uint8Array => {
    const message = concatBytes(utf8ToBytes(`${label}\0`), bytes);
    return hashKey === undefined ? sha256(message) : hmac(sha256, hashKey, message);
  };
  return {
    nullifier: (bytes) => (hashKey === undefined ? bytes : mac("nullifier", bytes)),
    nonce: (nonce) => mac("nonce", utf8ToBytes(nonce)),
    operation: (key) => (key === undefined ? null : mac("operation", utf8ToBytes(key))),
    check: hashKey === undefined ? new Uint8Array(32) : mac("check", new Uint8Array()),
  };
}

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
