import { test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";

const inputs = { calendar: 20261123n, period: 9n, validFrom: 20250101n, validUntil: 20271231n, claimsFrom: 7n };

const INPUTS = ["{maxbit=27} calendar", "period", "validFrom", "validUntil", "claimsFrom"];

describeTemplate("Validity()", { inputs: INPUTS }, (circuit) => ({
  accepts() {
    test.each([
      ["a day between", inputs],
      ["the first day", { ...inputs, calendar: 20250101n }],
      ["the last day", { ...inputs, calendar: 20271231n }],
      ["a single day", { ...inputs, validFrom: 20261123n, validUntil: 20261123n }],
      ["the last date of all", { ...inputs, validUntil: 99991231n }],
      ["the first period", { ...inputs, claimsFrom: 9n }],
      ["the largest period", { ...inputs, period: 2n ** 32n - 1n, claimsFrom: 0n }],
    ])("%s", (_, value) => {
      circuit.solve(value);
    });
  },

  rejects() {
    test.each([
      ["the day before", { ...inputs, calendar: 20241231n }],
      ["the day after", { ...inputs, calendar: 20280101n }],
      ["an earlier period", { ...inputs, period: 6n }],
      ["an interval turned round", { ...inputs, validFrom: 20271231n, validUntil: 20250101n }],
      ["a validFrom far away", { ...inputs, validFrom: 2n ** 200n }],
      ["a validUntil far away", { ...inputs, validUntil: FIELD_MODULUS - 1n }],
      ["a claimsFrom that is negative by more than 2^32", { ...inputs, claimsFrom: FIELD_MODULUS - 2n ** 33n }],
    ])("%s", (_, value) => {
      circuit.expectRefused(value);
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(inputs));
    });
    test("a witness does not carry over to another date or period", () => {
      const witness = circuit.solve(inputs);
      circuit.expectForgeryFails(witness, { validUntil: 20261122n });
      circuit.expectForgeryFails(witness, { validFrom: 20261124n });
      circuit.expectForgeryFails(witness, { claimsFrom: 10n });
    });
  },
}));
