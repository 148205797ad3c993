import { describe, expect, it } from "vitest";
import { parsePublishedSchema } from "../../../../src/credentials/credential/published-schema.ts";
import { parseSchema, SchemaError, schemaId, withoutWords } from "../../../../src/credentials/credential/schema.ts";
import { altered } from "./fixtures.ts";

const bare = {
  civicproof: "schema/v2",
  name: "resident",
  version: "2",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
  ],
} as const;

const named = {
  ...bare,
  claims: [
    {
      ...bare.claims[0],
      interop: {
        path: ["birthdate"],
        iris: ["http://data.europa.eu/m8g/birthDate", "https://schema.org/birthDate"],
      },
    },
    { ...bare.claims[1], interop: { path: ["address", "locality"] } },
  ],
  label: { en: "proof of residence", de: "Meldebestätigung" },
  description: "Says where somebody lives.",
  supersedes: { schema: "resident@1", until: "2027-06-30" },
} as const;

describe("a published schema", () => {
  it("is read with its names in other vocabularies and with what it supersedes", () => {
    expect(parsePublishedSchema(named)).toEqual(named);
    expect(parsePublishedSchema(bare)).toEqual(bare);
    // Wallets and verifiers take the same file.
    expect(parseSchema(named)).toEqual(named);
  });

  it("has the identity that it has without them, and they are not in what a request shows", () => {
    expect(schemaId(parseSchema(named))).toBe(schemaId(parseSchema(bare)));
    expect(withoutWords(parseSchema(named))).toEqual(bare);
  });

  const hostile: readonly [string, readonly (string | number)[], unknown, string][] = [
    ["names that are no object", ["claims", 0, "interop"], "birthdate", "claims.0.interop"],
    ["an unknown name", ["claims", 0, "interop", "urn"], "x", "claims.0.interop.urn"],
    ["a path as text", ["claims", 0, "interop", "path"], "address.locality", "claims.0.interop.path"],
    ["an empty path", ["claims", 0, "interop", "path"], [], "claims.0.interop.path"],
    ["a path of nine parts", ["claims", 0, "interop", "path"], "abcdefghi".split(""), "claims.0.interop.path"],
    ["a path to all elements of a list", ["claims", 0, "interop", "path", 0], null, "claims.0.interop.path.0"],
    ["an empty key", ["claims", 0, "interop", "path", 0], "", "claims.0.interop.path.0"],
    ["a negative position", ["claims", 0, "interop", "path", 0], -1, "claims.0.interop.path.0"],
    ["another claim's path", ["claims", 0, "interop", "path"], ["address", "locality"], "claims.0.interop.path"],
    ["a path within another claim", ["claims", 0, "interop", "path"], ["address", "locality", "code"], "claims.0"],
    ["a path that holds another claim", ["claims", 0, "interop", "path"], ["address"], "claims.1.interop.path"],
    ["an IRI of another scheme", ["claims", 0, "interop", "iris", 0], "javascript:alert(1)", "claims.0.interop.iris.0"],
    ["an IRI without a host", ["claims", 0, "interop", "iris", 0], "https:///birthDate", "claims.0.interop.iris.0"],
    ["an IRI with a space", ["claims", 0, "interop", "iris", 0], "https://schema.org/a b", "claims.0.interop.iris.0"],
    ["a prefix for an IRI", ["claims", 0, "interop", "iris", 0], "schema:birthDate", "claims.0.interop.iris.0"],
    ["an IRI twice", ["claims", 0, "interop", "iris", 0], "https://schema.org/birthDate", "claims.0.interop.iris"],
    ["one IRI without a list", ["claims", 0, "interop", "iris"], "https://schema.org/a", "claims.0.interop.iris"],
    ["an empty label", ["label"], "", "label"],
    ["a label in no language", ["label"], { English: "x" }, "label"],
    ["a description that can't be seen", ["description"], "a\u200bb", "description"],
    ["a bare reference", ["supersedes"], "resident@1", "supersedes"],
    ["a reference without a version", ["supersedes", "schema"], "resident", "supersedes.schema"],
    ["itself as what it supersedes", ["supersedes", "schema"], "resident@2", "supersedes.schema"],
    ["no last day", ["supersedes"], { schema: "resident@1" }, "supersedes"],
    ["a day that no calendar has", ["supersedes", "until"], "2027-02-30", "supersedes.until"],
  ];
  it.each(hostile)("with %s is refused at its place", (_, path, value, place) => {
    const reading = () => parsePublishedSchema(altered(named as unknown, path, value));
    expect(reading).toThrow(SchemaError);
    expect(reading).toThrow(
      expect.objectContaining({ path: expect.stringMatching(`^${place.replaceAll(".", "\\.")}`) }),
    );
  });
});
