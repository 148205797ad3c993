/**
 * Calendar dates as the circuits see them: YYYYMMDD integers and day numbers. No time zones: of JavaScript's Date only the
 * calendar in UTC is used, which is the proleptic Gregorian one (ECMA-262 §21.4.1).
 */
import { describeValue } from "./errors.ts";
import { InvalidInputError } from "./json.ts";

/** A real date of the proleptic Gregorian calendar, year 1800 to 9999. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** The day number of 1970-01-01. */
const EPOCH_DAY = 719_163;

/**
 * Reads `YYYY-MM-DD` (ISO 8601, extended format).
 *
 * @throws InvalidInputError when the text is not a real date between 1800-01-01 and 9999-12-31
 */
export function parseDate(text: unknown, path = ""): CalendarDate {
  const [, year = 0, month = 0, day = 0] = (typeof text === "string" && ISO_DATE.exec(text)?.map(Number)) || [];
  const date = { year, month, day };
  // A day that its month doesn't have is one of another month.
  if (year < 1800 || formatDate(dateAt(secondsOf(date))) !== text) {
    throw new InvalidInputError({
      path,
      expected: "a real date YYYY-MM-DD from 1800 on",
      received: describeValue(text),
    });
  }
  return date;
}

/** `YYYY-MM-DD`. */
export function formatDate({ year, month, day }: CalendarDate): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** YYYYMMDD as an integer, below 2^27. Order is the order of dates. */
export function calendarInteger({ year, month, day }: CalendarDate): number {
  return year * 10_000 + month * 100 + day;
}

/** The date of a YYYYMMDD integer. @throws InvalidInputError when it is not a real date */
export function dateFromCalendarInteger(value: number, path = ""): CalendarDate {
  const text = String(value);
  return parseDate(`${text.slice(0, -4)}-${text.slice(-4, -2)}-${text.slice(-2)}`, path);
}

/** Seconds from the epoch to the start of a day in UTC. A month after December is one of the next year, and so for days. */
export function secondsOf({ year, month, day }: CalendarDate): number {
  return Date.UTC(year, month - 1, day) / 1000;
}

/** Days since 0001-01-01, which is day 1 ("Rata Die"; proleptic Gregorian), below 2^22. */
export function dayNumber(date: CalendarDate): number {
  return secondsOf(date) / 86_400 + EPOCH_DAY;
}

/** The date of a day number. @throws InvalidInputError before 1800 or after 9999 */
export function dateFromDayNumber(day: number): CalendarDate {
  const date = dateAt((day - EPOCH_DAY) * 86_400);
  return parseDate(formatDate(date), "dayNumber");
}

/** The public signal `today` (protocol P-21): calendar · 2^32 + day number. */
export function packToday(date: CalendarDate): bigint {
  return (BigInt(calendarInteger(date)) << 32n) | BigInt(dayNumber(date));
}

/** The calendar date at an instant in a fixed UTC offset, for clocks. @param offsetMinutes minutes east of UTC */
export function dateAt(epochSeconds: number, offsetMinutes = 0): CalendarDate {
  const instant = new Date((epochSeconds + offsetMinutes * 60) * 1000);
  return { year: instant.getUTCFullYear(), month: instant.getUTCMonth() + 1, day: instant.getUTCDate() };
}
