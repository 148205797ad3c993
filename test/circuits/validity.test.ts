import { beforeAll, describe, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "validity.circom",
    template: "Validity()",
    inputs: ["{maxbit=27} calendar", "period", "validFrom", "validUntil", "firstPeriod"],
  });
});

const inputs = { calendar: 20261123n, period: 9n, validFrom: 20250101n, validUntil: 20271231n, firstPeriod: 7n };

describe("accepts", () => {
  test.each([
    ["a day between", inputs],
    ["the first day", { ...inputs, calendar: 20250101n }],
    ["the last day", { ...inputs, calendar: 20271231n }],
    ["a single day", { ...inputs, validFrom: 20261123n, validUntil: 20261123n }],
    ["the last date of all", { ...inputs, validUntil: 99991231n }],
    ["the first period", { ...inputs, firstPeriod: 9n }],
    ["the largest period", { ...inputs, period: 2n ** 32n - 1n, firstPeriod: 0n }],
  ])("%s", (_, value) => {
    solve(circuit, value);
  });
});

describe("rejects", () => {
  test.each([
    ["the day before", { ...inputs, calendar: 20241231n }],
    ["the day after", { ...inputs, calendar: 20280101n }],
    ["an earlier period", { ...inputs, period: 6n }],
    ["an interval turned round", { ...inputs, validFrom: 20271231n, validUntil: 20250101n }],
    ["a validFrom far away", { ...inputs, validFrom: 2n ** 200n }],
    ["a validUntil far away", { ...inputs, validUntil: FIELD_MODULUS - 1n }],
    ["a firstPeriod that is negative by more than 2^32", { ...inputs, firstPeriod: FIELD_MODULUS - 2n ** 33n }],
  ])("%s", (_, value) => {
    expectRefused(circuit, value);
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, inputs));
  });
  test("a witness does not carry over to another date or period", () => {
    const witness = solve(circuit, inputs);
    expectForgeryFails(circuit, witness, { validUntil: 20261122n });
    expectForgeryFails(circuit, witness, { validFrom: 20261124n });
    expectForgeryFails(circuit, witness, { firstPeriod: 10n });
  });
});
