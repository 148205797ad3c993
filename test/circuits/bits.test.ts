import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf } from "./harness.ts";

describeTemplate("Bits(8)", { inputs: ["in"], outputs: ["{binary} out[8]"] }, (circuit) => ({
  accepts() {
    test.each([0n, 1n, 0b10110010n, 255n])("%d with its own bits", (value) => {
      const witness = circuit.solve({ in: value });
      expect(Array.from({ length: 8 }, (_, i) => circuit.value(witness, `out[${i}]`))).toEqual(bitsOf(value, 8));
    });
  },

  rejects() {
    test.each([256n, FIELD_MODULUS - 1n, 2n ** 253n])("%d, which is not below 2^8", (value) => {
      circuit.expectRefused({ in: value });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ in: 178n }));
    });
    test("a digit 2 is no substitute for a carry", () => {
      circuit.expectForgeryFails(circuit.solve({ in: 2n }), { "out[0]": 2n, "out[1]": 0n });
    });
  },
}));
