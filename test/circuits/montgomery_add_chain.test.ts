import { expect, test } from "vitest";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import { B8, inverse, montgomeryPair, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { mod } from "./harness.ts";

const P = B8.multiply(1234567n);
const Q = [7654321n, 31n, 999n].map((factor) => B8.multiply(factor));

type Point = typeof B8;
const inputs = (start: Point, q: readonly Point[]) => ({ start: montgomeryPair(start), q: q.map(montgomeryPair) });
const add = (p: Point, q: Point): Point => p.add(q);

const instance = { inputs: ["start[2]", "q[3][2]"], outputs: ["out[2]"], hints: ["lambda[]"] };

describeTemplate("MontgomeryAddChain(3)", instance, (circuit) => ({
  accepts() {
    test.each([
      ["points", P, Q],
      ["one point again and again", P, [Q[0]!, Q[0]!, Q[0]!]],
      ["points with torsion", P.add(TORSION), [Q[0]!, Q[1]!.add(TORSION), Q[2]!]],
    ])("%s and gives their sum", (_, p, q) => {
      const witness = circuit.solve(inputs(p, q));
      expect(circuit.pair(witness, "out")).toEqual(montgomeryPair(q.reduce(add, p)));
    });
    test("takes 3 constraints a point", () => {
      expect(circuit.r1cs.nConstraints).toBe(9);
    });
  },

  rejects() {
    test("the negative of the sum so far, in any step", () => {
      for (const at of [0, 1, 2]) {
        const before = Q.slice(0, at).reduce(add, P);
        circuit.expectRefused(
          inputs(
            P,
            Q.map((point, i) => (i === at ? before.negate() : point)),
          ),
        );
      }
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(inputs(P, Q)));
    });
    test("the other root of the equation for u is no sum", () => {
      const witness = circuit.solve(inputs(P, Q));
      const [u, v] = montgomeryPair(P.add(Q[0]!).add(Q[1]!).subtract(Q[2]!));
      circuit.expectForgeryFails(witness, { "out[0]": u, "out[1]": v });
    });
    test("a forger can choose no slope but between equal points", () => {
      circuit.expectOnlyOpen(inputs(P, Q), []);
      // Q[0] is added to P, then their sum to itself: the second slope is a quotient of zeros.
      const sum = P.add(Q[0]!);
      const equal = inputs(P, [Q[0]!, sum, Q[2]!]);
      const first = slope(montgomeryPair(P), montgomeryPair(Q[0]!));
      for (const lambda of [0n, 1n, 7n]) {
        const any = through(montgomeryPair(sum), montgomeryPair(sum), lambda);
        const slopes = { "lambda[0]": first, "lambda[1]": lambda, "lambda[2]": slope(any, montgomeryPair(Q[2]!)) };
        circuit.forge(equal, slopes);
        for (const name of ["lambda[0]", "lambda[2]"] as const) {
          circuit.expectNoForgery(equal, { ...slopes, [name]: slopes[name] + 1n });
        }
      }
    });
    test("equal points would leave lambda free: callers must exclude them", () => {
      const witness = circuit.solve(inputs(P, Q));
      const [u, v] = montgomeryPair(P.add(Q[0]!).add(Q[1]!));
      // lambda = 1: any line through the point.
      const outU = 1n - 168698n - 2n * u;
      const forged = circuit.alter(witness, {
        "q[2][0]": u,
        "q[2][1]": v,
        "it.lambda[2]": 1n,
        "out[0]": outU,
        "out[1]": u - outU - v,
      });
      expect(findViolatedConstraint(circuit.r1cs, forged)).toBeUndefined();
    });
  },
}));

/** The third point on the line of this slope through p, with its sign turned; q gives the second u. */
function through(p: readonly [bigint, bigint], q: readonly [bigint, bigint], lambda: bigint): [bigint, bigint] {
  const u = mod(lambda * lambda - 168698n - p[0] - q[0]);
  return [u, mod(lambda * (p[0] - u) - p[1])];
}

function slope(p: readonly [bigint, bigint], q: readonly [bigint, bigint]): bigint {
  return mod((q[1] - p[1]) * inverse(q[0] - p[0]));
}
