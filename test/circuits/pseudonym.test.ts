import { expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { describeTemplate } from "./describe-template.ts";

const inputs = { holderSecret: 2n ** 251n + 3n, scope: 555n };

describeTemplate("Pseudonym()", { inputs: ["holderSecret", "scope"], outputs: ["out"] }, (circuit) => ({
  accepts() {
    test("a secret and a scope with their pseudonym (P-50)", () => {
      expect(circuit.evaluate(inputs)).toBe(poseidon([domainTag("pseudonym"), inputs.holderSecret, 555n, 0n]));
    });
  },

  rejects() {
    test("nothing; each input changes the pseudonym", () => {
      const values = [inputs, { ...inputs, holderSecret: 1n }, { ...inputs, scope: 556n }];
      expect(new Set(values.map((value) => circuit.evaluate(value))).size).toBe(3);
    });
    test("to be the nullifier of the same secret and scope in any period", () => {
      for (const period of [0n, 20261101n])
        expect(circuit.evaluate(inputs)).not.toBe(
          poseidon([domainTag("nullifier"), inputs.holderSecret, 555n, period]),
        );
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(inputs));
    });
    test("a second pseudonym for one secret and scope", () => {
      const witness = circuit.solve(inputs);
      circuit.expectForgeryFails(witness, { out: 1n });
      circuit.expectForgeryFails(witness, { scope: 556n });
      circuit.expectForgeryFails(witness, { holderSecret: 1n });
    });
  },
}));
