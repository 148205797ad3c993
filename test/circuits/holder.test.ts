import { expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { holderBlinding, holderCommitment } from "../../src/credentials/credential/holder.ts";
import { describeTemplate } from "./describe-template.ts";

describeTemplate("Holder()", { inputs: ["holderSecret", "blinding"], outputs: ["commitment"] }, (circuit) => ({
  accepts() {
    test.each([
      [1n, 2n],
      [2n ** 250n + 77n, 0n],
      [0n, 2n ** 253n],
    ])("secret %d and blinding %d with their commitment (P-6)", (holderSecret, blinding) => {
      const commitment = poseidon([domainTag("holder"), holderSecret, blinding]);
      expect(circuit.evaluate({ holderSecret, blinding }, "commitment")).toBe(commitment);
    });
    test("what a holder's app derives (src/credentials)", () => {
      const secret = 123456789n as FieldElement;
      for (const counter of [0, 1, 7]) {
        const inputs = { holderSecret: secret, blinding: holderBlinding(secret, counter) };
        expect(circuit.evaluate(inputs, "commitment")).toBe(holderCommitment(secret, counter));
      }
    });
  },

  rejects() {
    test("nothing; another secret or another blinding has another commitment", () => {
      const commitments = [
        { holderSecret: 5n, blinding: 6n },
        { holderSecret: 6n, blinding: 6n },
        { holderSecret: 5n, blinding: 7n },
        { holderSecret: 6n, blinding: 5n },
      ].map((inputs) => circuit.evaluate(inputs, "commitment"));
      expect(new Set(commitments).size).toBe(4);
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ holderSecret: 5n, blinding: 6n }));
    });
    test("the commitment belongs to its secret and blinding", () => {
      const witness = circuit.solve({ holderSecret: 5n, blinding: 6n });
      circuit.expectForgeryFails(witness, { holderSecret: 6n });
      circuit.expectForgeryFails(witness, { blinding: 7n });
      circuit.expectForgeryFails(witness, { holderSecret: 6n, blinding: 5n });
    });
  },
}));
