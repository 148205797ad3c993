/**
 * snarkjs (GPL-3.0) as the reference prover and as a judge of ceremonies. The only entry point that needs the package
 * "snarkjs", an optional peer: `npm install snarkjs`. It is loaded when a function here first needs it.
 *
 * ```ts
 * const presentation = await createPresentation({ ...options, prover: createSnarkjsProver() });
 * ```
 *
 * @module
 */
export type { ProverBackend } from "./engine/groth16/backend.ts";
export { findPhase2Faults, type Phase2Files } from "./engine/snark/phase2.ts";
export { createSnarkjsProver } from "./engine/snark/prove.ts";
