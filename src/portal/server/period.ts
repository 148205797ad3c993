/** Which period an instant belongs to, and when a period ends. */
import { dateAt } from "../../core/dates.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { PeriodKind } from "../../statement/policy/language.ts";

/** Kinds whose periods the calendar knows. */
export type CalendarPeriodKind = Exclude<PeriodKind, "custom">;

/**
 * The period's number at an instant: `202611` for a month, `20264` for a quarter, `2026` for a year, `0` for once.
 *
 * @param utcOffsetMinutes minutes east of UTC of the calendar that decides
 */
export function periodAt(kind: CalendarPeriodKind, nowSeconds: number, utcOffsetMinutes: number): number {
  const { year, month } = dateAt(nowSeconds, utcOffsetMinutes);
  switch (kind) {
    case "month":
      return year * 100 + month;
    case "quarter":
      return year * 10 + Math.ceil(month / 3);
    case "year":
      return year;
    case "once":
      return 0;
  }
}

/** When a period is over: seconds since the epoch, exclusive; undefined for `once`. @throws InvalidInputError for no period's number */
export function endOfPeriod(kind: CalendarPeriodKind, period: number, utcOffsetMinutes: number): number | undefined {
  /** @param month counts from 1 and may pass 12 */
  const startOf = (year: number, month: number): number => Date.UTC(year, month - 1, 1) / 1000 - utcOffsetMinutes * 60;
  const [end, isPeriod] = ((): [number | undefined, boolean] => {
    switch (kind) {
      case "month": {
        const [year, month] = [Math.floor(period / 100), period % 100];
        return [startOf(year, month + 1), month >= 1 && month <= 12];
      }
      case "quarter": {
        const [year, quarter] = [Math.floor(period / 10), period % 10];
        return [startOf(year, 3 * quarter + 1), quarter >= 1 && quarter <= 4];
      }
      case "year":
        return [startOf(period + 1, 1), true];
      case "once":
        return [undefined, period === 0];
    }
  })();
  if (!isPeriod)
    throw new InvalidInputError({ path: "period", expected: `the number of a ${kind}`, received: `${period}` });
  return end;
}
