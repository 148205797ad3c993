import { describe, expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom } from "./harness.ts";

describe.each([4, 8])("%d children", (arity) => {
  const random = createRandom(4);
  const children = Array.from({ length: arity }, random);
  const zeros = new Array<bigint>(arity).fill(0n);

  const template = `TreeNode(${domainTag("status-node")}, ${arity})`;

  describeTemplate("TreeNode", { template, inputs: [`children[${arity}]`], outputs: ["out"] }, (circuit) => ({
    accepts() {
      test("the children and gives the tagged Poseidon hash", () => {
        expect(circuit.evaluate({ children })).toBe(poseidon([domainTag("status-node"), ...children]));
        expect(circuit.evaluate({ children: zeros })).toBe(poseidon([domainTag("status-node"), ...zeros]));
      });
    },

    rejects() {
      test("nothing; other tags and orders have other hashes", () => {
        const hash = circuit.evaluate({ children });
        expect(hash).not.toBe(poseidon([domainTag("issuer-node"), ...children]));
        expect(hash).not.toBe(circuit.evaluate({ children: [...children].reverse() }));
      });
    },

    "cannot be forged"() {
      test("no wire is free", () => {
        circuit.expectNoWireIsFree(circuit.solve({ children }));
      });
      test("the hash belongs to its children", () => {
        const witness = circuit.solve({ children });
        for (let i = 0; i < arity; i++) circuit.expectForgeryFails(witness, { [`children[${i}]`]: 1n });
        circuit.expectForgeryFails(witness, { out: 1n });
      });
    },
  }));
});
