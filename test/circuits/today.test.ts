import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { describeTemplate } from "./describe-template.ts";
import { mod } from "./harness.ts";

const pack = (calendar: bigint, dayNumber: bigint) => calendar * 2n ** 32n + dayNumber;

describeTemplate(
  "Today()",
  {
    inputs: ["today"],
    outputs: ["calendar", "dayNumber"],
    hints: ["day", "dayNumber.bits[]", "calendar.bits[]"],
  },
  (circuit) => ({
    accepts() {
      test.each([
        [20261123n, 739_943n],
        [18000101n, 657_073n],
        [99991231n, 3_652_059n],
        [0n, 0n],
        [2n ** 27n - 1n, 2n ** 22n - 1n],
      ])("%d and day %d", (calendar, dayNumber) => {
        const witness = circuit.solve({ today: pack(calendar, dayNumber) });
        expect(circuit.value(witness, "calendar")).toBe(calendar);
        expect(circuit.value(witness, "dayNumber")).toBe(dayNumber);
      });
    },

    rejects() {
      test.each([pack(2n ** 27n, 1n), pack(1n, 2n ** 22n), pack(1n, 2n ** 32n - 1n), FIELD_MODULUS - 1n])(
        "%d, a part of which is out of range",
        (today) => {
          circuit.expectRefused({ today });
        },
      );
    },

    "cannot be forged"() {
      test("no wire is free", () => {
        circuit.expectNoWireIsFree(circuit.solve({ today: pack(20261123n, 739_943n) }));
      });
      test("a forger can't choose another day, whether the calendar follows as a fraction or by a whole day", () => {
        const today = pack(20261123n, 739_943n);
        circuit.expectOnlyOpen({ today }, []);
        for (const day of [739_942n, 0n, 739_943n + 2n ** 32n, 739_943n - 2n ** 32n, 739_943n + 2n ** 22n]) {
          circuit.expectNoForgery({ today }, { day });
        }
      });
      test("another day in exchange for a fractional calendar", () => {
        const witness = circuit.solve({ today: pack(20261123n, 739_942n) });
        const inverse = modularPower(2n ** 32n, FIELD_MODULUS - 2n);
        // day + 1 is in range and the equation can be kept with calendar - 1 / 2^32, which is not.
        circuit.expectForgeryFails(witness, {
          dayNumber: 739_943n,
          calendar: mod(20261123n - inverse),
        });
      });
    },
  }),
);

function modularPower(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
}
