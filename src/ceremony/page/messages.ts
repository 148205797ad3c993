/** What the page asks of its worker, and what it hears. */
import type { StepProgress } from "../folder/contribute.ts";
import type { CeremonyIdentity } from "../folder/identity.ts";
import type { Entropy } from "../keys/contribution.ts";
import type { ChosenFiles } from "./chosen-files.ts";

export interface ContributionTask {
  readonly files: ChosenFiles;
  readonly identity: CeremonyIdentity;
  readonly entropy: Entropy;
  readonly machine: string;
  readonly tool: string;
  readonly nowSeconds: number;
}

/** Sent ahead of the result. */
export type ContributionNote = StepProgress;

export interface ContributionResult {
  readonly number: number;
  readonly fingerprint: string;
  /** The step's files, to be unpacked in the ceremony's folder. */
  readonly archive: Uint8Array;
  /** The attestation's file. */
  readonly attestation: Uint8Array;
}
