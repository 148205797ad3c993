import { describe, expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf, createRandom } from "./harness.ts";

/** The shapes in use are deeper; these have an inner level, a wide and a narrow root, and a root alone. */
describe.each([
  { depth: 2, rootBits: 3, leaves: 64, constraints: 2 * 421 },
  { depth: 2, rootBits: 2, leaves: 32, constraints: 421 + 321 },
  { depth: 1, rootBits: 2, leaves: 4, constraints: 321 },
])("$leaves leaves", ({ depth, rootBits, leaves, constraints }) => {
  const nBits = 3 * (depth - 1) + rootBits;
  const nNodes = 8 * (depth - 1) + 2 ** rootBits;
  const rootArity = rootBits === 2 ? 4 : 8;

  const random = createRandom(21);
  const values = Array.from({ length: leaves }, random);
  const tree = new SparseMerkleTree({ nodeTag: "status-node", depth, rootArity });
  tree.setLeaves(values.entries());
  const opening = (index: number) => ({ index: bitsOf(index, nBits), nodes: tree.path(index) });
  const last = leaves - 1;

  const template = `TreePath(${domainTag("status-node")}, ${depth}, ${rootBits})`;
  const inputs = [`{binary} index[${nBits}]`, `nodes[${nNodes}]`];

  describeTemplate("TreePath", { template, inputs, outputs: ["leaf", "root"] }, (circuit) => ({
    accepts() {
      test("each position and gives its leaf and the root", () => {
        values.forEach((value, index) => {
          expect(circuit.evaluate(opening(index), "leaf")).toBe(value);
          expect(circuit.evaluate(opening(index), "root")).toBe(tree.root);
        });
      });
      test("a root that is hashed by hand", () => {
        const node = (children: readonly bigint[]) => poseidon([domainTag("status-node"), ...children]);
        const parents = () => Array.from({ length: rootArity }, (_, i) => node(values.slice(8 * i, 8 * i + 8)));
        expect(circuit.evaluate(opening(last), "root")).toBe(node(depth === 1 ? values : parents()));
      });
      test("takes 421 constraints for each level, 321 for a root of 4", () => {
        expect(circuit.r1cs.nConstraints).toBe(constraints);
      });
    },

    rejects() {
      test("a path under another parent's position", () => {
        for (let index = 0; index < leaves; index++) {
          const isSibling = Math.floor(index / 8) === Math.floor(last / 8);
          if (!isSibling) circuit.expectRefused({ index: bitsOf(index, nBits), nodes: tree.path(last) });
        }
      });
      test("never gives a sibling's position this leaf", () => {
        for (let index = last - 3; index < last; index++) {
          const sibling = { index: bitsOf(index, nBits), nodes: tree.path(last) };
          expect(circuit.evaluate(sibling, "leaf")).toBe(values[index]);
        }
      });
      test("an altered node: the next level does not hold this hash, or the root is another", () => {
        const index = bitsOf(last, nBits);
        const nodes = tree.path(last).flat();
        nodes.forEach((_, i) => {
          const forged = { index, nodes: nodes.map((node, j) => (j === i ? 1n : node)) };
          if (depth > 1 && (i < 8 || i === nNodes - 1)) circuit.expectRefused(forged);
          else expect([circuit.evaluate(forged, "root"), i]).not.toEqual([tree.root, i]);
        });
      });
    },

    "cannot be forged"() {
      test("no wire is free", () => {
        for (const index of [0, last]) circuit.expectNoWireIsFree(circuit.solve(opening(index)));
      });
      test("a witness does not carry over to another position, node, leaf or root", () => {
        const witness = circuit.solve(opening(last));
        for (let i = 0; i < nBits; i++) circuit.expectForgeryFails(witness, { [`index[${i}]`]: 0n });
        for (let i = 0; i < nNodes; i++) circuit.expectForgeryFails(witness, { [`nodes[${i}]`]: 1n });
        circuit.expectForgeryFails(witness, { leaf: values[0]! });
        circuit.expectForgeryFails(witness, { root: 1n });
      });
    },
  }));
});
