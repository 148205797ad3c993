/** A ceremony as a folder: where each file lies, and the little that is asked of whatever holds the files. */

import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import type { Attestation } from "./documents.ts";
import type { Ledger } from "./ledger.ts";

/** A ceremony's files as they are read. Paths have `/` between their parts. */
export interface ReadableFolder {
  /** All files but those whose name, or a directory of theirs, begins with a dot. */
  list(): Promise<readonly string[]>;
  /** @returns undefined when there is no such file. @throws FolderUnusableError when it can't be read */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** What holds the files of a ceremony: a directory, memory. */
export interface CeremonyFolder extends ReadableFolder {
  /**
   * Adds files as one step: whoever reads the folder sees all of them or none, also after this was killed.
   *
   * @param files the last one is what the step counts by
   * @throws StepOccupiedError when a file of that name is there, or somebody else is adding the step
   * @throws FolderUnusableError when they can't be written
   */
  addStep(files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** Writes a file whole, over the one that is there. @throws FolderUnusableError */
  replace(path: string, content: Uint8Array): Promise<void>;
}

/** Where the files of a ceremony lie in its folder. */
export const PATHS = {
  ceremony: "ceremony.json",
  phase1: "phase1.ptau",
  transcript: "transcript.json",
  page: "transcript.html",
  r1cs: (circuit: string) => `${circuit}/circuit.r1cs`,
  /** @param number 0 for the key before the first contribution */
  key: (circuit: string, number: number) => `${circuit}/${padded(number)}.zkey`,
  attestation: (number: number) => `attestations/${padded(number)}.json`,
} as const;

const padded = (number: number): string => String(number).padStart(4, "0");

/** The number of an attestation's file; undefined for other files. */
export function attestationNumber(path: string): number | undefined {
  const digits = /^attestations\/(\d{4})\.json$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The files that a ceremony has by now; the transcript may be missing. */
export function listedFiles({ ceremony, steps }: Ledger): readonly string[] {
  const numbers = [0, ...steps.map(({ number }) => number)];
  return [
    PATHS.ceremony,
    PATHS.phase1,
    ...ceremony.circuits.flatMap(({ name }) => [PATHS.r1cs(name), ...numbers.map((each) => PATHS.key(name, each))]),
    ...steps.map(({ number }) => PATHS.attestation(number)),
  ];
}

/** The files of a step, its attestation last. */
export function stepFiles(
  keys: Readonly<Record<string, Uint8Array>>,
  attestation: Attestation,
  encode: (document: unknown) => Uint8Array,
): ReadonlyMap<string, Uint8Array> {
  const { number } = ownWith(attestation, "number");
  if (typeof encode !== "function") throw new InvalidInputError({ path: "encode", expected: "a function" });
  return new Map([
    ...Object.entries(keys).map(([circuit, key]) => [PATHS.key(circuit, number), key] as const),
    [PATHS.attestation(number), encode(attestation)],
  ]);
}

/** Files in memory, for tests and for pages. The map is changed by what is written. */
export function memoryFolder(files: Map<string, Uint8Array>): CeremonyFolder {
  return {
    list: async () => [...files.keys()].sort(),
    read: async (path) => files.get(path),
    async addStep(added) {
      for (const path of added.keys()) if (files.has(path)) throw new StepOccupiedError({ path });
      for (const [path, content] of added) files.set(path, content);
    },
    async replace(path, content) {
      files.set(path, content);
    },
  };
}

/**
 * Somebody else took this step of the ceremony at the same time. The folder has their files, and none of yours.
 *
 * What to do: contribute again; it goes on from the step that is there now.
 */
export class StepOccupiedError extends /* @__PURE__ */ refusal(
  "CEREMONY_STEP_OCCUPIED",
  "StepOccupiedError",
  "Somebody else took this step of the ceremony",
) {}

/**
 * The folder of a ceremony can't be read or written.
 *
 * What to do: look at its path, its permissions and the space that is left.
 */
export class FolderUnusableError extends /* @__PURE__ */ refusal(
  "CEREMONY_FOLDER_UNUSABLE",
  "FolderUnusableError",
  "Unusable folder of a ceremony",
) {}
