export {
  createIssuerSet,
  type IssuerPath,
  type IssuerPosition,
  type IssuerSet,
  MAX_ISSUERS,
  type PublicKeyInput,
} from "./issuer-set.ts";
export {
  acceptedRoots,
  appendRoot,
  isRootAccepted,
  parseRootHistory,
  type RootRecord,
  type RootRecordJson,
  rootAt,
  rootHistoryToJson,
} from "./root-history.ts";
export {
  type OpenSnapshotOptions,
  openSnapshot,
  parseSnapshot,
  pathFromSnapshot,
  type RegistrySnapshot,
  registrySnapshotShape,
} from "./snapshot.ts";
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
