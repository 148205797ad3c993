/** The prover's worker: started when it is needed, given the points of keys, asked for their sums. */
import { copyBytes } from "../../../core/bytes.ts";
import type { CivicproofError } from "../../../core/errors.ts";
import { WorkerTaskError } from "../../../core/wire-error.ts";
import { WorkerChannel, type WorkerHandle } from "../../../core/worker-channel.ts";
import {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../../core/worker-refusals.ts";
import { startFromSource } from "../../../core/worker-source.ts";
import type { KernelModule } from "../../kernel/kernel.ts";
import { ProvingError } from "../proof.ts";
import type { ProverAnswer, ProverTask } from "./messages.ts";
import type { PointSet, PointSums } from "./points.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";

/** Makes a worker that runs `civicproof/prover-worker`. */
export type StartWorker = () => WorkerHandle;

/** A worker from the source that the package carries. */
export const startInlineWorker: StartWorker = () => startFromSource(WORKER_SOURCE);

/** The points of one key on the worker. */
export interface RemotePoints extends PointSums {
  /** Rejects when the worker refuses the points. */
  readonly loaded: Promise<void>;
  readonly isAlive: boolean;
  /** @throws what the worker was lost to, once it is */
  failIfLost(): void;
  /** Frees the worker's memory; the points can't be used any more. */
  forget(): void;
}

/** A worker with a task says its first word within this time, or the proof is made without it. */
const START_MILLISECONDS = 5_000;
/** How long after a worker that could not start the next one is tried. */
const RETRY_MILLISECONDS = 60_000;

/** Owns at most one worker. It never keeps the process alive for longer than a sum takes. */
export class ProvingThread {
  readonly #channel: WorkerChannel<ProverTask, ProverAnswer> | undefined;
  #unavailableUntil = 0;
  #loss: CivicproofError | undefined;
  #lastKey = 0;

  /** @param startWorker undefined to do without a worker */
  constructor(startWorker: StartWorker | undefined) {
    if (startWorker === undefined) return;
    this.#channel = new WorkerChannel({
      start: startWorker,
      startMilliseconds: START_MILLISECONDS,
      onLoss: (reason) => {
        this.#loss = reason;
        if (reason instanceof WorkerUnavailableError) this.#setAside();
      },
    });
  }

  /** The worker's number, started when there was none; undefined where there can't be one. */
  open(): number | undefined {
    if (this.#channel === undefined || performance.now() < this.#unavailableUntil) return undefined;
    try {
      return this.#channel.open();
    } catch {
      this.#setAside();
      return undefined;
    }
  }

  /**
   * Hands over the points of a key; undefined where there is no worker.
   *
   * The sums reject with WorkerUnavailableError when the worker never worked here: then the proof can be made without
   * it. They reject with ProvingError when it was lost later.
   */
  load(module: KernelModule, sets: readonly PointSet[]): RemotePoints | undefined {
    const life = this.open();
    const channel = this.#channel;
    if (life === undefined || channel === undefined) return undefined;
    const key = ++this.#lastKey;
    const ask = async (task: ProverTask, transferred: readonly Uint8Array[] = []): Promise<ProverAnswer> => {
      try {
        return await channel.call(task, { life, transfer: transferred.map(({ buffer }) => buffer as ArrayBuffer) });
      } catch (error) {
        throw this.#explain(error);
      }
    };
    // Parts of a file, copied, or the whole file would go over with them.
    const copies = sets.map((set) => ({ ...set, chunks: set.chunks.map((chunk) => copyBytes(chunk)) }));
    const loaded = ask(
      { kind: "load", key, module, sets: copies },
      copies.flatMap(({ chunks }) => chunks),
    ).then(() => {});
    loaded.catch(() => {});
    return {
      loaded,
      get isAlive() {
        return channel.isAlive(life);
      },
      failIfLost: () => {
        if (!channel.isAlive(life)) throw this.#explain(new WorkerEndedError());
      },
      sum: async (name, scalars) => (await ask({ kind: "sum", key, name, scalars }, [scalars]))!,
      forget() {
        if (channel.isAlive(life)) ask({ kind: "forget", key }).catch(() => {});
      },
    };
  }

  /** Ends the worker now; what it was asked fails with `reason`. */
  end(reason: CivicproofError): void {
    this.#loss = reason;
    void this.#channel?.end(reason);
  }

  #setAside(): void {
    this.#unavailableUntil = performance.now() + RETRY_MILLISECONDS;
  }

  #explain(error: unknown): unknown {
    if (error instanceof WorkerMessageError) {
      // A page's policy or an engine may refuse to pass a module on.
      this.#setAside();
      const reason = new WorkerUnavailableError({ cause: error });
      this.end(reason);
      return reason;
    }
    // A call that came too late says only that the worker ended.
    const reason = error instanceof WorkerEndedError ? (this.#loss ?? error) : error;
    if (reason instanceof WorkerTaskError) return new ProvingError({ cause: reason });
    if (!(reason instanceof WorkerEndedError || reason instanceof WorkerSilentError)) return reason;
    return new ProvingError({ message: "A proving thread ended unexpectedly", cause: reason });
  }
}
