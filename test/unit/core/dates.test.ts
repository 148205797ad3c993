import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CalendarDate,
  calendarInteger,
  dateAt,
  dateFromCalendarInteger,
  dayNumber,
  formatDate,
  packToday,
  parseDate,
} from "../../../src/core/dates.ts";
import { InvalidInputError } from "../../../src/core/json.ts";

/** A day between 1800-01-01 and 9999-12-31, as milliseconds of JavaScript's own calendar. */
const instant = fc
  .integer({ min: Date.UTC(1800, 0, 1) / 86_400_000, max: Date.UTC(9999, 11, 31) / 86_400_000 })
  .map((day) => day * 86_400_000);

/** The day number as it is counted by hand. */
function countDays({ year, month, day }: CalendarDate): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leapDays + lengths.slice(0, month - 1).reduce((sum, length) => sum + length, 0) + day;
}

/** Day number of 1970-01-01. */
const EPOCH_DAY = 719_163;

describe("parseDate", () => {
  it("agrees with JavaScript's calendar on real dates", () => {
    fc.assert(
      fc.property(instant, (milliseconds) => {
        const text = new Date(milliseconds).toISOString().slice(0, 10);
        const date = parseDate(text);
        expect(formatDate(date)).toBe(text);
        expect(calendarInteger(date)).toBe(Number(text.replaceAll("-", "")));
        expect(dayNumber(date)).toBe(milliseconds / 86_400_000 + EPOCH_DAY);
        expect(dayNumber(date)).toBe(countDays(date));
        expect(dateFromCalendarInteger(calendarInteger(date))).toEqual(date);
        expect(packToday(date)).toBe(BigInt(calendarInteger(date)) * 2n ** 32n + BigInt(dayNumber(date)));
        expect(dateAt(milliseconds / 1000 + 86_399)).toEqual(date);
      }),
    );
  });

  it("says how long a text is that it refuses, and never the text, which may be a birth date", () => {
    expect(() => parseDate("1987-02-30", "claims.birthDate")).toThrow(
      expect.objectContaining({ path: "claims.birthDate", received: "a string of 10 characters" }),
    );
  });

  const unreal = [
    "2023-02-29",
    "1900-02-29",
    "2100-02-29",
    "2024-02-30",
    "2024-04-31",
    "2024-00-01",
    "2024-13-01",
    "2024-01-00",
    "2024-01-32",
    "1799-12-31",
    "0000-01-01",
    "10000-01-01",
    "2024-1-1",
    "20240101",
    "2024-01-01T00:00:00Z",
    "2024-01-01\n",
    " 2024-01-01",
    "٢٠٢٤-01-01",
    "",
    20240101,
    null,
    undefined,
    new Date(),
    ["2024-01-01"],
  ];
  it.each(unreal.map((value) => [value]))("refuses %j", (value) => {
    expect(() => parseDate(value, "day")).toThrow(InvalidInputError);
  });

  it("knows the leap years of the Gregorian calendar", () => {
    for (const year of [1900, 2023, 2100]) expect(() => parseDate(`${year}-02-29`)).toThrow(InvalidInputError);
    for (const year of [2000, 2024, 2400]) expect(parseDate(`${year}-02-29`)).toMatchObject({ year, day: 29 });
    expect(parseDate("2000-02-29")).toEqual({ year: 2000, month: 2, day: 29 });
  });
});

describe("dateFromCalendarInteger", () => {
  it.each([20230229, 101, 0, -20240101, 20240101.5, Number.NaN])("refuses %d", (value) => {
    expect(() => dateFromCalendarInteger(value)).toThrow(InvalidInputError);
  });
});

describe("dayNumber", () => {
  it("counts from 0001-01-01 as day 1", () => {
    expect(countDays({ year: 1, month: 1, day: 1 })).toBe(1);
    const first = { year: 1800, month: 1, day: 1 };
    expect(dayNumber(first)).toBe(countDays(first));
    expect(dayNumber({ year: 1970, month: 1, day: 1 })).toBe(EPOCH_DAY);
    expect(dayNumber({ year: 9999, month: 12, day: 31 })).toBeLessThan(2 ** 22);
    expect(calendarInteger({ year: 9999, month: 12, day: 31 })).toBeLessThan(2 ** 27);
  });
});

describe("dateAt", () => {
  it("follows the offset from UTC", () => {
    const evening = Date.UTC(2026, 11, 31, 23, 30) / 1000;
    expect(dateAt(evening)).toEqual({ year: 2026, month: 12, day: 31 });
    expect(dateAt(evening, 60)).toEqual({ year: 2027, month: 1, day: 1 });
    expect(dateAt(Date.UTC(2026, 0, 1) / 1000, -1)).toEqual({ year: 2025, month: 12, day: 31 });
  });
});
