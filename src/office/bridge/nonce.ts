/** The nonce of a source presentation, which binds it to one holder commitment. */
import { createHash, randomBytes } from "node:crypto";
import { bytesToBase64url, integerToBytesBE } from "../../core/bytes.ts";
import type { HolderCommitment } from "../../credentials/credential/holder.ts";

const DOMAIN = "civicproof/v2/bridge-nonce";

/** What a session draws, so that a commitment's nonces can't be told from others. */
export const newSessionRandom = (): Uint8Array => new Uint8Array(randomBytes(32));

/**
 * SHA-256 over a fixed text, 32 random bytes and the commitment (big-endian). Whoever signs it has signed for this
 * commitment: the source wallet shows a nonce and never learns what stands behind it. Transaction data would say the same,
 * but the rules of PIDs forbid to sign it with their key.
 */
export function presentationNonce(random: Uint8Array, commitment: HolderCommitment): string {
  const hash = createHash("sha256").update(DOMAIN).update(random).update(integerToBytesBE(commitment));
  return bytesToBase64url(new Uint8Array(hash.digest()));
}
