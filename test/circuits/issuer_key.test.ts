import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { B8, edwardsPair, inverse, montgomeryPair, Point, scale, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";
import { exampleSigner } from "./statement.ts";

const { x, y } = exampleSigner(1).publicKey;
const A = Point.fromAffine({ x, y });

const HINTS = ["u", "v", "double.lambda", "doubleAgain.lambda", "NotZero.inverse"];

describeTemplate("IssuerKey()", { inputs: ["key[2]"], outputs: ["quad[2]"], hints: HINTS }, (circuit) => ({
  accepts() {
    const quadOf = (key: [bigint, bigint]) => circuit.pair(circuit.solve({ key }), "quad");
    test("a key and gives 4 times it", () => {
      expect(quadOf([x, y])).toEqual(montgomeryPair(scale(A, 4n)));
    });
    test("the two points with one x; 8 times them differ by the sign only", () => {
      const twin = quadOf([x, mod(-y)]);
      expect(twin).toEqual(montgomeryPair(scale(A, 4n).negate()));
    });
    test("a key of mixed order, as circomlib does: import and registry refuse it, and 8 times it is that of an honest key", () => {
      const mixed = A.add(TORSION);
      expect(quadOf(edwardsPair(mixed))).toEqual(montgomeryPair(scale(mixed, 4n)));
      expect(edwardsPair(scale(mixed, 8n))).toEqual(edwardsPair(scale(A, 8n)));
    });
  },

  rejects() {
    test.each([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n])("the low-order key %d T for T of order 8", (k) => {
      circuit.expectRefused({ key: edwardsPair(scale(TORSION, k)) });
    });
    test("points off the curve", () => {
      const random = createRandom(9);
      for (const key of [
        [x, y + 1n],
        [x + 1n, y],
        [0n, y],
        [x, 0n],
        [0n, 0n],
        [1n, 1n],
        [x, 1n],
        [x, FIELD_MODULUS - 1n],
        [random(), random()],
        [y, x],
      ]) {
        circuit.expectRefused({ key });
      }
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ key: [x, y] }));
    });
    test("a forger can move neither u, v nor a slope", () => {
      circuit.expectOnlyOpen({ key: [x, y] }, []);
      circuit.expectOnlyOpen({ key: edwardsPair(A.add(TORSION)) }, []);
    });
    test("u of another y, with which x would be on the curve", () => {
      // x fixes u up to its inverse: x^2 (u^2 + A u + 1) = u.
      const [u, v] = montgomeryPair(A);
      const twin = { u: inverse(u), v: mod(inverse(u) * inverse(x)) };
      for (const other of [y + 1n, mod(-y), 0n, 5n]) circuit.expectNoForgery({ key: [x, other] }, { u, v });
      for (const other of [y, y + 1n, 0n, 5n]) circuit.expectNoForgery({ key: [x, other] }, twin);
      // With its own y each of them passes.
      expect(circuit.forger.forge({ key: [x, y] }, { u, v })).toBeDefined();
      expect(circuit.forger.forge({ key: [x, mod(-y)] }, twin)).toBeDefined();
    });
    test("v of the curve's equation, with an x that is not u / v", () => {
      const [u] = montgomeryPair(A);
      for (const other of [x + 1n, mod(-x), 5n, 1n]) {
        const v = mod(other * (u * u + 168698n * u + 1n));
        if (mod(v * other) === u) expect(other).toBe(mod(-x));
        else circuit.expectNoForgery({ key: [other, y] }, { u, v });
      }
    });
    test("low-order keys, whatever u, v and the slopes", () => {
      for (let k = 0n; k < 8n; k++) {
        const key = edwardsPair(scale(TORSION, k));
        for (const hints of [{ u: 0n }, { u: 1n, v: 1n }, { u: 0n, v: 5n }, { "double.lambda": 1n }]) {
          circuit.expectNoForgery({ key }, hints);
        }
        for (const slope of [0n, 1n, 9n]) circuit.expectNoForgery({ key }, { "doubleAgain.lambda": slope });
        circuit.expectNoForgery({ key }, { "NotZero.inverse": 1n });
      }
    });
    test("(0, -1) leaves v free in one equation, and the others fix it", () => {
      const witness = circuit.solve({ key: [x, y] });
      for (const v of [0n, 1n, 12345n]) {
        circuit.expectForgeryFails(witness, { "key[0]": 0n, "key[1]": -1n, "it.u": 0n, "it.v": v });
      }
    });
    test("a witness does not carry over to another key or result", () => {
      const witness = circuit.solve({ key: [x, y] });
      const [otherX, otherY] = edwardsPair(B8);
      circuit.expectForgeryFails(witness, { "key[0]": otherX, "key[1]": otherY });
      const [u, v] = montgomeryPair(scale(A, 4n).negate());
      circuit.expectForgeryFails(witness, { "quad[0]": u, "quad[1]": v });
      circuit.expectForgeryFails(witness, { "quad[0]": 0n, "quad[1]": 0n });
    });
  },
}));
