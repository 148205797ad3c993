import { expect, test } from "vitest";
import { describeTemplate } from "./describe-template.ts";

describeTemplate("Context()", { inputs: ["context"] }, (circuit) => ({
  accepts() {
    test.each([0n, 1n, 2n ** 247n])("context %d", (context) => {
      circuit.solve({ context });
    });
    test("keeps its constraint through the simplifier", () => {
      expect(circuit.r1cs.nConstraints).toBe(1);
    });
  },

  rejects() {
    test("nothing: what the context must be is the verifier's to say", () => {
      expect(() => circuit.solve({ context: 3n })).not.toThrow();
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ context: 5n }));
    });
    test("a witness does not carry over to another context", () => {
      circuit.expectForgeryFails(circuit.solve({ context: 5n }), { context: 6n });
    });
  },
}));
