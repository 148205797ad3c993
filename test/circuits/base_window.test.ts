import { expect, test } from "vitest";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import { B8, edwardsPair, inverse, montgomeryPair, scale } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { mod } from "./harness.ts";

const BASE = B8.multiply(31337n);

const DIGITS = [-7n, -5n, -3n, -1n, 1n, 3n, 5n, 7n];
const multiple = (digit: bigint) => (digit < 0n ? scale(BASE, -digit).negate() : scale(BASE, digit));

const template = `BaseWindow(baseWindowConstants([${edwardsPair(BASE).join(", ")}]))`;

const instance = { template, inputs: ["digit"], outputs: ["point[2]"], hints: ["u", "v", "w"] };

describeTemplate("BaseWindow", instance, (circuit) => ({
  accepts() {
    test.each(DIGITS)("digit %d and gives that multiple", (digit) => {
      const witness = circuit.solve({ digit: mod(digit) });
      expect(circuit.pair(witness, "point")).toEqual(montgomeryPair(multiple(digit)));
    });
    test("takes 4 constraints", () => {
      expect(circuit.r1cs.nConstraints).toBe(4);
    });
  },

  rejects() {
    test.each([0n, 2n, -2n, 4n, 6n, 8n, 9n, -9n, 2n ** 200n])("digit %d", (digit) => {
      circuit.expectRefused({ digit: mod(digit) });
    });
  },

  "cannot be forged"() {
    test.each(DIGITS)("no wire is free at digit %d", (digit) => {
      circuit.expectNoWireIsFree(circuit.solve({ digit: mod(digit) }));
    });
    test("of all 64 pairs of a digit and a multiple, with w to match, the 8 right ones satisfy the constraints", () => {
      const witness = circuit.solve({ digit: 1n });
      const passing = DIGITS.flatMap((digit) =>
        DIGITS.filter((other) => {
          const [u, v] = montgomeryPair(multiple(other));
          const own = montgomeryPair(multiple(digit))[1];
          // w either fits the digit with this v, or is the right one of the digit.
          return [mod(digit * inverse(v)), mod(digit * inverse(own))].some((w) => {
            const forged = circuit.alter(witness, { digit, "point[0]": u, "point[1]": v, "it.w": w });
            return findViolatedConstraint(circuit.r1cs, forged) === undefined;
          });
        }).map((other) => [digit, other]),
      );
      expect(passing).toEqual(DIGITS.map((digit) => [digit, digit]));
    });
    test("of all 256 choices of u, v and w from the eight points, a forger passes with the digit's own only", () => {
      const points = DIGITS.map((each) => {
        const [u, v] = montgomeryPair(multiple(each));
        return { each, u, v, w: mod(each * inverse(v)) };
      });
      // A point and its negative have one u; w and -w are both tried.
      const positive = points.filter(({ each }) => each > 0n);
      for (const digit of [1n, -5n]) {
        const passing = positive.flatMap((ofU) =>
          points.flatMap((ofV) =>
            points
              .filter(({ each, w }) => {
                const hints = { u: ofU.u, v: ofV.v, w: each > 0n ? w : -w };
                return circuit.forger.forge({ digit: mod(digit) }, hints) !== undefined;
              })
              .map(() => [ofU.each, ofV.each]),
          ),
        );
        expect(passing).toEqual([[digit > 0n ? digit : -digit, digit]]);
        circuit.expectOnlyOpen({ digit: mod(digit) }, []);
      }
    });
    test("the point's sign follows the digit's", () => {
      const witness = circuit.solve({ digit: 5n });
      circuit.expectForgeryFails(witness, { "point[1]": -circuit.value(witness, "point[1]") });
      circuit.expectForgeryFails(witness, {
        "point[1]": -circuit.value(witness, "point[1]"),
        "it.w": -circuit.value(witness, "it.w"),
      });
      circuit.expectForgeryFails(witness, { digit: -5n });
    });
  },
}));
