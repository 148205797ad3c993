import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CalendarDate,
  calendarInteger,
  dateFromDayNumber,
  dayNumber,
  formatDate,
  parseDate,
} from "../../../src/core/dates.ts";
import {
  dayOf,
  endOfPeriod,
  formatGrid,
  lastDayOf,
  type PeriodGrid,
  PeriodGridError,
  parseGrid,
  periodAt,
  periodOn,
  readPeriod,
} from "../../../src/core/period-grid.ts";

const on = (grid: string, day: string): number => periodOn(parseGrid(grid), parseDate(day));
const last = (grid: string, period: number): string | undefined => {
  const day = lastDayOf(parseGrid(grid), period);
  return day && formatDate(day);
};
const at = (text: string): number => Date.parse(text) / 1000;

/** What the protocol says, without arithmetic on months: a day is the first of a period if it looks like one. */
function beginsPeriod(grid: PeriodGrid, day: CalendarDate): boolean {
  const first = dayNumber(grid.firstDay);
  if (dayNumber(day) === first) return true;
  if (dayNumber(day) < first) return false;
  switch (grid.kind) {
    case "month":
      return day.day === 1;
    case "quarter":
      return day.day === 1 && [1, 4, 7, 10].includes(day.month);
    case "year":
      return day.day === 1 && day.month === 1;
    case "once":
      return false;
    case "days":
      return (dayNumber(day) - first) % grid.days === 0;
  }
}

const days = (from: string, to: string) =>
  fc.integer({ min: dayNumber(parseDate(from)), max: dayNumber(parseDate(to)) }).map(dateFromDayNumber);

const grids = (firstDays = days("1999-01-01", "2031-12-31")) =>
  fc
    .record({
      kind: fc.constantFrom("month", "quarter", "year", "once", "days" as const),
      days: fc.integer({ min: 1, max: 3_660 }),
      firstDay: firstDays,
      utcOffsetMinutes: fc.integer({ min: -720, max: 840 }),
    })
    .map((grid): PeriodGrid => ({ ...grid, days: grid.kind === "days" ? grid.days : 0 }));

