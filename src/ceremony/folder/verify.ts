/** Checks a whole ceremony: documents, files, phase 1, and the key of every circuit from its first point to its last step. */

import { throwIfAborted } from "../../core/abort.ts";
import { refusal } from "../../core/errors.ts";
import { own } from "../../core/own.ts";
import { readZkeyHeader } from "../../engine/groth16/files/zkey.ts";
import { checkContributions, checkInitialKey, type StepReport } from "../keys/check-key.ts";
import { checkPtau, equalBytes } from "../keys/check-ptau.ts";
import { contributionHash } from "../keys/contribution.ts";
import { bytesSource, openPtau, type Ptau } from "../keys/ptau.ts";
import { checkHistory, KeyMismatchError } from "./contribute.ts";
import { type CeremonyFolder, listedFiles, PATHS } from "./folder.ts";
import { BeaconWrongError, isClosed, type Ledger } from "./ledger.ts";
import { FileChangedError, openLedger, readHashed, readKey } from "./read.ts";
import { makeTranscript, type Transcript } from "./transcript.ts";
import { transcriptFiles } from "./transcript-page.ts";

export interface CeremonyReport {
  readonly ledger: Ledger;
  /** Whether the phase 1 file is one with a published hash. */
  readonly isPhase1Published: boolean;
  /** Whether the beacon has ended the ceremony. */
  readonly isClosed: boolean;
  readonly transcript: Transcript;
  /** What nobody but people can check, and what is not as it should be but harmless; in sentences. */
  readonly notes: readonly string[];
}

export interface VerifyOptions {
  /** Leave the transcript in the folder unread, as it is written anew. */
  readonly ignoreTranscript?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly step: string; readonly fraction: number }) => void;
}

/**
 * Verifies everything in a ceremony's folder. It needs no network and no other file.
 *
 * @throws the errors of {@link openLedger} for documents; FileMissingError, FileChangedError, FileUnlistedError,
 * CircuitsSwappedError for files; PtauError, ArtifactError, ContributionError, UnsafeKeyError for points;
 * KeyMismatchError, BeaconWrongError where a key has other steps than were attested; TranscriptMismatchError
 */
export async function verifyCeremony(folder: CeremonyFolder, options: VerifyOptions = {}): Promise<CeremonyReport> {
  const { ignoreTranscript = false, signal, onProgress = () => {} } = own(options);
  const report = (step: string, fraction: number) => {
    throwIfAborted(signal);
    onProgress({ step, fraction });
  };
  const ledger = await openLedger(folder);
  const { ceremony, steps } = ledger;
  await checkListing(folder, ledger);
  report("phase 1", 0);
  const { ptau, isPublished } = await openPhase1(folder, ledger, (fraction) => report("phase 1", 0.2 * fraction));
  const circuits = [];
  for (const [i, { name, r1csSha256 }] of ceremony.circuits.entries()) {
    const at = (fraction: number) => report(name, 0.2 + (0.8 * (i + fraction)) / ceremony.circuits.length);
    at(0);
    const r1cs = await readHashed(folder, PATHS.r1cs(name), r1csSha256);
    const initial = await readKey(folder, ledger, { circuit: name, number: 0 });
    await checkInitialKey({ zkey: initial, r1cs, ptau });
    at(0.4);
    let latest = initial;
    for (const { number } of steps) {
      latest = await readKey(folder, ledger, { circuit: name, number });
      checkStepKey(ledger, { circuit: name, number, key: latest });
      at(0.4 + (0.3 * number) / steps.length);
    }
    if (steps.length > 0) {
      const { steps: found } = await checkContributions({ initial, zkey: latest });
      checkHistory(ledger, name, found);
      checkBeaconOf(ledger, name, found);
    }
    circuits.push({ name, key: latest });
  }
  const transcript = await makeTranscript(ledger, circuits);
  const ofTranscript = ignoreTranscript ? [] : await checkTranscript(folder, ledger, transcript);
  const notes = [...notesOf(ledger, isPublished), ...ofTranscript];
  report("done", 1);
  return { ledger, isPhase1Published: isPublished, isClosed: isClosed(ledger), transcript, notes };
}

async function openPhase1(
  folder: CeremonyFolder,
  { ceremony: { phase1 } }: Ledger,
  onFraction: (fraction: number) => void,
): Promise<{ ptau: Ptau; isPublished: boolean }> {
  const file = await readHashed(folder, PATHS.phase1, phase1.sha256);
  const ptau = await openPtau(bytesSource(file));
  const { blake2b, power, isPublished } = await checkPtau(ptau, ({ fraction }) => onFraction(fraction));
  if (blake2b !== phase1.blake2b || power !== phase1.power) {
    throw new FileChangedError({
      path: PATHS.phase1,
      expected: `power ${phase1.power} with BLAKE2b ${phase1.blake2b.slice(0, 16)}…`,
      received: `power ${power} with ${blake2b.slice(0, 16)}…`,
    });
  }
  return { ptau, isPublished };
}

