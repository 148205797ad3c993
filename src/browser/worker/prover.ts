/** What the proving worker loads: our prover, and the tasks of the page. */
import type { WorkerPort } from "../../core/worker-port.ts";
import { createProver } from "../../engine/groth16/prover/prover.ts";
import type { StartWorker } from "../../engine/groth16/prover/thread.ts";
import { serveProver } from "./serve.ts";

/** Proves what arrives at a port. */
export function startProver(port: WorkerPort, startWorker: StartWorker): void {
  serveProver(port, { prover: createProver({ startWorker }) });
}
