import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
  compileTemplate,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "range_check.circom",
    template: "RangeCheck(27)",
    inputs: ["in"],
    outputs: ["out"],
  });
});

describe("accepts", () => {
  test.each([0n, 1n, 20261123n, 2n ** 27n - 1n])("%d", (value) => {
    expect(evaluate(circuit, { in: value })).toBe(value);
  });
});

describe("rejects", () => {
  test.each([2n ** 27n, 2n ** 28n + 5n, FIELD_MODULUS - 1n])("%d", (value) => {
    expectRefused(circuit, { in: value });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { in: 20261123n }));
  });
  test("a larger number has no bits", () => {
    const witness = solve(circuit, { in: 5n });
    expectForgeryFails(circuit, witness, { in: 2n ** 27n + 5n, out: 2n ** 27n + 5n });
    expectForgeryFails(circuit, witness, { in: -1n, out: -1n });
  });
  test("a digit 2 is no substitute for a carry", () => {
    expectForgeryFails(circuit, solve(circuit, { in: 5n }), { "it.bits[1]": 2n });
  });
});
