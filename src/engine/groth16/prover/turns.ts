/** Turns: of pieces of work one after the other, and of the event loop between their steps. */
import { AbortedError } from "../../../core/abort.ts";

/** Does one piece of work after the other, and tells when there has been none for a while. */
export class Turns {
  readonly #idleMilliseconds: number;
  readonly #onIdle: () => void;
  #last: Promise<void> = Promise.resolve();
  #active = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ idleMilliseconds, onIdle }: { readonly idleMilliseconds: number; readonly onIdle: () => void }) {
    this.#idleMilliseconds = idleMilliseconds;
    this.#onIdle = onIdle;
  }

  /** Does it when everything before is done, whether that failed or not. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    this.stopWaiting();
    this.#active += 1;
    const turn = this.#last.then(work);
    const ended = () => {
      this.#active -= 1;
      if (this.#active === 0) this.#waitForMore();
    };
    this.#last = turn.then(ended, ended);
    return turn;
  }

  /** Whether something waits for the piece of work that is being done. */
  get isAwaited(): boolean {
    return this.#active > 1;
  }

  /** Nobody is told any more that there is no work, until there was some. */
  stopWaiting(): void {
    clearTimeout(this.#timer);
  }

  #waitForMore(): void {
    this.stopWaiting();
    this.#timer = setTimeout(this.#onIdle, this.#idleMilliseconds);
    // Node; no reason to keep a process alive.
    (this.#timer as { unref?(): void }).unref?.();
  }
}

/** Waits for a turn of the event loop, so that signals, timers and other threads are heard. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    // Timers are clamped to 4 ms in browsers; messages are not.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets the event loop go on for so long, unless that is over before. */
export async function someTurns(milliseconds: number, isOver: () => boolean): Promise<void> {
  for (const end = performance.now() + milliseconds; performance.now() < end && !isOver(); ) await nextTurn();
}

/** A promise that rejects when one of the signals fires; `stop` removes the listeners. */
export function whenAborted(signals: readonly AbortSignal[]): { promise: Promise<never>; stop(): void } {
  let fire = () => {};
  const promise = new Promise<never>((_, reject) => {
    fire = () => reject(new AbortedError());
  });
  promise.catch(() => {});
  if (signals.some(({ aborted }) => aborted)) fire();
  for (const signal of signals) signal.addEventListener("abort", fire);
  return {
    promise,
    stop() {
      for (const signal of signals) signal.removeEventListener("abort", fire);
    },
  };
}
