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

/** How many threads can work at the same time; 1 where the platform does not say. */
export function processorCount(): number {
  const here = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  // Node 20 has no navigator.
  const node = typeof process === "object" ? process.getBuiltinModule?.("node:os") : undefined;
  return node?.availableParallelism() ?? here.navigator?.hardwareConcurrency ?? 1;
}

/** @throws UnsupportedPlatformError where there is no WebAssembly, before anything is downloaded or compiled for it */
export function requireWebAssembly(): void {
  if (typeof globalThis.WebAssembly !== "object") throw new UnsupportedPlatformError({ expected: "WebAssembly" });
}

/**
 * A decoder of UTF-8. Some engines have none, or none that refuses what is no UTF-8: that is said of the platform, and not
 * of what was to be read.
 *
 * @throws UnsupportedPlatformError
 */
export function utf8Decoder(options: TextDecoderOptions = {}): TextDecoder {
  try {
    return new TextDecoder("utf-8", options);
  } catch (cause) {
    const expected = options.fatal ? "a TextDecoder that can be fatal" : "TextDecoder";
    throw new UnsupportedPlatformError({ expected, cause });
  }
}

/**
 * The platform lacks something this function needs, such as a CSPRNG, WebAssembly or DecompressionStream.
 *
 * What to do: use a browser or runtime that has it.
 */
export class UnsupportedPlatformError extends /* @__PURE__ */ refusal(
  "PLATFORM_UNSUPPORTED",
  "UnsupportedPlatformError",
  "Not supported on this platform",
) {}
