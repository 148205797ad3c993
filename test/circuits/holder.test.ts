import { beforeAll, describe, expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import {
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
    file: "holder.circom",
    template: "Holder()",
    inputs: ["holderSecret"],
    outputs: ["commitment"],
  });
});

describe("accepts", () => {
  test.each([1n, 2n ** 250n + 77n])("secret %d with its commitment (P-6)", (holderSecret) => {
    expect(evaluate(circuit, { holderSecret }, "commitment")).toBe(poseidon([domainTag("holder"), holderSecret]));
  });
});

describe("rejects", () => {
  test("nothing; another secret has another commitment", () => {
    expect(evaluate(circuit, { holderSecret: 5n }, "commitment")).not.toBe(
      evaluate(circuit, { holderSecret: 6n }, "commitment"),
    );
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { holderSecret: 5n }));
  });
  test("the commitment belongs to its secret", () => {
    expectForgeryFails(circuit, solve(circuit, { holderSecret: 5n }), { holderSecret: 6n });
  });
});
