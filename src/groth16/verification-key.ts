/** Groth16 verification keys: strict import of the snarkjs JSON form, safety checks, a canonical hash. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import * as v from "valibot";
import { CIRCUIT_NAMES, type CircuitName, PUBLIC_SIGNALS } from "../circuit/signals.ts";
import { DevelopmentKeyError, UnsafeKeyError, VerificationKeyError } from "../errors.ts";
import { decode } from "../json.ts";
import { decodeG1, decodeG2, encodeG1, encodeG2 } from "./curve.ts";
import { type EquationKey, prepareEquation } from "./equation.ts";

/** Who made the key: "development" keys come from a known secret and anyone can forge with them. */
export type KeySetup = "development" | "ceremony";

declare const verificationKeyBrand: unique symbol;
/** A checked verification key with the fixed part of the pairing prepared. Made by {@link importVerificationKey}. */
export interface VerificationKey {
  readonly [verificationKeyBrand]: true;
  readonly circuit: CircuitName;
  readonly setup: KeySetup;
  /** SHA-256 over the canonical encoding, 64 hexadecimal characters. */
  readonly hash: string;
  readonly prepared: EquationKey;
}

const coordinate = v.string();
const g1 = v.tuple([coordinate, coordinate, v.literal("1")]);
const g2 = v.tuple([
  v.tuple([coordinate, coordinate]),
  v.tuple([coordinate, coordinate]),
  v.tuple([v.literal("1"), v.literal("0")]),
]);

/** The JSON form that snarkjs exports. `vk_alphabeta_12` is derived data: it is computed here, not believed. */
const verificationKeySchema = v.strictObject({
  protocol: v.literal("groth16"),
  curve: v.literal("bn128"),
  nPublic: v.literal(PUBLIC_SIGNALS.length),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  vk_alphabeta_12: v.optional(v.array(v.array(v.array(coordinate)))),
  IC: v.array(g1),
});

/** What the caller states about a key; the values stand in the artifact manifest. */
export interface VerificationKeyOptions {
  readonly circuit: CircuitName;
  readonly setup: KeySetup;
  /** Refuse any key but the one with this {@link VerificationKey.hash}. */
  readonly expectedHash?: string;
  /** Accept keys whose secret is public. For tests and demonstrations only. */
  readonly allowDevelopmentKeys?: boolean;
}

/**
 * Checks and prepares a verification key (about 20 ms; do it once).
 *
 * @throws VerificationKeyError for a malformed key, points off the curve or outside the subgroup, or another hash
 * @throws UnsafeKeyError when gamma equals delta: such a key had no phase 2 and anyone can forge with it
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`
 */
export function importVerificationKey(
  json: unknown,
  { circuit, setup, expectedHash, allowDevelopmentKeys = false }: VerificationKeyOptions,
): VerificationKey {
  if (!CIRCUIT_NAMES.includes(circuit)) {
    throw new VerificationKeyError({ path: "circuit", expected: `one of ${CIRCUIT_NAMES.join(", ")}` });
  }
  if (setup !== "ceremony" && !(setup === "development" && allowDevelopmentKeys)) {
    throw new DevelopmentKeyError({ path: circuit });
  }
  const key = decode(verificationKeySchema, json, { Refusal: VerificationKeyError, path: "verificationKey" });
  if (key.IC.length !== PUBLIC_SIGNALS.length + 1) {
    throw new VerificationKeyError({
      path: "verificationKey.IC",
      expected: `${PUBLIC_SIGNALS.length + 1} points`,
      received: String(key.IC.length),
    });
  }
  const alpha = decodeG1(key.vk_alpha_1, "verificationKey.vk_alpha_1", VerificationKeyError);
  const beta = decodeG2(key.vk_beta_2, "verificationKey.vk_beta_2", VerificationKeyError);
  const gamma = decodeG2(key.vk_gamma_2, "verificationKey.vk_gamma_2", VerificationKeyError);
  const delta = decodeG2(key.vk_delta_2, "verificationKey.vk_delta_2", VerificationKeyError);
  const inputs = key.IC.map((point, i) => decodeG1(point, `verificationKey.IC[${i}]`, VerificationKeyError));
  const [gammaBytes, deltaBytes] = [encodeG2(gamma), encodeG2(delta)];
  if (gammaBytes.every((byte, i) => byte === deltaBytes[i])) throw new UnsafeKeyError({ path: circuit });

  const hash = hashOf([encodeG1(alpha), encodeG2(beta), gammaBytes, deltaBytes, ...inputs.map(encodeG1)]);
  if (expectedHash !== undefined && expectedHash !== hash) {
    throw new VerificationKeyError({
      path: "verificationKey",
      expected: `the key with hash ${expectedHash}`,
      received: hash,
    });
  }
  const prepared = prepareEquation({ alpha, beta, gamma, delta, inputs });
  if (typeof prepared === "string") {
    throw new VerificationKeyError({ path: `verificationKey.vk_${prepared}_2`, expected: "a point of G2" });
  }
  const imported = Object.freeze({ circuit, setup, hash, prepared }) as unknown as VerificationKey;
  importedKeys.add(imported);
  return imported;
}

const importedKeys = new WeakSet<object>();

/** Whether a value came out of {@link importVerificationKey} in this process. */
export function isImportedKey(value: unknown): value is VerificationKey {
  return typeof value === "object" && value !== null && importedKeys.has(value);
}

function hashOf(chunks: readonly Uint8Array[]): string {
  const hash = sha256.create();
  for (const chunk of chunks) hash.update(chunk);
  return bytesToHex(hash.digest());
}
