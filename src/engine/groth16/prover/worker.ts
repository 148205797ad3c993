/**
 * The second thread of the prover: prepares points and adds up their multiples. Runs as a Node worker thread and as a
 * browser worker; `scripts/build-kernel.ts` bundles it into `worker.generated.ts`, and the package ships it as
 * `civicproof/prover-worker` for pages whose policy forbids workers from blobs.
 */
import type { WorkerAnswer, WorkerRequest } from "./messages.ts";
import { localSums, type PointSums } from "./points.ts";

interface Port {
  postMessage(message: WorkerAnswer): void;
}

function connect(receive: (request: WorkerRequest) => void): Port {
  const node = typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads").parentPort : undefined;
  if (node !== null && node !== undefined) {
    node.on("message", receive);
    return node;
  }
  const scope = globalThis as unknown as Port & { onmessage: (event: { data: WorkerRequest }) => void };
  scope.onmessage = ({ data }) => receive(data);
  return scope;
}

const keys = new Map<number, PointSums>();

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  const { id } = request;
  try {
    if (request.kind === "load") {
      keys.set(request.key, localSums(request.module, request.sets));
      return { id };
    }
    if (request.kind === "forget") {
      keys.delete(request.key);
      return { id };
    }
    const result = await keys.get(request.key)!.sum(request.name, request.scalars, () => undefined);
    return { id, result };
  } catch (error) {
    const { code, path, expected } = error as { code?: string; path?: string; expected?: string };
    return { id, failure: { code: code ?? "PROVING_FAILED", path, expected } };
  }
}

// One after the other: a sum pauses between its steps.
let queue: Promise<void> = Promise.resolve();
const port = connect((request) => {
  queue = queue.then(async () => port.postMessage(await answer(request)));
});
