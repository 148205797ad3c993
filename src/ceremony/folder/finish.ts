/** From a finished ceremony to artifacts: the manifest that names its keys, and what changes with them. */

import { parseJson } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { describeCeremonyArtifact } from "../../statement/artifacts/ceremony.ts";
import { importVerificationKey } from "../../statement/artifacts/imported-key.ts";
import {
  type ArtifactManifest,
  type CeremonyOrigin,
  type ManifestEntry,
  manifestEntry,
  parseManifest,
} from "../../statement/artifacts/manifest.ts";
import { type ReadArtifact, readChecked, sha256Hex } from "../../statement/artifacts/verification-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import { describeBeacon } from "./beacon-value.ts";
import { type CeremonyFolder, PATHS } from "./folder.ts";
import { findKeyFaults } from "./key-faults.ts";
import { CeremonyUnfinishedError, checkEnough } from "./ledger.ts";
import { readHashed, readKey } from "./read.ts";
import { transcriptHash } from "./transcript.ts";
import type { CeremonyReport } from "./verify.ts";

const MAX_KEY_CHARACTERS = 100_000;

export interface FinishCeremonyOptions {
  readonly folder: CeremonyFolder;
  /** What `verifyCeremony` said of the folder. */
  readonly report: CeremonyReport;
  /** Artifacts built of the same circuits, with any keys: they have the witness programs. */
  readonly source: { readonly manifest: ArtifactManifest; readonly read: ReadArtifact };
  /** The manifest that the circuits of this ceremony go into; its other circuits stay as they are. */
  readonly into?: { readonly manifest: ArtifactManifest; readonly read: ReadArtifact } | undefined;
  readonly onProgress?: (progress: { readonly circuit: string; readonly fraction: number }) => void;
}

/** A circuit whose key is another one now. */
export interface KeyChange {
  readonly circuit: CircuitName;
  /** `VerificationKey.hash`; undefined for a circuit that the manifest did not have. */
  readonly before: string | undefined;
  readonly now: string;
}

export interface FinishedCeremony {
  readonly manifest: ArtifactManifest;
  /** Files of the manifest, by path. Their names have their hashes in them, so none is ever replaced. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly changes: readonly KeyChange[];
  readonly transcriptSha256: string;
}

/**
 * Describes the keys of a finished ceremony for loaders. Each is verified once more against its circuit and phase 1, as
 * bytes that the manifest will name.
 *
 * @throws CeremonyUnfinishedError before the beacon, ContributionsTooFewError
 * @throws ArtifactError when the artifacts are of another build of a circuit, or a key can't be used
 */
export async function finishCeremony(options: FinishCeremonyOptions): Promise<FinishedCeremony> {
  const { folder, report, source, into, onProgress = () => {} } = ownWith(options, "folder", "report");
  const { ledger, transcript } = report;
  const { ceremony, id } = ledger;
  checkEnough(ledger);
  if (!report.isClosed) throw new CeremonyUnfinishedError({ expected: "the beacon", received: "no beacon" });
  const transcriptSha256 = await transcriptHash(transcript);
  const origin = { name: ceremony.name, id, transcriptSha256, beacon: describeBeacon(ceremony.beacon) };
  const phase1 = await readHashed(folder, PATHS.phase1, ceremony.phase1.sha256);
  const files = new Map<string, Uint8Array>();
  const entries: [string, ManifestEntry][] = [];
  const changes: KeyChange[] = [];
  for (const [i, { name, r1csSha256 }] of ceremony.circuits.entries()) {
    onProgress({ circuit: name, fraction: i / ceremony.circuits.length });
    const circuit = name as CircuitName;
    const built = manifestEntry(source.manifest, circuit);
    if (built.files.r1cs.sha256 !== r1csSha256) {
      throw new ArtifactError({
        path: `manifest.circuits.${name}.files.r1cs.sha256`,
        expected: `${r1csSha256}, the circuit of the ceremony`,
        received: built.files.r1cs.sha256,
      });
    }
    const zkey = await readKey(folder, ledger, { circuit: name, number: ledger.steps.length });
    const wasm = await readChecked(built.files.wasm, source.read);
    const r1cs = await readHashed(folder, PATHS.r1cs(name), r1csSha256);
    const made = await describe({ circuit, built, r1cs, wasm, zkey, phase1, origin });
    for (const [path, content] of made.files) files.set(path, content);
    entries.push([name, made.entry]);
    const before = into?.manifest.circuits[circuit];
    changes.push({
      circuit,
      before: before && keyHash(circuit, await readChecked(before.files.vkey, into!.read)),
      now: keyHash(circuit, made.vkey),
    });
  }
  const circuits = { ...into?.manifest.circuits, ...Object.fromEntries(entries) };
  const manifest = parseManifest({ civicproof: "artifacts/v2/s1", circuits });
  return { manifest, files, changes: changes.filter(({ before, now }) => before !== now), transcriptSha256 };
}

interface Described {
  readonly circuit: CircuitName;
  readonly built: ManifestEntry;
  readonly r1cs: Uint8Array;
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
  readonly phase1: Uint8Array;
  readonly origin: CeremonyOrigin;
}

async function describe({ circuit, built, r1cs, wasm, zkey, phase1, origin }: Described) {
  const named = async (content: Uint8Array, ending: string) =>
    `ceremony/${circuit}-${(await sha256Hex(content)).slice(0, 16)}.${ending}`;
  const zkeyPath = await named(zkey, "zkey");
  const paths = {
    r1cs: await named(r1cs, "r1cs"),
    wasm: await named(wasm, "wasm"),
    zkey: zkeyPath,
    vkey: zkeyPath.replace(/zkey$/, "vkey.json"),
  };
  const { sourceSha256, circom, optimisation } = built;
  const { entry, vkey } = await describeCeremonyArtifact({
    ...{ circuit, r1cs, wasm, zkey, ptau: phase1, findPhase2Faults: findKeyFaults, paths },
    ...{ sourceSha256, circom, optimisation, ceremony: origin },
  });
  const files = new Map([
    [paths.r1cs, r1cs],
    [paths.wasm, wasm],
    [paths.zkey, zkey],
    [paths.vkey, vkey],
  ]);
  return { entry, vkey, files };
}

/** @param vkey a vkey.json of a manifest, of whatever setup */
function keyHash(circuit: CircuitName, vkey: Uint8Array): string {
  const json = parseJson(new TextDecoder().decode(vkey), MAX_KEY_CHARACTERS, ArtifactError);
  // Only named here, never used.
  return importVerificationKey(json, { circuit, setup: "development", allowDevelopmentKeys: true }).hash;
}
