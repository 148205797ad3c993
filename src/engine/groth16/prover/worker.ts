/**
 * The second thread of the prover: prepares points and adds up their multiples. Runs as a Node worker thread and as a
 * browser worker; `scripts/build-workers.ts` bundles it into `worker.generated.ts`, and the package ships it as
 * `civicproof/prover-worker` for pages whose policy forbids workers from blobs.
 */
import { parentPort, serveTasks } from "../../../core/worker-port.ts";
import { openKernel } from "../../kernel/memory.ts";
import type { ProverAnswer, ProverTask } from "./messages.ts";
import { localSums, type PointSums } from "./points.ts";

const keys = new Map<number, PointSums>();

/** Not when garbage is collected next: until then there may be as many bytes as a proof takes. */
function free({ buffer }: Uint8Array): void {
  // ES2024; Node 20 collects it later.
  (buffer as { transfer?(length: number): unknown }).transfer?.(0);
}

async function perform(task: ProverTask, beat: () => void): Promise<ProverAnswer> {
  if (task.kind === "sum") return keys.get(task.key)!.sum(task.name, task.scalars, () => void beat());
  if (task.kind === "load") {
    keys.set(task.key, localSums(openKernel(task.module), task.sets));
    // The kernel has its own form of them.
    for (const { chunks } of task.sets) chunks.forEach(free);
  } else keys.delete(task.key);
  return undefined;
}

// One after the other: a sum pauses between its steps.
let last: Promise<unknown> = Promise.resolve();
serveTasks<ProverTask, ProverAnswer>(parentPort(), (task, { beat }) => {
  const turn = last.then(() => perform(task, beat));
  last = turn.catch(() => {});
  return turn;
});
