import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { bytesToIntegerBE } from "../../../src/core/bytes.ts";
import {
  FIELD_MODULUS,
  type FieldElement,
  FieldElementError,
  fieldFromBytes,
  fieldToBytes,
  isFieldElement,
  randomField,
  toField,
} from "../../../src/core/field.ts";
import { UnsupportedPlatformError } from "../../../src/core/platform.ts";

const fieldElement = fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }) as fc.Arbitrary<FieldElement>;

describe("toField", () => {
  it("accepts every canonical spelling", () => {
    expect(toField(0)).toBe(0n);
    expect(toField("0")).toBe(0n);
    expect(toField(Number.MAX_SAFE_INTEGER)).toBe(2n ** 53n - 1n);
    expect(toField(String(FIELD_MODULUS - 1n))).toBe(FIELD_MODULUS - 1n);
    fc.assert(
      fc.property(fieldElement, (x) => {
        expect(toField(x)).toBe(x);
        expect(toField(String(x))).toBe(x);
      }),
    );
  });

  const hostile: readonly unknown[] = [
    -1,
    -0,
    0.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1n,
    FIELD_MODULUS,
    FIELD_MODULUS + 5n,
    String(FIELD_MODULUS),
    "",
    " 1",
    "1 ",
    "1\n",
    "01",
    "00",
    "+1",
    "-1",
    "-0",
    "0x10",
    "1e3",
    "1_000",
    "1n",
    "١",
    "9".repeat(78),
    "1".repeat(1_000_000),
    null,
    undefined,
    true,
    [],
    [1],
    {},
    { valueOf: () => 1 },
    { toString: () => "1" },
    Object(1n),
    new Uint8Array([1]),
    Symbol("1"),
    () => 1n,
  ];
  it.each(hostile.map((value) => [typeof value, value]))("refuses a %s that is not canonical", (_, value) => {
    expect(() => toField(value, "here")).toThrow(FieldElementError);
  });

  it("names the place and never the value", () => {
    const secret = `${"7".repeat(50)}x`;
    try {
      toField(secret, "holderSecret");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FieldElementError);
      expect(JSON.stringify(error)).not.toContain("777");
      expect(error).toMatchObject({ code: "FIELD_ELEMENT_INVALID", path: "holderSecret" });
    }
  });
});

describe("fieldToBytes and fieldFromBytes", () => {
  it("are inverse, big-endian and 32 bytes", () => {
    expect(fieldToBytes(toField(258)).slice(-3)).toEqual(Uint8Array.of(0, 1, 2));
    fc.assert(
      fc.property(fieldElement, (x) => {
        const bytes = fieldToBytes(x);
        expect(bytes.length).toBe(32);
        expect(fieldFromBytes(bytes)).toBe(x);
        expect(bytesToIntegerBE(bytes)).toBe(x);
      }),
    );
  });

  it("refuse other lengths, other types and integers from r on", () => {
    expect(() => fieldFromBytes(new Uint8Array(31))).toThrow(FieldElementError);
    expect(() => fieldFromBytes(new Uint8Array(33))).toThrow(FieldElementError);
    expect(() => fieldFromBytes("00".repeat(32) as unknown as Uint8Array)).toThrow(FieldElementError);
    expect(() => fieldFromBytes(new Uint8Array(32).fill(255))).toThrow(FieldElementError);
    expect(() => fieldFromBytes(fieldToBytes(FIELD_MODULUS as FieldElement))).toThrow(FieldElementError);
  });
});

describe("randomField", () => {
  it("stays in [1, r) and uses all 254 bits", () => {
    const values = Array.from({ length: 200 }, randomField);
    expect(values.every((x) => isFieldElement(x) && x > 0n)).toBe(true);
    expect(new Set(values).size).toBe(200);
    expect(values.some((x) => x >= 2n ** 253n)).toBe(true);
  });

  it("draws again for 0 and for integers from r on", () => {
    const draws = [new Uint8Array(32), new Uint8Array(32).fill(255), fieldToBytes(toField(7))];
    vi.stubGlobal("crypto", { getRandomValues: () => draws.shift() });
    try {
      expect(randomField()).toBe(7n);
      expect(draws.length).toBe(0);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("refuses to run without a CSPRNG", () => {
    vi.stubGlobal("crypto", undefined);
    try {
      expect(() => randomField()).toThrow(UnsupportedPlatformError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
