import { describe, expect, it } from "vitest";
import { hasCanonicalCoordinates } from "../../../src/ceremony/keys/point-bytes.ts";
import { bytesToIntegerLE, integerToBytesLE } from "../../../src/core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../../src/core/field.ts";

describe("a coordinate", () => {
  it.each([
    ["0", 0n, true],
    ["q - 1", BASE_FIELD_MODULUS - 1n, true],
    ["q, which is 0 in another spelling", BASE_FIELD_MODULUS, false],
    ["q + 1", BASE_FIELD_MODULUS + 1n, false],
    ["2^256 - 1", 2n ** 256n - 1n, false],
  ])("of %s has one spelling: %#", (_, value, isCanonical) => {
    const bytes = new Uint8Array(128);
    bytes.set(integerToBytesLE(value, 32), 96);
    expect(bytesToIntegerLE(bytes.subarray(96))).toBe(value);
    expect(hasCanonicalCoordinates(bytes)).toBe(isCanonical);
  });
});
