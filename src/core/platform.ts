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
