import { beforeAll, describe, expect, test } from "vitest";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  mod,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "difference_product.circom",
    template: "DifferenceProduct(8)",
    inputs: ["in", "choices[8]"],
    outputs: ["out"],
  });
});

const choices = [3n, 5n, 7n, 7n, 2n ** 200n, 0n, 1n, 9n];

describe("accepts", () => {
  test.each(choices)("%d, one of the choices, with product 0", (value) => {
    expect(evaluate(circuit, { in: value, choices })).toBe(0n);
  });
  test("any other value with the product of the differences", () => {
    const random = createRandom(3);
    for (let i = 0; i < 5; i++) {
      const value = random();
      const product = choices.reduce((sum, choice) => mod(sum * (value - choice)), 1n);
      expect(product).not.toBe(0n);
      expect(evaluate(circuit, { in: value, choices })).toBe(product);
    }
  });
});

describe("rejects", () => {
  test("nothing: the product exists for all inputs", () => {
    expect(evaluate(circuit, { in: 4n, choices })).not.toBe(0n);
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { in: 4n, choices }));
    expectNoWireIsFree(circuit, solve(circuit, { in: 7n, choices }));
  });
  test("0 is not the product of other differences", () => {
    expectForgeryFails(circuit, solve(circuit, { in: 4n, choices }), { out: 0n });
  });
});
