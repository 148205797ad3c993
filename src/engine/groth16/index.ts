/**
 * Groth16 over BN254 for any circom circuit: the standard `.zkey` and `.wtns` files in, a proof in snarkjs's JSON form
 * out, and strict verification. No part of it is GPL-licensed, and no thread keeps the process alive.
 *
 * ```ts
 * import { importKey, prove, verify } from "civicproof/groth16";
 *
 * const { proof, publicSignals } = await prove(zkey, wtns); // Uint8Arrays
 * verify({ key: importKey(verificationKeyJson), proof, publicSignals }); // throws unless the proof is valid
 * ```
 *
 * Keys stay prepared for as long as the same `zkey` array is in use and for ten seconds after. A program that wants to
 * choose threads, or to free everything at once, makes a prover of its own with {@link createProver}.
 *
 * @module
 */

import * as v from "valibot";
import { CivicproofError } from "../../core/errors.ts";
import { toField } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import { own, requireList } from "../../core/own.ts";
import type { ProveInput, ProveResult, ProverBackend } from "./backend.ts";
import { type BatchItem, findFalseProofs } from "./batch.ts";
import { decodeProof } from "./decode-proof.ts";
import { type EquationKey, equationHolds, prepareEquation } from "./equation.ts";
import { decodeKeyPoints } from "./key-json.ts";
import { fromSnarkjsProof, PresentationMalformedError, ProofInvalidError } from "./proof.ts";
import { createProver } from "./prover/later.ts";

export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../../core/errors.ts";
export { CodeUnreachableError } from "../../core/later.ts";
export type { WorkerHandle } from "../../core/worker-channel.ts";
export type { ProveInput, ProveResult, ProverBackend, ProvingProgress } from "./backend.ts";
export type { SnarkjsProof } from "./proof.ts";
export { createProver } from "./prover/later.ts";
export type { Prover, ProverOptions } from "./prover/prover.ts";
export type { StartWorker } from "./prover/thread.ts";

let shared: ProverBackend | undefined;

/**
 * Proves that a witness satisfies the circuit of a key. The proof is verified before it is handed out.
 *
 * @param zkey a groth16 key over BN254; compare its hash with the one you trust before
 * @param wtns the witness, as circom's generators or `snarkjs wtns calculate` write it
 * @throws ArtifactError, UnsafeKeyError for a key that can't be used
 * @throws AbortedError when `signal` fires
 * @throws ProvingError for a witness that does not fit, a worker that was killed, or a proof that does not verify
 */
export function prove(
  zkey: Uint8Array,
  wtns: Uint8Array,
  options: Omit<ProveInput, "zkey" | "wtns"> = {},
): Promise<ProveResult> {
  shared ??= createProver();
  return shared.prove({ ...options, zkey, wtns });
}

declare const keyBrand: unique symbol;
/** A verification key, checked and prepared. Made by {@link importKey}. */
export interface Groth16Key {
  readonly [keyBrand]: true;
  readonly nPublic: number;
}

const equations = new WeakMap<Groth16Key, EquationKey>();

/**
 * Checks and prepares a verification key in snarkjs's JSON form (about 20 ms; do it once).
 *
 * @throws VerificationKeyError for a malformed key, or points off the curve or outside the subgroup
 * @throws UnsafeKeyError when delta equals gamma up to sign: such a key had no phase 2 and anyone can forge with it
 */
export function importKey(json: unknown): Groth16Key {
  const points = decodeKeyPoints(json);
  const key = Object.freeze({ nPublic: points.inputs.length - 1 }) as Groth16Key;
  equations.set(key, prepareEquation(points));
  return key;
}

const coordinates = v.array(v.string());
const proofSchema = v.strictObject({
  protocol: v.literal("groth16"),
  // rapidsnark writes no curve.
  curve: v.optional(v.literal("bn128")),
  pi_a: v.strictTuple([v.string(), v.string(), v.literal("1")]),
  pi_b: v.strictTuple([
    v.strictTuple([v.string(), v.string()]),
    v.strictTuple([v.string(), v.string()]),
    v.strictTuple([v.literal("1"), v.literal("0")]),
  ]),
  pi_c: v.strictTuple([v.string(), v.string(), v.literal("1")]),
});

/** A proof and what it is said to prove, under a key from {@link importKey}. */
export interface Groth16Claim {
  readonly key: Groth16Key;
  /** In snarkjs's JSON form. */
  readonly proof: unknown;
  readonly publicSignals: unknown;
}

/**
 * Verifies a proof: exactly as many signals as the key has, canonical numbers below r, points on their curves and in
 * their subgroups, and the equation.
 *
 * @throws PresentationMalformedError, FieldElementError for another shape or text
 * @throws ProofInvalidError when the equation does not hold
 */
export function verify(claim: Groth16Claim): void {
  const { key, proof, signals } = decodeClaim(claim);
  if (!equationHolds(key, proof, signals)) throw new ProofInvalidError({ path: "proof" });
}

/**
 * Verifies many proofs at once, also under several keys, for a fraction of the time each: the positions of those that
 * {@link verify} would refuse, in order. An empty list means that all are valid, but for a probability of 2^-128.
 *
 * @throws AbortedError when `signal` fires
 */
export function verifyBatch(claims: readonly Groth16Claim[], signal?: AbortSignal): readonly number[] {
  requireList("claims", claims);
  const malformed: number[] = [];
  const positions: number[] = [];
  const items: BatchItem[] = [];
  claims.forEach((claim, i) => {
    try {
      items.push(decodeClaim(claim));
      positions.push(i);
    } catch (error) {
      if (!(error instanceof CivicproofError)) throw error;
      malformed.push(i);
    }
  });
  const wrong = findFalseProofs(items, signal).map((i) => positions[i]!);
  return [...malformed, ...wrong].sort((left, right) => left - right);
}

function decodeClaim(claim: Groth16Claim): BatchItem {
  const { key, proof, publicSignals } = own(claim);
  const equation = equations.get(key);
  if (equation === undefined) throw new ProofInvalidError({ path: "key", expected: "a key from importKey" });
  const strict = { Refusal: PresentationMalformedError };
  const signals = decode(coordinates, publicSignals, { ...strict, path: "publicSignals" }).map((signal, i) =>
    toField(signal, `publicSignals[${i}]`),
  );
  if (signals.length !== key.nPublic) {
    const [expected, received] = [`${key.nPublic} signals`, String(signals.length)];
    throw new ProofInvalidError({ path: "publicSignals", expected, received });
  }
  const decoded = decodeProof(fromSnarkjsProof(decode(proofSchema, proof, { ...strict, path: "proof" })));
  return { key: equation, proof: decoded, signals };
}

export { AbortedError } from "../../core/abort.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { WorkerTaskError } from "../../core/wire-error.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../core/worker-refusals.ts";
export { KernelMemoryError } from "../kernel/memory-error.ts";
export { ArtifactError } from "./files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "./proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "./unsafe-key.ts";
