import { buildPoseidon } from "circomlibjs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";

const oracle = await buildPoseidon();

/** The root over 8 · 8 · rootArity leaves by circomlibjs, with the tag computed from its text (protocol P-1, P-10). */
function referenceRoot(nodeTag: string, rootArity: number, leaves: ReadonlyMap<number, bigint>): bigint {
  const tag = BigInt(`0x${Buffer.from(`civicproof/v2/s1/${nodeTag}`).toString("hex")}`);
  let level = Array.from({ length: 64 * rootArity }, (_, i) => leaves.get(i) ?? 0n);
  for (const arity of [8, 8, rootArity]) {
    const children = level;
    level = Array.from({ length: children.length / arity }, (_, i) =>
      oracle.F.toObject(oracle([tag, ...children.slice(arity * i, arity * (i + 1))])),
    );
  }
  return level[0]!;
}

describe("SparseMerkleTree", () => {
  it.each([
    ["issuer-node", 4],
    ["status-node", 8],
    ["set-node", 8],
  ] as const)("with %s and %d children at the root equals a tree hashed by circomlibjs", (tag, rootArity) => {
    const leaf = fc.tuple(fc.nat({ max: 64 * rootArity - 1 }), fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }));
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 20 }), (leaves) => {
        const tree = new SparseMerkleTree({ nodeTag: tag, depth: 3, rootArity });
        tree.setLeaves(leaves);
        expect(tree.root).toBe(referenceRoot(tag, rootArity, new Map(leaves)));
      }),
      { numRuns: 8 },
    );
  });
});
