import { beforeAll, describe, expect, test } from "vitest";
import { B8, montgomeryPair, TORSION } from "./curve.ts";
import {
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
    file: "montgomery_double_add.circom",
    template: "MontgomeryDoubleAdd()",
    inputs: ["p[2]", "q[2]"],
    outputs: ["out[2]"],
  });
});

const P = B8.multiply(1234567n);
const Q = B8.multiply(7654321n);

describe("accepts", () => {
  test.each([
    ["two points", P, Q],
    ["the same with the other sign", P, Q.negate()],
    ["points with torsion", P.add(TORSION), Q.add(TORSION)],
  ])("%s and gives 2p + q", (_, p, q) => {
    const witness = solve(circuit, { p: montgomeryPair(p), q: montgomeryPair(q) });
    expect([signalValue(circuit, witness, "out[0]"), signalValue(circuit, witness, "out[1]")]).toEqual(
      montgomeryPair(p.double().add(q)),
    );
  });
  test("takes 5 constraints", () => {
    expect(circuit.r1cs.nConstraints).toBe(5);
  });
});

describe("rejects", () => {
  test.each([
    ["q = -p", P.negate()],
    ["q = -2p", P.double().negate()],
  ])("%s", (_, q) => {
    expectRefused(circuit, { p: montgomeryPair(P), q: montgomeryPair(q) });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { p: montgomeryPair(P), q: montgomeryPair(Q) }));
  });
  test("p + q or 2p are not 2p + q", () => {
    const witness = solve(circuit, { p: montgomeryPair(P), q: montgomeryPair(Q) });
    for (const wrong of [P.add(Q), P.double(), P.double().subtract(Q)]) {
      const [u, v] = montgomeryPair(wrong);
      expectForgeryFails(circuit, witness, { "out[0]": u, "out[1]": v });
    }
  });
});
