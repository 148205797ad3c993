/**
 * The `./anchoring/node` entry point: record stores, proofs out of them, publishing, the anchoring worker and the ingest of
 * readings. Needs Node; better-sqlite3, pg, viem, fastify and mqtt are loaded when they are first used.
 *
 * @module
 */

export { AbortedError } from "../../core/abort.ts";
export { HashInputError } from "../../core/arity.ts";
export { ClockAheadError } from "../../core/clock.ts";
export { DatabaseRightsError, DatabaseVersionNewerError } from "../../core/database/migrate.ts";
export { type OpenPostgresOptions, openPostgres } from "../../core/database/postgres.ts";
export { DatabaseUrlError, type PostgresAccess } from "../../core/database/postgres-access.ts";
export { DatabaseConnectionSharedError, DatabaseNotWritableError } from "../../core/database/postgres-server.ts";
export {
  DatabaseLockedError,
  DatabaseMissingError,
  DatabaseUnavailableError,
  type SqlConnection,
  type SqlDatabase,
  type SqlRow,
  type SqlValue,
  TransactionEndedError,
} from "../../core/database/sql.ts";
export { type OpenSqliteOptions, openSqlite } from "../../core/database/sqlite.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { MerkleTreeError } from "../../core/merkle.ts";
export { PackageMissingError } from "../../core/peer.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { LargeCallError, MediaTypeError, UnreadableCallError } from "../../core/service/unreadable.ts";
export { PrivateKeyError, PublicKeyError, SignatureError } from "../../core/signature.ts";
export { WorkerTaskError } from "../../core/wire-error.ts";
export { WorkerPoolClosedError } from "../../core/worker-pool.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../core/worker-refusals.ts";
export { BatchInputError, type ColumnFormat, type CsvFormat } from "../../credentials/credential/columns.ts";
export { ClaimError, SchemaError } from "../../credentials/credential/schema.ts";
export { StatementError } from "../../credentials/registry/statement.ts";
export { PoseidonInputError } from "../../engine/poseidon/instance.ts";
export { createPoseidonPool, type PoseidonPool } from "../../engine/poseidon/pool.ts";
export { DeviceError, ReadingError, ReadingForgedError, ReadingStaleError } from "../device.ts";
export * from "../index.ts";
export { DuplicateRecordError } from "../inspection.ts";
export { AnchorForkError } from "../publication.ts";
export {
  AnchorError,
  ForeignBatchError,
  RecordError,
  RecordNotCurrentError,
  RecordTamperedError,
  RecordVersionError,
  StaleAnchorError,
} from "../refusals.ts";
export { type AuditOptions, type AuditReport, auditStore } from "./audit.ts";
export { backupStore } from "./backup.ts";
export { ANCHOR_REGISTRY_ABI } from "./chain/abi.generated.ts";
export {
  AnchorRegistryError,
  appendAnchors,
  type ChainHead,
  checkHead,
  MAX_RUN,
  type RegistryClients,
  readHead,
} from "./chain/registry.ts";
export {
  type AnchorStep,
  type AnchorWorker,
  type AnchorWorkerOptions,
  createAnchorWorker,
  type RunOptions,
  runAnchorWorker,
} from "./chain/worker.ts";
export {
  type ChangeOptions,
  type CorrectionReceipt,
  correctRecord,
  type ErasureCertificate,
  eraseRecord,
  eraseRecords,
  LegalHoldError,
  placeHold,
  releaseHold,
} from "./change.ts";
export { type AnchorPolicy, type CommitOptions, commitBatch, storedAnchor, storedAnchors } from "./commit.ts";
export { listDevices, type RegisteredDevice, registerDevice, revokeDevice } from "./devices.ts";
export { type ImportOptions, type ImportProgress, importRecords, type RecordInput } from "./import.ts";
export { createReadingServer } from "./ingest/http.ts";
export { BrokerError, type MqttIngestOptions, type ReadingSubscription, subscribeReadings } from "./ingest/mqtt.ts";
export {
  type KeyCopy,
  type KeyPairing,
  type KeyStore,
  type OpenKeyStoreOptions,
  openKeyStore,
  RecordKeyTakenError,
  type StorePairing,
} from "./keys.ts";
export { type MissingParts, RecordKeysForeignError, RecordStoreMismatchError } from "./pairing.ts";
export {
  envelopesOf,
  openForHolder,
  proveCurrent,
  proveInclusion,
  proveTransition,
  type RegisterFile,
  registerFiles,
  type VersionReference,
} from "./proofs.ts";
export { publicationOf, publishToFile, readPublication, takeCountersignatures } from "./publish.ts";
export {
  createReadingIngest,
  type ReadingIngest,
  type ReadingIngestOptions,
  ReadingReorderedError,
  ReadingReplayedError,
  readingId,
} from "./readings.ts";
export {
  type OpenRecordStoreOptions,
  openRecordStore,
  RecordErasedError,
  type RecordStore,
  ResidencyError,
} from "./record-store.ts";
export { applyRetention, type DueRecords, type RetentionOptions } from "./retention.ts";
export {
  parseRecordMapping,
  RecordFileError,
  type RecordMapping,
  readRecordInput,
  readRows,
  sourceOf,
} from "./rows.ts";
export type { Writer } from "./writer.ts";
