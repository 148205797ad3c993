import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import {
  alter,
  compileTemplate,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "is_zero.circom",
    template: "IsZero()",
    inputs: ["in"],
    outputs: ["{binary} out"],
  });
});

describe("accepts", () => {
  test.each([
    [0n, 1n],
    [1n, 0n],
    [FIELD_MODULUS - 1n, 0n],
  ])("%d gives %d", (value, out) => {
    expect(evaluate(circuit, { in: value })).toBe(out);
  });
});

describe("rejects", () => {
  test("no input: every field element has an answer", () => {
    expect(() => solve(circuit, { in: 12345n })).not.toThrow();
  });
});

describe("cannot be forged", () => {
  test("no wire is free when the input is not 0", () => {
    expectNoWireIsFree(circuit, solve(circuit, { in: 7n }));
  });
  test("only the inverse is free when it is 0, and it reaches nothing", () => {
    const witness = solve(circuit, { in: 0n });
    expectNoWireIsFree(circuit, witness, [/inverse$/]);
    expect(findViolatedConstraint(circuit.r1cs, alter(circuit, witness, { "it.inverse": 99n }))).toBeUndefined();
  });
  test("the answer can't be turned round", () => {
    expectForgeryFails(circuit, solve(circuit, { in: 7n }), { out: 1n, "it.inverse": 0n });
    expectForgeryFails(circuit, solve(circuit, { in: 0n }), { out: 0n });
  });
});
