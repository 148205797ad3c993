import { beforeAll, describe, expect, test } from "vitest";
import { B8, montgomeryPair, scale, TORSION } from "./curve.ts";
import {
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  mod,
  signalValue,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "montgomery_double.circom",
    template: "MontgomeryDouble()",
    inputs: ["p[2]"],
    outputs: ["out[2]", "uSquared"],
  });
});

describe("accepts", () => {
  test.each([
    ["the generator", B8],
    ["a multiple", B8.multiply(123456789n)],
    ["a point with torsion", B8.add(TORSION)],
    ["a point of order 8", TORSION],
  ])("%s and gives its double", (_, p) => {
    const [u, v] = montgomeryPair(p);
    const witness = solve(circuit, { p: [u, v] });
    expect([signalValue(circuit, witness, "out[0]"), signalValue(circuit, witness, "out[1]")]).toEqual(
      montgomeryPair(p.double()),
    );
    expect(signalValue(circuit, witness, "uSquared")).toBe(mod(u * u));
  });
  test("a point of order 4, whose double is (0, 0)", () => {
    const witness = solve(circuit, { p: montgomeryPair(scale(TORSION, 2n)) });
    expect([signalValue(circuit, witness, "out[0]"), signalValue(circuit, witness, "out[1]")]).toEqual([0n, 0n]);
  });
});

describe("rejects", () => {
  test("the point of order 2, (0, 0)", () => {
    expectRefused(circuit, { p: [0n, 0n] });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { p: montgomeryPair(B8) }));
  });
  test("no slope doubles (0, 0)", () => {
    const witness = solve(circuit, { p: montgomeryPair(B8) });
    for (const lambda of [0n, 1n, 7n]) {
      expectForgeryFails(circuit, witness, { "p[0]": 0n, "p[1]": 0n, "it.lambda": lambda, uSquared: 0n });
    }
  });
});
