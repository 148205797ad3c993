/**
 * The Groth16 equation (eprint 2016/260) with the part prepared that does not change between proofs:
 * e(A, B) = e(alpha, beta) · e(inputs, gamma) · e(C, delta).
 */
import {
  affineG1,
  affineG2,
  type G1Combination,
  type G1Point,
  type G2Point,
  INFINITY_G1,
  type PreparedG2,
  pairingProductEquals,
  prepareCombination,
  preparePairing,
} from "./curve.ts";
import type { DecodedProof } from "./verify.ts";
import type { ZkeyHeader } from "./zkey.ts";

/** What does not change between two proofs under one key. */
export interface EquationKey {
  readonly alphaBeta: ReturnType<typeof preparePairing>["target"];
  /** The public signals' part of the equation; its first scalar, 1 for one proof, belongs to the constant point. */
  readonly combineInputs: G1Combination;
  readonly gamma: PreparedG2;
  readonly delta: PreparedG2;
}

/** The points of a key, decoded and checked; `inputs` has one point more than there are public signals. */
export interface KeyPoints {
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  readonly inputs: readonly G1Point[];
}

export function prepareEquation({ alpha, beta, gamma, delta, inputs }: KeyPoints): EquationKey {
  const { target, prepare } = preparePairing(alpha, beta);
  return {
    alphaBeta: target,
    combineInputs: prepareCombination(inputs),
    gamma: prepare(gamma),
    delta: prepare(delta),
  };
}

/** The equation under the key that a zkey holds. */
export function equationKeyOfZkey({ alpha1, beta2, gamma2, delta2, ic }: ZkeyHeader): EquationKey {
  return prepareEquation({
    alpha: affineG1(alpha1),
    beta: affineG2(beta2),
    gamma: affineG2(gamma2),
    delta: affineG2(delta2),
    inputs: ic.map((point) => (point === "infinity" ? INFINITY_G1 : affineG1(point))),
  });
}

/** Whether a proof satisfies the equation. The caller has checked the number of signals. */
export function equationHolds(key: EquationKey, proof: DecodedProof, signals: readonly bigint[]): boolean {
  const inputs = key.combineInputs([1n, ...signals]);
  return (
    !inputs.is0() &&
    pairingProductEquals(
      [
        [proof.a, proof.b],
        [inputs.negate(), key.gamma],
        [proof.c.negate(), key.delta],
      ],
      key.alphaBeta,
    )
  );
}
