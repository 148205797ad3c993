import { test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";

const inputs = {
  calendar: 20261123n,
  period: 20261101n,
  validFrom: 20250101n,
  validUntil: 20271231n,
  claimsFrom: 20260601n,
};

const INPUTS = ["{maxbit=27} calendar", "period", "validFrom", "validUntil", "claimsFrom"];

const HINTS = ["sinceStart.bits[]", "untilEnd.bits[]", "sinceClaimsFrom.bits[]"];

describeTemplate("Validity()", { inputs: INPUTS, hints: HINTS }, (circuit) => ({
  accepts() {
    test.each([
      ["a day between", inputs],
      ["the first day", { ...inputs, calendar: 20250101n }],
      ["the last day", { ...inputs, calendar: 20271231n }],
      ["a single day", { ...inputs, validFrom: 20261123n, validUntil: 20261123n }],
      ["the last date of all", { ...inputs, validUntil: 99991231n }],
      ["a first credential, which claims from the start", { ...inputs, claimsFrom: 0n }],
      ["the first period", { ...inputs, claimsFrom: 20261101n }],
      ["the largest period", { ...inputs, period: 2n ** 27n - 1n, claimsFrom: 0n }],
    ])("%s", (_, value) => {
      circuit.solve(value);
    });
  },

  rejects() {
    test.each([
      ["the day before", { ...inputs, calendar: 20241231n }],
      ["the day after", { ...inputs, calendar: 20280101n }],
      ["an earlier period", { ...inputs, period: 20260531n }],
      ["the period of a day later", { ...inputs, claimsFrom: 20261102n }],
      ["a period that is no date, of 2^27 and more", { ...inputs, period: 2n ** 27n, claimsFrom: 0n }],
      ["an interval turned round", { ...inputs, validFrom: 20271231n, validUntil: 20250101n }],
      ["a validFrom far away", { ...inputs, validFrom: 2n ** 200n }],
      ["a validFrom that is 2^27 ago", { ...inputs, validFrom: FIELD_MODULUS + 20261123n - 2n ** 27n }],
      ["a validUntil in 2^27", { ...inputs, validUntil: 20261123n + 2n ** 27n }],
      ["a validUntil far away", { ...inputs, validUntil: FIELD_MODULUS - 1n }],
      ["a claimsFrom far away", { ...inputs, claimsFrom: 2n ** 27n + 20260601n }],
      ["a claimsFrom that is negative by 2^27", { ...inputs, claimsFrom: FIELD_MODULUS - 2n ** 27n }],
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
      circuit.expectForgeryFails(witness, { claimsFrom: 20261102n });
    });
    test("a forger can move no bit, and shows no date that is out of range", () => {
      circuit.expectOnlyOpen(inputs, [], { sample: 4 });
      for (const [late, name] of [
        [{ ...inputs, calendar: 20241231n }, "sinceStart"],
        [{ ...inputs, calendar: 20280101n }, "untilEnd"],
        [{ ...inputs, period: 20260531n }, "sinceClaimsFrom"],
      ] as const) {
        for (const bit of [-1n, 0n, 1n, 2n]) {
          circuit.expectNoForgery(late, { [`${name}.bits[0]`]: bit });
          circuit.expectNoForgery(late, { [`${name}.bits[26]`]: bit });
        }
      }
    });
  },
}));
