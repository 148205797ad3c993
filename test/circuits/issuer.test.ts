import { expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf, createRandom } from "./harness.ts";

const random = createRandom(20);
const keys = new Map([0, 1, 7, 8, 63, 64, 100, 255].map((index) => [index, random()]));
const SHAPE = { nodeTag: "issuer-node", depth: 3, rootArity: 4 } as const;
const tree = new SparseMerkleTree(SHAPE);
tree.setLeaves(keys);
const opening = (index: number) => ({ index: bitsOf(index, 8), nodes: tree.path(index) });

describeTemplate("Issuer()", { inputs: ["keyX", "{binary} index[8]", "nodes[20]"], outputs: ["root"] }, (circuit) => ({
  accepts() {
    test("each issuer at its position and gives the root (P-10)", () => {
      for (const [index, keyX] of keys) expect(circuit.evaluate({ keyX, ...opening(index) }, "root")).toBe(tree.root);
    });
    test("the root is that of docs/protocol.md, computed by hand", () => {
      const node = (children: bigint[]) => poseidon([domainTag("issuer-node"), ...children]);
      const zeros = new Array<bigint>(8).fill(0n);
      const single = new SparseMerkleTree(SHAPE);
      single.setLeaves([[10, 77n]]);
      const level0 = node([0n, 0n, 77n, 0n, 0n, 0n, 0n, 0n]);
      const empty0 = node(zeros);
      const level1 = node([empty0, level0, ...zeros.slice(2).map(() => empty0)]);
      const empty1 = node(zeros.map(() => empty0));
      const root = node([level1, empty1, empty1, empty1]);
      expect(circuit.evaluate({ keyX: 77n, index: bitsOf(10, 8), nodes: single.path(10) }, "root")).toBe(root);
    });
    test("takes 1,163 constraints for 256 issuers", () => {
      expect(circuit.r1cs.nConstraints).toBe(1_163);
    });
  },

  rejects() {
    test("a key at another position", () => {
      const keyX = keys.get(100)!;
      for (const index of [101, 36, 108, 164, 228])
        circuit.expectRefused({ keyX, index: bitsOf(index, 8), nodes: tree.path(100) });
    });
    test("a key that is not in the set", () => {
      circuit.expectRefused({ keyX: 5n, ...opening(100) });
    });
    test("a path with another inner node", () => {
      const nodes = tree.path(100).map((level) => [...level]);
      nodes[1]![4] = 1n as never;
      circuit.expectRefused({ keyX: keys.get(100)!, index: bitsOf(100, 8), nodes });
    });
    test("a path in a tree with eight children at the root: such a tree has no root here", () => {
      const wide = new SparseMerkleTree({ ...SHAPE, rootArity: 8 });
      wide.setLeaves(keys);
      const [keyLevel, inner, top] = wide.path(100);
      for (const from of [0, 4]) {
        const nodes = [...keyLevel!, ...inner!, ...top!.slice(from, from + 4)];
        const inputs = { keyX: keys.get(100)!, index: bitsOf(100, 8), nodes };
        if (from === 4) circuit.expectRefused(inputs);
        else expect(circuit.evaluate(inputs, "root")).not.toBe(wide.root);
      }
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ keyX: keys.get(100)!, ...opening(100) }));
    });
    test("a witness does not carry over to another key, position or root", () => {
      const witness = circuit.solve({ keyX: keys.get(100)!, ...opening(100) });
      circuit.expectForgeryFails(witness, { keyX: keys.get(255)! });
      for (let i = 0; i < 8; i++) circuit.expectForgeryFails(witness, { [`index[${i}]`]: 1n - bitsOf(100, 8)[i]! });
      circuit.expectForgeryFails(witness, { root: 1n });
    });
  },
}));
