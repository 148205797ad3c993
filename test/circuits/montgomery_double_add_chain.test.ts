import { expect, test } from "vitest";
import { B8, inverse, montgomeryPair, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { mod } from "./harness.ts";

const P = B8.multiply(1234567n);
const Q = [7654321n, 31n, 999n].map((factor) => B8.multiply(factor));

type Point = typeof B8;
const inputs = (start: Point, q: readonly Point[]) => ({ start: montgomeryPair(start), q: q.map(montgomeryPair) });
const step = (p: Point, q: Point): Point => p.double().add(q);

const instance = { inputs: ["start[2]", "q[3][2]"], outputs: ["out[2]"], hints: ["lambda1[]", "lambda2[]"] };

describeTemplate("MontgomeryDoubleAddChain(3)", instance, (circuit) => ({
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
    test("a forger can choose no slope but where p = q, which callers exclude", () => {
      circuit.expectOnlyOpen(inputs(P, Q), []);
      const equal = inputs(P, [P, Q[1]!, Q[2]!]);
      for (const lambda of [0n, 1n, 7n]) {
        const slopes = slopesOf(montgomeryPair(P), [P, Q[1]!, Q[2]!].map(montgomeryPair), lambda);
        circuit.forge(equal, slopes);
        for (const [name, value] of Object.entries(slopes).filter(([each]) => each !== "lambda1[0]")) {
          circuit.expectNoForgery(equal, { ...slopes, [name]: value + 1n });
        }
      }
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

/** The hints of a chain whose first slope is chosen, as p = q leaves it open; all others follow. */
function slopesOf(
  start: readonly [bigint, bigint],
  q: readonly (readonly [bigint, bigint])[],
  firstSlope: bigint,
): Record<string, bigint> {
  const slopes: Record<string, bigint> = {};
  let [u, v] = start;
  q.forEach(([qu, qv], i) => {
    const lambda1 = i === 0 ? firstSlope : mod((qv - v) * inverse(qu - u));
    const sumU = mod(lambda1 * lambda1 - 168698n - u - qu);
    const lambda2 = mod(2n * v * inverse(u - sumU) - lambda1);
    const nextU = mod(lambda2 * lambda2 - 168698n - sumU - u);
    [u, v] = [nextU, mod(lambda2 * (u - nextU) - v)];
    Object.assign(slopes, { [`lambda1[${i}]`]: lambda1, [`lambda2[${i}]`]: lambda2 });
  });
  return slopes;
}
