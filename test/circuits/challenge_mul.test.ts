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

const HINTS = ["top", "z[]", "headroom.bits[]", "start.lambda", "chain.lambda1[]", "chain.lambda2[]"];

describeTemplate("ChallengeMul()", { inputs: ["h", "p[2]"], outputs: ["out[2]"], hints: HINTS }, (circuit) => ({
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
    test("a forger can move no sign, no bit, no slope and not the top", () => {
      const inputs = { h: 5n * 2n ** 192n + 12345n, p: montgomeryPair(P) };
      circuit.expectOnlyOpen(inputs, [], { sample: 3 });
      circuit.expectOnlyOpen(inputs, [], { only: /^z\[(1|7|190|191|192|193|252)\]$/ });
    });
    test("nor two signs of neighbours, and 2^192 of the low part for one of the top", () => {
      const h = 5n * 2n ** 192n + 12345n;
      const inputs = { h, p: montgomeryPair(P) };
      const v = inputs.p[1];
      const sign = (scalar: bigint, i: number) => ((scalar >> BigInt(i)) & 1n ? mod(-v) : v);
      for (const i of [0, 100, 190, 191, 192, 252]) {
        circuit.expectNoForgery(inputs, { [`z[${i}]`]: -sign(h, i), [`z[${i + 1}]`]: -sign(h, i + 1) });
        // 2^i twice is 2^(i + 1) once: 0 and 3 v in place of two signs.
        circuit.expectNoForgery(inputs, { [`z[${i}]`]: 3n * v, [`z[${i + 1}]`]: 0n });
      }
      // h = 2^192 (top - 1) + (low + 2^192), and the signs of top - 1 with it.
      circuit.expectNoForgery(inputs, { top: 4n });
      circuit.expectNoForgery(inputs, { top: 4n, "z[192]": v });
      circuit.expectNoForgery(inputs, { top: 4n, "z[192]": v, "z[191]": -v });
      circuit.expectNoForgery(inputs, { top: 6n, "z[192]": v, "z[193]": -v });
    });
    test("signs of three times p.v for another h fail in the square of p.v and nowhere else", () => {
      // 2^62 - 1 - 2 top and 2^192 - 1 - 2 low are both three times an odd number.
      const [top, low] = [3n * 12345n, 3n * 2n ** 150n];
      const h = 2n ** 192n * top + low;
      const [otherTop, otherLow] = [
        (2n ** 62n - 1n - (2n ** 62n - 1n - 2n * top) / 3n) / 2n,
        (2n ** 192n - 1n - (2n ** 192n - 1n - 2n * low) / 3n) / 2n,
      ];
      const p = montgomeryPair(P);
      const witness = circuit.solve({ h, p });
      const signals = accumulate(2n ** 192n * otherTop + otherLow, 3n);
      // The scalar in the equations is h's; only the signs are another one's.
      const forged = circuit.alter(
        witness,
        present(circuit, { ...signals, "it.top": top, "it.low": low, "it.vSquared": 9n * p[1] * p[1] }),
      );
      expect([forged[1], forged[2]]).not.toEqual(circuit.pair(witness, "out"));
      expect(violatedConstraints(circuit, forged)).toHaveLength(1);
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

/** The wires of ChallengeMul for a scalar of 254 bits and signs of `factor` times p.v, but for the headroom's bits. */
function accumulate(scalar: bigint, factor = 1n): Record<string, bigint> {
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
    const z = mod(((scalar >> BigInt(i)) & 1n ? -v : v) * factor);
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