describe("a grid of periods", () => {
  it.each([
    ["month/2026-11-01/60", "2026-11-30", 20261101, "2026-11-30"],
    ["month/2026-11-01/60", "2026-12-01", 20261201, "2026-12-31"],
    ["quarter/2026-01-01/0", "2026-11-30", 20261001, "2026-12-31"],
    ["quarter/2026-01-01/0", "2027-01-01", 20270101, "2027-03-31"],
    ["year/2026-01-01/0", "2026-12-31", 20260101, "2026-12-31"],
    ["once/2026-11-15/0", "2095-01-01", 20261115, undefined],
    ["days:14/2026-11-02/0", "2026-11-15", 20261102, "2026-11-15"],
    ["days:14/2026-11-02/0", "2026-11-16", 20261116, "2026-11-29"],
    ["days:1/2026-11-02/0", "2026-12-31", 20261231, "2026-12-31"],
  ])("%s: %s is in %i, which ends on %s", (grid, day, period, end) => {
    expect(on(grid, day)).toBe(period);
    expect(last(grid, period)).toBe(end);
  });

  it.each([
    ["month/2026-11-15/60", "2026-11-30", "2026-12-01"],
    ["quarter/2026-11-15/60", "2026-12-31", "2027-01-01"],
    ["year/2026-11-15/60", "2026-12-31", "2027-01-01"],
  ])("%s begins in the middle: its first period ends on %s and the next begins on %s", (grid, end, next) => {
    expect(on(grid, "2026-11-15")).toBe(20261115);
    expect(on(grid, end)).toBe(20261115);
    expect(last(grid, 20261115)).toBe(end);
    expect(on(grid, next)).toBe(Number(next.replaceAll("-", "")));
    // The calendar's own start lies before the grid: it names no period.
    expect(() => lastDayOf(parseGrid(grid), 20261101)).toThrow(PeriodGridError);
  });

  it.each([
    ["month/2024-02-29/0", "2024-02-29", 20240229, "2024-02-29"],
    ["month/2024-01-31/0", "2024-02-29", 20240201, "2024-02-29"],
    ["month/2023-01-31/0", "2023-02-28", 20230201, "2023-02-28"],
    ["month/1900-01-01/0", "1900-02-28", 19000201, "1900-02-28"],
    ["month/2000-01-01/0", "2000-02-29", 20000201, "2000-02-29"],
    ["days:366/2024-01-01/0", "2024-12-31", 20240101, "2024-12-31"],
    ["days:366/2024-01-01/0", "2025-01-01", 20250101, "2026-01-01"],
    ["days:365/2023-03-01/0", "2024-02-28", 20230301, "2024-02-28"],
    ["days:365/2023-03-01/0", "2024-02-29", 20240229, "2025-02-27"],
  ])("%s counts leap days: %s is in %i, to %s", (grid, day, period, end) => {
    expect(on(grid, day)).toBe(period);
    expect(last(grid, period)).toBe(end);
  });

  it("has no period before its first day", () => {
    for (const kind of ["month", "quarter", "year", "once", "days:7"]) {
      const grid = parseGrid(`${kind}/2026-11-15/0`);
      expect(() => periodOn(grid, parseDate("2026-11-14"))).toThrow(PeriodGridError);
      expect(() => periodAt(grid, at("2026-11-14T23:59:59Z"))).toThrow(PeriodGridError);
      expect(periodAt(grid, at("2026-11-15T00:00:00Z"))).toBe(20261115);
    }
  });

  it.each([
    [840, "2026-11-30T09:59:59Z", "2026-11-30T10:00:00Z"],
    [60, "2026-11-30T22:59:59Z", "2026-11-30T23:00:00Z"],
    [0, "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z"],
    [-210, "2026-12-01T03:29:59Z", "2026-12-01T03:30:00Z"],
    [-720, "2026-12-01T11:59:59Z", "2026-12-01T12:00:00Z"],
  ])("changes its day at midnight of its own offset, %i minutes", (offset, before, after) => {
    const grid = parseGrid(`month/2026-01-01/${offset}`);
    expect([periodAt(grid, at(before)), periodAt(grid, at(after))]).toEqual([20261101, 20261201]);
    expect(formatDate(dayOf(grid, at(before)))).toBe("2026-11-30");
    expect(endOfPeriod(grid, 20261101)).toBe(at(after));
  });

  it("never ends `once`, and ends nothing after the year 9999", () => {
    expect(endOfPeriod(parseGrid("once/2026-11-15/60"), 20261115)).toBeUndefined();
    for (const kind of ["month", "quarter", "year", "days:3660", "days:31"]) {
      const grid = parseGrid(`${kind}/9999-12-01/0`);
      expect(periodOn(grid, parseDate("9999-12-31"))).toBe(99991201);
      expect(lastDayOf(grid, 99991201)).toBeUndefined();
    }
    expect(last("month/2026-01-01/0", 99991101)).toBe("9999-11-30");
    expect(last("days:30/9999-12-01/0", 99991201)).toBe("9999-12-30");
    expect(last("days:30/9999-12-01/0", 99991231)).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1_795_428_000_000, -1e13])("refuses %d as an instant", (seconds) => {
    const grid = parseGrid("month/2026-01-01/0");
    expect(() => periodAt(grid, seconds)).toThrow(PeriodGridError);
    expect(() => dayOf(grid, seconds)).toThrow(PeriodGridError);
  });

  it.each([0, 202611, 2026, 20260230, 20261301, 17991231, 100000101, 20261101.5, -20261101, Number.NaN])(
    "refuses %d as the name of a period",
    (period) => {
      expect(() => readPeriod(period)).toThrow(PeriodGridError);
      expect(() => endOfPeriod(parseGrid("month/2020-01-01/0"), period)).toThrow(PeriodGridError);
    },
  );

  it("refuses the name of a day that begins no period", () => {
    for (const [grid, period] of [
      ["month/2026-01-01/0", 20261102],
      ["quarter/2026-01-01/0", 20261101],
      ["year/2026-01-01/0", 20261001],
      ["once/2026-01-01/0", 20260102],
      ["days:14/2026-11-02/0", 20261103],
    ] as const)
      expect(() => lastDayOf(parseGrid(grid), period)).toThrow(PeriodGridError);
  });

  it.each([
    ...["", "month", "month/2026-11-01", "month/2026-11-01/60/", " month/2026-11-01/60", "month/2026-11-01/60\n"],
    ...["Month/2026-11-01/60", "week/2026-11-02/60", "days/2026-11-02/0", "days:0/2026-11-02/0"],
    ...["days:01/2026-11-02/0", "days:3661/2026-11-02/0", "days:-1/2026-11-02/0", "days:1.5/2026-11-02/0"],
    ...["month/2026-11-01/+60", "month/2026-11-01/-0", "month/2026-11-01/060", "month/2026-11-01/1e2"],
    ...["month/2026-11-01/841", "month/2026-11-01/-721", "month/2026-02-29/0", "month/1799-12-31/0"],
    ...["month/2026-11-31/0", "month/20261101/0", "month/12026-11-01/0", "once:1/2026-11-01/0"],
    ...[null, undefined, 7, {}, ["month/2026-11-01/60"], `month/2026-11-01/${"0".repeat(40)}`],
  ])("refuses %j as a grid", (text) => {
    expect(() => parseGrid(text)).toThrow(PeriodGridError);
  });

  it("has one spelling", () => {
    fc.assert(
      fc.property(grids(days("1800-01-01", "9999-12-31")), (grid) => {
        const text = formatGrid(grid);
        expect(parseGrid(text)).toEqual(grid);
        expect(formatGrid(parseGrid(text))).toBe(text);
      }),
    );
  });

  it("agrees with a walk from day to day", () => {
    fc.assert(
      fc.property(grids(), fc.integer({ min: 0, max: 1_500 }), (grid, length) => {
        const first = dayNumber(grid.firstDay);
        let [period, begin] = [0, 0];
        for (let n = first; n <= first + length; n++) {
          const day = dateFromDayNumber(n);
          if (beginsPeriod(grid, day)) {
            if (period !== 0) {
              const end = lastDayOf(grid, period)!;
              if (dayNumber(end) !== n - 1)
                throw new Error(`${formatGrid(grid)}: ${period} ends on ${formatDate(end)}`);
              const seconds = endOfPeriod(grid, period)!;
              if (periodAt(grid, seconds) !== calendarInteger(day) || periodAt(grid, seconds - 1) !== period)
                throw new Error(`${formatGrid(grid)}: ${period} ends at ${seconds}`);
            }
            [period, begin] = [calendarInteger(day), n];
          }
          if (periodOn(grid, day) !== period)
            throw new Error(`${formatGrid(grid)} on ${formatDate(day)}: not ${period}`);
        }
        expect(dayNumber(readPeriod(period))).toBe(begin);
      }),
      { numRuns: 200 },
    );
  });
});
