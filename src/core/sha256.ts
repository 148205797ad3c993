/**
 * SHA-256 (FIPS 180-4) by @noble/hashes. Its `sha256` wraps this class to take options, of which there are none here; the
 * wrapper's checks of them weigh more in a bundle than the rounds. package.json names one version of the package.
 */
import { _SHA256 } from "@noble/hashes/sha2.js";

/** The hash of bytes, one after the other. */
export function sha256(...chunks: readonly Uint8Array[]): Uint8Array {
  const hash = new _SHA256();
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}
