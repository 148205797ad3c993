import { beforeAll, describe, expect, test } from "vitest";
import {
  bitsOf,
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  solve,
  type TestCircuit,
} from "./harness.ts";

describe.each([2, 3])("%d bits", (n) => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await compileTemplate({
      file: "select.circom",
      template: `Select(${n})`,
      inputs: [`choices[${2 ** n}]`, `{binary} index[${n}]`],
      outputs: ["out"],
    });
  });

  const random = createRandom(8);
  const choices = Array.from({ length: 2 ** n }, random);

  describe("accepts", () => {
    test("each index and gives that choice", () => {
      choices.forEach((choice, index) => {
        expect(evaluate(circuit, { choices, index: bitsOf(index, n) })).toBe(choice);
      });
    });
    test("takes a product for each choice but one", () => {
      expect(circuit.r1cs.nConstraints).toBe(2 ** n - 1);
    });
  });

  describe("rejects", () => {
    test("nothing: bits are the caller's to prove, and other values would mix the choices", () => {
      const index = [2n, ...new Array<bigint>(n - 1).fill(0n)];
      expect(choices).not.toContain(evaluate(circuit, { choices, index }));
    });
  });

  describe("cannot be forged", () => {
    test("no wire is free at any index", () => {
      choices.forEach((_, index) => {
        expectNoWireIsFree(circuit, solve(circuit, { choices, index: bitsOf(index, n) }));
      });
    });
    test("another choice is not the one selected", () => {
      const witness = solve(circuit, { choices, index: bitsOf(2 ** n - 2, n) });
      choices.forEach((other, index) => {
        if (index !== 2 ** n - 2) expectForgeryFails(circuit, witness, { out: other });
      });
    });
  });
});
