/** The verification key of a zkey: the same JSON as `snarkjs zkey export verificationkey`. */
import type { G1Point, G2Point } from "./curve.ts";
import { pairingCoordinates } from "./equation.ts";
import { readZkeyHeader, type ZkeyHeader } from "./files/zkey.ts";

/** A verification key as `snarkjs zkey export verificationkey` writes it. */
export interface SnarkjsVerificationKey {
  readonly protocol: "groth16";
  readonly curve: "bn128";
  readonly nPublic: number;
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly vk_alphabeta_12: readonly (readonly (readonly string[])[])[];
  readonly IC: readonly (readonly string[])[];
}

/** Whether a verification key in snarkjs's JSON form has the points of this zkey, written canonically. */
export function zkeyMatchesVerificationKey(header: ZkeyHeader, key: unknown): boolean {
  const points = JSON.stringify(verificationPoints(header));
  const given = (key ?? {}) as Partial<Record<keyof SnarkjsVerificationKey, unknown>>;
  const { protocol, curve, nPublic, vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC } = given;
  return points === JSON.stringify({ protocol, curve, nPublic, vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC });
}

function verificationPoints({
  nPublic,
  alpha1,
  beta2,
  gamma2,
  delta2,
  ic,
}: ZkeyHeader): Omit<SnarkjsVerificationKey, "vk_alphabeta_12"> {
  const g1 = (point: G1Point | "infinity") =>
    point === "infinity" ? ["0", "1", "0"] : [`${point[0]}`, `${point[1]}`, "1"];
  const g2 = ([x, y]: G2Point) => [
    [`${x[0]}`, `${x[1]}`],
    [`${y[0]}`, `${y[1]}`],
    ["1", "0"],
  ];
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic,
    vk_alpha_1: g1(alpha1),
    vk_beta_2: g2(beta2),
    vk_gamma_2: g2(gamma2),
    vk_delta_2: g2(delta2),
    IC: ic.map(g1),
  };
}

/**
 * Derives the verification key from a zkey: the same JSON as `snarkjs zkey export verificationkey`.
 * @throws ArtifactError as {@link readZkeyHeader}
 * @throws UnsafeKeyError when delta equals gamma up to sign
 */
export function verificationKeyFromZkey(bytes: Uint8Array): SnarkjsVerificationKey {
  const header = readZkeyHeader(bytes);
  const { IC, ...points } = verificationPoints(header);
  const alphaBeta = pairingCoordinates(header.alpha1, header.beta2);
  // The order of keys in snarkjs's file.
  return { ...points, vk_alphabeta_12: alphaBeta.map((six) => six.map((two) => two.map(String))), IC };
}
