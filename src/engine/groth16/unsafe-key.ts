/** Keys with which anyone forges: gamma and delta equal up to sign, because the key had no phase 2. */
import { refusal } from "../../core/errors.ts";
import type { Fq2 } from "../pairing/constants.ts";

/** x of G1's generator (EIP-196). */
const GENERATOR_X = 1n;

/** The x coordinates of gamma and delta. Equal x means equal points up to sign, and one sign is as unsafe as the other. */
export interface GammaAndDelta {
  readonly gammaX: Fq2;
  readonly deltaX: Fq2;
  /** Of delta·G1, where a file has it. Its gamma is 1 then, as in every key of snarkjs, and gamma·G1 the generator. */
  readonly deltaX1?: bigint;
}

/**
 * Refuses a key in which delta equals gamma up to sign, in either group.
 * @throws UnsafeKeyError
 */
export function refuseUnsafeKey({ gammaX, deltaX, deltaX1 }: GammaAndDelta, path: string): void {
  const equal = gammaX[0] === deltaX[0] && gammaX[1] === deltaX[1];
  if (equal || deltaX1 === GENERATOR_X) {
    throw new UnsafeKeyError({ path, expected: "a delta of its own", received: "gamma" });
  }
}

/**
 * A proving or verification key has gamma equal to delta up to sign: it had no second phase, and anyone can forge with it.
 *
 * What to do: do not use the key; take one from a finished ceremony.
 */
export class UnsafeKeyError extends /* @__PURE__ */ refusal(
  "KEY_UNSAFE",
  "UnsafeKeyError",
  "This key lets anyone forge proofs (gamma equals delta)",
) {}

/**
 * A verification key is malformed, of another curve, has points outside their group, or is not the expected one.
 *
 * What to do: use the verification key that the manifest names.
 */
export class VerificationKeyError extends /* @__PURE__ */ refusal(
  "VERIFICATION_KEY_INVALID",
  "VerificationKeyError",
  "Unusable verification key",
) {}
