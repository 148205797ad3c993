import { expect, test } from "vitest";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import { compileBeforeTests, describeTemplate } from "./describe-template.ts";
import { bitsOf, createRandom } from "./harness.ts";

const pack = (masks: readonly number[]) => masks.reduce((sum, mask, i) => sum + (BigInt(mask) << BigInt(8 * i)), 0n);
const inputs = (ok: number, masks: readonly number[]) => ({ ok: bitsOf(ok, 8), clauses: pack(masks) });
const holds = (ok: number, masks: readonly number[]) => masks.some((mask) => mask !== 0 && (mask & ~ok) === 0);

const HINTS = ["pick[]", "half[].other", "half[].taken", "half[].checked.bits[]", "mask.out[]", "NotZero.inverse"];

describeTemplate("Clauses(8, 4)", { inputs: ["{binary} ok[8]", "clauses"], hints: HINTS }, (circuit) => {
  const single = compileBeforeTests("Clauses(1, 1)", { inputs: ["{binary} ok[1]", "clauses"], hints: HINTS });

  return {
    accepts() {
      test.each([
        ["one clause, four times", 0b11, [3, 3, 3, 3]],
        ["the last clause only", 0b1000_0000, [1, 2, 4, 128]],
        ["the first clause only", 0b1, [1, 2, 4, 128]],
        ["all clauses", 255, [1, 2, 4, 255]],
        ["a clause of all slots", 255, [255, 255, 255, 255]],
      ])("%s", (_, ok, masks) => {
        circuit.solve(inputs(ok, masks));
      });
      test("100 random masks as plain logic does", () => {
        const random = createRandom(40);
        let accepted = 0;
        for (let i = 0; i < 100; i++) {
          const bits = random();
          const ok = Number(bits & 255n) | Number((bits >> 8n) & 255n);
          const masks = [0, 1, 2, 3].map((c) =>
            Number((bits >> BigInt(20 + 8 * c)) & (bits >> BigInt(60 + 8 * c)) & 255n),
          );
          if (holds(ok, masks)) {
            circuit.solve(inputs(ok, masks));
            accepted++;
          } else circuit.expectRefused(inputs(ok, masks));
        }
        expect(accepted).toBeGreaterThan(20);
        expect(accepted).toBeLessThan(100);
      });
      test("the circuit with one slot and one clause", () => {
        single.solve({ ok: [1n], clauses: 1n });
      });
    },

    rejects() {
      test.each([
        ["no clause holds", 0b0111, [8, 9, 12, 15]],
        ["a slot is missing in each clause", 0b1110, [3, 5, 9, 1]],
        ["all masks are empty", 255, [0, 0, 0, 0]],
        ["an empty clause beside one that does not hold", 0b1, [2, 0, 2, 0]],
        ["nothing is ok", 0, [1, 2, 4, 8]],
      ])("%s", (_, ok, masks) => {
        circuit.expectRefused(inputs(ok, masks));
      });
      test("a word of more than 32 bits", () => {
        circuit.expectRefused({ ok: bitsOf(255, 8), clauses: 2n ** 32n + 1n });
        circuit.expectRefused({ ok: bitsOf(255, 8), clauses: 2n ** 40n });
      });
      test("the circuit with one slot: not ok, an empty clause, a second clause", () => {
        single.expectRefused({ ok: [0n], clauses: 1n });
        single.expectRefused({ ok: [1n], clauses: 0n });
        single.expectRefused({ ok: [1n], clauses: 3n });
      });
    },

    "cannot be forged"() {
      test("no wire is free", () => {
        circuit.expectNoWireIsFree(circuit.solve(inputs(0b1100, [1, 2, 4, 128])));
        circuit.expectNoWireIsFree(circuit.solve(inputs(0b1000_0000, [1, 2, 4, 128])));
        single.expectNoWireIsFree(single.solve({ ok: [1n], clauses: 1n }));
      });
      test("a forger picks any clause that holds, and no other", () => {
        for (const [ok, masks] of [
          [0b11, [3, 4, 8, 16]],
          [0b1100, [1, 4, 8, 128]],
          [255, [1, 2, 4, 255]],
          [255, [0, 2, 0, 255]],
          [0, [1, 2, 4, 8]],
          [0b1, [2, 0, 2, 0]],
        ] as const) {
          const accepted = [0, 1, 2, 3].filter((clause) => {
            const hints = { "pick[0]": BigInt(clause & 1), "pick[1]": BigInt(clause >> 1) };
            return circuit.forger.forge(inputs(ok, masks), hints) !== undefined;
          });
          expect(accepted).toEqual([0, 1, 2, 3].filter((clause) => holds(ok, [masks[clause]!])));
        }
        // What is neither 0 nor 1 picks nothing.
        for (const pick of [2n, -1n, 3n]) {
          circuit.expectNoForgery(inputs(255, [1, 2, 4, 255]), { "pick[0]": pick });
          circuit.expectNoForgery(inputs(255, [1, 2, 4, 255]), { "pick[1]": pick });
        }
      });
      test("a forger moves nothing else: no half, no mask and no inverse", () => {
        circuit.expectOnlyOpen(inputs(0b100, [1, 2, 4, 16]), [], { sample: 4 });
        circuit.expectOnlyOpen(inputs(255, [1, 2, 4, 255]), ["pick[]"], { sample: 4 });
        circuit.expectOnlyOpen(inputs(0b1000, [8, 8, 8, 8]), ["pick[]"], { sample: 4 });
        // The mask's bits of a clause that asks for a slot that is not ok.
        const wanted = inputs(0, [1, 1, 1, 1]);
        circuit.expectNoForgery(wanted, { "mask.out[0]": 0n });
        circuit.expectNoForgery(wanted, { "mask.out[0]": -1n, "mask.out[1]": 1n });
        circuit.expectNoForgery(wanted, { "half[0].taken": 0n });
        circuit.expectNoForgery(wanted, { "half[0].taken": 2n, "half[0].other": 1n });
        circuit.expectNoForgery(inputs(255, [0, 0, 0, 0]), { "NotZero.inverse": 1n });
      });
      test("a slot of the picked clause that is not ok", () => {
        const witness = circuit.solve(inputs(0b11, [3, 4, 8, 16]));
        circuit.expectForgeryFails(witness, { "ok[0]": 0n });
        expect(findViolatedConstraint(circuit.r1cs, circuit.alter(witness, { "ok[5]": 1n }))).toBeUndefined();
      });
      test("another pick or mask for the same word", () => {
        const witness = circuit.solve(inputs(0b100, [3, 4, 8, 16]));
        circuit.expectForgeryFails(witness, { "it.pick[0]": 0n });
        circuit.expectForgeryFails(witness, { "it.pick[1]": 1n });
        circuit.expectForgeryFails(witness, { clauses: pack([3, 8, 8, 16]) });
      });
    },
  };
});
