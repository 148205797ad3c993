export { createBundle, type EncodedBundle, openBundle } from "./bundle.ts";
export { type CreateStatementOptions, createStatement } from "./create-statement.ts";
export { checkHostFile, HOST_FILE_PATH, type HostFile } from "./host-file.ts";
export {
  checkIssuerKeyProof,
  type IssuerKeyPlace,
  type IssuerKeyProof,
  IssuerKeyProofError,
  proveIssuerKey,
} from "./issuer-key-proof.ts";
export {
  createIssuerSet,
  type IssuerPath,
  type IssuerPosition,
  type IssuerSet,
  MAX_ISSUERS,
  type PublicKeyInput,
  type SchemaIdInput,
} from "./issuer-set.ts";
export {
  type MlDsa44,
  openStatement,
  type RegistryPublicKey,
  registryId,
  type SignedStatement,
} from "./open-statement.ts";
export type { ProgrammeEntry } from "./programme-entry.ts";
export { type DueStatements, type StatementsDueOptions, statementsDue } from "./publish.ts";
export {
  generateRegistryKeys,
  openRegistryKeys,
  type RegistryKeyFile,
  type RegistryKeys,
  signStatement,
} from "./registry-keys.ts";
export {
  claimsFromAfter,
  firstStatementSeconds,
  type ReplaceCredentialOptions,
  type Revocation,
  type RootLimits,
  replaceCredential,
} from "./replace.ts";
export {
  type OpenSnapshotOptions,
  openSnapshot,
  parseSnapshot,
  type RegistrySnapshot,
  registrySnapshotShape,
} from "./snapshot.ts";
export { DEFAULT_INTERVAL_SECONDS, isRegistryStatement, type RegistryStatement } from "./statement.ts";
export {
  createStatusBits,
  decodeStatusList,
  encodeStatusList,
  type PublishStatusListOptions,
  publishStatusList,
  STATUS_LIST_BITS,
  type StatusListCredential,
  type StatusListLimits,
  type StatusPurpose,
  statusBit,
  statusListCredentialShape,
  unionOfStatusBits,
  type VerifiedStatusList,
  type VerifyStatusListOptions,
  verifyStatusList,
  withStatusBits,
} from "./status-list.ts";
export { type LogAction, type LogEntry, REASON_CODES, type ReasonCode, verifyLogChain } from "./status-log.ts";
export {
  type CredentialStatus,
  createStatusRegistry,
  exportRegistry,
  type IssuerTrust,
  importRegistry,
  type RegistryFile,
  type RegistryState,
  registryFileShape,
  type StatusChange,
  type StatusChangeReason,
  type StatusReference,
  type StatusRegistry,
} from "./status-registry.ts";
export type { StatusPath } from "./status-tree.ts";
export type { RegistryView } from "./view.ts";
