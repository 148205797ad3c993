/** A circuit breaker: who fails again and again is left alone for a while. */
import { SourceSilentError, SourceSuspendedError, SourceUnavailableError } from "./port.ts";

/** Failures in a row after which nobody is asked any more. */
const MAX_FAILURES = 5;
const PAUSE_MILLISECONDS = 30_000;

/** Runs a question through the breaker. */
export type Breaker = <T>(ask: () => Promise<T>) => Promise<T>;

/**
 * Counts failures of the source itself; what a source says of one person is an answer. After the pause one question goes
 * through and decides.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let failures = 0;
  let closedAgainAt = 0;
  return async (ask) => {
    if (failures >= MAX_FAILURES) {
      if (now() < closedAgainAt)
        throw new SourceSuspendedError({ expected: "a register that answers", received: `${MAX_FAILURES} failures` });
      // Those who come while this one is on its way still wait.
      closedAgainAt = now() + PAUSE_MILLISECONDS;
    }
    try {
      const answer = await ask();
      failures = 0;
      return answer;
    } catch (error) {
      const isFailure = error instanceof SourceUnavailableError || error instanceof SourceSilentError;
      failures = isFailure ? failures + 1 : 0;
      if (failures >= MAX_FAILURES) closedAgainAt = now() + PAUSE_MILLISECONDS;
      throw error;
    }
  };
}
