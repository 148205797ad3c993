/** Verification keys in the JSON form of snarkjs, strictly decoded, for any number of public signals. */
import * as v from "valibot";
import { decode } from "../../core/json.ts";
import { anyText, exactly, integer } from "../../core/shapes.ts";
import { decodeG1, decodeG2, type G1Point } from "./curve.ts";
import type { KeyPoints } from "./equation.ts";
import { refuseUnsafeKey, VerificationKeyError } from "./unsafe-key.ts";

/** More public signals than any circuit here or in the public ceremonies has. */
const MAX_PUBLIC = 1024;

const coordinate = anyText;
const g1 = v.strictTuple([coordinate, coordinate, exactly("1")]);
const g2 = v.strictTuple([
  v.strictTuple([coordinate, coordinate]),
  v.strictTuple([coordinate, coordinate]),
  v.strictTuple([exactly("1"), exactly("0")]),
]);

/** The JSON form that snarkjs exports. `vk_alphabeta_12` is derived data: it is computed, not believed. */
const keySchema = v.strictObject({
  protocol: exactly("groth16"),
  curve: exactly("bn128"),
  nPublic: integer(0, MAX_PUBLIC),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  vk_alphabeta_12: v.exactOptional(v.array(v.array(v.array(coordinate)))),
  IC: v.array(g1),
});

/**
 * @throws VerificationKeyError for a malformed key, or points off the curve
 * @throws UnsafeKeyError when delta equals gamma up to sign: such a key had no phase 2 and anyone can forge with it
 */
export function decodeKeyPoints(json: unknown): KeyPoints & { readonly inputs: readonly G1Point[] } {
  const path = "verificationKey";
  const key = decode(keySchema, json, { Refusal: VerificationKeyError, path });
  if (key.IC.length !== key.nPublic + 1) {
    throw new VerificationKeyError({
      path: `${path}.IC`,
      expected: `${key.nPublic + 1} points`,
      received: String(key.IC.length),
    });
  }
  const points = {
    alpha: decodeG1(key.vk_alpha_1, `${path}.vk_alpha_1`, VerificationKeyError),
    beta: decodeG2(key.vk_beta_2, `${path}.vk_beta_2`, VerificationKeyError),
    gamma: decodeG2(key.vk_gamma_2, `${path}.vk_gamma_2`, VerificationKeyError),
    delta: decodeG2(key.vk_delta_2, `${path}.vk_delta_2`, VerificationKeyError),
    inputs: key.IC.map((point, i) => decodeG1(point, `${path}.IC[${i}]`, VerificationKeyError)),
  };
  refuseUnsafeKey({ gammaX: points.gamma[0], deltaX: points.delta[0] }, path);
  return points;
}
