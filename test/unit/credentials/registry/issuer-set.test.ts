import { describe, expect, it } from "vitest";
import { type FieldElement, toField } from "../../../../src/core/field.ts";
import { domainTag, poseidon } from "../../../../src/core/hash.ts";
import { SparseMerkleTree } from "../../../../src/core/merkle.ts";
import {
  derivePublicKey,
  encodePublicKey,
  type PublicKey,
  PublicKeyError,
  toPrivateKey,
} from "../../../../src/core/signature.ts";
import { IssuerNotTrustedError } from "../../../../src/credentials/credential/credential.ts";
import { createIssuerSet, MAX_ISSUERS, RegistryError } from "../../../../src/credentials/registry/issuer-set.ts";

const keys = Array.from({ length: 9 }, (_, i) => derivePublicKey(toPrivateKey(new Uint8Array(32).fill(i + 1))));
const [first, second, third] = keys as [PublicKey, PublicKey, PublicKey];

const [SCHEMA, OTHER] = ["7", "8"] as const;

/** A set with these keys, all trusted for one schema. */
function setOf(trusted: readonly (PublicKey | string)[]) {
  const set = createIssuerSet();
  for (const key of trusted) set.add(key, [SCHEMA]);
  return set;
}

describe("createIssuerSet", () => {
  it("is P-10's tree over the keys' x coordinates", () => {
    const tree = new SparseMerkleTree({ nodeTag: "issuer-node", depth: 3, rootArity: 4 });
    tree.setLeaves(keys.map(({ x }, i) => [i, x]));
    expect(setOf(keys).root(SCHEMA)).toBe(tree.root);
    expect(createIssuerSet().root(SCHEMA)).not.toBe(tree.root);
  });

  it("opens each key's leaf", () => {
    const set = setOf(keys);
    for (const [i, key] of keys.entries()) {
      const { issuerIndex, issuerNodes } = set.issuerPath(key, SCHEMA);
      expect(issuerIndex).toBe(i);
      let node: bigint = key.x;
      issuerNodes.forEach((children, level) => {
        expect(children[Math.floor(issuerIndex / 8 ** level) % 8]).toBe(node);
        node = poseidon([domainTag("issuer-node"), ...children]);
      });
      expect(node).toBe(set.root(SCHEMA));
    }
  });

  it("takes keys as text too", () => {
    const set = setOf(keys.map(encodePublicKey));
    expect(set.root(SCHEMA)).toBe(setOf(keys).root(SCHEMA));
    expect(set.issuerPath(encodePublicKey(second), SCHEMA).issuerIndex).toBe(1);
    expect(set.indexOf(third)).toBe(2);
    expect(set.indexOf(derivePublicKey(toPrivateKey(new Uint8Array(32))))).toBeUndefined();
  });

  it("keeps positions when a key is removed, and gives a key its own one back", () => {
    const set = setOf([first, second]);
    const root = set.root(SCHEMA);
    set.remove(0);
    expect(set.root(SCHEMA)).not.toBe(root);
    expect(() => set.issuerPath(first, SCHEMA)).toThrow(IssuerNotTrustedError);
    expect(set.issuerPath(second, SCHEMA).issuerIndex).toBe(1);
    expect(set.add(third, [SCHEMA])).toBe(2);
    expect(set.indexOf(first)).toBe(0);
    expect(set.add(first, [SCHEMA])).toBe(0);
    set.remove(2);
    expect(set.root(SCHEMA)).toBe(root);
    expect(set.positions.map(({ schemas }) => schemas)).toEqual([[SCHEMA], [SCHEMA], []]);
  });

  it("refuses a key twice, and a removal of nothing", () => {
    const set = setOf([first]);
    expect(() => set.add(encodePublicKey(first), [SCHEMA])).toThrow(RegistryError);
    expect(() => setOf([first, first])).toThrow(RegistryError);
    for (const position of [1, -1, 0.5, Number.NaN]) expect(() => set.remove(position)).toThrow(RegistryError);
    set.remove(0);
    expect(() => set.remove(0)).toThrow(RegistryError);
  });

  it("refuses strangers and unusable keys", () => {
    const set = setOf([first]);
    expect(() => set.issuerPath(second, SCHEMA)).toThrow(IssuerNotTrustedError);
    const identity = { x: 0n as FieldElement, y: 1n as FieldElement };
    const twin = {
      x: first.x,
      y: toField(21888242871839275222246405745257275088548364400416034343698204186575808495617n - first.y),
    };
    // The point of order 2 and the twin with one x: the two ways to reach an existing leaf with another key.
    for (const key of [
      identity,
      {
        x: identity.x,
        y: toField(-1n + 21888242871839275222246405745257275088548364400416034343698204186575808495617n),
      },
      twin,
      "00",
      undefined,
    ]) {
      expect(() => set.add(key as PublicKey, [SCHEMA])).toThrow(PublicKeyError);
      expect(() => set.issuerPath(key as PublicKey, SCHEMA)).toThrow(PublicKeyError);
      expect(() => setOf([key as PublicKey])).toThrow(PublicKeyError);
    }
    expect(set.positions.length).toBe(1);
  });

  it("has 256 positions for its whole life", () => {
    const many = Array.from({ length: MAX_ISSUERS + 1 }, (_, i) =>
      derivePublicKey(toPrivateKey(Uint8Array.from({ length: 32 }, (_, j) => (j < 2 ? (i >> (8 * j)) & 255 : 7)))),
    );
    const set = setOf(many.slice(0, MAX_ISSUERS));
    set.remove(3);
    expect(() => set.add(many[MAX_ISSUERS]!, [SCHEMA])).toThrow(RegistryError);
    expect(set.add(many[3]!, [SCHEMA])).toBe(3);
  });

  it("has a tree for each schema: a key is in those that it is trusted for, at one index", () => {
    const set = createIssuerSet();
    set.add(first, [SCHEMA]);
    set.add(second, [OTHER, SCHEMA]);
    expect(set.root(SCHEMA)).toBe(setOf([first, second]).root(SCHEMA));
    const tree = new SparseMerkleTree({ nodeTag: "issuer-node", depth: 3, rootArity: 4 });
    tree.setLeaves([[1, second.x]]);
    expect(set.root(OTHER)).toBe(tree.root);
    expect(set.roots).toEqual({ [SCHEMA]: set.root(SCHEMA), [OTHER]: tree.root });
    expect(set.issuerPath(second, OTHER).issuerIndex).toBe(1);
    expect(() => set.issuerPath(first, OTHER)).toThrow(IssuerNotTrustedError);
    expect(set.add(first, [OTHER])).toBe(0);
    expect(set.root(OTHER)).toBe(set.root(SCHEMA));
    set.remove(0, [SCHEMA]);
    expect(set.positions[0]?.schemas).toEqual([OTHER]);
    expect(() => set.issuerPath(first, SCHEMA)).toThrow(IssuerNotTrustedError);
    expect(() => set.remove(0, [SCHEMA])).toThrow(RegistryError);
    set.remove(0);
    set.remove(1, [SCHEMA]);
    expect(Object.keys(set.roots)).toEqual([OTHER]);
  });

  it.each([[[]], [[SCHEMA, SCHEMA]], [["07"]], [["x"]], [[-1n]], [Array.from({ length: 65 }, (_, i) => String(i))]])(
    "refuses schemas %#",
    (schemas) => {
      const set = createIssuerSet();
      expect(() => set.add(first, schemas as string[])).toThrow(RegistryError);
      expect(set.positions.length).toBe(0);
    },
  );
});
