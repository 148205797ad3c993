import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf } from "./harness.ts";

describeTemplate("Bits(8)", { inputs: ["in"], outputs: ["{binary} out[8]"], hints: ["out[]"] }, (circuit) => ({
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
    test("of all 256 patterns a forger can show its own only", () => {
      const patterns = Array.from({ length: 256 }, (_, pattern) => pattern);
      for (const value of [0, 1, 178, 255]) {
        const accepted = patterns.filter((pattern) => {
          const bits = bitsOf(pattern, 8).map((bit, i) => [`out[${i}]`, bit] as const);
          return circuit.forger.forge({ in: BigInt(value) }, Object.fromEntries(bits)) !== undefined;
        });
        expect(accepted).toEqual([value]);
        circuit.expectOnlyOpen({ in: BigInt(value) }, []);
      }
    });
    test("and none for a number that is not below 2^8, with digits that are not bits", () => {
      for (const [value, hints] of [
        [256n, { "out[7]": 2n }],
        [256n, { "out[0]": 256n }],
        [FIELD_MODULUS - 1n, { "out[0]": -1n, "out[1]": 0n }],
        [3n, { "out[0]": 3n, "out[1]": 0n }],
        [2n, { "out[0]": 2n, "out[1]": 0n }],
      ] as const) {
        const zeros = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`out[${i}]`, 0n]));
        circuit.expectNoForgery({ in: value }, { ...zeros, ...hints });
      }
    });
    test("a digit 2 is no substitute for a carry", () => {
      circuit.expectForgeryFails(circuit.solve({ in: 2n }), { "out[0]": 2n, "out[1]": 0n });
    });
  },
}));
