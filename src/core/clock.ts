/** Clocks that are far ahead: one entry dated in 2100 would shut a log that goes forward only until then. */
import { refusal } from "./errors.ts";

/** A log that was quiet for longer asks for a word. */
const MAX_QUIET_DAYS = 400;

/**
 * @param lastSeconds time of the last entry; undefined before the first
 * @param isConfirmed somebody said that the clock is right
 * @throws ClockAheadError when the time is more than 400 days after the last entry and not confirmed
 */
export function checkAhead(
  timeSeconds: number,
  {
    lastSeconds,
    isConfirmed = false,
  }: { readonly lastSeconds: number | undefined; readonly isConfirmed?: boolean | undefined },
): void {
  if (isConfirmed || lastSeconds === undefined || timeSeconds <= lastSeconds + MAX_QUIET_DAYS * 86_400) return;
  throw new ClockAheadError({
    path: "timeSeconds",
    expected: `at most ${MAX_QUIET_DAYS} days after the last entry (${lastSeconds}), or \`confirmClock\``,
    received: String(timeSeconds),
  });
}

/**
 * The clock is more than 400 days after the last entry of a log that goes forward only.
 *
 * What to do: look at the clock. When it is right, confirm it: `confirmClock`, or `--confirm-clock`.
 */
export class ClockAheadError extends /* @__PURE__ */ refusal(
  "CLOCK_NOT_CONFIRMED",
  "ClockAheadError",
  "The clock is far ahead of the last entry",
) {}
