import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf, createRandom } from "./harness.ts";

const ALL = 2n ** 128n - 1n;
const word = createRandom(7)() & ALL;
const isSet = (position: number) => ((word >> BigInt(position)) & 1n) === 1n;
const positions = Array.from({ length: 128 }, (_, i) => i);

describeTemplate("StatusWord()", { inputs: ["word", "{binary} index[7]"] }, (circuit) => ({
  accepts() {
    test("every bit that is 0", () => {
      for (const position of positions.filter((p) => !isSet(p))) circuit.solve({ word, index: bitsOf(position, 7) });
    });
    test("the one clear bit of a full word", () => {
      for (const position of [0, 1, 63, 64, 127]) {
        circuit.solve({ word: ALL ^ (1n << BigInt(position)), index: bitsOf(position, 7) });
      }
    });
    test("takes 134 constraints", () => {
      expect(circuit.r1cs.nConstraints).toBe(134);
    });
  },

  rejects() {
    test("every bit that is 1", () => {
      for (const position of positions.filter(isSet)) circuit.expectRefused({ word, index: bitsOf(position, 7) });
    });
    test("words of more than 128 bits", () => {
      for (const wide of [2n ** 128n, 2n ** 200n, FIELD_MODULUS - 1n]) {
        circuit.expectRefused({ word: wide, index: bitsOf(3, 7) });
        circuit.expectRefused({ word: wide, index: bitsOf(127, 7) });
      }
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      for (const position of positions.filter((p) => !isSet(p)).slice(0, 5)) {
        circuit.expectNoWireIsFree(circuit.solve({ word, index: bitsOf(position, 7) }));
      }
    });
    test("a witness for a clear bit does not carry over to a set one", () => {
      const clear = positions.find((p) => !isSet(p) && isSet(p ^ 1))!;
      const witness = circuit.solve({ word, index: bitsOf(clear, 7) });
      circuit.expectForgeryFails(witness, { "index[0]": BigInt((clear ^ 1) & 1) });
      circuit.expectForgeryFails(witness, { word: word ^ (1n << BigInt(clear)) });
    });
  },
}));
