import { expect, test } from "vitest";
import { B8, montgomeryPair, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";

const P = B8.multiply(1234567n);
const Q = [7654321n, 31n, 999n].map((factor) => B8.multiply(factor));

type Point = typeof B8;
const inputs = (start: Point, q: readonly Point[]) => ({ start: montgomeryPair(start), q: q.map(montgomeryPair) });
const step = (p: Point, q: Point): Point => p.double().add(q);

const INPUTS = ["start[2]", "q[3][2]"];

describeTemplate("MontgomeryDoubleAddChain(3)", { inputs: INPUTS, outputs: ["out[2]"] }, (circuit) => ({
  accepts() {
    test.each([
      ["points", P, Q],
      ["the same with other signs", P, Q.map((q) => q.negate())],
      ["one point in every step", P, [Q[0]!, Q[0]!.negate(), Q[0]!]],
      ["points with torsion", P.add(TORSION), Q.map((q) => q.add(TORSION))],
    ])("%s and gives 8p + 4q + 2q' + q''", (_, p, q) => {
      const witness = circuit.solve(inputs(p, q));
      expect(circuit.pair(witness, "out")).toEqual(montgomeryPair(q.reduce(step, p)));
    });
    test("takes 5 constraints a step", () => {
      expect(circuit.r1cs.nConstraints).toBe(15);
    });
  },

  rejects() {
    test.each([
      ["q = -p", (p: Point) => p.negate()],
      ["q = -2p", (p: Point) => p.double().negate()],
    ])("%s in any step", (_, exception) => {
      for (const at of [0, 1, 2]) {
        const before = Q.slice(0, at).reduce(step, P);
        const q = Q.map((point, i) => (i === at ? exception(before) : point));
        circuit.expectRefused(inputs(P, q));
      }
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(inputs(P, Q)));
    });
    test("other combinations of p and q are not the sum", () => {
      const witness = circuit.solve(inputs(P, Q));
      const whole = Q.reduce(step, P);
      for (const wrong of [whole.add(Q[2]!), whole.subtract(Q[2]!), whole.subtract(Q[2]!.double()), whole.double()]) {
        const [u, v] = montgomeryPair(wrong);
        circuit.expectForgeryFails(witness, { "out[0]": u, "out[1]": v });
      }
    });
  },
}));
