import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { B8, fromMontgomery, inverse, montgomeryPair, scale, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod, type TestCircuit, violatedConstraints } from "./harness.ts";

const OFFSET = scale(
  fromMontgomery([
    6283751446177765591269730476410872347006095289070125421130524398831346997166n,
    10293491881930254947623337442190422512093204460878401256195710263878491917758n,
  ]),
  1n,
);
const P = B8.multiply(987654321n);
const TOP = FIELD_MODULUS >> 192n;
const random = createRandom(11);

/** 2^254 T − (2h + 1) P. */
function expected(h: bigint, p = P): [bigint, bigint] {
  return montgomeryPair(scale(OFFSET, 2n ** 254n).subtract(scale(p, 2n * h + 1n)));
}

describeTemplate("ChallengeMul()", { inputs: ["h", "p[2]"], outputs: ["out[2]"] }, (circuit) => ({
  accepts() {
    test.each(
      [0n, 1n, 2n, 2n ** 191n, 2n ** 192n, 2n ** 253n, (TOP << 192n) - 1n, random(), random()].filter(
        (h) => h >> 192n < TOP,
      ),
    )("h = %d", (h) => {
      const witness = circuit.solve({ h, p: montgomeryPair(P) });
      expect(circuit.pair(witness, "out")).toEqual(expected(h));
    });
    test("a point with torsion", () => {
      const p = P.add(TORSION);
      const witness = circuit.solve({ h: 77n, p: montgomeryPair(p) });
      expect(circuit.pair(witness, "out")).toEqual(expected(77n, p));
    });
  },

  rejects() {
    test.each([TOP << 192n, FIELD_MODULUS - 1n])("h = %d, whose top 62 bits are those of r", (h) => {
      circuit.expectRefused({ h, p: montgomeryPair(P) });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ h: 2n ** 253n + 12345n, p: montgomeryPair(P) }));
    });
    test("one sign, or top and low, against each other", () => {
      const witness = circuit.solve({ h: 5n * 2n ** 192n + 12345n, p: montgomeryPair(P) });
      const z = (i: number) => circuit.value(witness, `it.z[${i}]`);
      circuit.expectForgeryFails(witness, { "it.z[0]": -z(0) });
      circuit.expectForgeryFails(witness, { "it.z[191]": -z(191), "it.z[192]": -z(192) });
      circuit.expectForgeryFails(witness, { "it.z[3]": 0n });
    });
    test("h + r in place of h fails in the headroom and nowhere else", () => {
      const h = 123456789n;
      const alias = h + FIELD_MODULUS;
      expect(alias < 2n ** 254n).toBe(true);
      const witness = circuit.solve({ h, p: montgomeryPair(P) });
      const forged = circuit.alter(witness, present(circuit, accumulate(alias)));
      // It is a full witness for the other scalar, with another result ...
      expect([forged[1], forged[2]]).toEqual(expected(alias));
      expect(expected(alias)).not.toEqual(expected(h));
      // ... and only the sum of the headroom's bits does not work out.
      expect(violatedConstraints(circuit, forged)).toHaveLength(1);
    });
  },
}));

/** The wires of ChallengeMul for a scalar of 254 bits, but for the headroom's bits. */
function accumulate(scalar: bigint): Record<string, bigint> {
  const [u, v] = montgomeryPair(P);
  const top = scalar >> 192n;
  const signals: Record<string, bigint> = { "it.top": top, "it.low": scalar & (2n ** 192n - 1n) };
  const start = add(montgomeryPair(OFFSET), [u, mod(-v)]);
  Object.assign(signals, {
    "it.start.lambda": start.lambda,
    "it.start.out[0]": start.sum[0],
    "it.start.out[1]": start.sum[1],
  });
  let acc = start.sum;
  for (let i = 253; i >= 0; i--) {
    const z = (scalar >> BigInt(i)) & 1n ? mod(-v) : v;
    const first = add(acc, [u, z]);
    const second = add(first.sum, acc);
    // Equal signals share one wire, under the name of either.
    signals[`it.z[${i}]`] = z;
    const step = 253 - i;
    signals[`it.chain.q[${step}][1]`] = z;
    signals[`it.chain.point[${step}][0]`] = acc[0];
    signals[`it.chain.point[${step}][1]`] = acc[1];
    signals[`it.chain.lambda1[${step}]`] = first.lambda;
    signals[`it.chain.sumU[${step}]`] = first.sum[0];
    signals[`it.chain.lambda2[${step}]`] = second.lambda;
    signals[`it.chain.point[${step + 1}][0]`] = second.sum[0];
    signals[`it.chain.point[${step + 1}][1]`] = second.sum[1];
    acc = second.sum;
  }
  return { ...signals, "out[0]": acc[0], "out[1]": acc[1] };
}

function add(p: [bigint, bigint], q: [bigint, bigint]): { lambda: bigint; sum: [bigint, bigint] } {
  const lambda = mod((q[1] - p[1]) * inverse(q[0] - p[0]));
  const u = mod(lambda * lambda - 168698n - p[0] - q[0]);
  return { lambda, sum: [u, mod(lambda * (p[0] - u) - p[1])] };
}

/** Those signals that the simplifier left. */
function present({ wires }: TestCircuit, signals: Record<string, bigint>): Record<string, bigint> {
  return Object.fromEntries(Object.entries(signals).filter(([name]) => wires.has(name)));
}
