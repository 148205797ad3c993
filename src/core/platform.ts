/** What the platform must have. */
import { refusal } from "./errors.ts";

/** Bytes from the platform's CSPRNG (Web Crypto). @throws UnsupportedPlatformError where there is none */
export function randomBytes(length: number): Uint8Array {
  const source = globalThis.crypto;
  if (typeof source?.getRandomValues !== "function") {
    throw new UnsupportedPlatformError({ expected: "crypto.getRandomValues" });
  }
  return source.getRandomValues(new Uint8Array(length));
}

/**
 * The platform lacks something this function needs, such as a CSPRNG, WebAssembly or DecompressionStream.
 *
 * What to do: use a browser or runtime that has it.
 */
export class UnsupportedPlatformError extends /* @__PURE__ */ refusal(
  "UNSUPPORTED_PLATFORM",
  "UnsupportedPlatformError",
  "Not supported on this platform",
) {}
