import { describe, expect, test } from "vitest";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf, createRandom } from "./harness.ts";

describe.each([2, 3])("%d bits", (n) => {
  const random = createRandom(8);
  const choices = Array.from({ length: 2 ** n }, random);
  const inputs = [`choices[${2 ** n}]`, `{binary} index[${n}]`];

  describeTemplate(`Select(${n})`, { inputs, outputs: ["out"] }, (circuit) => ({
    accepts() {
      test("each index and gives that choice", () => {
        choices.forEach((choice, index) => {
          expect(circuit.evaluate({ choices, index: bitsOf(index, n) })).toBe(choice);
        });
      });
      test("takes a product for each choice but one", () => {
        expect(circuit.r1cs.nConstraints).toBe(2 ** n - 1);
      });
    },

    rejects() {
      test("nothing: bits are the caller's to prove, and other values would mix the choices", () => {
        const index = [2n, ...new Array<bigint>(n - 1).fill(0n)];
        expect(choices).not.toContain(circuit.evaluate({ choices, index }));
      });
    },

    "cannot be forged"() {
      test("no wire is free at any index", () => {
        choices.forEach((_, index) => {
          circuit.expectNoWireIsFree(circuit.solve({ choices, index: bitsOf(index, n) }));
        });
      });
      test("another choice is not the one selected", () => {
        const witness = circuit.solve({ choices, index: bitsOf(2 ** n - 2, n) });
        choices.forEach((other, index) => {
          if (index !== 2 ** n - 2) circuit.expectForgeryFails(witness, { out: other });
        });
      });
    },
  }));
});
