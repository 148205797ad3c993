import { buildPoseidon } from "circomlibjs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../src/field.ts";
import { SparseMerkleTree } from "../../src/merkle.ts";

const oracle = await buildPoseidon();

/** The root over 8^depth leaves by circomlibjs, with the tag computed from its text (protocol P-1, P-10). */
function referenceRoot(nodeTag: string, depth: number, leaves: ReadonlyMap<number, bigint>): bigint {
  const tag = BigInt(`0x${Buffer.from(`civicproof/v1/${nodeTag}`).toString("hex")}`);
  let level = Array.from({ length: 8 ** depth }, (_, i) => leaves.get(i) ?? 0n);
  while (level.length > 1) {
    const children = level;
    level = Array.from({ length: children.length / 8 }, (_, i) =>
      oracle.F.toObject(oracle([tag, ...children.slice(8 * i, 8 * i + 8)])),
    );
  }
  return level[0]!;
}

describe("SparseMerkleTree", () => {
  it.each(["issuer-node", "status-node", "set-node"] as const)("with %s equals a tree hashed by circomlibjs", (tag) => {
    const leaf = fc.tuple(fc.nat({ max: 511 }), fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }));
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 20 }), (leaves) => {
        const tree = new SparseMerkleTree({ nodeTag: tag, depth: 3 });
        tree.setLeaves(leaves);
        expect(tree.root).toBe(referenceRoot(tag, 3, new Map(leaves)));
      }),
      { numRuns: 8 },
    );
  });
});
