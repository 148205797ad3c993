/** The light half of artifact loading, for verifiers: manifest, hash, verification key. Imports no prover. */

import { bytesToHex, isBytes, unshared } from "../../core/bytes.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { utf8Decoder } from "../../core/platform.ts";
import { sha256 } from "../../core/sha256.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import type { CircuitName } from "../circuit/signals.ts";
import { DevelopmentKeyError } from "./development-key-error.ts";
import { type KeyFile, type ManifestEntry, type ManifestSetup, manifestEntry } from "./manifest.ts";

/**
 * Fetches one artifact by its path in the manifest. It may refuse a file of another size or hash, and may keep files
 * by their hash; what it returns is checked again. Where the manifest names a packed form of a proving key, it may
 * return that file's content instead: size and hash are those of the key, and are checked after unpacking.
 */
export type ReadArtifact = (path: string, expected: ExpectedArtifact) => Promise<Uint8Array>;

/** What the manifest says of a file. */
export interface ExpectedArtifact {
  readonly bytes: number;
  readonly sha256: string;
  /** Where the packed form of a proving key is, and its size. */
  readonly packed?: { readonly path: string; readonly bytes: number };
}

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

/** A verification key as JSON, hash-checked and nothing else: `importVerificationKey` decodes it. */
export interface LoadedVerificationKey {
  readonly circuit: CircuitName;
  readonly setup: ManifestSetup;
  readonly verificationKey: unknown;
}

const MAX_KEY_CHARACTERS = 100_000;

/**
 * Reads the verification key of a circuit as JSON, for `importVerificationKey`. Size and SHA-256 are checked before it is
 * parsed.
 *
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`
 * @throws ArtifactHashMismatchError when the file is not the one the manifest names
 * @throws ArtifactError when it can't be read or is no JSON, the manifest is malformed, or it was not verified under the phase 1 file
 * that is asked for
 */
export async function readVerificationKey(options: LoadVerificationKeyOptions): Promise<LoadedVerificationKey> {
  const { circuit, manifest, read, ...demands } = own(options);
  const { setup, files } = openEntry({ circuit, manifest, ...demands });
  return { circuit, setup, verificationKey: parseKey(await readChecked(files.vkey, read)) };
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
export async function readChecked({ path, ...expected }: KeyFile, read: ReadArtifact): Promise<Uint8Array> {
  const { bytes, sha256 } = expected;
  let content: Uint8Array;
  try {
    content = await read(path, expected);
  } catch (cause) {
    if (cause instanceof CivicproofError) throw cause;
    throw new ArtifactError({ path, expected: "a file", cause });
  }
  if (!isBytes(content)) {
    throw new ArtifactError({ path, expected: "bytes" });
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

/** The JSON of a hash-checked vkey.json. @throws ArtifactError */
export function parseKey(bytes: Uint8Array): unknown {
  return parseJson(utf8Decoder().decode(bytes), MAX_KEY_CHARACTERS, ArtifactError);
}

/** SHA-256 by Web Crypto, as 64 hexadecimal digits. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  // Browsers have no `subtle` on pages without https.
  const digest = subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest("SHA-256", unshared(bytes)));
  return bytesToHex(digest);
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
