import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { inverse } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";

const value = 0xbeef_cafen;

describeTemplate(
  "TakeHalf(16)",
  {
    inputs: ["value", "{binary} high"],
    outputs: ["taken"],
    hints: ["other", "taken", "checked.bits[]"],
  },
  (circuit) => ({
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
      test("a forger moves both halves together or none, and the other half stays below 2^16", () => {
        for (const high of [0n, 1n]) circuit.expectOnlyOpen({ value, high }, []);
        // value = taken + 2^16 other, or other + 2^16 taken.
        const split = (high: bigint, other: bigint) =>
          high === 0n ? value - 2n ** 16n * other : mod((value - other) * inverse(2n ** 16n));
        for (const high of [0n, 1n]) {
          const own = high === 0n ? value >> 16n : value & 0xffffn;
          for (const other of [0n, 1n, own - 1n, own + 1n, 2n ** 16n - 1n]) {
            const witness = circuit.forge({ value, high }, { other, taken: split(high, other) });
            // The caller proves taken < 2^16: then only the honest split is left.
            expect(circuit.forger.value(witness, "taken") < 2n ** 16n).toBe(other === own);
            circuit.expectNoForgery({ value, high }, { other, taken: split(high, other) + 1n });
          }
          for (const other of [2n ** 16n, 2n ** 16n + own, -1n, own - 2n ** 16n]) {
            circuit.expectNoForgery({ value, high }, { other, taken: split(high, mod(other)) });
          }
        }
      });
      test("another taken half below 2^16 needs another value", () => {
        circuit.expectForgeryFails(circuit.solve({ value, high: 0n }), { taken: 0xcaffn });
        circuit.expectForgeryFails(circuit.solve({ value, high: 1n }), { taken: 0xcafen });
      });
    },
  }),
);
