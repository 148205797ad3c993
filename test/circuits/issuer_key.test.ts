import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { B8, edwardsPair, montgomeryPair, Point, scale, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";
import { exampleSigner } from "./statement.ts";

const { x, y } = exampleSigner(1).publicKey;
const A = Point.fromAffine({ x, y });

describeTemplate("IssuerKey()", { inputs: ["key[2]"], outputs: ["quad[2]"] }, (circuit) => ({
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
