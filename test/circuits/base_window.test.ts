import { beforeAll, describe, expect, test } from "vitest";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import { B8, edwardsPair, inverse, montgomeryPair, scale } from "./curve.ts";
import {
  alter,
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  mod,
  signalValue,
  solve,
  type TestCircuit,
} from "./harness.ts";

const BASE = B8.multiply(31337n);
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "base_window.circom",
    template: `BaseWindow(baseWindowConstants([${edwardsPair(BASE).join(", ")}]))`,
    inputs: ["digit"],
    outputs: ["point[2]"],
  });
});

const DIGITS = [-7n, -5n, -3n, -1n, 1n, 3n, 5n, 7n];
const multiple = (digit: bigint) => (digit < 0n ? scale(BASE, -digit).negate() : scale(BASE, digit));

describe("accepts", () => {
  test.each(DIGITS)("digit %d and gives that multiple", (digit) => {
    const witness = solve(circuit, { digit: mod(digit) });
    expect([signalValue(circuit, witness, "point[0]"), signalValue(circuit, witness, "point[1]")]).toEqual(
      montgomeryPair(multiple(digit)),
    );
  });
  test("takes 4 constraints", () => {
    expect(circuit.r1cs.nConstraints).toBe(4);
  });
});

describe("rejects", () => {
  test.each([0n, 2n, -2n, 4n, 6n, 8n, 9n, -9n, 2n ** 200n])("digit %d", (digit) => {
    expectRefused(circuit, { digit: mod(digit) });
  });
});

describe("cannot be forged", () => {
  test.each(DIGITS)("no wire is free at digit %d", (digit) => {
    expectNoWireIsFree(circuit, solve(circuit, { digit: mod(digit) }));
  });
  test("of all 64 pairs of a digit and a multiple, with w to match, the 8 right ones satisfy the constraints", () => {
    const witness = solve(circuit, { digit: 1n });
    const passing = DIGITS.flatMap((digit) =>
      DIGITS.filter((other) => {
        const [u, v] = montgomeryPair(multiple(other));
        const own = montgomeryPair(multiple(digit))[1];
        // w either fits the digit with this v, or is the right one of the digit.
        return [mod(digit * inverse(v)), mod(digit * inverse(own))].some((w) => {
          const forged = alter(circuit, witness, { digit, "point[0]": u, "point[1]": v, "it.w": w });
          return findViolatedConstraint(circuit.r1cs, forged) === undefined;
        });
      }).map((other) => [digit, other]),
    );
    expect(passing).toEqual(DIGITS.map((digit) => [digit, digit]));
  });
  test("the point's sign follows the digit's", () => {
    const witness = solve(circuit, { digit: 5n });
    expectForgeryFails(circuit, witness, { "point[1]": -signalValue(circuit, witness, "point[1]") });
    expectForgeryFails(circuit, witness, {
      "point[1]": -signalValue(circuit, witness, "point[1]"),
      "it.w": -signalValue(circuit, witness, "it.w"),
    });
    expectForgeryFails(circuit, witness, { digit: -5n });
  });
});
