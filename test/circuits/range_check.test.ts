import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";

describeTemplate("RangeCheck(27)", { inputs: ["in"], outputs: ["out"], hints: ["bits[]"], pairs: 27 }, (circuit) => ({
  accepts() {
    test.each([0n, 1n, 20261123n, 2n ** 27n - 1n])("%d", (value) => {
      expect(circuit.evaluate({ in: value })).toBe(value);
    });
  },

  rejects() {
    test.each([2n ** 27n, 2n ** 28n + 5n, FIELD_MODULUS - 1n])("%d", (value) => {
      circuit.expectRefused({ in: value });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ in: 20261123n }));
    });
    test("a larger number has no bits", () => {
      const witness = circuit.solve({ in: 5n });
      circuit.expectForgeryFails(witness, { in: 2n ** 27n + 5n, out: 2n ** 27n + 5n });
      circuit.expectForgeryFails(witness, { in: -1n, out: -1n });
    });
    test("a forger can't move a bit, and shows no number that is not below 2^27", () => {
      for (const value of [0n, 5n, 20261123n, 2n ** 27n - 1n]) circuit.expectOnlyOpen({ in: value }, []);
      for (const [value, hints] of [
        [2n ** 27n, { "bits[26]": 2n }],
        [2n ** 27n + 5n, { "bits[0]": 2n ** 27n + 5n }],
        [FIELD_MODULUS - 1n, { "bits[0]": -1n }],
      ] as const) {
        const zeros = Object.fromEntries(Array.from({ length: 27 }, (_, i) => [`bits[${i}]`, 0n]));
        circuit.expectNoForgery({ in: value }, { ...zeros, ...hints });
        circuit.expectNoForgery({ in: value }, {});
      }
    });
    test("a digit 2 is no substitute for a carry", () => {
      circuit.expectForgeryFails(circuit.solve({ in: 5n }), { "it.bits[1]": 2n });
    });
  },
}));
