/** Proofs, strictly decoded. */
import { decodeG1, decodeG2, type G1Point, type G2Point } from "./curve.ts";
import { type Groth16Proof, PresentationMalformedError } from "./proof.ts";

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
