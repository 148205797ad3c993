import { beforeAll, describe, expect, test } from "vitest";
import { compileTemplate, expectForgeryFails, expectNoWireIsFree, solve, type TestCircuit } from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({ file: "context.circom", template: "Context()", inputs: ["context"] });
});

describe("accepts", () => {
  test.each([0n, 1n, 2n ** 247n])("context %d", (context) => {
    solve(circuit, { context });
  });
  test("keeps its constraint through the simplifier", () => {
    expect(circuit.r1cs.nConstraints).toBe(1);
  });
});

describe("rejects", () => {
  test("nothing: what the context must be is the verifier's to say", () => {
    expect(() => solve(circuit, { context: 3n })).not.toThrow();
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { context: 5n }));
  });
  test("a witness does not carry over to another context", () => {
    expectForgeryFails(circuit, solve(circuit, { context: 5n }), { context: 6n });
  });
});
