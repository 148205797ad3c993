import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  mod,
  signalValue,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "today.circom",
    template: "Today()",
    inputs: ["today"],
    outputs: ["calendar", "dayNumber"],
  });
});

const pack = (calendar: bigint, dayNumber: bigint) => calendar * 2n ** 32n + dayNumber;

describe("accepts", () => {
  test.each([
    [20261123n, 739_943n],
    [18000101n, 657_073n],
    [99991231n, 3_652_059n],
    [0n, 0n],
    [2n ** 27n - 1n, 2n ** 22n - 1n],
  ])("%d and day %d", (calendar, dayNumber) => {
    const witness = solve(circuit, { today: pack(calendar, dayNumber) });
    expect(signalValue(circuit, witness, "calendar")).toBe(calendar);
    expect(signalValue(circuit, witness, "dayNumber")).toBe(dayNumber);
  });
});

describe("rejects", () => {
  test.each([pack(2n ** 27n, 1n), pack(1n, 2n ** 22n), pack(1n, 2n ** 32n - 1n), FIELD_MODULUS - 1n])(
    "%d, a part of which is out of range",
    (today) => {
      expectRefused(circuit, { today });
    },
  );
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { today: pack(20261123n, 739_943n) }));
  });
  test("another day in exchange for a fractional calendar", () => {
    const witness = solve(circuit, { today: pack(20261123n, 739_942n) });
    const inverse = modularPower(2n ** 32n, FIELD_MODULUS - 2n);
    // day + 1 is in range and the equation can be kept with calendar - 1 / 2^32, which is not.
    expectForgeryFails(circuit, witness, {
      dayNumber: 739_943n,
      calendar: mod(20261123n - inverse),
    });
  });
});

function modularPower(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
}
