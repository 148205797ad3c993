import { test } from "vitest";
import { describeTemplate } from "./describe-template.ts";

describeTemplate("NotZero()", { inputs: ["in"], hints: ["inverse"] }, (circuit) => ({
  accepts() {
    test.each([1n, 2n, 2n ** 200n])("%d", (value) => {
      circuit.solve({ in: value });
    });
  },

  rejects() {
    test("0", () => {
      circuit.expectRefused({ in: 0n });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ in: 3n }));
    });
    test("a forger can't choose the inverse", () => {
      for (const value of [1n, 3n, 2n ** 200n]) circuit.expectOnlyOpen({ in: value }, []);
      for (const inverse of [0n, 1n, 2n, 2n ** 200n]) circuit.expectNoForgery({ in: 0n }, { inverse });
    });
    test.each([0n, 1n, 5n])("0 has no inverse %d", (inverse) => {
      circuit.expectForgeryFails(circuit.solve({ in: 3n }), { in: 0n, "it.inverse": inverse });
    });
  },
}));
