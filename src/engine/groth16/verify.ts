/** The Groth16 equation over BN254 (eprint 2016/260), on strictly decoded proofs. */

import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { decodeG1, decodeG2, type G1Point, type G2Point } from "./curve.ts";
import { checkEquation, type EquationKey, type Statement } from "./equation.ts";
import type { Groth16Proof } from "./proof.ts";
import { PresentationMalformedError } from "./proof.ts";

/** A proof whose points are on the curve and its twist. Whether B is in its subgroup comes out of the equation. */
export interface DecodedProof {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
}

/** Decodes the points of a proof. @throws PresentationMalformedError for points off the curve or non-canonical text */
export function decodeProof(proof: Groth16Proof, path = "proof"): DecodedProof {
  return {
    a: decodeG1(proof.a, `${path}.a`, PresentationMalformedError),
    c: decodeG1(proof.c, `${path}.c`, PresentationMalformedError),
    b: decodeG2(proof.b, `${path}.b`, PresentationMalformedError),
  };
}

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

/**
 * The proof does not verify.
 *
 * What to do: reject it.
 */
export class ProofInvalidError extends /* @__PURE__ */ refusal(
  "PROOF_INVALID",
  "ProofInvalidError",
  "The proof does not verify",
) {}
