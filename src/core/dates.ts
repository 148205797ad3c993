/** Calendar dates as the circuits see them: YYYYMMDD integers and day numbers. No time zones, no Date object. */
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
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Whether `year` has a 29 February. */
export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * Reads `YYYY-MM-DD` (ISO 8601, extended format).
 *
 * @throws InvalidInputError when the text is not a real date between 1800-01-01 and 9999-12-31
 */
export function parseDate(text: unknown, path = ""): CalendarDate {
  const match = typeof text === "string" ? ISO_DATE.exec(text) : null;
  const [year, month, day] = match === null ? [0, 0, 0] : [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1800 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new InvalidInputError({
      path,
      expected: "a real date YYYY-MM-DD from 1800 on",
      received: typeof text === "string" ? `${text.length} characters` : typeof text,
    });
  }
  return { year, month, day };
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

/** Days since 0001-01-01, which is day 1 ("Rata Die"; proleptic Gregorian), below 2^22. */
export function dayNumber({ year, month, day }: CalendarDate): number {
  const past = year - 1;
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return (
    past * 365 +
    Math.floor(past / 4) -
    Math.floor(past / 100) +
    Math.floor(past / 400) +
    DAYS_BEFORE_MONTH[month - 1]! +
    leapDay +
    day
  );
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
