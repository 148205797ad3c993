import { describe, expect, it } from "vitest";
import { checkTimeZone, localTime, utcOffsetMinutes } from "../../../src/core/time-zone.ts";

const at = (text: string): number => Date.parse(text) / 1_000;

describe("an instant by the clocks of a place", () => {
  it.each([
    ["2026-06-30T22:30:00Z", "Europe/Vienna", "2026-07-01T00:30:00+02:00"],
    ["2026-12-31T23:30:00Z", "Europe/Vienna", "2027-01-01T00:30:00+01:00"],
    ["2026-07-01T02:00:00Z", "America/New_York", "2026-06-30T22:00:00-04:00"],
    ["2026-01-01T02:00:00Z", "America/St_Johns", "2025-12-31T22:30:00-03:30"],
    ["2026-01-01T00:00:00Z", "UTC", "2026-01-01T00:00:00+00:00"],
    // The hour that there is twice.
    ["2026-10-25T00:30:00Z", "Europe/Vienna", "2026-10-25T02:30:00+02:00"],
    ["2026-10-25T01:30:00Z", "Europe/Vienna", "2026-10-25T02:30:00+01:00"],
  ])("%s in %s is %s", (instant, zone, local) => {
    expect(localTime(at(instant), zone)).toBe(local);
    expect(at(localTime(at(instant), zone))).toBe(at(instant));
  });

  it("is ahead or behind by the place's rules", () => {
    expect(utcOffsetMinutes(at("2026-07-01T00:00:00Z"), "America/Los_Angeles")).toBe(-420);
    expect(utcOffsetMinutes(at("2026-01-01T00:00:00Z"), "Asia/Kathmandu")).toBe(345);
  });

  it.each(["Europe/Wien", "", "Vienna", "+25:00"])("is none in %j", (zone) => {
    expect(() => checkTimeZone(zone)).toThrow(expect.objectContaining({ code: "INPUT_INVALID", path: "timeZone" }));
  });
});
