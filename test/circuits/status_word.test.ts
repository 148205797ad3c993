import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf, createRandom } from "./harness.ts";

const ALL = 2n ** 128n - 1n;
const word = createRandom(7)() & ALL;
const isSet = (position: number) => ((word >> BigInt(position)) & 1n) === 1n;
const positions = Array.from({ length: 128 }, (_, i) => i);

describeTemplate(
  "StatusWord()",
  {
    inputs: ["word", "{binary} index[7]"],
    hints: ["half[].other", "half[].taken", "half[].checked.bits[]"],
  },
  (circuit) => ({
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
      test("a forger can't move a half or a bit", () => {
        for (const position of positions.filter((p) => !isSet(p)).slice(0, 3)) {
          circuit.expectOnlyOpen({ word, index: bitsOf(position, 7) }, [], { sample: 4 });
        }
      });
      test("nor both halves of a step together, to pass a bit that is set", () => {
        for (const position of positions.filter(isSet).slice(0, 4)) {
          const index = bitsOf(position, 7);
          // The honest halves, from the top step down.
          let value = word;
          for (let step = 6; step >= 0; step--) {
            const size = 2n ** BigInt(2 ** step);
            const high = index[step] === 1n;
            const [low, top] = [value % size, value / size];
            for (const move of [1n, -1n, size, low, -top]) {
              // One half more by `move` of what the other has less.
              const hints = high
                ? { [`half[${step}].other`]: low - move * size, [`half[${step}].taken`]: top + move }
                : { [`half[${step}].other`]: top - move, [`half[${step}].taken`]: low + move * size };
              circuit.expectNoForgery({ word, index }, hints);
            }
            value = high ? top : low;
          }
          circuit.expectNoForgery({ word, index }, { "half[0].taken": 0n });
        }
      });
      test("a witness for a clear bit does not carry over to a set one", () => {
        const clear = positions.find((p) => !isSet(p) && isSet(p ^ 1))!;
        const witness = circuit.solve({ word, index: bitsOf(clear, 7) });
        circuit.expectForgeryFails(witness, { "index[0]": BigInt((clear ^ 1) & 1) });
        circuit.expectForgeryFails(witness, { word: word ^ (1n << BigInt(clear)) });
      });
    },
  }),
);
