import { beforeAll, describe, expect, test } from "vitest";
import { findViolatedConstraint } from "../../src/circuit/r1cs.ts";
import { B8, montgomeryPair, TORSION } from "./curve.ts";
import {
  alter,
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
    file: "montgomery_add.circom",
    template: "MontgomeryAdd()",
    inputs: ["p[2]", "q[2]"],
    outputs: ["out[2]"],
  });
});

const P = B8.multiply(1234567n);
const Q = B8.multiply(7654321n);

describe("accepts", () => {
  test.each([
    ["two points", P, Q],
    ["the generator and its triple", B8, B8.multiply(3n)],
    ["a point with torsion", P.add(TORSION), Q],
  ])("%s and gives their sum", (_, p, q) => {
    const witness = solve(circuit, { p: montgomeryPair(p), q: montgomeryPair(q) });
    expect([signalValue(circuit, witness, "out[0]"), signalValue(circuit, witness, "out[1]")]).toEqual(
      montgomeryPair(p.add(q)),
    );
  });
  test("takes 3 constraints", () => {
    expect(circuit.r1cs.nConstraints).toBe(3);
  });
});

describe("rejects", () => {
  test("a point and its negative", () => {
    expectRefused(circuit, { p: montgomeryPair(P), q: montgomeryPair(P.negate()) });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { p: montgomeryPair(P), q: montgomeryPair(Q) }));
  });
  test("the other root of the equation for u is no sum", () => {
    const witness = solve(circuit, { p: montgomeryPair(P), q: montgomeryPair(Q) });
    const [u, v] = montgomeryPair(P.subtract(Q));
    expectForgeryFails(circuit, witness, { "out[0]": u, "out[1]": v });
  });
  test("equal points would leave lambda free: callers must exclude them", () => {
    const witness = solve(circuit, { p: montgomeryPair(P), q: montgomeryPair(Q) });
    const [u, v] = montgomeryPair(P);
    // lambda = 1: any line through P.
    const outU = 1n - 168698n - 2n * u;
    const forged = alter(circuit, witness, {
      "q[0]": u,
      "q[1]": v,
      "it.lambda": 1n,
      "out[0]": outU,
      "out[1]": u - outU - v,
    });
    expect(findViolatedConstraint(circuit.r1cs, forged)).toBeUndefined();
  });
});
