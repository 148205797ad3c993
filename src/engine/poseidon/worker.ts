/** A thread of the Poseidon pool; `scripts/build-workers.ts` bundles it into `worker.generated.ts`. */
import { nodeThreads, parentPort, serveTasks } from "../../core/worker-port.ts";
import { type HasherArity, type PoseidonImage, startPoseidon } from "./instance.ts";

/** Hashes of one width. */
export interface PoseidonTask {
  readonly arity: HasherArity;
  readonly bytes: Uint8Array;
}

const { hashMany } = startPoseidon(nodeThreads()!.workerData as PoseidonImage);

serveTasks<PoseidonTask, Uint8Array>(
  parentPort(),
  ({ arity, bytes }) => hashMany(arity, bytes),
  ({ buffer }) => [buffer as ArrayBuffer],
);
