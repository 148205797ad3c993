/** Instants as people in a place read them. What counts (periods, ends) never depends on a time zone's rules. */
import { InvalidInputError } from "./json.ts";

/** @throws InvalidInputError for anything but a name of the IANA time zone database that this platform knows */
export function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (cause) {
    throw new InvalidInputError({
      path: "timeZone",
      expected: "a name of the IANA time zone database, such as Europe/Vienna",
      cause,
    });
  }
}

/** Making one takes longer than all that is done with it; there are a few hundred zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23" },
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Minutes that clocks in a place are ahead of UTC at an instant; negative west of Greenwich. */
export function utcOffsetMinutes(seconds: number, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(seconds * 1_000);
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value);
  const local = Date.UTC(
    ...([part("year"), part("month") - 1, part("day")] as const),
    ...([part("hour"), part("minute"), part("second")] as const),
  );
  return Math.round((local / 1_000 - seconds) / 60);
}

/**
 * An instant with the clock of a place (RFC 3339).
 *
 * @param seconds whole seconds since the epoch
 * @example
 * localTime(1_782_858_600, "Europe/Vienna"); // "2026-07-01T00:30:00+02:00"
 */
export function localTime(seconds: number, timeZone: string): string {
  const offset = utcOffsetMinutes(seconds, timeZone);
  const clock = new Date((seconds + offset * 60) * 1_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.abs(offset);
  return `${clock}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
