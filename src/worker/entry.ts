/**
 * The script of the proving worker: importing it in a module worker starts it.
 *
 * @module
 */
import { createSnarkjsProver } from "../snark/prove.ts";
import { type ServerPort, serveProver } from "./serve.ts";

// One thread: snarkjs would start its others from blob: URLs, which `worker-src 'self'` forbids.
serveProver(globalThis as unknown as ServerPort, { prover: createSnarkjsProver({ threads: false }) });
