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
  circuit = await compileTemplate({ file: "one_of8.circom", template: "OneOf8()", inputs: ["in", "choices[8]"] });
});

const choices = [11n, 12n, 13n, 14n, 15n, 16n, 17n, 18n];

describe("accepts", () => {
  test.each(choices)("%d at its place", (value) => {
    solve(circuit, { in: value, choices });
  });
});

describe("rejects", () => {
  test.each([0n, 10n, 19n, 2n ** 250n])("%d, which is none of them", (value) => {
    expectRefused(circuit, { in: value, choices });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { in: 14n, choices }));
  });
  test("a valid witness does not carry over to another value", () => {
    expectForgeryFails(circuit, solve(circuit, { in: 18n, choices }), { in: 19n });
    expectForgeryFails(circuit, solve(circuit, { in: 11n, choices }), { in: 10n });
  });
});
