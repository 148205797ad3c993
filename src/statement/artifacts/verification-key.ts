/** The light half of artifact loading, for verifiers: manifest, hash, verification key. Imports no prover. */
import { bytesToHex } from "@noble/hashes/utils.js";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { BASE_FIELD_MODULUS } from "../../core/field.ts";
import { type PlainJson, parseJson, toPlainJson } from "../../core/json.ts";
import { ArtifactError } from "../../engine/groth16/files/binfile.ts";
import { UnsafeKeyError } from "../../engine/groth16/files/zkey.ts";
import type { CircuitName } from "../circuit/signals.ts";
import { DevelopmentKeyError } from "./imported-key.ts";
import { type ArtifactFile, type KeySetup, type ManifestEntry, manifestEntry } from "./manifest.ts";

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
}

/** A verification key as plain JSON, hash-checked, not yet decoded: pass it to `importVerificationKey`. */
export interface LoadedVerificationKey {
  readonly circuit: CircuitName;
  readonly setup: KeySetup;
  readonly verificationKey: PlainJson;
}

const MAX_KEY_CHARACTERS = 100_000;

/**
 * Loads the verification key of a circuit. Size and SHA-256 are checked before it is parsed.
 *
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`
 * @throws ArtifactHashMismatchError when the file is not the one the manifest names
 * @throws UnsafeKeyError when its gamma equals its delta
 * @throws ArtifactError when it can't be read or the manifest is malformed
 */
export async function loadVerificationKey({
  circuit,
  manifest,
  read,
  allowDevelopmentKeys = false,
}: LoadVerificationKeyOptions): Promise<LoadedVerificationKey> {
  const { setup, files, publicSignals } = openEntry({ circuit, manifest, allowDevelopmentKeys });
  const verificationKey = parseVerificationKey(await readChecked(files.vkey, read), { publicSignals });
  return { circuit, setup, verificationKey };
}

/** The manifest's entry for a circuit, unless it is a development key and those are not welcome. */
export function openEntry({
  circuit,
  manifest,
  allowDevelopmentKeys,
}: {
  circuit: CircuitName;
  manifest: unknown;
  allowDevelopmentKeys: boolean;
}): ManifestEntry {
  const entry = manifestEntry(manifest, circuit);
  // Strictly true: a string from a settings file must not let development keys in.
  if (entry.setup.kind !== "ceremony" && allowDevelopmentKeys !== true)
    throw new DevelopmentKeyError({ path: circuit });
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
  if (!(content instanceof Uint8Array)) {
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
  const digest =
    subtle === undefined
      ? (await import("@noble/hashes/sha2.js")).sha256(bytes)
      : new Uint8Array(await subtle.digest("SHA-256", bytes as BufferSource));
  return bytesToHex(digest);
}

/** Parses a hash-checked vkey.json; refuses gamma = delta and another number of public signals. */
export function parseVerificationKey(bytes: Uint8Array, { publicSignals }: { publicSignals: number }): PlainJson {
  const text = new TextDecoder().decode(bytes);
  const path = "verificationKey";
  const key = toPlainJson(parseJson(text, MAX_KEY_CHARACTERS, ArtifactError), {}, ArtifactError, path);
  if (typeof key !== "object" || key === null || !("IC" in key) || !Array.isArray(key.IC)) {
    throw new ArtifactError({ path, expected: "a verification key" });
  }
  if (key.nPublic !== publicSignals || key.IC.length !== publicSignals + 1) {
    throw new ArtifactError({ path: `${path}.nPublic`, expected: `${publicSignals}`, received: `${key.nPublic}` });
  }
  const gamma = abscissa(key.vk_gamma_2, `${path}.vk_gamma_2`);
  const delta = abscissa(key.vk_delta_2, `${path}.vk_delta_2`);
  if (gamma[0] === delta[0] && gamma[1] === delta[1]) {
    throw new UnsafeKeyError({ path: `${path}.vk_delta_2`, expected: "a delta of its own", received: "gamma" });
  }
  return key;
}

/** x of a G2 point: equal x means equal up to sign, which is as unsafe. */
function abscissa(point: PlainJson | undefined, path: string): [bigint, bigint] {
  const x = Array.isArray(point) ? (point[0] as PlainJson | undefined) : undefined;
  const [c0, c1] = Array.isArray(x) && x.length === 2 ? (x as readonly PlainJson[]) : [];
  const read = (value: PlainJson | undefined) => {
    const decimal = typeof value === "string" && /^(?:0|[1-9][0-9]{0,77})$/.test(value) ? BigInt(value) : undefined;
    if (decimal === undefined || decimal >= BASE_FIELD_MODULUS) {
      throw new ArtifactError({ path, expected: "a point with decimal coordinates below q" });
    }
    return decimal;
  };
  return [read(c0), read(c1)];
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
