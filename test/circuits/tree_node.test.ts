import { beforeAll, describe, expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  solve,
  type TestCircuit,
} from "./harness.ts";

describe.each([4, 8])("%d children", (arity) => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await compileTemplate({
      file: "tree_node.circom",
      template: `TreeNode(${domainTag("status-node")}, ${arity})`,
      inputs: [`children[${arity}]`],
      outputs: ["out"],
    });
  });

  const random = createRandom(4);
  const children = Array.from({ length: arity }, random);
  const zeros = new Array<bigint>(arity).fill(0n);

  describe("accepts", () => {
    test("the children and gives the tagged Poseidon hash", () => {
      expect(evaluate(circuit, { children })).toBe(poseidon([domainTag("status-node"), ...children]));
      expect(evaluate(circuit, { children: zeros })).toBe(poseidon([domainTag("status-node"), ...zeros]));
    });
  });

  describe("rejects", () => {
    test("nothing; other tags and orders have other hashes", () => {
      const hash = evaluate(circuit, { children });
      expect(hash).not.toBe(poseidon([domainTag("issuer-node"), ...children]));
      expect(hash).not.toBe(evaluate(circuit, { children: [...children].reverse() }));
    });
  });

  describe("cannot be forged", () => {
    test("no wire is free", () => {
      expectNoWireIsFree(circuit, solve(circuit, { children }));
    });
    test("the hash belongs to its children", () => {
      const witness = solve(circuit, { children });
      for (let i = 0; i < arity; i++) expectForgeryFails(circuit, witness, { [`children[${i}]`]: 1n });
      expectForgeryFails(circuit, witness, { out: 1n });
    });
  });
});
