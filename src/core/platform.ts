/** What the platform must have. */
import { UnsupportedPlatformError } from "./errors.ts";

/** Bytes from the platform's CSPRNG (Web Crypto). @throws UnsupportedPlatformError where there is none */
export function randomBytes(length: number): Uint8Array {
  const source = globalThis.crypto;
  if (typeof source?.getRandomValues !== "function") {
    throw new UnsupportedPlatformError({ expected: "crypto.getRandomValues" });
  }
  return source.getRandomValues(new Uint8Array(length));
}
