import { beforeAll, describe, test } from "vitest";
import {
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({ file: "not_zero.circom", template: "NotZero()", inputs: ["in"] });
});

describe("accepts", () => {
  test.each([1n, 2n, 2n ** 200n])("%d", (value) => {
    solve(circuit, { in: value });
  });
});

describe("rejects", () => {
  test("0", () => {
    expectRefused(circuit, { in: 0n });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { in: 3n }));
  });
  test.each([0n, 1n, 5n])("0 has no inverse %d", (inverse) => {
    expectForgeryFails(circuit, solve(circuit, { in: 3n }), { in: 0n, "it.inverse": inverse });
  });
});
