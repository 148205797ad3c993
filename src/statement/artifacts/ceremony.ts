/** Manifest entries for keys that a real phase 2 ceremony made (snarkjs zkey format). */

import { CivicproofError } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { parseR1cs } from "../../engine/groth16/files/r1cs.ts";
import { readZkeyHeader } from "../../engine/groth16/files/zkey.ts";
import { verificationKeyFromZkey } from "../../engine/groth16/key-of-zkey.ts";
import { type CircuitName, publicSignalsOf } from "../circuit/signals.ts";
import { hasContributions } from "./check-keys.ts";
import { DevelopmentKeyError } from "./development-key-error.ts";
import { type ArtifactFile, type CeremonyOrigin, type ManifestEntry, parseManifest } from "./manifest.ts";
import { sha256Hex } from "./verification-key.ts";

export interface CeremonyArtifacts {
  readonly circuit: CircuitName;
  readonly r1cs: Uint8Array;
  readonly wasm: Uint8Array;
  /** The last zkey of the ceremony. */
  readonly zkey: Uint8Array;
  /**
   * The prepared phase 1 file. With it the key is verified to be of this r1cs and every contribution to be valid, by
   * {@link findPhase2Faults}.
   */
  readonly ptau?: Uint8Array;
  /** What verifies a phase 2: `findKeyFaults` of `civicproof/node`, or `findPhase2Faults` of `civicproof/snarkjs`. Needed with {@link ptau}. */
  readonly findPhase2Faults?: FindPhase2Faults;
  /** Where the files will lie, relative to the artifacts directory. */
  readonly paths: { readonly r1cs: string; readonly wasm: string; readonly zkey: string; readonly vkey: string };
  readonly sourceSha256: string;
  /** Release of the compiler that made the r1cs, "2.2.3". */
  readonly circom: string;
  readonly optimisation: ManifestEntry["optimisation"];
  /** Which ceremony it was, when its folder was kept. */
  readonly ceremony?: CeremonyOrigin;
}

/** Returns what is wrong with a ceremony, in words; an empty list when nothing is. */
export type FindPhase2Faults = (files: {
  readonly r1cs: Uint8Array;
  readonly ptau: Uint8Array;
  readonly zkey: Uint8Array;
}) => Promise<readonly string[]>;

/** The manifest entry and the content of the vkey file it names. */
export interface DescribedCeremony {
  readonly entry: ManifestEntry;
  readonly vkey: Uint8Array;
}

/**
 * Describes a key that went through phase 2: at least one contribution, whose delta is the key's.
 * Without `ptau` the contributions themselves are not verified, and the entry says so.
 *
 * @throws UnsafeKeyError for a key before its first contribution (gamma equals delta)
 * @throws DevelopmentKeyError for a key without contributions
 * @throws ArtifactError when the key is not of this r1cs, or a contribution is invalid
 * @throws InvalidInputError for `ptau` without `findPhase2Faults`
 */
export async function describeCeremonyArtifact(artifacts: CeremonyArtifacts): Promise<DescribedCeremony> {
  const { circuit, r1cs, wasm, zkey, ptau, findPhase2Faults, paths, ceremony, ...built } = ownWith(
    artifacts,
    "circuit",
    "r1cs",
    "wasm",
    "zkey",
    "paths",
  );
  const header = readZkeyHeader(zkey);
  if (!hasContributions(header)) {
    throw new DevelopmentKeyError({ path: paths.zkey, message: "This key has no contribution of a ceremony" });
  }
  const { nConstraints, nWires, nOutputs, nPubInputs } = parseR1cs(r1cs);
  const publicSignals = nOutputs + nPubInputs;
  const { length: expected } = publicSignalsOf(circuit);
  if (publicSignals !== expected || header.nPublic !== publicSignals || header.nVars !== nWires) {
    throw new ArtifactError({
      path: paths.zkey,
      expected: `a key of this r1cs with ${expected} public signals`,
      received: `${header.nPublic} public signals and ${header.nVars} wires`,
    });
  }
  if (!WebAssembly.validate(wasm as BufferSource))
    throw new ArtifactError({ path: paths.wasm, expected: "WebAssembly" });
  if (ptau !== undefined) await verifyPhase2({ r1cs, ptau, zkey }, findPhase2Faults);
  const vkey = encodeVerificationKey(verificationKeyFromZkey(zkey));
  const entry: ManifestEntry = {
    ...built,
    name: circuit,
    constraints: nConstraints,
    publicSignals,
    domain: header.domainSize,
    setup: {
      kind: "ceremony",
      contributions: header.contributions.map(({ kind, name, transcript }) => ({
        kind,
        ...(name === undefined ? {} : { name }),
        transcript,
      })),
      ...(ptau === undefined ? {} : { verifiedWithPtauSha256: await sha256Hex(ptau) }),
      ...(ceremony === undefined ? {} : { ceremony }),
    },
    files: {
      r1cs: await describeFile(paths.r1cs, r1cs),
      wasm: await describeFile(paths.wasm, wasm),
      zkey: await describeFile(paths.zkey, zkey),
      vkey: await describeFile(paths.vkey, vkey),
    },
  };
  parseManifest({ civicproof: "artifacts/v2/s1", circuits: { [circuit]: entry } });
  return { entry, vkey };
}

async function verifyPhase2(
  files: Parameters<FindPhase2Faults>[0],
  findPhase2Faults: FindPhase2Faults | undefined,
): Promise<void> {
  if (findPhase2Faults === undefined) {
    throw new InvalidInputError({ path: "findPhase2Faults", expected: "findKeyFaults of civicproof/node" });
  }
  const faults = await findPhase2Faults(files).catch((cause: unknown) => {
    if (cause instanceof CivicproofError) throw cause;
    throw new ArtifactError({ path: "zkey", message: "The ceremony could not be verified", cause });
  });
  if (faults.length > 0) {
    throw new ArtifactError({ path: "zkey", expected: "a valid phase 2", received: faults.join("; ") });
  }
}

/** Path, size and hash of a file's content. */
export async function describeFile(path: string, content: Uint8Array): Promise<ArtifactFile> {
  return { path, bytes: content.byteLength, sha256: await sha256Hex(content) };
}

/** The text of a vkey.json, as snarkjs indents it. */
export function encodeVerificationKey(key: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(key, null, 1)}\n`);
}
