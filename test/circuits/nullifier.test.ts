import { expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { describeTemplate } from "./describe-template.ts";

const inputs = { holderSecret: 2n ** 251n + 3n, scope: 555n, period: 20261101n };

describeTemplate("Nullifier()", { inputs: ["holderSecret", "scope", "period"], outputs: ["out"] }, (circuit) => ({
  accepts() {
    test("a secret, a scope and a period with their nullifier (P-19)", () => {
      expect(circuit.evaluate(inputs)).toBe(poseidon([domainTag("nullifier"), inputs.holderSecret, 555n, 20261101n]));
    });
  },

  rejects() {
    test("nothing; each input changes the nullifier", () => {
      const values = [
        inputs,
        { ...inputs, holderSecret: 1n },
        { ...inputs, scope: 556n },
        { ...inputs, period: 20261201n },
      ];
      expect(new Set(values.map((value) => circuit.evaluate(value))).size).toBe(4);
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(inputs));
    });
    test("a second nullifier for one secret, scope and period", () => {
      const witness = circuit.solve(inputs);
      circuit.expectForgeryFails(witness, { out: 1n });
      circuit.expectForgeryFails(witness, { period: 20261201n });
      circuit.expectForgeryFails(witness, { scope: 556n });
    });
  },
}));
