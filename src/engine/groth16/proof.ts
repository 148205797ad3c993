/** Groth16 proofs as JSON, in our form and in that of snarkjs. */

import { refusal } from "../../core/errors.ts";
import { own } from "../../core/own.ts";

/** Affine coordinates as canonical decimal strings; G2 coordinates real part first (as snarkjs writes them). */
export interface Groth16Proof {
  readonly a: readonly [x: string, y: string];
  readonly b: readonly [x: readonly [string, string], y: readonly [string, string]];
  readonly c: readonly [x: string, y: string];
}

/** The JSON form of snarkjs 0.7: projective coordinates, the last one always 1. */
export interface SnarkjsProof {
  readonly protocol: "groth16";
  readonly curve: "bn128";
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
}

/** The same proof in snarkjs's form, for `snarkjs groth16 verify`. @throws ProvingError, InvalidInputError for another shape */
export function toSnarkjsProof(proof: Groth16Proof): SnarkjsProof {
  const { a, b, c } = own(proof);
  return {
    protocol: "groth16",
    curve: "bn128",
    pi_a: [...pair(a), "1"],
    pi_b: [[...b[0]], [...b[1]], ["1", "0"]],
    pi_c: [...c, "1"],
  };
}

/** Takes the affine coordinates out of snarkjs's form; what they say is checked by decoding. @throws ProvingError, InvalidInputError for another shape */
export function fromSnarkjsProof(proof: Pick<SnarkjsProof, "pi_a" | "pi_b" | "pi_c">): Groth16Proof {
  const { pi_a, pi_b, pi_c } = own(proof);
  return { a: pair(pi_a), b: [pair(pi_b[0]), pair(pi_b[1])], c: pair(pi_c) };
}

function pair(coordinates: readonly string[] | undefined): readonly [string, string] {
  const [first, second] = coordinates ?? [];
  if (first === undefined || second === undefined)
    throw new ProvingError({ path: "proof", expected: "two coordinates" });
  return [first, second];
}

/**
 * The proof could not be made.
 *
 * What to do: try again; if it fails again, check the key and the witness.
 */
export class ProvingError extends /* @__PURE__ */ refusal(
  "PROVING_FAILED",
  "ProvingError",
  "The proof could not be made",
) {}

/**
 * A presentation or its proof is not of its form.
 *
 * What to do: reject it; ask the holder to prove again.
 */
export class PresentationMalformedError extends /* @__PURE__ */ refusal(
  "PRESENTATION_MALFORMED",
  "PresentationMalformedError",
  "Malformed presentation",
) {}

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
