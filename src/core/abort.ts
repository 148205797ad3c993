/** Work that a signal ends. */
import { refusal } from "./errors.ts";

/** @throws AbortedError when the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError();
}

/**
 * The result of `work`, or a refusal as soon as the signal fires, also when `work` takes no notice of it.
 *
 * @throws AbortedError when the signal fires first
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AbortedError());
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
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
export class AbortedError extends /* @__PURE__ */ refusal(
  "OPERATION_ABORTED",
  "AbortedError",
  "The operation was aborted",
) {}
