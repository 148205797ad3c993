/** Beginning a ceremony: phase 1 checked, the key of each circuit before its first contribution, signed terms. */

import { throwIfAborted } from "../../core/abort.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { parseR1cs } from "../../engine/groth16/files/r1cs.ts";
import { sha256Hex } from "../../statement/artifacts/verification-key.ts";
import { checkPtau, type PtauReport } from "../keys/check-ptau.ts";
import { makeInitialKey } from "../keys/initial-key.ts";
import { bytesSource, openPtau } from "../keys/ptau.ts";
import { checkBeaconRule } from "./beacon-value.ts";
import { type Ceremony, encodeDocument, signCeremony } from "./documents.ts";
import { PATHS } from "./folder.ts";
import type { CeremonyIdentity } from "./identity.ts";

/** What the coordinator decides. */
export type CeremonyTerms = Pick<
  Ceremony,
  "name" | "turns" | "participants" | "minimumContributions" | "deadlineSeconds" | "beacon"
>;

export interface StartCeremonyOptions {
  readonly terms: CeremonyTerms;
  /** By circuit. */
  readonly r1cs: Readonly<Record<string, Uint8Array>>;
  /** The prepared phase 1 file. */
  readonly phase1: Uint8Array;
  /**
   * Take a phase 1 file that is none of those with a published hash. Whoever made all of its contributions can forge: make
   * sure that you know why it was not one person or group.
   */
  readonly allowUnpublishedPhase1?: boolean;
  readonly coordinator: CeremonyIdentity;
  readonly nowSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly step: string; readonly fraction: number }) => void;
}

export interface StartedCeremony {
  readonly ceremony: Ceremony;
  readonly phase1: PtauReport;
  /** By path, ceremony.json last. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Makes the files of a new ceremony.
 *
 * @throws PtauError for a phase 1 file that is invalid, too small, or not published without permission
 * @throws ArtifactError for an r1cs that can't be read
 * @throws InvalidInputError for terms under which nobody could contribute, or a beacon that is known too early
 */
export async function startCeremony(options: StartCeremonyOptions): Promise<StartedCeremony> {
  const {
    terms,
    r1cs,
    phase1,
    allowUnpublishedPhase1 = false,
    coordinator,
    nowSeconds,
    signal,
    onProgress = () => {},
  } = ownWith(options, "terms", "r1cs", "phase1", "coordinator");
  checkTerms(terms, nowSeconds);
  const report = (step: string, fraction: number) => {
    throwIfAborted(signal);
    onProgress({ step, fraction });
  };
  const ptau = await openPtau(bytesSource(phase1));
  const checked = await checkPtau(ptau, ({ fraction }) => report("phase 1", 0.5 * fraction));
  if (!checked.isPublished && allowUnpublishedPhase1 !== true) {
    throw new InvalidInputError({
      path: PATHS.phase1,
      expected:
        "one of the published phase 1 files, or allowUnpublishedPhase1 (--allow-unpublished-phase1) for a rehearsal",
      received: `BLAKE2b ${checked.blake2b.slice(0, 16)}…`,
    });
  }
  const files = new Map([[PATHS.phase1 as string, phase1]]);
  const circuits: Ceremony["circuits"] = [];
  const names = Object.keys(r1cs);
  for (const [i, name] of names.entries()) {
    const from = 0.5 + (0.5 * i) / names.length;
    const onStep = ({ fraction }: { readonly fraction: number }) =>
      report(name, from + (0.5 * fraction) / names.length);
    const circuit = r1cs[name]!;
    const initial = await makeInitialKey({ r1cs: circuit, ptau, onProgress: onStep });
    files.set(PATHS.r1cs(name), circuit).set(PATHS.key(name, 0), initial);
    circuits.push({
      name,
      constraints: parseR1cs(circuit).nConstraints,
      r1csSha256: await sha256Hex(circuit),
      initialKeySha256: await sha256Hex(initial),
    });
  }
  const { power, blake2b } = checked;
  const ceremony = signCeremony(
    { ...terms, circuits, phase1: { power, sha256: await sha256Hex(phase1), blake2b } },
    coordinator,
  );
  files.set(PATHS.ceremony, encodeDocument(ceremony));
  return { ceremony, phase1: checked, files };
}

/** Terms under which the ceremony can't end are refused at its beginning. */
function checkTerms(
  { turns, participants, minimumContributions, deadlineSeconds, beacon }: CeremonyTerms,
  nowSeconds: number,
): void {
  const isOpen = turns === "open";
  if (isOpen !== (participants.length === 0))
    throw new InvalidInputError({
      path: "participants",
      expected: isOpen ? "nobody: the door is open" : "at least one",
      received: `${participants.length}`,
    });
  if (!isOpen && participants.length < minimumContributions)
    throw new InvalidInputError({
      path: "minimumContributions",
      expected: `at most the ${participants.length} who are listed`,
      received: `${minimumContributions}`,
    });
  if (deadlineSeconds <= nowSeconds)
    throw new InvalidInputError({
      path: "deadlineSeconds",
      expected: "an instant to come",
      received: "one that is past",
    });
  checkBeaconRule(beacon, deadlineSeconds);
}
