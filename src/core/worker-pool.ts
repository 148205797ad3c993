/** Some workers that share a queue, each with one task at a time. */
import { type CivicproofError, refusal } from "./errors.ts";
import { WorkerChannel, type WorkerChannelOptions, type WorkerHandle } from "./worker-channel.ts";

interface Job<Task, Result> {
  readonly task: Task;
  readonly transfer: ArrayBuffer[];
  resolve(result: Promise<Result>): void;
  reject(error: CivicproofError): void;
}

/** Workers, started at once. Idle ones keep no process alive. */
export class WorkerPool<Task extends object, Result> {
  readonly #channels: readonly WorkerChannel<Task, Result>[];
  readonly #idle: WorkerChannel<Task, Result>[];
  readonly #queue: Job<Task, Result>[] = [];
  #isClosed = false;

  constructor(size: number, options: WorkerChannelOptions) {
    this.#channels = Array.from({ length: size }, () => new WorkerChannel<Task, Result>({ ...options, eager: true }));
    this.#idle = [...this.#channels];
  }

  /** The workers that live now; for tests that kill them. */
  get workers(): readonly WorkerHandle[] {
    return this.#channels.flatMap(({ worker }) => (worker === undefined ? [] : [worker]));
  }

  /**
   * Has the next idle worker do a task.
   *
   * @throws WorkerPoolClosedError when the pool is closed, also while the task waits
   * @throws what `WorkerChannel.call` throws
   */
  run(task: Task, transfer: ArrayBuffer[] = []): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new WorkerPoolClosedError());
      this.#queue.push({ task, transfer, resolve, reject });
      this.#next();
    });
  }

  /** Ends the workers; what is not done yet is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const reason = new WorkerPoolClosedError();
    for (const { reject } of this.#queue.splice(0)) reject(reason);
    await Promise.all(this.#channels.map((channel) => channel.end(reason)));
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const channel = this.#idle.pop()!;
      const { task, transfer, resolve } = this.#queue.shift()!;
      const done = channel.call(task, { transfer }).finally(() => {
        this.#idle.push(channel);
        this.#next();
      });
      resolve(done);
    }
  }
}

/**
 * The pool of workers is closed.
 *
 * What to do: nothing, when the program is ending; otherwise make a new pool.
 */
export class WorkerPoolClosedError extends /* @__PURE__ */ refusal(
  "WORKER_POOL_CLOSED",
  "WorkerPoolClosedError",
  "The pool of workers is closed",
) {}
