/**
 * What needs Node or the build tools: artifacts in a directory, ceremonies in a folder, batches from CSV files.
 *
 * @module
 */

export {
  type CeremonyStep,
  type ContributeToCeremonyOptions,
  contributeToCeremony,
  fingerprintOf,
  KeyMismatchError,
  type StepProgress,
} from "./ceremony/folder/contribute.ts";
export { openDirectory as openCeremonyDirectory } from "./ceremony/folder/directory.ts";
export {
  type Attestation,
  type BeaconRule,
  type Ceremony,
  CeremonyDocumentError,
  countersignAttestation,
  encodeDocument as encodeCeremonyDocument,
} from "./ceremony/folder/documents.ts";
export { type EndCeremonyOptions, endCeremony } from "./ceremony/folder/end.ts";
export { type FinishCeremonyOptions, type FinishedCeremony, finishCeremony } from "./ceremony/folder/finish.ts";
export {
  type CeremonyFolder,
  FolderUnusableError,
  memoryFolder as memoryCeremonyFolder,
  StepOccupiedError,
  stepFiles as ceremonyStepFiles,
} from "./ceremony/folder/folder.ts";
export {
  type CeremonyIdentity,
  CeremonySignatureError,
  createIdentity as createCeremonyIdentity,
  makeParticipantCard,
  type Participant,
  readParticipantCard,
  toIdentity as toCeremonyIdentity,
} from "./ceremony/folder/identity.ts";
export { findKeyFaults } from "./ceremony/folder/key-faults.ts";
export {
  BeaconWrongError,
  CeremonyClosedError,
  CeremonyOrderError,
  CeremonyUnfinishedError,
  ContributionsTooFewError,
  DeadlinePassedError,
  type Ledger,
  ParticipantNotListedError,
  ParticipantRepeatedError,
  readLedger,
  TurnMissingError,
} from "./ceremony/folder/ledger.ts";
export {
  CircuitsSwappedError,
  FileChangedError,
  FileMissingError,
  openLedger as openCeremonyLedger,
  readKey as readCeremonyKeyFile,
} from "./ceremony/folder/read.ts";
export { type CeremonyTerms, type StartCeremonyOptions, startCeremony } from "./ceremony/folder/start.ts";
export type { Transcript } from "./ceremony/folder/transcript.ts";
export {
  type CeremonyReport,
  FileUnlistedError,
  TranscriptMismatchError,
  verifyCeremony,
} from "./ceremony/folder/verify.ts";
export {
  checkContributions,
  checkInitialKey,
  checkKey,
  type KeyReport,
  type StepReport,
} from "./ceremony/keys/check-key.ts";
export { checkPtau, type Progress as CeremonyProgress, type PtauReport } from "./ceremony/keys/check-ptau.ts";
export {
  applyBeacon,
  type BeaconOptions,
  type Contributed,
  type ContributeOptions,
  ContributionError,
  contribute,
  type Entropy,
} from "./ceremony/keys/contribution.ts";
export {
  DRAND_CHAINS,
  type DrandChain,
  type DrandRound,
  DrandRoundError,
  drandChainHash,
  drandRoundSeconds,
  findDrandChain,
  verifyDrandRound,
} from "./ceremony/keys/drand.ts";
export { type FileSource, openFileSource } from "./ceremony/keys/file-source.ts";
export { makeInitialKey } from "./ceremony/keys/initial-key.ts";
export { bytesSource, openPtau, type Ptau, PtauError } from "./ceremony/keys/ptau.ts";
export { PUBLISHED_PTAU_BLAKE2B } from "./ceremony/keys/published.ts";
export {
  type BatchOptions,
  type BatchProgress,
  type BatchResult,
  type ColumnMapping,
  createSeenCommitments,
  issueBatch,
  parseMapping,
} from "./credentials/credential/batch.ts";
export { loadMlDsa44 } from "./credentials/registry/ml-dsa.ts";
export {
  folderCache,
  type PublishRegistryOptions,
  publishRegistry,
  readPublishedFrom,
} from "./credentials/registry/node.ts";
export {
  type CeremonyArtifacts,
  type DescribedCeremony,
  describeCeremonyArtifact,
  type FindPhase2Faults,
} from "./statement/artifacts/ceremony.ts";
export {
  defaultArtifactsDirectory,
  openArtifacts,
  readFromDirectory,
  readManifest,
} from "./statement/artifacts/node.ts";
