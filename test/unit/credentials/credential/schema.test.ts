import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashToField } from "../../../../src/core/hash-to-field.ts";
import {
  CLAIM_TYPES,
  ClaimError,
  claimIndex,
  parseSchema,
  SchemaError,
  schemaId,
  schemaReference,
} from "../../../../src/credentials/credential/schema.ts";
import { altered, schema } from "./fixtures.ts";

const base = {
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "income", type: "money", currency: "EUR", minimum: 0 },
  ],
} as const;

describe("parseSchema", () => {
  it("answers what it was given", () => {
    expect(parseSchema(base)).toEqual(base);
    expect(parseSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
  });

  const hostile: readonly [string, readonly (string | number)[], unknown][] = [
    ["another format", ["civicproof"], "policy/v2"],
    ["an empty name", ["name"], ""],
    ["an upper-case name", ["name"], "Resident"],
    ["a name with @", ["name"], "a@b"],
    ["a long name", ["name"], "a".repeat(61)],
    ["a number as version", ["version"], 1],
    ["a version with @", ["version"], "1@2"],
    ["no claims", ["claims"], []],
    ["nine claims", ["claims"], Array.from({ length: 9 }, (_, i) => ({ name: `c${i}`, type: "date" }))],
    ["claims as an object", ["claims"], { 0: { name: "a", type: "date" } }],
    ["a doubled name", ["claims", 1, "name"], "birthDate"],
    ["a claim name with a dot", ["claims", 0, "name"], "birth.date"],
    ["a claim name with a space", ["claims", 0, "name"], "birth date"],
    ["a claim name from a digit", ["claims", 0, "name"], "1st"],
    ["the claim name __proto__", ["claims", 0, "name"], "__proto__"],
    ["the claim name constructor", ["claims", 0, "name"], "constructor"],
    ["a long claim name", ["claims", 0, "name"], "a".repeat(41)],
    ["an unknown type", ["claims", 0, "type"], "float"],
    ["an inherited type", ["claims", 0, "type"], "toString"],
    ["a currency for a date", ["claims", 0, "currency"], "EUR"],
    ["a lower-case currency", ["claims", 1, "currency"], "eur"],
    ["a minimum for a date", ["claims", 0, "minimum"], 5],
    ["a fraction as minimum", ["claims", 1, "minimum"], 0.5],
    ["a minimum above the maximum", ["claims", 1, "maximum"], -1],
    ["a maximum of 2^63", ["claims", 1, "maximum"], String(2n ** 63n)],
    ["a maximum in hexadecimal", ["claims", 1, "maximum"], "0x10"],
    ["an unknown key", ["extra"], 1],
    ["an unknown key of a claim", ["claims", 0, "optional"], true],
  ];
  it.each(hostile)("refuses %s", (_, path, value) => {
    expect(() => parseSchema(altered(base as unknown, path, value))).toThrow(SchemaError);
  });

  it.each([[undefined], [null], [""], [5], [[]], [() => base]])("refuses %s", (value) => {
    expect(() => parseSchema(value)).toThrow(SchemaError);
  });

  it("throws nothing but a SchemaError, whatever JSON arrives", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("name", "version", "claims", "civicproof"), (value, key) => {
        for (const candidate of [value, { ...base, [key]: value }, { ...base, claims: [value] }]) {
          try {
            parseSchema(candidate);
          } catch (error) {
            if (!(error instanceof SchemaError)) throw error;
          }
        }
      }),
    );
  });
});

describe("schemaId", () => {
  it("is P-5", () => {
    expect(schemaId(parseSchema(base))).toBe(
      hashToField("schema", "resident", "1", "birthDate", "date", "", "", "", "income", "money", "EUR", "0", ""),
    );
  });

  it("changes with the name, the version and each claim's name, type, currency, limits and position", () => {
    const variants = [
      base,
      { ...base, name: "citizen" },
      { ...base, version: "2" },
      { ...base, claims: [...base.claims].reverse() },
      { ...base, claims: base.claims.slice(0, 1) },
      altered(base as unknown, ["claims", 0, "name"], "born"),
      altered(base as unknown, ["claims", 1, "currency"], "HUF"),
      altered(base as unknown, ["claims", 1, "minimum"], -1),
      altered(base as unknown, ["claims", 1, "maximum"], 0),
      ...CLAIM_TYPES.filter((type) => type !== "date").map((type) =>
        altered(base as unknown, ["claims", 0, "type"], type),
      ),
    ];
    expect(new Set(variants.map((variant) => schemaId(parseSchema(variant)))).size).toBe(variants.length);
  });
});

describe("claimIndex and schemaReference", () => {
  it("find a claim and name the schema", () => {
    expect(claimIndex(schema, "birthDate")).toBe(0);
    expect(claimIndex(schema, "disabled")).toBe(6);
    expect(schemaReference(schema)).toBe("resident@1");
  });

  it.each(["", "BirthDate", "toString", "__proto__", "0"])("refuse the claim %j", (name) => {
    expect(() => claimIndex(schema, name)).toThrow(ClaimError);
  });
});
