/** The Groth16 equation over BN254 (eprint 2016/260), on strictly decoded proofs. */

import type { FieldElement } from "../../core/field.ts";
import type { DecodedProof } from "./decode-proof.ts";
import { checkEquation, type EquationKey, type Statement } from "./equation.ts";
import { PresentationMalformedError, ProofInvalidError } from "./proof.ts";

/**
 * Checks e(A, B) = e(alpha, beta) · e(inputs, gamma) · e(C, delta).
 *
 * @param key a key whose equation is prepared
 * @param signals exactly as many as the key takes, in order
 * @throws PresentationMalformedError when B is outside the group of order r
 * @throws ProofInvalidError when the equation does not hold, or for another number of signals
 */
export function verifyGroth16(key: EquationKey, proof: DecodedProof, signals: readonly FieldElement[]): void {
  if (signals.length !== key.signalCount) throw new ProofInvalidError({ path: "proof" });
  const { holds, outside } = checkEquation([{ key, ...proof, signals } satisfies Statement]);
  if (outside.length > 0) throw new PresentationMalformedError({ path: "proof.b", expected: "a point of G2" });
  if (!holds) throw new ProofInvalidError({ path: "proof" });
}
