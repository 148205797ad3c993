import { describe, expect, it } from "vitest";
import { InvalidInputError } from "../../../../src/core/json.ts";
import { endOfPeriod, periodAt } from "../../../../src/portal/server/period.ts";

const at = (text: string): number => Date.parse(text) / 1000;

describe("periods", () => {
  it.each([
    ["month", "2026-11-30T23:59:59Z", 0, 202611, "2026-12-01T00:00:00Z"],
    ["month", "2026-12-01T00:00:00Z", 0, 202612, "2027-01-01T00:00:00Z"],
    ["month", "2026-11-30T23:30:00Z", 60, 202612, "2026-12-31T23:00:00Z"],
    ["quarter", "2026-09-30T23:59:59Z", 0, 20263, "2026-10-01T00:00:00Z"],
    ["quarter", "2026-12-31T12:00:00Z", 0, 20264, "2027-01-01T00:00:00Z"],
    ["year", "2026-12-31T23:30:00Z", 60, 2027, "2027-12-31T23:00:00Z"],
  ] as const)("of a %s at %s, %i minutes east", (kind, instant, offset, period, end) => {
    expect(periodAt(kind, at(instant), offset)).toBe(period);
    expect(endOfPeriod(kind, period, offset)).toBe(at(end));
    expect(periodAt(kind, at(end) - 1, offset)).toBe(period);
    expect(periodAt(kind, at(end), offset)).not.toBe(period);
  });

  it("never ends where a claim is allowed once", () => {
    expect(periodAt("once", 0, 0)).toBe(0);
    expect(endOfPeriod("once", 0, 0)).toBeUndefined();
  });

  it.each([
    ["month", 202613],
    ["month", 202600],
    ["quarter", 20265],
    ["once", 1],
  ] as const)("refuses %s %i", (kind, period) => {
    expect(() => endOfPeriod(kind, period, 0)).toThrow(InvalidInputError);
  });
});
