/** The Groth16 equation over BN254 (eprint 2016/260), on strictly decoded proofs. */
import { PUBLIC_SIGNALS } from "../circuit/signals.ts";
import { PresentationMalformedError, ProofInvalidError } from "../errors.ts";
import type { FieldElement } from "../field.ts";
import { decodeG1, decodePreparedG2, type G1Point, type PreparedG2 } from "./curve.ts";
import { equationHolds } from "./equation.ts";
import type { Groth16Proof } from "./proof.ts";
import type { VerificationKey } from "./verification-key.ts";

/** A proof whose points are on the curve and in their subgroups. */
export interface DecodedProof {
  readonly a: G1Point;
  /** Prepared for the pairing. */
  readonly b: PreparedG2;
  readonly c: G1Point;
}

/** Decodes the points of a proof. @throws PresentationMalformedError for points off the curve or non-canonical text */
export function decodeProof(proof: Groth16Proof, path = "proof"): DecodedProof {
  return {
    a: decodeG1(proof.a, `${path}.a`, PresentationMalformedError),
    c: decodeG1(proof.c, `${path}.c`, PresentationMalformedError),
    b: decodePreparedG2(proof.b, `${path}.b`, PresentationMalformedError),
  };
}

/**
 * Checks the equation of `equation.ts`.
 *
 * @param signals exactly the public signals of the circuit, in order
 * @throws ProofInvalidError when the equation does not hold
 */
export function verifyGroth16(key: VerificationKey, proof: DecodedProof, signals: readonly FieldElement[]): void {
  if (signals.length !== PUBLIC_SIGNALS.length) {
    throw new ProofInvalidError({
      path: "publicSignals",
      expected: `${PUBLIC_SIGNALS.length} signals`,
      received: String(signals.length),
    });
  }
  if (!equationHolds(key.prepared, proof, signals)) throw new ProofInvalidError({ path: "proof" });
}
