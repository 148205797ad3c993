import { expect, test } from "vitest";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";

const choices = [3n, 5n, 7n, 7n, 2n ** 200n, 0n, 1n, 9n];

describeTemplate("DifferenceProduct(8)", { inputs: ["in", "choices[8]"], outputs: ["out"] }, (circuit) => ({
  accepts() {
    test.each(choices)("%d, one of the choices, with product 0", (value) => {
      expect(circuit.evaluate({ in: value, choices })).toBe(0n);
    });
    test("any other value with the product of the differences", () => {
      const random = createRandom(3);
      for (let i = 0; i < 5; i++) {
        const value = random();
        const product = choices.reduce((sum, choice) => mod(sum * (value - choice)), 1n);
        expect(product).not.toBe(0n);
        expect(circuit.evaluate({ in: value, choices })).toBe(product);
      }
    });
  },

  rejects() {
    test("nothing: the product exists for all inputs", () => {
      expect(circuit.evaluate({ in: 4n, choices })).not.toBe(0n);
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ in: 4n, choices }));
      circuit.expectNoWireIsFree(circuit.solve({ in: 7n, choices }));
    });
    test("0 is not the product of other differences", () => {
      circuit.expectForgeryFails(circuit.solve({ in: 4n, choices }), { out: 0n });
    });
  },
}));
