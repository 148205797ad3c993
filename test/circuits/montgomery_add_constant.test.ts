import { expect, test } from "vitest";
import { B8, montgomeryPair } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";

const Q = B8.multiply(99n);

const template = `MontgomeryAddConstant([${montgomeryPair(Q).join(", ")}])`;

const instance = { template, inputs: ["p[2]"], outputs: ["out[2]"], hints: ["lambda"] };

describeTemplate("MontgomeryAddConstant", instance, (circuit) => ({
  accepts() {
    test.each([1n, 98n, 12345678901234567890n])("the point %d B8 and gives the sum", (k) => {
      const p = B8.multiply(k);
      const witness = circuit.solve({ p: montgomeryPair(p) });
      expect(circuit.pair(witness, "out")).toEqual(montgomeryPair(p.add(Q)));
    });
  },

  rejects() {
    test("the constant's negative", () => {
      circuit.expectRefused({ p: montgomeryPair(Q.negate()) });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ p: montgomeryPair(B8) }));
    });
    test("a forger can choose no slope but at the constant itself, which callers exclude", () => {
      for (const k of [1n, 98n]) circuit.expectOnlyOpen({ p: montgomeryPair(B8.multiply(k)) }, []);
      circuit.expectOnlyOpen({ p: montgomeryPair(Q) }, ["lambda"]);
      for (const lambda of [0n, 1n, 7n]) circuit.expectNoForgery({ p: montgomeryPair(Q.negate()) }, { lambda });
    });
    test("another point is no sum", () => {
      const [u, v] = montgomeryPair(B8.subtract(Q));
      circuit.expectForgeryFails(circuit.solve({ p: montgomeryPair(B8) }), { "out[0]": u, "out[1]": v });
    });
  },
}));
