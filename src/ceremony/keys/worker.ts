/** A thread of a ceremony; `scripts/build-workers.ts` bundles it into `worker.generated.ts`. */
import { parentPort, serveTasks } from "../../core/worker-port.ts";
import { type Kernel, type KernelModule, startKernel } from "../../engine/kernel/kernel.ts";
import { type KernelMemory, kernelMemory } from "../../engine/kernel/memory.ts";
import { type PointAnswer, type PointTask, performPointTask } from "./point-tasks.ts";

/** A task, and what the thread starts its kernel from. */
export type ThreadTask = PointTask & { readonly module: KernelModule };

let started: { readonly kernel: Kernel; readonly memory: KernelMemory } | undefined;

function start(module: KernelModule) {
  const kernel = startKernel(module);
  return { kernel, memory: kernelMemory(kernel) };
}

serveTasks<ThreadTask, PointAnswer>(
  parentPort(),
  ({ module, ...task }) => {
    started ??= start(module);
    return performPointTask(started.kernel, started.memory, task);
  },
  (points) => (points === undefined ? [] : [points.buffer as ArrayBuffer]),
);
