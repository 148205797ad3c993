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
import { createIssuerSet, MAX_ISSUERS } from "../../../../src/credentials/registry/issuer-set.ts";
import { RegistryError } from "../../../../src/credentials/registry/issuer-set.ts";

const keys = Array.from({ length: 9 }, (_, i) => derivePublicKey(toPrivateKey(new Uint8Array(32).fill(i + 1))));
const [first, second, third] = keys as [PublicKey, PublicKey, PublicKey];

describe("createIssuerSet", () => {
  it("is P-10's tree over the keys' x coordinates", () => {
    const tree = new SparseMerkleTree({ nodeTag: "issuer-node", depth: 3, rootArity: 4 });
    tree.setLeaves(keys.map(({ x }, i) => [i, x]));
    expect(createIssuerSet(keys).root).toBe(tree.root);
    expect(createIssuerSet().root).not.toBe(tree.root);
  });

  it("opens each key's leaf", () => {
    const set = createIssuerSet(keys);
    for (const [i, key] of keys.entries()) {
      const { issuerIndex, issuerNodes } = set.issuerPath(key);
      expect(issuerIndex).toBe(i);
      let node: bigint = key.x;
      issuerNodes.forEach((children, level) => {
        expect(children[Math.floor(issuerIndex / 8 ** level) % 8]).toBe(node);
        node = poseidon([domainTag("issuer-node"), ...children]);
      });
      expect(node).toBe(set.root);
    }
  });

  it("takes keys as text too", () => {
    const set = createIssuerSet(keys.map(encodePublicKey));
    expect(set.root).toBe(createIssuerSet(keys).root);
    expect(set.issuerPath(encodePublicKey(second)).issuerIndex).toBe(1);
    expect(set.indexOf(third)).toBe(2);
    expect(set.indexOf(derivePublicKey(toPrivateKey(new Uint8Array(32))))).toBeUndefined();
  });

  it("keeps positions when a key is removed, and gives a key its own one back", () => {
    const set = createIssuerSet([first, second]);
    const { root } = set;
    set.remove(0);
    expect(set.root).not.toBe(root);
    expect(() => set.issuerPath(first)).toThrow(IssuerNotTrustedError);
    expect(set.issuerPath(second).issuerIndex).toBe(1);
    expect(set.add(third)).toBe(2);
    expect(set.indexOf(first)).toBe(0);
    expect(set.add(first)).toBe(0);
    set.remove(2);
    expect(set.root).toBe(root);
    expect(set.positions.map(({ isTrusted }) => isTrusted)).toEqual([true, true, false]);
  });

  it("refuses a key twice, and a removal of nothing", () => {
    const set = createIssuerSet([first]);
    expect(() => set.add(encodePublicKey(first))).toThrow(RegistryError);
    expect(() => createIssuerSet([first, first])).toThrow(RegistryError);
    for (const position of [1, -1, 0.5, Number.NaN]) expect(() => set.remove(position)).toThrow(RegistryError);
    set.remove(0);
    expect(() => set.remove(0)).toThrow(RegistryError);
  });

  it("refuses strangers and unusable keys", () => {
    const set = createIssuerSet([first]);
    expect(() => set.issuerPath(second)).toThrow(IssuerNotTrustedError);
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
      expect(() => set.add(key as PublicKey)).toThrow(PublicKeyError);
      expect(() => set.issuerPath(key as PublicKey)).toThrow(PublicKeyError);
      expect(() => createIssuerSet([key as PublicKey])).toThrow(PublicKeyError);
    }
    expect(set.positions.length).toBe(1);
  });

  it("has 256 positions for its whole life", () => {
    const many = Array.from({ length: MAX_ISSUERS + 1 }, (_, i) =>
      derivePublicKey(toPrivateKey(Uint8Array.from({ length: 32 }, (_, j) => (j < 2 ? (i >> (8 * j)) & 255 : 7)))),
    );
    const set = createIssuerSet(many.slice(0, MAX_ISSUERS));
    set.remove(3);
    expect(() => set.add(many[MAX_ISSUERS]!)).toThrow(RegistryError);
    expect(set.add(many[3]!)).toBe(3);
  });
});
