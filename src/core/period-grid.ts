/**
 * The periods of a programme (protocol P-33): one text says how they follow each other, and each is named by its first
 * day. Days are calendar days at a fixed offset from UTC, so that a wallet, a verifier and a contract agree on each.
 */

import {
  type CalendarDate,
  calendarInteger,
  dateAt,
  dateFromCalendarInteger,
  dateFromDayNumber,
  dayNumber,
  formatDate,
  parseDate,
  secondsOf,
} from "./dates.ts";
import { refusal } from "./errors.ts";
import { ownWith } from "./own.ts";

/** How the periods of a grid follow each other. */
export const PERIOD_KINDS = ["month", "quarter", "year", "once", "days"] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A grid that was read by {@link parseGrid}. */
export interface PeriodGrid {
  readonly kind: PeriodKind;
  /** Length of a period where the kind is `days`, 1 to 3660; else 0. */
  readonly days: number;
  /** The first day of the first period. */
  readonly firstDay: CalendarDate;
  /** Minutes east of UTC of the calendar that decides what day it is, -720 to 840. */
  readonly utcOffsetMinutes: number;
}

/** The form of a grid; {@link parseGrid} also checks its day and numbers. */
export const GRID_PATTERN =
  /^(?:(month|quarter|year|once)|days:([1-9][0-9]{0,3}))\/(\d{4}-\d{2}-\d{2})\/(0|-?[1-9][0-9]{0,2})$/;
const MAX_DAYS = 3_660;
/** The day number of 9999-12-31, the last that a date can name. */
const LAST_DAY = 3_652_059;

/**
 * Reads a grid: `<kind>/<first day>/<UTC offset in minutes>`, the kind `month`, `quarter`, `year`, `once` or `days:<n>`.
 * There is one spelling of each grid.
 *
 * @throws PeriodGridError for anything else
 * @example
 * const grid = parseGrid("month/2026-11-15/60"); // 20261115, 20261201, 20270101, … in Vienna's winter time
 */
export function parseGrid(text: unknown, path = "grid"): PeriodGrid {
  const match = typeof text === "string" && text.length <= 40 ? GRID_PATTERN.exec(text) : null;
  const expected = "<kind>/<first day>/<UTC offset in minutes>, such as month/2026-11-01/60 or days:14/2026-11-02/0";
  if (match === null) throw new PeriodGridError({ path, expected });
  const kind = (match[1] ?? "days") as PeriodKind;
  const days = match[2] === undefined ? 0 : Number(match[2]);
  const utcOffsetMinutes = Number(match[4]);
  if (days > MAX_DAYS) throw new PeriodGridError({ path, expected: `periods of at most ${MAX_DAYS} days` });
  if (utcOffsetMinutes < -720 || utcOffsetMinutes > 840)
    throw new PeriodGridError({ path, expected: "an offset from -720 to 840 minutes" });
  try {
    return { kind, days, firstDay: parseDate(match[3], path), utcOffsetMinutes };
  } catch (cause) {
    throw new PeriodGridError({ path, expected: "a first day that is a real date", cause });
  }
}

/** The one spelling of a grid. */
export function formatGrid({ kind, days, firstDay, utcOffsetMinutes }: PeriodGrid): string {
  return `${kind === "days" ? `days:${days}` : kind}/${formatDate(firstDay)}/${utcOffsetMinutes}`;
}

/** The calendar day at an instant, by the grid's clock. @throws PeriodGridError for no instant of the years 1800 to 9999 */
export function dayOf(grid: PeriodGrid, seconds: number): CalendarDate {
  const day = dateAt(seconds, grid.utcOffsetMinutes);
  // Written so that it refuses NaN; milliseconds taken for seconds lie far beyond.
  if (!(day.year >= 1800 && day.year <= 9999))
    throw new PeriodGridError({ path: "seconds", expected: "seconds since the epoch", received: String(seconds) });
  return day;
}

/**
 * The period that holds a day, named by its own first day as YYYYMMDD.
 *
 * @throws PeriodGridError for a day before the grid's first
 */
export function periodOn(grid: PeriodGrid, day: CalendarDate): number {
  const first = calendarInteger(grid.firstDay);
  if (calendarInteger(day) < first)
    throw new PeriodGridError({ path: "period", expected: `a day from ${formatDate(grid.firstDay)} on` });
  return Math.max(first, calendarInteger(startOf(grid, day)));
}

/** The period that holds an instant. @throws PeriodGridError before the grid's first day */
export function periodAt(grid: PeriodGrid, seconds: number): number {
  return periodOn(ownWith(grid, "firstDay", "utcOffsetMinutes"), dayOf(grid, seconds));
}

/**
 * The last day of a period; undefined where it never ends, or not before the last day that a date can name.
 *
 * @throws PeriodGridError for no period of the grid
 */
export function lastDayOf(grid: PeriodGrid, period: number): CalendarDate | undefined {
  const day = readPeriod(period);
  if (periodOn(grid, day) !== period)
    throw new PeriodGridError({ path: "period", expected: `a period of ${formatGrid(grid)}`, received: `${period}` });
  const next = dayAfter(grid, day);
  return next > LAST_DAY ? undefined : dateFromDayNumber(next - 1);
}

/** The instant at which a period is over, seconds since the epoch, exclusive; undefined where it never ends. @throws PeriodGridError */
export function endOfPeriod(grid: PeriodGrid, period: number): number | undefined {
  const last = lastDayOf(grid, period);
  return last === undefined ? undefined : startOfDay(grid, { ...last, day: last.day + 1 });
}

/** The instant at which a day begins by the grid's clock, seconds since the epoch. A day after a month's last is the next month's. */
export function startOfDay({ utcOffsetMinutes }: PeriodGrid, day: CalendarDate): number {
  return secondsOf(day) - utcOffsetMinutes * 60;
}

/** Reads a period's name: a real date as YYYYMMDD. @throws PeriodGridError */
export function readPeriod(period: number, path = "period"): CalendarDate {
  try {
    return dateFromCalendarInteger(period, path);
  } catch (cause) {
    throw new PeriodGridError({ path, expected: "a real date as YYYYMMDD", received: String(period), cause });
  }
}

const MONTHS: Readonly<Partial<Record<PeriodKind, number>>> = { month: 1, quarter: 3, year: 12 };

/** The calendar's own start of the period that holds a day; for the first period it may lie before the grid's first day. */
function startOf({ kind, days, firstDay }: PeriodGrid, day: CalendarDate): CalendarDate {
  const months = MONTHS[kind];
  if (months !== undefined) return { ...day, month: day.month - ((day.month - 1) % months), day: 1 };
  if (kind === "once") return firstDay;
  return dateFromDayNumber(dayNumber(day) - ((dayNumber(day) - dayNumber(firstDay)) % days));
}

/** The day number at which the period after that of `day` begins; infinite where none does. */
function dayAfter(grid: PeriodGrid, day: CalendarDate): number {
  const start = startOf(grid, day);
  const months = MONTHS[grid.kind];
  if (months !== undefined) return dayNumber({ ...start, month: start.month + months });
  return grid.kind === "once" ? Number.POSITIVE_INFINITY : dayNumber(start) + grid.days;
}

/**
 * A grid of periods is not of its form, or a day or period is not on it.
 *
 * What to do: correct the grid; where a period is named, take the one that `periodAt` gives.
 */
export class PeriodGridError extends /* @__PURE__ */ refusal(
  "PERIOD_GRID_INVALID",
  "PeriodGridError",
  "Invalid period grid",
) {}
