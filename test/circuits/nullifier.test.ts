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
    file: "nullifier.circom",
    template: "Nullifier()",
    inputs: ["holderSecret", "scope", "period"],
    outputs: ["out"],
  });
});

const inputs = { holderSecret: 2n ** 251n + 3n, scope: 555n, period: 9n };

describe("accepts", () => {
  test("a secret, a scope and a period with their nullifier (P-19)", () => {
    expect(evaluate(circuit, inputs)).toBe(poseidon([domainTag("nullifier"), inputs.holderSecret, 555n, 9n]));
  });
});

describe("rejects", () => {
  test("nothing; each input changes the nullifier", () => {
    const values = [inputs, { ...inputs, holderSecret: 1n }, { ...inputs, scope: 556n }, { ...inputs, period: 10n }];
    expect(new Set(values.map((value) => evaluate(circuit, value))).size).toBe(4);
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, inputs));
  });
  test("a second nullifier for one secret, scope and period", () => {
    const witness = solve(circuit, inputs);
    expectForgeryFails(circuit, witness, { out: 1n });
    expectForgeryFails(circuit, witness, { period: 10n });
    expectForgeryFails(circuit, witness, { scope: 556n });
  });
});
