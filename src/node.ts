/**
 * What needs Node or the build tools: artifacts in a directory, keys from a ceremony, batches from CSV files.
 *
 * @module
 */

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
