/** Reads the documents and keys of a ceremony's folder. Keys are compared with the hashes that their attestations name. */

import { refusal } from "../../core/errors.ts";
import { ownWith, requireMade } from "../../core/own.ts";
import { sha256Hex } from "../../statement/artifacts/verification-key.ts";
import { attestationNumber, PATHS, type ReadableFolder } from "./folder.ts";
import { keyHashes, type Ledger, readLedger } from "./ledger.ts";

/**
 * Reads ceremony.json and every attestation, and applies the rules of the ceremony to them.
 *
 * @throws FileMissingError without a ceremony.json, the errors of {@link readLedger}
 */
export async function openLedger(folder: ReadableFolder): Promise<Ledger> {
  requireMade("folder", folder, "read");
  const text = async (path: string) => new TextDecoder().decode(await readFile(folder, path));
  const terms = await text(PATHS.ceremony);
  const attestations = new Map<number, string>();
  for (const path of await folder.list()) {
    const number = attestationNumber(path);
    if (number !== undefined) attestations.set(number, await text(path));
  }
  return readLedger(terms, attestations);
}

/** @throws FileMissingError */
export async function readFile(folder: ReadableFolder, path: string): Promise<Uint8Array> {
  const content = await folder.read(path);
  if (content === undefined) throw new FileMissingError({ path });
  return content;
}

/**
 * A circuit's key after a step, 0 for the one before the first contribution.
 *
 * @throws FileMissingError, FileChangedError, CircuitsSwappedError
 */
export async function readKey(
  folder: ReadableFolder,
  ledger: Ledger,
  which: { readonly circuit: string; readonly number: number },
): Promise<Uint8Array> {
  requireMade("folder", folder, "read");
  const { circuit, number } = ownWith(which, "circuit", "number");
  const path = PATHS.key(circuit, number);
  const content = await readFile(folder, path);
  const hashes = keyHashes(ledger, number);
  const received = await sha256Hex(content);
  if (received === hashes[circuit]) return content;
  const other = Object.keys(hashes).find((name) => hashes[name] === received);
  if (other !== undefined) throw new CircuitsSwappedError({ path, expected: circuit, received: other });
  throw new FileChangedError({ path, expected: `sha256 ${hashes[circuit]}`, received: `sha256 ${received}` });
}

/** What a contribution starts from. */
export interface StepKeys {
  readonly initial: Uint8Array;
  /** After the last step; the same before the first. */
  readonly latest: Uint8Array;
}

/** The keys of every circuit that the next step starts from. @throws as {@link readKey} */
export async function readStepKeys(folder: ReadableFolder, ledger: Ledger): Promise<Record<string, StepKeys>> {
  const keys: Record<string, StepKeys> = {};
  const number = ledger.steps.length;
  for (const { name: circuit } of ledger.ceremony.circuits) {
    const initial = await readKey(folder, ledger, { circuit, number: 0 });
    keys[circuit] = { initial, latest: number === 0 ? initial : await readKey(folder, ledger, { circuit, number }) };
  }
  return keys;
}

/** @throws FileMissingError, FileChangedError */
export async function readHashed(folder: ReadableFolder, path: string, sha256: string): Promise<Uint8Array> {
  const content = await readFile(folder, path);
  const received = await sha256Hex(content);
  if (received !== sha256)
    throw new FileChangedError({ path, expected: `sha256 ${sha256}`, received: `sha256 ${received}` });
  return content;
}

/**
 * A file of a ceremony is missing.
 *
 * What to do: copy the whole folder again, and name the directory that has ceremony.json in it.
 */
export class FileMissingError extends /* @__PURE__ */ refusal(
  "CEREMONY_FILE_MISSING",
  "FileMissingError",
  "A file of the ceremony is missing",
) {}

/**
 * A file of a ceremony is not the one that was signed for.
 *
 * What to do: copy the folder again from whoever keeps it; tell the coordinator when theirs is changed too.
 */
export class FileChangedError extends /* @__PURE__ */ refusal(
  "CEREMONY_FILE_CHANGED",
  "FileChangedError",
  "A file of the ceremony was changed",
) {}

/**
 * The key of one circuit lies where that of another belongs.
 *
 * What to do: copy the folder again.
 */
export class CircuitsSwappedError extends /* @__PURE__ */ refusal(
  "CEREMONY_CIRCUITS_SWAPPED",
  "CircuitsSwappedError",
  "The keys of two circuits are swapped",
) {}
