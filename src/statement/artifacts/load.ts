/** What a prover needs of a circuit, checked against the manifest before any of it is parsed. */

import { isBytes } from "../../core/bytes.ts";
import { type PlainJson, toPlainJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { requireWebAssembly } from "../../core/platform.ts";
import { decodeCoordinate } from "../../engine/groth16/curve.ts";
import { ArtifactError } from "../../engine/groth16/files/binfile.ts";
import { readZkeyHeader, type ZkeyHeader } from "../../engine/groth16/files/zkey.ts";
import { zkeyMatchesVerificationKey } from "../../engine/groth16/key-of-zkey.ts";
import { isPackedKey } from "../../engine/groth16/packed/format.ts";
import { refuseUnsafeKey } from "../../engine/groth16/unsafe-key.ts";
import type { CircuitName } from "../circuit/signals.ts";
import { DevelopmentKeyError } from "./imported-key.ts";
import type { ManifestEntry, ManifestSetup } from "./manifest.ts";
import {
  type LoadVerificationKeyOptions,
  openEntry,
  parseKey,
  type ReadArtifact,
  readChecked,
} from "./verification-key.ts";

export type { ReadArtifact } from "./verification-key.ts";
export type LoadArtifactsOptions = LoadVerificationKeyOptions;

/** Everything one circuit needs to prove. */
export interface CircuitArtifacts {
  readonly circuit: CircuitName;
  readonly setup: ManifestSetup;
  readonly entry: ManifestEntry;
  /** circom's witness program. */
  readonly wasm: Uint8Array;
  /** The groth16 proving key in snarkjs's format. */
  readonly zkey: Uint8Array;
  /** In snarkjs's JSON form. */
  readonly verificationKey: PlainJson;
}

/**
 * Loads witness program, proving key and verification key of a circuit. Size and SHA-256 of each are compared
 * with the manifest before it is parsed; then the key is checked for what makes keys unsafe, from its own points.
 *
 * @throws UnsupportedPlatformError where there is no WebAssembly to prove with, before anything is read
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`, or one that passes for a ceremony's
 * @throws ArtifactHashMismatchError when a file is not the one the manifest names
 * @throws UnsafeKeyError when delta equals gamma up to sign
 * @throws ArtifactError when a file can't be read, is malformed, or contradicts the manifest or another file, and when
 * the key was not verified under the phase 1 file that is asked for
 */
export async function loadArtifacts(options: LoadArtifactsOptions): Promise<CircuitArtifacts> {
  requireWebAssembly();
  const { circuit, manifest, read, ...demands } = own(options);
  const entry = openEntry({ circuit, manifest, ...demands });
  const { files, setup, publicSignals } = entry;
  const [vkey, zkey, wasm] = await Promise.all([
    readChecked(files.vkey, read),
    readChecked(files.zkey, unpacking(read)),
    readChecked(files.wasm, read),
  ]);
  const verificationKey = parseVerificationKey(vkey, { publicSignals });
  const header = readZkeyHeader(zkey);
  checkAgainstManifest(header, entry);
  if (!zkeyMatchesVerificationKey(header, verificationKey)) {
    throw new ArtifactError({ path: files.vkey.path, expected: `the verification key of ${files.zkey.path}` });
  }
  return { circuit, setup, entry, wasm, zkey, verificationKey };
}

/** A reader whose packed keys are unpacked. */
export function unpacking(read: ReadArtifact): ReadArtifact {
  return async (path, expected) => {
    const content = await read(path, expected);
    if (!isBytes(content) || !isPackedKey(content)) return content;
    const { openPackedKey } = await import("../../engine/groth16/packed/open.ts");
    return openPackedKey([content], expected);
  };
}

/** Parses a hash-checked vkey.json beside a proving key; refuses delta = ±gamma and another number of public signals. */
export function parseVerificationKey(bytes: Uint8Array, { publicSignals }: { publicSignals: number }): PlainJson {
  const path = "verificationKey";
  const key = toPlainJson(parseKey(bytes), {}, ArtifactError, path);
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

/** What the manifest says must be what the key is. */
function checkAgainstManifest(header: ZkeyHeader, { files, publicSignals, domain, setup }: ManifestEntry): void {
  const { path } = files.zkey;
  if (header.nPublic !== publicSignals) {
    throw new ArtifactError({ path, expected: `${publicSignals} public signals`, received: `${header.nPublic}` });
  }
  if (header.domainSize !== domain) {
    throw new ArtifactError({ path, expected: `a domain of ${domain}`, received: `${header.domainSize}` });
  }
  if (setup.kind === "ceremony" && !hasContributions(header)) {
    throw new DevelopmentKeyError({
      path,
      message: `${path} has no contribution of a ceremony, although the manifest says so`,
    });
  }
}

/** Whether a key went through phase 2: at least one contribution, and the last one made the key's delta. */
export function hasContributions({ contributions, delta1 }: ZkeyHeader): boolean {
  const last = contributions.at(-1)?.deltaAfter;
  return last !== undefined && last[0] === delta1[0] && last[1] === delta1[1];
}
