/** Work that a signal ends. */
import { refusal } from "./errors.ts";

/** @throws AbortedError when the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError();
}

/** Waits, but not longer than until a signal fires; it never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

/**
 * The caller's AbortSignal fired, or what does the work was closed.
 *
 * What to do: nothing; the caller stopped it.
 */
export class AbortedError extends /* @__PURE__ */ refusal("ABORTED", "AbortedError", "The operation was aborted") {}
