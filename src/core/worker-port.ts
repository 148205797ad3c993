/**
 * A worker's side of a channel (worker-channel.ts): takes numbered tasks, sends results and refusals back under their
 * numbers. Runs in Node's worker threads and in browsers' workers. It is part of every worker's script, so it is small.
 */
import { toWire, type WireError } from "./wire-error.ts";

/** A task under its number, or the number of one that nobody waits for any more. */
export type ToWorker<Task> = (Task & { readonly id: number }) | { readonly cancel: number };

/** What a worker says: that it listens, that it still works, or something about the task of a number. */
export type FromWorker<Result> =
  | { readonly ready: true }
  | { readonly beat: true }
  /** A message did not survive structured cloning, so its number is not known. */
  | { readonly broken: true }
  | { readonly id: number; readonly note: unknown }
  | { readonly id: number; readonly failure: WireError }
  | { readonly id: number; readonly result?: Result; readonly failure?: never };

/** A worker's global scope, Node's parentPort, or any message port. */
export interface WorkerPort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(type: "message" | "messageerror", listener: (event: { readonly data: unknown }) => void): void;
}

/** Node's worker threads; undefined in browsers. Not an import, which a bundle for browsers could not resolve. */
export function nodeThreads(): typeof import("node:worker_threads") | undefined {
  return typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads") : undefined;
}

/** The port to whoever started this worker. */
export function parentPort(): WorkerPort {
  const port = nodeThreads()?.parentPort;
  if (!port) return globalThis as unknown as WorkerPort;
  return {
    postMessage: (message, transfer) => port.postMessage(message, transfer),
    // Not its own addEventListener: for the event Node loads its whole HTTP client, 4 MB a thread.
    addEventListener: (type, listener) => void port.on(type, (data) => listener({ data })),
  };
}

/** What a task may use while it is performed. */
export interface TaskContext {
  /** Fires when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** Sends something ahead of the result, such as progress. */
  note(note: unknown): void;
  /** Says that the work continues; for work that does not let the event loop in. */
  beat(): void;
}

/** While a task runs, a sign of life is sent about this often. */
const BEAT_MILLISECONDS = 1_000;

/**
 * Performs the tasks that arrive at a port. Tasks that arrive together run side by side where `perform` waits.
 *
 * What `perform` throws refuses its task and no other: one of our errors with its code, any other without its message,
 * which may hold anything.
 *
 * @param transferOf what of a result is handed over instead of copied
 */
export function serveTasks<Task, Result>(
  port: WorkerPort,
  perform: (task: Task, context: TaskContext) => Result | Promise<Result>,
  transferOf: (result: Result) => readonly ArrayBuffer[] = () => [],
): void {
  const running = new Map<number, AbortController>();
  const post = (message: FromWorker<Result>, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  let beaten = 0;
  const beat = (): void => {
    const now = performance.now();
    if (now - beaten < BEAT_MILLISECONDS) return;
    beaten = now;
    post({ beat: true });
  };

  const start = async ({ id, ...task }: { readonly id: number }): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    const beats = setInterval(beat, BEAT_MILLISECONDS);
    try {
      const context = { signal: controller.signal, note: (note: unknown) => post({ id, note }), beat };
      const result = await perform(task as Task, context);
      post({ id, result }, transferOf(result));
    } catch (error) {
      post({ id, failure: toWire(error) });
    }
    clearInterval(beats);
    running.delete(id);
  };

  port.addEventListener("message", ({ data }) => {
    const message = data as ToWorker<object>;
    if ("cancel" in message) running.get(message.cancel)?.abort();
    else void start(message);
  });
  port.addEventListener("messageerror", () => post({ broken: true }));
  post({ ready: true });
}
