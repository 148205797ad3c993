/** Groth16 verification keys: strict import of the snarkjs JSON form, safety checks, a canonical hash. */

import { bytesToHex } from "../../core/bytes.ts";
import { toPlainJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { sha256 } from "../../core/sha256.ts";
import { encodeG1, encodeG2 } from "../../engine/groth16/curve.ts";
import { type EquationKey, prepareEquation } from "../../engine/groth16/equation.ts";
import { decodeKeyPoints } from "../../engine/groth16/key-json.ts";
import { VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
import { CIRCUIT_NAMES, type CircuitName, publicSignalsOf } from "../circuit/signals.ts";
import { DevelopmentKeyError } from "./development-key-error.ts";
import { DEVELOPMENT_KEYS } from "./development-keys.generated.ts";
import type { KeySetup } from "./manifest.ts";

declare const verificationKeyBrand: unique symbol;
/** A checked verification key with the fixed part of the pairing prepared. Made by {@link importVerificationKey}. */
export interface VerificationKey {
  readonly [verificationKeyBrand]: true;
  readonly circuit: CircuitName;
  /** What the caller said; for a published development key always `development`. */
  readonly setup: KeySetup;
  /** SHA-256 over the canonical encoding, 64 hexadecimal characters. */
  readonly hash: string;
}

/** What the caller says about a key; the values stand in the artifact manifest. */
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
 * @throws UnsafeKeyError when delta equals gamma up to sign: such a key had no phase 2 and anyone can forge with it
 * @throws DevelopmentKeyError without `allowDevelopmentKeys`: for what the caller calls a development key, and for every
 * published one, whatever it is called
 */
export function importVerificationKey(json: unknown, options: VerificationKeyOptions): VerificationKey {
  const { circuit, setup, expectedHash, allowDevelopmentKeys = false } = own(options);
  if (!CIRCUIT_NAMES.includes(circuit)) {
    throw new VerificationKeyError({ path: "circuit", expected: `one of ${CIRCUIT_NAMES.join(", ")}` });
  }
  // Strictly true: a string from a settings file must not let development keys in.
  const mayBeDevelopment = allowDevelopmentKeys === true;
  if (setup !== "ceremony" && !(setup === "development" && mayBeDevelopment)) {
    throw new DevelopmentKeyError({ path: circuit });
  }
  // A copy: other threads import the key again from it, and must get the one that was checked.
  const source = toPlainJson(json, {}, VerificationKeyError, "verificationKey");
  const points = decodeKeyPoints(source);
  const received = points.inputs.length - 1;
  const { length: expected } = publicSignalsOf(circuit);
  if (received !== expected) {
    throw new VerificationKeyError({
      path: "verificationKey.nPublic",
      expected: String(expected),
      received: String(received),
    });
  }
  const { alpha, beta, gamma, delta, inputs } = points;
  const encoded = [encodeG1(alpha), ...[beta, gamma, delta].map(encodeG2), ...inputs.map(encodeG1)];
  const hash = bytesToHex(sha256(...encoded));
  const isPublished = DEVELOPMENT_KEYS.includes(hash.slice(0, 16));
  if (isPublished && !mayBeDevelopment) throw new DevelopmentKeyError({ path: circuit, received: `the key ${hash}` });
  if (expectedHash !== undefined && expectedHash !== hash) {
    throw new VerificationKeyError({
      path: "verificationKey",
      expected: `the key with hash ${expectedHash}`,
      received: hash,
    });
  }
  const equation = prepareEquation(points);
  const known = isPublished ? "development" : setup;
  const imported = Object.freeze({ circuit, setup: known, hash }) as VerificationKey;
  importedKeys.set(imported, { equation, source });
  return imported;
}

interface ImportedKey {
  readonly equation: EquationKey;
  readonly source: unknown;
}

/** Keys that passed the checks. What they verify with is out of reach of whoever holds them. */
const importedKeys = new WeakMap<object, ImportedKey>();

/** What the equation is checked with. @throws VerificationKeyError for a value that {@link importVerificationKey} did not make */
export function equationOf(key: VerificationKey): EquationKey {
  const imported = importedKeys.get(key);
  if (imported === undefined) throw new VerificationKeyError({ path: "verificationKey", expected: "an imported key" });
  return imported.equation;
}

/** The JSON form of an imported key, to import it again in another thread. */
export function sourceOfKey(key: VerificationKey): unknown {
  return importedKeys.get(key)?.source;
}

/** Whether a value came out of {@link importVerificationKey} in this process. */
export function isImportedKey(value: unknown): value is VerificationKey {
  return typeof value === "object" && value !== null && importedKeys.has(value);
}
