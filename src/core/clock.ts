/** Clocks that are far ahead: one entry dated in 2100 would shut a log that goes forward only until then. */
import { refusal } from "./errors.ts";

/** A log that was quiet for longer asks for a word. */
const MAX_QUIET_DAYS = 400;
/** A first entry is compared with the machine's clock, which may be wrong itself. */
const MAX_FIRST_DAYS = 3_650;

/**
 * @param lastSeconds time of the last entry; undefined before the first
 * @param isConfirmed somebody said that the clock is right
 * @throws ClockAheadError when the time is not confirmed, and more than 400 days after the last entry, or as the first
 * one ten years after the machine's clock
 */
export function checkAhead(
  timeSeconds: number,
  {
    lastSeconds,
    isConfirmed = false,
  }: { readonly lastSeconds: number | undefined; readonly isConfirmed?: boolean | undefined },
): void {
  const [from, days, name] =
    lastSeconds === undefined
      ? [Math.floor(Date.now() / 1_000), MAX_FIRST_DAYS, "this machine's clock"]
      : [lastSeconds, MAX_QUIET_DAYS, "the last entry"];
  if (isConfirmed || timeSeconds <= from + days * 86_400) return;
  throw new ClockAheadError({
    path: "timeSeconds",
    expected: `at most ${days} days after ${name} (${from}), or \`confirmClock\``,
    received: String(timeSeconds),
  });
}

/**
 * The clock is more than 400 days after the last entry of a log that goes forward only, or its first entry is more than
 * ten years after the machine's clock.
 *
 * What to do: look at the clock. When it is right, confirm it: `confirmClock`, or `--confirm-clock`.
 */
export class ClockAheadError extends /* @__PURE__ */ refusal(
  "CLOCK_NOT_CONFIRMED",
  "ClockAheadError",
  "The clock is far ahead",
) {}
