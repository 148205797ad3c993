import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashToField } from "../../../../src/core/hash-to-field.ts";
import {
  CLAIM_LIMIT,
  encodeClaim,
  encodeClaims,
  INTEGER_OFFSET,
} from "../../../../src/credentials/credential/claims.ts";
import { CLAIM_TYPES, ClaimError, type ClaimType } from "../../../../src/credentials/credential/schema.ts";
import { claims, schema } from "./fixtures.ts";

const encode = (type: ClaimType, value: unknown) => encodeClaim({ name: "claim", type }, value);

describe("encodeClaim", () => {
  it("gives P-4's integers", () => {
    expect(encode("date", "2024-02-29")).toBe(20240229n);
    expect(encode("day", "1970-01-01")).toBe(719_163n);
    expect(encode("integer", 0)).toBe(2n ** 63n);
    expect(encode("integer", -1)).toBe(2n ** 63n - 1n);
    expect(encode("money", "-9223372036854775808")).toBe(0n);
    expect(encode("money", "9223372036854775807")).toBe(2n ** 64n - 1n);
    expect(encode("boolean", true)).toBe(1n);
    expect(encode("boolean", false)).toBe(0n);
    expect(encode("code", "AT130")).toBe(BigInt(`0x${Buffer.from("AT130").toString("hex")}`));
    expect(encode("text", "Wien")).toBe(hashToField("text", "Wien") % 2n ** 120n);
  });

  const values: Readonly<Record<ClaimType, fc.Arbitrary<string | number | boolean>>> = {
    date: fc
      .date({ min: new Date("1800-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    day: fc
      .date({ min: new Date("1800-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    integer: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    money: fc.maxSafeInteger(),
    code: fc
      .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 1, maxLength: 15 })
      .map((codes) => String.fromCharCode(...codes)),
    text: fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
    boolean: fc.boolean(),
  };

  it.each(CLAIM_TYPES)("keeps %s below 2^120, one integer for each value", (type) => {
    fc.assert(
      fc.property(values[type], values[type], (a, b) => {
        const [x, y] = [encode(type, a), encode(type, b)];
        expect(x >= 0n && x < CLAIM_LIMIT).toBe(true);
        const same = type === "text" ? String(a).normalize("NFC") === String(b).normalize("NFC") : a === b;
        expect(x === y).toBe(same);
      }),
    );
  });

  it("keeps the order of dates, days, integers and money", () => {
    const types = ["date", "day", "money"] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...types).chain((type) => fc.tuple(fc.constant(type), values[type], values[type])),
        ([type, a, b]) => {
          expect(encode(type, a) < encode(type, b)).toBe(a < b);
        },
      ),
    );
  });

  const hostile: Readonly<Record<ClaimType, readonly unknown[]>> = {
    date: [
      "2023-02-29",
      "1799-12-31",
      "20240229",
      "2024-2-9",
      "today",
      20240229,
      new Date(),
      null,
      undefined,
      "2024-02-29 ",
    ],
    day: ["2023-02-29", 719163, "719163", "", [], {}],
    integer: [
      "",
      "+1",
      "01",
      "-0",
      "1.0",
      "1e3",
      "0x1",
      " 1",
      "1\n",
      -0,
      0.5,
      2 ** 53,
      Number.NaN,
      5n,
      true,
      null,
      [5],
      "9223372036854775808",
      "-9223372036854775809",
      "9".repeat(100_000),
      { valueOf: () => 1 },
    ],
    money: ["12.50", "12,50", "1 000", "€5", Number.POSITIVE_INFINITY, "9223372036854775808"],
    boolean: ["true", 1, 0, null, undefined, "", [], Object(true)],
    code: ["", "a b", "1234567890123456", "Ö", "a\n", "\t", "\0", 130, null, ["A"], "\u007f", " A"],
    text: [
      "",
      "x".repeat(257),
      "ä".repeat(129),
      "\ud800",
      "a\udc00b",
      5,
      null,
      undefined,
      ["x"],
      "x".repeat(1_000_000),
    ],
  };
  for (const type of CLAIM_TYPES) {
    it.each(hostile[type].map((value, i) => [i, value] as const))(`refuses hostile ${type} %d`, (_, value) => {
      expect(() => encode(type, value)).toThrow(ClaimError);
    });
  }

  it("takes text of exactly 256 bytes after NFC", () => {
    expect(encode("text", "ä".repeat(128))).toBe(encode("text", "a\u0308".repeat(128)));
  });

  it("holds integer and money to the schema's limits", () => {
    const definition = { name: "size", type: "integer", minimum: 1, maximum: "30" } as const;
    expect(encodeClaim(definition, 1)).toBe(INTEGER_OFFSET + 1n);
    expect(encodeClaim(definition, 30)).toBe(INTEGER_OFFSET + 30n);
    expect(() => encodeClaim(definition, 0)).toThrow(ClaimError);
    expect(() => encodeClaim(definition, 31)).toThrow(ClaimError);
  });

  it("never repeats a value in its errors", () => {
    const secrets: readonly [ClaimType, string][] = [
      ["date", "1987-13-45"],
      ["integer", "8765432.5"],
      ["code", "secret diagnosis"],
      ["text", "secret\ud800"],
      ["boolean", "secret"],
    ];
    for (const [type, secret] of secrets) {
      try {
        encode(type, secret);
        expect.unreachable();
      } catch (error) {
        const text = `${JSON.stringify(error)} ${error}`;
        expect(text).not.toMatch(/1987|8765|secret/);
      }
    }
  });
});

describe("encodeClaims", () => {
  it("puts claims at their positions and fills up with 0", () => {
    const encoded = encodeClaims(schema, claims);
    expect(encoded.length).toBe(8);
    expect(encoded[0]).toBe(19500228n);
    expect(encoded[3]).toBe(INTEGER_OFFSET + 1_812_345n);
    expect(encoded[7]).toBe(0n);
    expect(encodeClaims(schema, Object.fromEntries(Object.entries(claims).reverse()))).toEqual(encoded);
  });

  it("refuses a missing, an unknown and an inherited claim, naming it", () => {
    const { income: _, ...without } = claims;
    expect(() => encodeClaims(schema, without)).toThrow(/claims\.income/);
    expect(() => encodeClaims(schema, { ...claims, religion: "x" })).toThrow(/claims\.religion/);
    expect(() => encodeClaims(schema, Object.assign(Object.create({ income: 5 }), without))).toThrow(ClaimError);
    expect(() => encodeClaims(schema, { ...claims, income: undefined })).toThrow(/claims\.income/);
  });

  it.each([[undefined], [null], [[]], ["x"], [5], [new Map()], [Object.values(claims)]])("refuses %s", (value) => {
    expect(() => encodeClaims(schema, value)).toThrow(ClaimError);
  });

  it("refuses an accessor, so that a value can't change between check and use", () => {
    const shifty = Object.defineProperty({ ...claims }, "income", { get: () => 1, enumerable: true });
    expect(() => encodeClaims(schema, shifty)).toThrow(ClaimError);
  });
});
