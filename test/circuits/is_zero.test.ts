import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import { describeTemplate } from "./describe-template.ts";

describeTemplate("IsZero()", { inputs: ["in"], outputs: ["{binary} out"], hints: ["inverse"] }, (circuit) => ({
  accepts() {
    test.each([
      [0n, 1n],
      [1n, 0n],
      [FIELD_MODULUS - 1n, 0n],
    ])("%d gives %d", (value, out) => {
      expect(circuit.evaluate({ in: value })).toBe(out);
    });
  },

  rejects() {
    test("no input: every field element has an answer", () => {
      expect(() => circuit.solve({ in: 12345n })).not.toThrow();
    });
  },

  "cannot be forged"() {
    test("no wire is free when the input is not 0", () => {
      circuit.expectNoWireIsFree(circuit.solve({ in: 7n }));
    });
    test("only the inverse is free when it is 0, and it reaches nothing", () => {
      const witness = circuit.solve({ in: 0n });
      circuit.expectNoWireIsFree(witness, [/inverse$/]);
      expect(findViolatedConstraint(circuit.r1cs, circuit.alter(witness, { "it.inverse": 99n }))).toBeUndefined();
    });
    test("a forger can choose the inverse of 0 and nothing else; the answer stays", () => {
      for (const value of [1n, 7n, FIELD_MODULUS - 1n]) circuit.expectOnlyOpen({ in: value }, []);
      circuit.expectOnlyOpen({ in: 0n }, ["inverse"]);
      for (const { witness } of circuit.forger.tryAlternatives({ in: 0n })) {
        expect(circuit.forger.value(witness, "out")).toBe(1n);
      }
    });
    test("the answer can't be turned round", () => {
      circuit.expectForgeryFails(circuit.solve({ in: 7n }), { out: 1n, "it.inverse": 0n });
      circuit.expectForgeryFails(circuit.solve({ in: 0n }), { out: 0n });
    });
  },
}));
