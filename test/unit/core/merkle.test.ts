import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../src/core/field.ts";
import { domainTag, poseidon } from "../../../src/core/hash.ts";
import { ARITY, type MerklePath, MerkleTreeError, SparseMerkleTree } from "../../../src/core/merkle.ts";

type RootArity = 4 | 8;
const newTree = (depth = 2, rootArity: RootArity = 8) =>
  new SparseMerkleTree({ nodeTag: "status-node", depth, rootArity });

/** The whole tree, level by level: slow and plain. */
function plainRoot(leaves: readonly bigint[]): bigint {
  let level = leaves;
  while (level.length > ARITY) {
    level = Array.from({ length: level.length / ARITY }, (_, i) =>
      poseidon([domainTag("status-node"), ...level.slice(i * ARITY, (i + 1) * ARITY)]),
    );
  }
  return poseidon([domainTag("status-node"), ...level]);
}

/** Walks a path up as the circuit does (protocol P-11). */
function rootOfPath(path: MerklePath, index: number, leaf: bigint, rootArity: RootArity = 8): bigint {
  let node = leaf;
  path.forEach((children, level) => {
    const arity = level === path.length - 1 ? rootArity : ARITY;
    expect(children.length).toBe(arity);
    expect(children[Math.floor(index / ARITY ** level) % arity]).toBe(node);
    node = poseidon([domainTag("status-node"), ...children]);
  });
  return node;
}

describe("SparseMerkleTree", () => {
  it.each([4, 8] as const)(
    "with %d children at the root equals the whole tree, and every path leads there",
    (arity) => {
      const last = 8 * arity - 1;
      const change = fc.tuple(fc.nat({ max: last }), fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }));
      fc.assert(
        fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 3 }), (rounds) => {
          const tree = newTree(2, arity);
          expect(tree.capacity).toBe(last + 1);
          const leaves = new Array<bigint>(last + 1).fill(0n);
          for (const round of rounds) {
            tree.setLeaves(round);
            for (const [index, value] of round) leaves[index] = value;
          }
          expect(tree.root).toBe(plainRoot(leaves));
          for (const index of [0, 7, 8, last]) {
            expect(tree.leaf(index)).toBe(leaves[index]);
            expect(rootOfPath(tree.path(index), index, leaves[index]!, arity)).toBe(tree.root);
          }
        }),
        { numRuns: 10 },
      );
    },
  );

  it.each([4, 8] as const)("with %d children at the root is right where most leaves are alike", (arity) => {
    const last = 8 * arity - 1;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0n, 1n, 2n), { minLength: 2, maxLength: 2 }),
        fc.array(fc.tuple(fc.nat({ max: last }), fc.constantFrom(0n, 1n, 2n)), { maxLength: 3 }),
        ([first, second], changes) => {
          const tree = newTree(2, arity);
          const leaves = Array.from({ length: last + 1 }, (_, i) => (i < 4 * arity ? first! : second!));
          tree.setLeaves(leaves.entries());
          expect(tree.root).toBe(plainRoot(leaves));
          for (const [index, value] of changes) leaves[index] = value;
          tree.setLeaves(changes);
          expect(tree.root).toBe(plainRoot(leaves));
          for (const index of [0, last])
            expect(rootOfPath(tree.path(index), index, leaves[index]!, arity)).toBe(tree.root);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("does not depend on the order or the history of changes", () => {
    const [a, b] = [newTree(), newTree()];
    a.setLeaves([
      [3, 5n],
      [60, 9n],
    ]);
    b.setLeaves([[60, 9n]]);
    b.setLeaves([[17, 4n]]);
    b.setLeaves([[3, 5n]]);
    expect(b.root).not.toBe(a.root);
    b.setLeaves([[17, 0n]]);
    expect(b.root).toBe(a.root);
  });

  it("is cheap when it is empty, whatever its depth", () => {
    const tree = newTree(7);
    expect(tree.capacity).toBe(2 ** 21);
    expect(rootOfPath(tree.path(2 ** 21 - 1), 2 ** 21 - 1, 0n)).toBe(tree.root);
  });

  it("has its own empty root for each arity of the root, and no room beyond it", () => {
    const [narrow, wide] = [newTree(3, 4), newTree(3, 8)];
    expect(narrow.root).not.toBe(wide.root);
    expect(narrow.node(2, 3)).toBe(wide.node(2, 3));
    expect(narrow.capacity).toBe(256);
    expect(rootOfPath(narrow.path(255), 255, 0n, 4)).toBe(narrow.root);
    for (const [level, index] of [
      [0, 256],
      [1, 32],
      [2, 4],
      [3, 1],
    ] as const)
      expect(() => narrow.node(level, index)).toThrow(MerkleTreeError);
  });

  it("answers nodes of every level", () => {
    const tree = newTree();
    tree.setLeaves([[9, 1n]]);
    expect(tree.node(0, 9)).toBe(1n);
    expect(tree.node(1, 1)).toBe(tree.path(9)[1]![1]);
    expect(tree.node(2, 0)).toBe(tree.root);
    expect(() => tree.node(3, 0)).toThrow(MerkleTreeError);
    expect(() => tree.node(1, 8)).toThrow(MerkleTreeError);
  });

  it.each([-1, 64, 0.5, Number.NaN, 2 ** 53, "1" as unknown as number])("refuses position %s", (index) => {
    expect(() => newTree().path(index)).toThrow(MerkleTreeError);
    expect(() => newTree().leaf(index)).toThrow(MerkleTreeError);
    expect(() => newTree().setLeaves([[index, 1n]])).toThrow(MerkleTreeError);
  });

  it.each([-1n, FIELD_MODULUS, 5 as unknown as bigint])("refuses the leaf %s and stays as it was", (value) => {
    const tree = newTree();
    const { root } = tree;
    expect(() =>
      tree.setLeaves([
        [0, 1n],
        [1, value],
      ]),
    ).toThrow(MerkleTreeError);
    expect(tree.root).toBe(root);
    expect(tree.leaf(0)).toBe(0n);
  });

  it("separates trees by their tag", () => {
    const other = new SparseMerkleTree({ nodeTag: "issuer-node", depth: 2 });
    expect(other.root).not.toBe(newTree().root);
  });
});
