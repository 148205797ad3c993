/** The Poseidon hasher on worker threads (Node). */

import { Worker } from "node:worker_threads";
import { copyBytes } from "../../core/bytes.ts";
import { own } from "../../core/own.ts";
import { WorkerPool } from "../../core/worker-pool.ts";
import { poseidonHasher, poseidonImage } from "./hasher.ts";
import { groups, type HasherArity } from "./instance.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";
import type { PoseidonTask } from "./worker.ts";

/** Hashes away from the main thread. */
export interface PoseidonPool {
  /**
   * Like `PoseidonHasher.hashMany`.
   *
   * @throws PoseidonInputError for another width, or a part of a group
   * @throws WorkerEndedError when a thread dies over it; the next call gets a new one
   * @throws WorkerPoolClosedError after {@link PoseidonPool.close}
   */
  readonly hashMany: (arity: HasherArity, bytes: Uint8Array) => Promise<Uint8Array>;
  /** The threads that live now; for tests that kill them. */
  readonly threads: () => readonly { readonly threadId: number; terminate(): Promise<number> }[];
  readonly close: () => Promise<void>;
}

/** Hashes of one message: small enough to spread over the threads, large enough not to be about messages. */
const GROUPS_PER_JOB = 2_048;
/** Fewer groups are hashed at once on the calling thread. */
const INLINE_GROUPS = 64;

/** Starts threads. Idle ones keep no process alive; {@link PoseidonPool.close} ends them. */
export function createPoseidonPool(options: { readonly threads?: number } = {}): PoseidonPool {
  const { threads = 2 } = own(options);
  const pool = new WorkerPool<PoseidonTask, Uint8Array>(threads, {
    start: () => new Worker(WORKER_SOURCE, { eval: true, workerData: poseidonImage() }),
  });
  return {
    async hashMany(arity, bytes) {
      const count = groups(arity, bytes);
      if (count <= INLINE_GROUPS) return poseidonHasher().hashMany(arity, bytes);
      const step = 32 * arity * GROUPS_PER_JOB;
      const parts = await Promise.all(
        Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => {
          const part = copyBytes(bytes, i * step, (i + 1) * step);
          return pool.run({ arity, bytes: part }, [part.buffer]);
        }),
      );
      const out = new Uint8Array(32 * count);
      parts.forEach((part, i) => {
        out.set(part, i * 32 * GROUPS_PER_JOB);
      });
      return out;
    },
    threads: () => pool.workers as readonly Worker[],
    close: () => pool.close(),
  };
}
