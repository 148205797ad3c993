import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom } from "./harness.ts";

const value = 0xbeef_cafen;

describeTemplate("TakeHalf(16)", { inputs: ["value", "{binary} high"], outputs: ["taken"] }, (circuit) => ({
  accepts() {
    test("either half", () => {
      expect(circuit.evaluate({ value, high: 0n }, "taken")).toBe(0xcafen);
      expect(circuit.evaluate({ value, high: 1n }, "taken")).toBe(0xbeefn);
    });
    test("random words", () => {
      const random = createRandom(5);
      for (let i = 0; i < 10; i++) {
        const word = random() & 0xffff_ffffn;
        expect(circuit.evaluate({ value: word, high: 0n }, "taken")).toBe(word & 0xffffn);
        expect(circuit.evaluate({ value: word, high: 1n }, "taken")).toBe(word >> 16n);
      }
    });
  },

  rejects() {
    test("a high half of more than 16 bits, unless it is the one taken: then the caller's check refuses it", () => {
      expect(() => circuit.solve({ value: 2n ** 40n, high: 0n })).toThrow();
      expect(circuit.evaluate({ value: 2n ** 40n, high: 1n }, "taken")).toBe(2n ** 24n);
      expect(() => circuit.solve({ value: FIELD_MODULUS - 1n, high: 0n })).toThrow();
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ value, high: 0n }));
      circuit.expectNoWireIsFree(circuit.solve({ value, high: 1n }));
    });
    test("another taken half below 2^16 needs another value", () => {
      circuit.expectForgeryFails(circuit.solve({ value, high: 0n }), { taken: 0xcaffn });
      circuit.expectForgeryFails(circuit.solve({ value, high: 1n }), { taken: 0xcafen });
    });
  },
}));
