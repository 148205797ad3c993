import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
  bitsOf,
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  signalValue,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "bits.circom",
    template: "Bits(8)",
    inputs: ["in"],
    outputs: ["{binary} out[8]"],
  });
});

describe("accepts", () => {
  test.each([0n, 1n, 0b10110010n, 255n])("%d with its own bits", (value) => {
    const witness = solve(circuit, { in: value });
    expect(Array.from({ length: 8 }, (_, i) => signalValue(circuit, witness, `out[${i}]`))).toEqual(bitsOf(value, 8));
  });
});

describe("rejects", () => {
  test.each([256n, FIELD_MODULUS - 1n, 2n ** 253n])("%d, which is not below 2^8", (value) => {
    expectRefused(circuit, { in: value });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { in: 178n }));
  });
  test("a digit 2 is no substitute for a carry", () => {
    expectForgeryFails(circuit, solve(circuit, { in: 2n }), { "out[0]": 2n, "out[1]": 0n });
  });
});
