import { test } from "vitest";
import { describeTemplate } from "./describe-template.ts";

const choices = [11n, 12n, 13n, 14n, 15n, 16n, 17n, 18n];

describeTemplate("OneOf8()", { inputs: ["in", "choices[8]"] }, (circuit) => ({
  accepts() {
    test.each(choices)("%d at its place", (value) => {
      circuit.solve({ in: value, choices });
    });
  },

  rejects() {
    test.each([0n, 10n, 19n, 2n ** 250n])("%d, which is none of them", (value) => {
      circuit.expectRefused({ in: value, choices });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ in: 14n, choices }));
    });
    test("a valid witness does not carry over to another value", () => {
      circuit.expectForgeryFails(circuit.solve({ in: 18n, choices }), { in: 19n });
      circuit.expectForgeryFails(circuit.solve({ in: 11n, choices }), { in: 10n });
    });
  },
}));
