/** The threads of a ceremony: as many as there are processors, in Node and in browsers; without any, the caller's own. */
import { processorCount } from "../../core/platform.ts";
import { WorkerPool } from "../../core/worker-pool.ts";
import { WorkerUnavailableError } from "../../core/worker-refusals.ts";
import { startFromSource } from "../../core/worker-source.ts";
import type { Kernel, KernelModule } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";
import { type PointAnswer, type PointTask, performPointTask } from "./point-tasks.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";
import type { ThreadTask } from "./worker.ts";

/** Each takes some ten megabytes. */
const MAX_THREADS = 8;

/** Points or terms of a task that takes less time than starting a thread. */
const SMALL = 512;

const isSmall = (task: PointTask): boolean =>
  (task.kind === "sparse" ? task.block.rows.targets.length : task.points.length / 64) <= SMALL;

export interface PointThreads {
  /** How many tasks are done at the same time. */
  readonly count: number;
  run(task: PointTask): Promise<PointAnswer>;
  /** Has the caller's own thread do it, when it has done what it was given before. */
  runHere(task: PointTask): Promise<PointAnswer>;
  /** Ends the threads, and with them what they know. */
  close(): Promise<void>;
}

/**
 * Threads are started with the first task that is worth it, and none for less than two.
 *
 * @param own where tasks are done when there are no threads
 */
export function createPointThreads(
  module: KernelModule,
  own: { readonly kernel: Kernel; readonly memory: KernelMemory },
  count = Math.min(processorCount(), MAX_THREADS),
): PointThreads {
  let pool: WorkerPool<ThreadTask, PointAnswer> | undefined;
  let isAlone = count < 2;
  // One after the other: a task that waits in the middle has its numbers in the kernel's memory.
  let last: Promise<unknown> = Promise.resolve();
  const runHere = (task: PointTask): Promise<PointAnswer> => {
    const answer = last.then(() => performPointTask(own.kernel, own.memory, task));
    last = answer.catch(() => {});
    return answer;
  };
  return {
    runHere,
    get count() {
      return isAlone ? 1 : count;
    },
    async run(task) {
      if (isAlone || isSmall(task)) return runHere(task);
      pool ??= new WorkerPool(count, { start: () => startFromSource(WORKER_SOURCE) });
      try {
        return await pool.run({ ...task, module });
      } catch (error) {
        // A page's policy may forbid workers.
        if (!(error instanceof WorkerUnavailableError)) throw error;
        isAlone = true;
        return runHere(task);
      }
    },
    async close() {
      await pool?.close();
      pool = undefined;
    },
  };
}
