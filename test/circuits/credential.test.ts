import { expect, test } from "vitest";
import { poseidon } from "../../src/core/hash.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom } from "./harness.ts";

const random = createRandom(6);
const inputs = {
  schemaId: random(),
  holderCommitment: random(),
  statusIndex: 77n,
  validFrom: 20250101n,
  validUntil: 20271231n,
  claimsFrom: 20260601n,
  claims: Array.from({ length: 8 }, () => random() >> 140n),
};

const INPUTS = ["schemaId", "holderCommitment", "statusIndex", "validFrom", "validUntil", "claimsFrom", "claims[8]"];

describeTemplate("Credential()", { inputs: INPUTS, outputs: ["hash"] }, (circuit) => ({
  accepts() {
    test("the 14 fields with their hash (P-7)", () => {
      const { claims, ...rest } = inputs;
      expect(circuit.evaluate(inputs, "hash")).toBe(poseidon([...Object.values(rest), ...claims]));
    });
  },

  rejects() {
    test("nothing; each field changes the hash", () => {
      const changed = Object.entries(inputs).map(([name, value]) =>
        circuit.evaluate({ ...inputs, [name]: Array.isArray(value) ? [...value.slice(0, 7), 1n] : 1n }, "hash"),
      );
      expect(new Set([...changed, circuit.evaluate(inputs, "hash")]).size).toBe(8);
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(inputs));
    });
    test("the hash belongs to its fields", () => {
      const witness = circuit.solve(inputs);
      for (const name of ["schemaId", "holderCommitment", "statusIndex", "validUntil", "claims[7]"]) {
        circuit.expectForgeryFails(witness, { [name]: 1n });
      }
    });
  },
}));
