/** What the proving worker loads: our prover, and the tasks of the page. */
import type { WorkerHandle } from "../../core/worker-channel.ts";
import type { WorkerPort } from "../../core/worker-port.ts";
import { openPackedKey } from "../../engine/groth16/packed/open.ts";
import { createProver } from "../../engine/groth16/prover/prover.ts";
import { serveProver } from "./serve.ts";

/** What a second worker of this script can do. */
export type Helper = "thread" | "unpacker";

/** Proves what arrives at a port. */
export function startProver(port: WorkerPort, start: (helper: Helper) => WorkerHandle): void {
  serveProver(port, {
    prover: createProver({ startWorker: () => start("thread") }),
    openKey: (parts, { bytes }) => openPackedKey(parts, { bytes, startWorker: () => start("unpacker") }),
  });
}