/** Every file that is there must have its place: a key that nobody signed for could be taken for one that somebody did. */
async function checkListing(folder: CeremonyFolder, ledger: Ledger): Promise<void> {
  const listed = new Set<string>([...listedFiles(ledger), PATHS.transcript, PATHS.page]);
  const unlisted = (await folder.list()).find((path) => !listed.has(path));
  if (unlisted !== undefined) throw new FileUnlistedError({ path: unlisted });
}

/** A key in the middle must have the steps up to its own, so that its file is what its contributor signed for. */
function checkStepKey(
  { steps }: Ledger,
  { circuit, number, key }: { readonly circuit: string; readonly number: number; readonly key: Uint8Array },
): void {
  const { contributions } = readZkeyHeader(key);
  checkHistory(
    { steps: steps.slice(0, number) },
    circuit,
    contributions.map((each) => ({ contributionHash: contributionHash(each) })),
  );
}

/** The step that is the beacon in the key is the one of the attestations, with its value. */
function checkBeaconOf({ ceremony, steps }: Ledger, circuit: string, found: readonly StepReport[]): void {
  for (const [i, { kind, beacon }] of found.entries()) {
    const { step } = steps[i]!;
    const path = `${circuit}.contributions[${i}]`;
    if (kind !== step.kind) throw new KeyMismatchError({ path, expected: step.kind, received: kind });
    if (step.kind !== "beacon" || beacon === undefined) continue;
    const [expected, received] = [
      { value: step.value, iterationsLog2: ceremony.beacon.iterationsLog2 },
      { value: beacon.value, iterationsLog2: beacon.iterationsLog2 },
    ].map(({ value, iterationsLog2 }) => `${value}, hashed 2^${iterationsLog2} times`);
    if (received !== expected) throw new BeaconWrongError({ path, expected: expected!, received: received! });
  }
}

function notesOf({ ceremony, steps }: Ledger, isPublished: boolean): string[] {
  const beacon = steps.find(({ step }) => step.kind === "beacon")?.step;
  return [
    ...(isPublished
      ? []
      : ["The phase 1 file is none with a published hash: ask the coordinator where it comes from."]),
    ...(ceremony.turns === "open"
      ? ["The door was open: a name is what a contributor said, and one person can come under several."]
      : []),
    ...(ceremony.beacon.kind === "stated" && beacon !== undefined
      ? [`Only people can check the beacon. It was announced as: ${ceremony.beacon.source}`]
      : []),
    ...(ceremony.beacon.kind === "drand" && beacon?.kind === "beacon" && beacon.drand === undefined
      ? ["The beacon's value came without drand's signature: compare it with a relay of drand."]
      : []),
  ];
}

/** The transcript of a finished ceremony must be the one of its steps; until then it may be older. */
export async function checkTranscript(
  folder: CeremonyFolder,
  ledger: Ledger,
  transcript: Transcript,
): Promise<string[]> {
  const write = "`civicproof ceremony transcript` writes it";
  for (const [path, expected] of transcriptFiles(transcript)) {
    const found = await folder.read(path);
    if (found === undefined) return isClosed(ledger) ? [`There is no ${path} yet: ${write}.`] : [];
    if (equalBytes(found, expected)) continue;
    if (!isClosed(ledger)) return [`${path} is older than the last step: ${write} again.`];
    throw new TranscriptMismatchError({ path, expected: "the transcript of these steps" });
  }
  return [];
}

/**
 * A file lies in the folder of a ceremony that no document of it names.
 *
 * What to do: take it out of the folder; a key that nobody signed for is none of the ceremony's.
 */
export class FileUnlistedError extends /* @__PURE__ */ refusal(
  "CEREMONY_FILE_UNLISTED",
  "FileUnlistedError",
  "A file that the ceremony does not have",
) {}

/**
 * The transcript in the folder is not the one of the ceremony's steps.
 *
 * What to do: get the folder again, or write the transcript again with `ceremony transcript`, and compare the two.
 */
export class TranscriptMismatchError extends /* @__PURE__ */ refusal(
  "CEREMONY_TRANSCRIPT_MISMATCH",
  "TranscriptMismatchError",
  "The transcript is not that of the ceremony",
) {}
