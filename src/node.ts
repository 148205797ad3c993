/**
 * What needs Node or the build tools: artifacts in a directory, keys from a ceremony, batches from CSV files.
 *
 * @module
 */

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
