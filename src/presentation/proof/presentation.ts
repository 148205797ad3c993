/** What a holder hands to a verifier. */

import type { Groth16Proof } from "../../engine/groth16/proof.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";

/** A proof with its eight public signals (protocol P-18), as canonical decimal strings. */
export interface Presentation {
  readonly civicproof: "presentation/v2/s1";
  readonly circuit: CircuitName;
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly string[];
}
