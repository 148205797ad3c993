/** The light half of artifact loading, for verifiers: manifest, hash, verification key. Imports no prover. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, isBytes, unshared } from "../../core/bytes.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { type PlainJson, parseJson, toPlainJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { utf8Decoder } from "../../core/platform.ts";
import { decodeCoordinate } from "../../engine/groth16/curve.ts";
import { ArtifactError } from "../../engine/groth16/files/binfile.ts";
import { refuseUnsafeKey } from "../../engine/groth16/unsafe-key.ts";
import type { CircuitName } from "../circuit/signals.ts";
import { DevelopmentKeyError } from "./imported-key.ts";
import { type ArtifactFile, type ManifestEntry, type ManifestSetup, manifestEntry } from "./manifest.ts";

/**
 * Fetches one artifact by its path in the manifest. It may refuse a file of another size or hash, and may keep files
 * by their hash; what it returns is checked again.
 */
export type ReadArtifact = (
  path: string,
  expected: { readonly bytes: number; readonly sha256: string },
) => Promise<Uint8Array>;

export interface LoadVerificationKeyOptions {
  readonly circuit: CircuitName;
  /** The parsed manifest.json, from a source you trust: it pins all hashes. */
  readonly manifest: unknown;
  readonly read: ReadArtifact;
  /** Accept keys whose secrets are public. For tests and demonstrations only. */
  readonly allowDevelopmentKeys?: boolean;
  /**
   * SHA-256 of a phase 1 file, 64 hexadecimal digits: refuse every key that the manifest does not call verified under
   * this file, from its first point to its last contribution.
   */
  readonly verifiedWithPtauSha256?: string;
}

/** A verification key as plain JSON, hash-checked, not yet decoded: pass it to `importVerificationKey`. */
export interface LoadedVerificationKey {
  readonly circuit: CircuitName;
  readonly setup: ManifestSetup;
  readonly verificationKey: PlainJson;
}

const MAX_KEY_CHARACTERS = 100_000;

/**
 * Reads the verification key of a circuit as JSON. Size and SHA-256 are checked before it is parsed.
 *
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`
 * @throws ArtifactHashMismatchError when the file is not the one the manifest names
 * @throws UnsafeKeyError when its delta equals its gamma up to sign
 * @throws ArtifactError when it can't be read, the manifest is malformed, or it was not verified under the phase 1 file
 * that is asked for
 */
export async function readVerificationKey(options: LoadVerificationKeyOptions): Promise<LoadedVerificationKey> {
  const { circuit, manifest, read, ...demands } = own(options);
  const { setup, files, publicSignals } = openEntry({ circuit, manifest, ...demands });
  const verificationKey = parseVerificationKey(await readChecked(files.vkey, read), { publicSignals });
  return { circuit, setup, verificationKey };
}

/**
 * The manifest's entry for a circuit, unless it is a development key and those are not welcome, or was not verified as
 * it is asked for.
 */
export function openEntry(options: Omit<LoadVerificationKeyOptions, "read">): ManifestEntry {
  const { circuit, manifest, allowDevelopmentKeys, verifiedWithPtauSha256 } = own(options);
  const entry = manifestEntry(manifest, circuit);
  // Strictly true: a string from a settings file must not let development keys in.
  if (entry.setup.kind !== "ceremony" && allowDevelopmentKeys !== true)
    throw new DevelopmentKeyError({ path: circuit });
  const { setup } = entry;
  const verifiedWith = setup.kind === "ceremony" ? setup.verifiedWithPtauSha256 : undefined;
  if (verifiedWithPtauSha256 !== undefined && verifiedWith !== verifiedWithPtauSha256) {
    throw new ArtifactError({
      path: `manifest.circuits.${circuit}.setup.verifiedWithPtauSha256`,
      expected: verifiedWithPtauSha256,
      received: verifiedWith ?? "none",
    });
  }
  return entry;
}

/** Reads a file and compares size and SHA-256 with the manifest before anyone looks inside. */
export async function readChecked({ path, bytes, sha256 }: ArtifactFile, read: ReadArtifact): Promise<Uint8Array> {
  let content: Uint8Array;
  try {
    content = await read(path, { bytes, sha256 });
  } catch (cause) {
    if (cause instanceof CivicproofError) throw cause;
    throw new ArtifactError({ path, message: `The artifact ${path} can't be read`, cause });
  }
  if (!isBytes(content)) {
    throw new ArtifactError({ path, expected: "a Uint8Array", received: typeof content });
  }
  if (content.byteLength !== bytes) {
    throw new ArtifactHashMismatchError({ path, expected: `${bytes} bytes`, received: `${content.byteLength} bytes` });
  }
  // A copy: nobody changes it between this check and its use.
  const copy = new Uint8Array(content);
  const actual = await sha256Hex(copy);
  if (actual !== sha256) {
    throw new ArtifactHashMismatchError({ path, expected: `sha256 ${sha256}`, received: `sha256 ${actual}` });
  }
  return copy;
}

/** SHA-256 by Web Crypto, as 64 hexadecimal digits. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  // Browsers have no `subtle` on pages without https.
  const digest = subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest("SHA-256", unshared(bytes)));
  return bytesToHex(digest);
}

/** Parses a hash-checked vkey.json; refuses delta = ±gamma and another number of public signals. */
export function parseVerificationKey(bytes: Uint8Array, { publicSignals }: { publicSignals: number }): PlainJson {
  const text = utf8Decoder().decode(bytes);
  const path = "verificationKey";
  const key = toPlainJson(parseJson(text, MAX_KEY_CHARACTERS, ArtifactError), {}, ArtifactError, path);
  if (typeof key !== "object" || key === null || !("IC" in key) || !Array.isArray(key.IC)) {
    throw new ArtifactError({ path, expected: "a verification key" });
  }
  if (key.nPublic !== publicSignals || key.IC.length !== publicSignals + 1) {
    throw new ArtifactError({ path: `${path}.nPublic`, expected: `${publicSignals}`, received: `${key.nPublic}` });
  }
  const gammaX = abscissa(key.vk_gamma_2, `${path}.vk_gamma_2`);
  const deltaX = abscissa(key.vk_delta_2, `${path}.vk_delta_2`);
  refuseUnsafeKey({ gammaX, deltaX }, `${path}.vk_delta_2`);
  return key;
}

/** x of a G2 point. */
function abscissa(point: PlainJson | undefined, path: string): readonly [bigint, bigint] {
  const x = Array.isArray(point) ? (point[0] as PlainJson | undefined) : undefined;
  if (!Array.isArray(x) || x.length !== 2) throw new ArtifactError({ path, expected: "a point of G2" });
  const [c0, c1] = x as readonly PlainJson[];
  return [decodeCoordinate(c0, path, ArtifactError), decodeCoordinate(c1, path, ArtifactError)];
}

/**
 * An artifact is not the one that the manifest names.
 *
 * What to do: use the artifacts and the manifest of one release.
 */
export class ArtifactHashMismatchError extends /* @__PURE__ */ refusal(
  "ARTIFACT_HASH_MISMATCH",
  "ArtifactHashMismatchError",
  "The artifact is not the one the manifest names",
) {}
