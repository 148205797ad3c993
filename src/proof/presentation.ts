/** What a holder hands to a verifier. */
import type { CircuitName } from "../circuit/signals.ts";

/** Affine coordinates as canonical decimal strings; G2 coordinates real part first (as snarkjs writes them). */
export interface Groth16Proof {
  readonly a: readonly [x: string, y: string];
  readonly b: readonly [x: readonly [string, string], y: readonly [string, string]];
  readonly c: readonly [x: string, y: string];
}

/** A proof with its eight public signals (protocol P-18), as canonical decimal strings. */
export interface Presentation {
  readonly civicproof: "presentation/v1";
  readonly circuit: CircuitName;
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly string[];
}

/** The JSON form of snarkjs 0.7. */
export interface SnarkjsProof {
  readonly protocol: "groth16";
  readonly curve: "bn128";
  readonly pi_a: readonly [string, string, "1"];
  readonly pi_b: readonly [readonly [string, string], readonly [string, string], readonly ["1", "0"]];
  readonly pi_c: readonly [string, string, "1"];
}

/** The same proof in snarkjs's form, for `snarkjs groth16 verify`. */
export function toSnarkjsProof({ a, b, c }: Groth16Proof): SnarkjsProof {
  return {
    protocol: "groth16",
    curve: "bn128",
    pi_a: [a[0], a[1], "1"],
    pi_b: [[b[0][0], b[0][1]], [b[1][0], b[1][1]], ["1", "0"]],
    pi_c: [c[0], c[1], "1"],
  };
}

/** Takes the affine coordinates out of snarkjs's form. What they say is checked by the verifier, not here. */
export function fromSnarkjsProof({ pi_a, pi_b, pi_c }: Pick<SnarkjsProof, "pi_a" | "pi_b" | "pi_c">): Groth16Proof {
  return {
    a: [pi_a[0], pi_a[1]],
    b: [
      [pi_b[0][0], pi_b[0][1]],
      [pi_b[1][0], pi_b[1][1]],
    ],
    c: [pi_c[0], pi_c[1]],
  };
}
