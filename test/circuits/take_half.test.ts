import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
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
    file: "take_half.circom",
    template: "TakeHalf(16)",
    inputs: ["value", "{binary} high"],
    outputs: ["taken"],
  });
});

const value = 0xbeef_cafen;

describe("accepts", () => {
  test("either half", () => {
    expect(evaluate(circuit, { value, high: 0n }, "taken")).toBe(0xcafen);
    expect(evaluate(circuit, { value, high: 1n }, "taken")).toBe(0xbeefn);
  });
  test("random words", () => {
    const random = createRandom(5);
    for (let i = 0; i < 10; i++) {
      const word = random() & 0xffff_ffffn;
      expect(evaluate(circuit, { value: word, high: 0n }, "taken")).toBe(word & 0xffffn);
      expect(evaluate(circuit, { value: word, high: 1n }, "taken")).toBe(word >> 16n);
    }
  });
});

describe("rejects", () => {
  test("a high half of more than 16 bits, unless it is the one taken: then the caller's check refuses it", () => {
    expect(() => solve(circuit, { value: 2n ** 40n, high: 0n })).toThrow();
    expect(evaluate(circuit, { value: 2n ** 40n, high: 1n }, "taken")).toBe(2n ** 24n);
    expect(() => solve(circuit, { value: FIELD_MODULUS - 1n, high: 0n })).toThrow();
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { value, high: 0n }));
    expectNoWireIsFree(circuit, solve(circuit, { value, high: 1n }));
  });
  test("another taken half below 2^16 needs another value", () => {
    expectForgeryFails(circuit, solve(circuit, { value, high: 0n }), { taken: 0xcaffn });
    expectForgeryFails(circuit, solve(circuit, { value, high: 1n }), { taken: 0xcafen });
  });
});
