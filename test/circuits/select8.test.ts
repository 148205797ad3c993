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

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "select8.circom",
    template: "Select8()",
    inputs: ["choices[8]", "{binary} index[3]"],
    outputs: ["out"],
  });
});

const random = createRandom(8);
const choices = Array.from({ length: 8 }, random);

describe("accepts", () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7])("index %d and gives that choice", (index) => {
    expect(evaluate(circuit, { choices, index: bitsOf(index, 3) })).toBe(choices[index]);
  });
  test("takes 7 constraints", () => {
    expect(circuit.r1cs.nConstraints).toBe(7);
  });
});

describe("rejects", () => {
  test("nothing: bits are the caller's to prove, and other values would mix the choices", () => {
    expect(choices).not.toContain(evaluate(circuit, { choices, index: [2n, 0n, 0n] }));
  });
});

describe("cannot be forged", () => {
  test.each([0, 3, 5, 7])("no wire is free at index %d", (index) => {
    expectNoWireIsFree(circuit, solve(circuit, { choices, index: bitsOf(index, 3) }));
  });
  test("another choice is not the one selected", () => {
    const witness = solve(circuit, { choices, index: bitsOf(5, 3) });
    for (const other of [0, 4, 7]) expectForgeryFails(circuit, witness, { out: choices[other]! });
  });
});
