/** What a prover needs of a circuit, checked against the manifest before any of it is parsed. */

import { isBytes } from "../../core/bytes.ts";
import type { PlainJson } from "../../core/json.ts";
import { later } from "../../core/later.ts";
import { own } from "../../core/own.ts";
import { requireWebAssembly } from "../../core/platform.ts";
import { isPackedKey } from "../../engine/groth16/packed/format.ts";
import type { CircuitName } from "../circuit/signals.ts";
import type { ManifestEntry, ManifestSetup } from "./manifest.ts";
import { type LoadVerificationKeyOptions, openEntry, type ReadArtifact, readChecked } from "./verification-key.ts";

export type { ReadArtifact } from "./verification-key.ts";
export type LoadArtifactsOptions = LoadVerificationKeyOptions;

// Loaded while the files are; a page that leaves proving to its worker never does.
const keyChecks = /* @__PURE__ */ later(() => import("./check-keys.ts"));
const unpacker = /* @__PURE__ */ later(() => import("../../engine/groth16/packed/open.ts"));

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
 * the key was not verified under the phase 1 file that is asked for; CodeUnreachableError
 */
export async function loadArtifacts(options: LoadArtifactsOptions): Promise<CircuitArtifacts> {
  requireWebAssembly();
  const { circuit, manifest, read, ...demands } = own(options);
  const entry = openEntry({ circuit, manifest, ...demands });
  const { files, setup } = entry;
  const [{ checkKeys }, vkey, zkey, wasm] = await Promise.all([
    keyChecks(),
    readChecked(files.vkey, read),
    readChecked(files.zkey, unpacking(read)),
    readChecked(files.wasm, read),
  ]);
  const verificationKey = checkKeys({ zkey, vkey }, entry);
  return { circuit, setup, entry, wasm, zkey, verificationKey };
}

/** A reader whose packed keys are unpacked. */
export function unpacking(read: ReadArtifact): ReadArtifact {
  return async (path, expected) => {
    const content = await read(path, expected);
    if (!isBytes(content) || !isPackedKey(content)) return content;
    const { openPackedKey } = await unpacker();
    return openPackedKey([content], expected);
  };
}
