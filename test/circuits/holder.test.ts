import { expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { describeTemplate } from "./describe-template.ts";

describeTemplate("Holder()", { inputs: ["holderSecret"], outputs: ["commitment"] }, (circuit) => ({
  accepts() {
    test.each([1n, 2n ** 250n + 77n])("secret %d with its commitment (P-6)", (holderSecret) => {
      expect(circuit.evaluate({ holderSecret }, "commitment")).toBe(poseidon([domainTag("holder"), holderSecret]));
    });
  },

  rejects() {
    test("nothing; another secret has another commitment", () => {
      expect(circuit.evaluate({ holderSecret: 5n }, "commitment")).not.toBe(
        circuit.evaluate({ holderSecret: 6n }, "commitment"),
      );
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ holderSecret: 5n }));
    });
    test("the commitment belongs to its secret", () => {
      circuit.expectForgeryFails(circuit.solve({ holderSecret: 5n }), { holderSecret: 6n });
    });
  },
}));
