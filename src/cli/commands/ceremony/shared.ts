/** What the commands of a ceremony share. */

import type { CeremonyStep } from "../../../ceremony/folder/contribute.ts";
import { openDirectory } from "../../../ceremony/folder/directory.ts";
import { encodeDocument } from "../../../ceremony/folder/documents.ts";
import { type CeremonyFolder, stepFiles } from "../../../ceremony/folder/folder.ts";
import type { Transcript } from "../../../ceremony/folder/transcript.ts";
import { transcriptFiles } from "../../../ceremony/folder/transcript-page.ts";
import { type CeremonyReport, verifyCeremony } from "../../../ceremony/folder/verify.ts";
import { required } from "../../command.ts";
import { type ProgressOptions, startProgress } from "../../progress.ts";
import type { Terminal } from "../../terminal.ts";
import { packageVersion } from "../../version.ts";

export const identityKey = required("--key <file>", "your key of the ceremony, which `ceremony join` makes");

/** What stands in attestations. */
export const tool = (): string => `civicproof ${packageVersion()}`;

/** Opens a folder and verifies all of it, with progress. */
export async function verifyDirectory(
  directory: string,
  terminal: Terminal,
  { ignoreTranscript = false, ...options }: ProgressOptions & { readonly ignoreTranscript?: boolean },
): Promise<{ folder: CeremonyFolder; report: CeremonyReport }> {
  const folder = await openDirectory(directory);
  const progress = startProgress("verifying", terminal, options);
  const report = await verifyCeremony(folder, {
    ignoreTranscript,
    signal: terminal.signal,
    onProgress: ({ step, fraction }) => progress.update(fraction, step),
  });
  progress.done();
  return { folder, report };
}

/** Puts a step into its folder. */
export function putStep(folder: CeremonyFolder, { keys, attestation }: CeremonyStep): Promise<void> {
  return folder.addStep(stepFiles(keys, attestation, encodeDocument));
}

export async function writeTranscript(folder: CeremonyFolder, transcript: Transcript): Promise<void> {
  for (const [path, content] of transcriptFiles(transcript)) await folder.replace(path, content);
}
