import { expect, test } from "vitest";
import { B8, montgomeryPair, scale, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { mod } from "./harness.ts";

const instance = { inputs: ["p[2]"], outputs: ["out[2]", "uSquared"], hints: ["lambda"] };

describeTemplate("MontgomeryDouble()", instance, (circuit) => ({
  accepts() {
    test.each([
      ["the generator", B8],
      ["a multiple", B8.multiply(123456789n)],
      ["a point with torsion", B8.add(TORSION)],
      ["a point of order 8", TORSION],
    ])("%s and gives its double", (_, p) => {
      const [u, v] = montgomeryPair(p);
      const witness = circuit.solve({ p: [u, v] });
      expect(circuit.pair(witness, "out")).toEqual(montgomeryPair(p.double()));
      expect(circuit.value(witness, "uSquared")).toBe(mod(u * u));
    });
    test("a point of order 4, whose double is (0, 0)", () => {
      const witness = circuit.solve({ p: montgomeryPair(scale(TORSION, 2n)) });
      expect(circuit.pair(witness, "out")).toEqual([0n, 0n]);
    });
  },

  rejects() {
    test("the point of order 2, (0, 0)", () => {
      circuit.expectRefused({ p: [0n, 0n] });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ p: montgomeryPair(B8) }));
    });
    test("a forger can choose no slope", () => {
      for (const p of [B8, B8.add(TORSION), TORSION, scale(TORSION, 2n)]) {
        circuit.expectOnlyOpen({ p: montgomeryPair(p) }, []);
      }
      for (const lambda of [0n, 1n, 7n]) circuit.expectNoForgery({ p: [0n, 0n] }, { lambda });
    });
    test("no slope doubles (0, 0)", () => {
      const witness = circuit.solve({ p: montgomeryPair(B8) });
      for (const lambda of [0n, 1n, 7n]) {
        circuit.expectForgeryFails(witness, { "p[0]": 0n, "p[1]": 0n, "it.lambda": lambda, uSquared: 0n });
      }
    });
  },
}));
