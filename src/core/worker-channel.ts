/**
 * The owner's side of a worker, in Node and in browsers: numbered tasks, a table of those that wait, and one answer to
 * every way in which a worker can die. Whether it exits, throws, sends what can't be read, does not load or falls
 * silent: what waits is refused, and the next call gets a new worker. The worker's side is worker-port.ts.
 */

import { AbortedError } from "./abort.ts";
import type { CivicproofError } from "./errors.ts";
import { fromWire } from "./wire-error.ts";
import type { FromWorker, ToWorker } from "./worker-port.ts";
import { WorkerEndedError, WorkerMessageError, WorkerSilentError, WorkerUnavailableError } from "./worker-refusals.ts";

/** What Node's worker threads and browsers' workers have in common. */
export interface WorkerHandle {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
  /** Browser. */
  addEventListener?(type: "message" | "error" | "messageerror", listener: (event: unknown) => void): void;
  /** Node. */
  on?(type: "message" | "error" | "messageerror" | "exit", listener: (value: unknown) => void): unknown;
  ref?(): void;
  unref?(): void;
}

/** Options of {@link WorkerChannel}. */
export interface WorkerChannelOptions {
  /** Starts a worker whose script calls `serveTasks`. */
  readonly start: () => WorkerHandle;
  /** Told when a worker was lost, after everything that waited was refused. */
  readonly onLoss?: (reason: CivicproofError) => void;
  /** Start at once, and replace at once a worker that is lost; otherwise the next call does. */
  readonly eager?: boolean;
  /** How long a worker that has a task may take to load its script and say its first word; 6,000 by default. */
  readonly startMilliseconds?: number;
  /** How long a worker that has a task may say nothing, not even that it is still at work; 30,000 by default. */
  readonly silenceMilliseconds?: number;
}

/** Options of {@link WorkerChannel.call}. */
export interface WorkerCallOptions {
  /** Gone on this side afterwards. */
  readonly transfer?: ArrayBuffer[];
  /** The worker that the task is meant for, as {@link WorkerChannel.open} returned it; any by default. */
  readonly life?: number;
  /** Refuses the call at once. A worker that has not stopped two seconds later is ended. */
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((note: unknown) => void) | undefined;
}

interface Waiting<Result> {
  onNote: ((note: unknown) => void) | undefined;
  resolve(result: Result): void;
  reject(error: CivicproofError): void;
  /** Runs from an abort until the worker says that it stopped. */
  cancelled?: ReturnType<typeof setTimeout>;
}

/** How long a cancelled task may continue before its worker is ended. */
const CANCEL_MILLISECONDS = 2_000;
/** Workers that died in a row without a word; then the next is not started before somebody asks. */
const MAX_FAILED_STARTS = 5;

/**
 * One worker at a time, and what it was asked.
 *
 * Silence is counted in ticks of a timer and not by the clock, so that neither a laptop that slept nor an owner that was
 * busy takes a worker for dead.
 */
