import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DOMAIN_TAGS, type DomainName } from "../../../src/core/domains.generated.ts";
import { CivicproofError } from "../../../src/core/errors.ts";
import { isFieldElement } from "../../../src/core/field.ts";
import { domainTag, type HashPurpose, hashToField, poseidon } from "../../../src/core/hash.ts";

describe("poseidon", () => {
  it("gives published answers", () => {
    // hadeshash test_vectors, poseidonperm_x5_254_3, first word of the permutation of (0, 1, 2); go-iden3-crypto.
    expect(poseidon([1n, 2n])).toBe(7853200120776062878684798364095072458815029376092732009249414926327459813530n);
    // go-iden3-crypto poseidon_test.
    expect(poseidon([1n, 2n, 0n, 0n, 0n])).toBe(
      1018317224307729531995786483840663576608797660851238720571059489595066344487n,
    );
  });

  it.each([0, 1, 6, 8, 17])("refuses %d inputs, which no statement uses", (arity) => {
    expect(() => poseidon(new Array<bigint>(arity).fill(1n))).toThrow(CivicproofError);
  });

  it("does not confuse an input with a missing one", () => {
    expect(poseidon([1n, 2n, 0n, 0n])).not.toBe(poseidon([1n, 2n, 0n, 0n, 0n]));
  });
});

describe("domainTag", () => {
  const names = Object.keys(DOMAIN_TAGS) as DomainName[];

  it.each(names)("is the ASCII text of %s", (name) => {
    const text = Buffer.from(`civicproof/v2/s1/${name}`, "ascii");
    expect(text.length).toBeLessThanOrEqual(31);
    expect(domainTag(name)).toBe(BigInt(`0x${text.toString("hex")}`));
    expect(isFieldElement(domainTag(name))).toBe(true);
  });

  it("is another one for every name", () => {
    expect(new Set(names.map(domainTag)).size).toBe(names.length);
  });
});

/** P-2 written down a second time, with Node's SHA-256. */
function plainHashToField(purpose: string, parts: readonly (string | Uint8Array)[]): bigint {
  const pieces = parts.map((part) => (typeof part === "string" ? Buffer.from(part.normalize("NFC")) : part));
  const framed = pieces.flatMap((piece) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    return [length, piece];
  });
  const digest = createHash("sha256").update(Buffer.concat([Buffer.from(`civicproof/v2/s1/${purpose}`), ...framed]));
  return BigInt(`0x${digest.digest("hex").slice(0, 62)}`);
}

describe("hashToField", () => {
  it.each(["\ud800", "case \udc00 1", "\udc00\ud800"])("refuses text with a lone surrogate: %j", (text) => {
    expect(() => hashToField("context", text)).toThrow(CivicproofError);
    expect(hashToField("context", "\ud83d\ude00")).not.toBe(hashToField("context", "?"));
  });

  const purposes: readonly HashPurpose[] = ["schema", "scope", "context", "text", "status-list"];

  it("equals its plain twin", () => {
    const part = fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(fc.constantFrom(...purposes), fc.array(part, { maxLength: 6 }), (purpose, parts) => {
        const hash = hashToField(purpose, ...parts);
        expect(hash).toBe(plainHashToField(purpose, parts));
        expect(hash < 2n ** 248n).toBe(true);
      }),
    );
  });

  it("treats integers as their decimal text", () => {
    expect(hashToField("context", 17, 18n)).toBe(hashToField("context", "17", "18"));
  });

  it("normalises to NFC", () => {
    expect(hashToField("text", "Graz-Gösting")).toBe(hashToField("text", "Graz-Go\u0308sting"));
  });

  it("keeps parts and purposes apart", () => {
    expect(hashToField("text", "ab", "c")).not.toBe(hashToField("text", "a", "bc"));
    expect(hashToField("text", "")).not.toBe(hashToField("text"));
    expect(new Set(purposes.map((purpose) => hashToField(purpose, "x"))).size).toBe(purposes.length);
  });
});
