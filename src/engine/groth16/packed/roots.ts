/** Gives points their y back: on this thread, and on a second one where there is one. */
import { WorkerChannel, type WorkerHandle } from "../../../core/worker-channel.ts";
import { WorkerEndedError } from "../../../core/worker-refusals.ts";
import { type GroupName, type KernelModule, startKernel } from "../../kernel/kernel.ts";
import { kernelMemory } from "../../kernel/memory.ts";
import { nextTurn } from "../prover/turns.ts";
import { xBytes } from "./format.ts";

/** Computes y for x and its sign, as format.ts has them. */
export interface Roots {
  /** Points as a zkey has them. */
  unpack(group: GroupName, xs: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

/** What the second thread is asked: first to take the kernel, then to unpack points. */
export interface RootsTask {
  readonly module?: KernelModule;
  readonly group?: GroupName;
  readonly xs?: Uint8Array;
}

/** How long the second thread may take to load, and to say something about a block of some milliseconds. */
const LIMITS = { startMilliseconds: 5_000, silenceMilliseconds: 3_000 };
/** Blocks that the second thread has at a time: it never waits for the next one. */
const AHEAD = 2;

export function unpackPoints(module: KernelModule): (group: GroupName, xs: Uint8Array) => Uint8Array {
  const kernel = startKernel(module);
  const memory = kernelMemory(kernel);
  return (group, xs) => {
    const mark = memory.mark();
    const packed = memory.place(xs);
    const points = memory.allocate(2 * xs.length);
    kernel.exports[`${group}_unpack`](points, packed, xs.length / xBytes(group));
    const bytes = memory.read(points, 2 * xs.length);
    memory.release(mark);
    return bytes;
  };
}

/** All on this thread. */
export function localRoots(module: KernelModule): Roots {
  const unpack = unpackPoints(module);
  return { unpack: async (group, xs) => unpack(group, xs), close() {} };
}

/**
 * On this thread and on another one, whoever is free. A second thread that does not start, or is lost, only means that
 * this one does its blocks as well.
 */
export function sharedRoots(module: KernelModule, startWorker: () => WorkerHandle): Roots {
  const unpack = unpackPoints(module);
  const channel = new WorkerChannel<RootsTask, Uint8Array>({ start: startWorker, ...LIMITS });
  let isThere = false;
  let asked = 0;
  channel.call({ module }).then(
    () => {
      isThere = true;
    },
    () => {},
  );
  return {
    async unpack(group, xs) {
      // Hears of the other thread.
      await nextTurn();
      if (!isThere || asked >= AHEAD) return unpack(group, xs);
      asked += 1;
      try {
        return await channel.call({ group, xs });
      } catch {
        isThere = false;
        return unpack(group, xs);
      } finally {
        asked -= 1;
      }
    },
    close() {
      isThere = false;
      void channel.end(new WorkerEndedError());
    },
  };
}
