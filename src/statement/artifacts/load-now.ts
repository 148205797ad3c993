/** Loads what a prover needs of a circuit; load.ts brings this code when it is asked for. */
import { isBytes } from "../../core/bytes.ts";
import type { PlainJson } from "../../core/json.ts";
import { later } from "../../core/later.ts";
import { own } from "../../core/own.ts";
import { isPackedKey } from "../../engine/groth16/packed/format.ts";
import type { CircuitName } from "../circuit/signals.ts";
import { checkKeys } from "./check-keys.ts";
import type { KeyFile, ManifestEntry, ManifestSetup } from "./manifest.ts";
import { isOwnReader } from "./own-readers.ts";
import { type LoadVerificationKeyOptions, openEntry, type ReadArtifact, readChecked } from "./verification-key.ts";

/** Options of `loadArtifacts`. */
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

const unpacker = /* @__PURE__ */ later(() => import("../../engine/groth16/packed/open.ts"));

/** See `loadArtifacts`. */
export async function loadNow(options: LoadArtifactsOptions): Promise<CircuitArtifacts> {
  const { circuit, manifest, read, ...demands } = own(options);
  const entry = openEntry({ circuit, manifest, ...demands });
  const { files, setup } = entry;
  const open = ({ path, ...expected }: KeyFile, checked = read) =>
    isOwnReader(read) ? read(path, expected) : readChecked({ path, ...expected }, checked);
  const [vkey, zkey, wasm] = await Promise.all([open(files.vkey), open(files.zkey, unpacking(read)), open(files.wasm)]);
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
