import { readFileSync } from "node:fs";
import { TypeMetadataFormatSchema } from "@sd-jwt/sd-jwt-vc";
import { describe, expect, it } from "vitest";
import { InvalidInputError } from "../../../../src/core/json.ts";
import { parseSchema, SchemaError } from "../../../../src/credentials/credential/schema.ts";
import { toTypeMetadata } from "../../../../src/credentials/credential/type-metadata.ts";

const vct = "https://city.example.org/types/resident";
const schema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "2",
  label: { en: "proof of residence", de: "Meldebestätigung" },
  description: "Says where somebody lives.",
  supersedes: { schema: "resident@1", until: "2027-06-30" },
  claims: [
    {
      name: "birthDate",
      type: "date",
      label: { en: "date of birth", de: "Geburtsdatum" },
      description: { en: "As in the register.", fr: "Comme au registre." },
      interop: { path: ["birthdate"], iris: ["https://schema.org/birthDate"] },
    },
    { name: "district", type: "code", label: "Bezirk", interop: { path: ["address", "locality"] } },
    { name: "residentSince", type: "day", description: "First day there." },
  ],
});

describe("type metadata of a schema", () => {
  it("say where each claim stands and what people are shown in each language", () => {
    expect(toTypeMetadata(schema, { vct, language: "de" })).toEqual({
      vct,
      name: "resident@2",
      description: "Says where somebody lives.",
      display: [
        { locale: "en", name: "proof of residence", description: "Says where somebody lives." },
        { locale: "de", name: "Meldebestätigung", description: "Says where somebody lives." },
      ],
      claims: [
        {
          path: ["birthdate"],
          // No label in French, and none is made up.
          display: [
            { locale: "en", label: "date of birth", description: "As in the register." },
            { locale: "de", label: "Geburtsdatum" },
          ],
          mandatory: true,
          sd: "always",
          iris: ["https://schema.org/birthDate"],
        },
        {
          path: ["address", "locality"],
          display: [{ locale: "de", label: "Bezirk" }],
          mandatory: true,
          sd: "always",
        },
        { path: ["residentSince"], mandatory: true, sd: "always" },
      ],
    });
  });

  it("say that a language is not known where nobody says it", () => {
    const { claims } = toTypeMetadata(schema, { vct });
    expect(claims[1]!.display).toEqual([{ locale: "und", label: "Bezirk" }]);
  });

  it("are read by another implementation as they were written", () => {
    const example = parseSchema(JSON.parse(readFileSync("examples/schemas/resident-2.json", "utf8")));
    for (const each of [schema, example]) {
      const metadata = JSON.parse(JSON.stringify(toTypeMetadata(each, { vct })));
      expect(TypeMetadataFormatSchema.parse(metadata)).toEqual(metadata);
    }
  });

  it.each([
    ["no type", {}, "vct"],
    ["a type that is no URI", { vct: "resident" }, "vct"],
    ["a type of 501 characters", { vct: `urn:${"a".repeat(497)}` }, "vct"],
    ["a language by its name", { vct, language: "German" }, "language"],
  ])("are refused for %s", (_, options, path) => {
    const writing = () => toTypeMetadata(schema, options as { vct: string });
    expect(writing).toThrow(InvalidInputError);
    expect(writing).toThrow(expect.objectContaining({ path }));
  });

  it("are refused for a schema whose names nobody has read", () => {
    const claims = [{ ...schema.claims[0]!, interop: { path: "birthdate" } }];
    expect(() => toTypeMetadata(parseSchema({ ...schema, claims }), { vct })).toThrow(SchemaError);
  });
});
