import { expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom } from "./harness.ts";

const random = createRandom(73);
const tree = new SparseMerkleTree({ nodeTag: "record-node", depth: 9 });
const POSITIONS = [0, 7, 8, 511, 512, 2 ** 20 + 5, 2 ** 27 - 1];
const leaves = new Map(POSITIONS.map((position) => [position, random()]));
tree.setLeaves(leaves);
const inputs = (position: number) => ({ leaf: leaves.get(position)!, nodes: tree.path(position) });

describeTemplate("Register()", { inputs: ["leaf", "nodes[9][8]"], outputs: ["root"] }, (circuit) => ({
  accepts() {
    test.each(POSITIONS)("the leaf at %i", (position) => {
      expect(circuit.evaluate(inputs(position), "root")).toBe(tree.root);
    });
  },

  rejects() {
    test("a leaf that is not on the path", () => {
      circuit.expectRefused({ ...inputs(7), leaf: random() });
      circuit.expectRefused({ ...inputs(7), leaf: leaves.get(8)! });
    });
    test("a node above as a leaf, on a shifted path", () => {
      const { nodes } = inputs(7);
      const shifted = [...nodes.slice(1), nodes[8]!];
      circuit.expectRefused({ leaf: tree.node(1, 0), nodes: shifted });
    });
    test("paths of two positions mixed", () => {
      const [one, other] = [inputs(7), inputs(2 ** 20 + 5)];
      circuit.expectRefused({ leaf: one.leaf, nodes: [...one.nodes.slice(0, 3), ...other.nodes.slice(3)] });
    });
  },

  "cannot be forged"() {
    test("no wire is free, and no node carries over", () => {
      const witness = circuit.solve(inputs(511));
      circuit.expectNoWireIsFree(witness);
      for (const name of ["leaf", "nodes[0][0]", "nodes[4][7]", "nodes[8][1]"]) {
        circuit.expectForgeryFails(witness, { [name]: random() });
      }
    });
    test("a register without the leaf has another root", () => {
      const retired = new SparseMerkleTree({ nodeTag: "record-node", depth: 9 });
      retired.setLeaves([...leaves, [511, 0n as FieldElement]]);
      expect(retired.root).not.toBe(tree.root);
      circuit.expectRefused({ leaf: leaves.get(511)!, nodes: retired.path(511) });
    });
  },
}));