export class WorkerChannel<Task extends object, Result> {
  readonly #options: WorkerChannelOptions;
  readonly #waiting = new Map<number, Waiting<Result>>();
  readonly #tickMilliseconds: number;
  #worker: WorkerHandle | undefined;
  #life = 0;
  #hasSpoken = false;
  #failedStarts = 0;
  #lastId = 0;
  #silentMilliseconds = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: WorkerChannelOptions) {
    this.#options = options;
    const { startMilliseconds = 6_000, silenceMilliseconds = 30_000 } = options;
    this.#tickMilliseconds = Math.min(startMilliseconds, silenceMilliseconds, 2_500) / 5;
    if (options.eager) this.#tryToStart();
  }

  /** The worker that lives now; for its owner's tests. */
  get worker(): WorkerHandle | undefined {
    return this.#worker;
  }

  /** Whether the worker with this number still lives. */
  isAlive(life: number): boolean {
    return this.#worker !== undefined && this.#life === life;
  }

  /**
   * Starts a worker unless one lives.
   *
   * @returns its number: a new one for each worker, so that the owner can tell what this one was given
   * @throws WorkerUnavailableError when it can't be started
   */
  open(): number {
    if (this.#worker === undefined) this.#start();
    return this.#life;
  }

  /**
   * Has the worker do a task.
   *
   * @throws WorkerUnavailableError when the worker can't be started, or was lost before it said a word
   * @throws WorkerEndedError, WorkerSilentError when it is lost later
   * @throws WorkerMessageError when the task can't be sent
   * @throws AbortedError when `signal` fires
   * @throws WorkerTaskError when the worker could not do it; whatever the worker refused it with
   */
  async call(task: Task, { transfer = [], life, signal, onNote }: WorkerCallOptions = {}): Promise<Result> {
    if (signal?.aborted) throw new AbortedError();
    if (life !== undefined && !this.isAlive(life)) throw new WorkerEndedError();
    this.open();
    const id = ++this.#lastId;
    const abort = () => this.#cancel(id);
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#waiting.set(id, { onNote, resolve, reject });
        signal?.addEventListener("abort", abort);
        this.#watch();
        try {
          this.#worker!.postMessage({ ...task, id } satisfies ToWorker<Task>, transfer);
        } catch (cause) {
          this.#settle(id);
          reject(new WorkerMessageError({ cause }));
        }
      });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends the worker; what waits is refused with `reason`. A later call starts a new one. */
  async end(reason: CivicproofError): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#watch();
    for (const { reject, cancelled } of waiting) {
      clearTimeout(cancelled);
      reject(reason);
    }
    await worker?.terminate();
  }

  #start(): void {
    let worker: WorkerHandle;
    try {
      worker = this.#options.start();
    } catch (cause) {
      throw new WorkerUnavailableError({ cause });
    }
    this.#worker = worker;
    this.#life += 1;
    this.#hasSpoken = false;
    const receive = (message: unknown) => {
      if (this.#worker === worker) this.#receive(message);
    };
    const died = (cause: unknown) => {
      if (this.#worker === worker) this.#lose(new WorkerEndedError({ cause }));
    };
    if (worker.addEventListener !== undefined) {
      worker.addEventListener("message", (event) => receive((event as { readonly data: unknown }).data));
      for (const type of ["error", "messageerror"] as const) {
        worker.addEventListener(type, (event) => {
          // Heard here; otherwise it would be an error of this thread, too, which may be a worker itself.
          (event as { preventDefault?(): void }).preventDefault?.();
          died(event);
        });
      }
    } else {
      worker.on?.("message", receive);
      for (const type of ["error", "messageerror", "exit"] as const) worker.on?.(type, died);
    }
    worker.unref?.();
  }

  #tryToStart(): void {
    try {
      this.open();
    } catch {
      // The next call says why.
    }
  }

  #receive(received: unknown): void {
    this.#hasSpoken = true;
    this.#silentMilliseconds = 0;
    const message = (typeof received === "object" && received !== null ? received : {}) as FromWorker<Result>;
    if ("broken" in message) this.#lose(new WorkerEndedError({ expected: "a message that can be read" }));
    if (!("id" in message)) return;
    if ("note" in message) {
      this.#waiting.get(message.id)?.onNote?.(message.note);
      return;
    }
    const waiting = this.#settle(message.id);
    if (message.failure === undefined) waiting?.resolve(message.result as Result);
    else waiting?.reject(fromWire(message.failure));
  }

  #cancel(id: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.onNote = undefined;
    waiting.cancelled = setTimeout(() => this.#lose(new WorkerSilentError()), CANCEL_MILLISECONDS);
    waiting.reject(new AbortedError());
    this.#worker?.postMessage({ cancel: id } satisfies ToWorker<Task>, []);
  }

  #settle(id: number): Waiting<Result> | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.cancelled);
    this.#waiting.delete(id);
    this.#watch();
    return waiting;
  }

  /** Listens for silence, and keeps the process alive, as long as something waits. */
  #watch(): void {
    const isBusy = this.#waiting.size > 0;
    if (isBusy === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = isBusy ? setInterval(() => this.#tick(), this.#tickMilliseconds) : undefined;
    this.#silentMilliseconds = 0;
    if (isBusy) this.#worker?.ref?.();
    else this.#worker?.unref?.();
  }

  #tick(): void {
    const { startMilliseconds = 6_000, silenceMilliseconds = 30_000 } = this.#options;
    this.#silentMilliseconds += this.#tickMilliseconds;
    if (this.#silentMilliseconds >= (this.#hasSpoken ? silenceMilliseconds : startMilliseconds)) {
      this.#lose(new WorkerSilentError());
    }
  }

  #lose(reason: CivicproofError): void {
    const why = this.#hasSpoken ? reason : new WorkerUnavailableError({ cause: reason });
    this.#failedStarts = this.#hasSpoken ? 0 : this.#failedStarts + 1;
    void this.end(why);
    this.#options.onLoss?.(why);
    if (this.#options.eager && this.#failedStarts < MAX_FAILED_STARTS) this.#tryToStart();
  }
}
