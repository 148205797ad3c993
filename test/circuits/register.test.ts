import { beforeAll, describe, expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
const random = createRandom(73);
const tree = new SparseMerkleTree({ nodeTag: "record-node", depth: 9 });
const POSITIONS = [0, 7, 8, 511, 512, 2 ** 20 + 5, 2 ** 27 - 1];
const leaves = new Map(POSITIONS.map((position) => [position, random()]));
beforeAll(async () => {
  tree.setLeaves(leaves);
  circuit = await compileTemplate({
    file: "register.circom",
    template: "Register()",
    inputs: ["leaf", "nodes[9][8]"],
    outputs: ["root"],
  });
});
const inputs = (position: number) => ({ leaf: leaves.get(position)!, nodes: tree.path(position) });

describe("accepts", () => {
  test.each(POSITIONS)("the leaf at %i", (position) => {
    expect(evaluate(circuit, inputs(position), "root")).toBe(tree.root);
  });
});
describe("rejects", () => {
  test("a leaf that is not on the path", () => {
    expectRefused(circuit, { ...inputs(7), leaf: random() });
    expectRefused(circuit, { ...inputs(7), leaf: leaves.get(8)! });
  });
  test("a node above as a leaf, on a shifted path", () => {
    const { nodes } = inputs(7);
    const shifted = [...nodes.slice(1), nodes[8]!];
    expectRefused(circuit, { leaf: tree.node(1, 0), nodes: shifted });
  });
  test("paths of two positions mixed", () => {
    const [one, other] = [inputs(7), inputs(2 ** 20 + 5)];
    expectRefused(circuit, { leaf: one.leaf, nodes: [...one.nodes.slice(0, 3), ...other.nodes.slice(3)] });
  });
});
describe("cannot be forged", () => {
  test("no wire is free, and no node carries over", () => {
    const witness = solve(circuit, inputs(511));
    expectNoWireIsFree(circuit, witness);
    for (const name of ["leaf", "nodes[0][0]", "nodes[4][7]", "nodes[8][1]"]) {
      expectForgeryFails(circuit, witness, { [name]: random() });
    }
  });
  test("a register without the leaf has another root", () => {
    const retired = new SparseMerkleTree({ nodeTag: "record-node", depth: 9 });
    retired.setLeaves([...leaves, [511, 0n as FieldElement]]);
    expect(retired.root).not.toBe(tree.root);
    expectRefused(circuit, { leaf: leaves.get(511)!, nodes: retired.path(511) });
  });
});
