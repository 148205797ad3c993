import { afterEach, expect, it, vi } from "vitest";
import { sha256Hex } from "../../../../src/statement/artifacts/verification-key.ts";

afterEach(() => vi.unstubAllGlobals());

/** FIPS 180-4, the example of one block. */
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

it.each([
  ["Web Crypto's subtle", globalThis.crypto],
  ["no subtle, as on a page without https", {}],
  ["no Web Crypto", undefined],
])("hashes an artifact with %s", async (_, crypto) => {
  vi.stubGlobal("crypto", crypto);
  expect(await sha256Hex(new TextEncoder().encode("abc"))).toBe(ABC);
});
