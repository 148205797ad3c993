/**
 * The entry point for a portal's own server: durable stores, a verifier service over HTTP, queues and threads. Needs Node, and
 * the optional packages of what is used: fastify with its plugins, prom-client, better-sqlite3, pg.
 *
 * @module
 */

export { AbortedError } from "../../core/abort.ts";
export { DatabaseRightsError, DatabaseVersionNewerError } from "../../core/database/migrate.ts";
export { DatabaseUrlError, type PostgresAccess } from "../../core/database/postgres-access.ts";
export { DatabaseConnectionSharedError, DatabaseNotWritableError } from "../../core/database/postgres-server.ts";
export {
  DatabaseLockedError,
  DatabaseMissingError,
  DatabaseUnavailableError,
  TransactionEndedError,
} from "../../core/database/sql.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../../core/errors.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export {
  CertificateError,
  CertificateExpiredError,
  CertificateNotTrustedError,
} from "../../core/openid/certificate.ts";
export { ClientIdError } from "../../core/openid/client-id.ts";
export { DidError } from "../../core/openid/did-web.ts";
export {
  EncryptionNotSupportedError,
  ResponseTooLargeError,
  ResponseUnreadableError,
} from "../../core/openid/encrypted-response.ts";
export { type RequestIdentity, RequestKeyError } from "../../core/openid/sign-request.ts";
export { PackageMissingError } from "../../core/peer.ts";
export {
  endOfPeriod,
  type PeriodGrid,
  PeriodGridError,
  type PeriodKind,
  parseGrid,
  periodAt,
} from "../../core/period-grid.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { type ApiKey, ApiKeyError, hashApiKey } from "../../core/service/access.ts";
export type { TrustedProxies } from "../../core/service/callers.ts";
export type { LogDestination } from "../../core/service/log.ts";
export { LargeCallError, MediaTypeError, UnreadableCallError } from "../../core/service/unreadable.ts";
export { WorkerTaskError } from "../../core/wire-error.ts";
export { WorkerPoolClosedError } from "../../core/worker-pool.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../core/worker-refusals.ts";
export {
  IssuerRootError,
  RootsApartError,
  StatementMissingError,
  StatusRootError,
} from "../../credentials/registry/root-rule.ts";
export { StatementError } from "../../credentials/registry/statement.ts";
export { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "../../engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
export { ResponseForeignError, ResponseNotEncryptedError } from "../../presentation/openid/read-response.ts";
export {
  type AuthorizationRequest,
  CIVICPROOF_FORMAT,
  type TransactionPurpose,
} from "../../presentation/proof/openid4vp.ts";
export { RequestError } from "../../presentation/proof/request.ts";
export { PublicSignalMismatchError, RequestExpiredError } from "../../presentation/verification/verify.ts";
export { DevelopmentKeyError } from "../../statement/artifacts/development-key-error.ts";
export { StoreStaleError } from "../store/high-water.ts";
export type {
  ConsumeOptions,
  ConsumeOutcome,
  NullifierRecord,
  NullifierStore,
  Pruned,
  ScopeTerms,
  ServedProgramme,
} from "../store/port.ts";
export {
  PeriodClosedError,
  ScopeTermsError,
  StoreProgrammeError,
  StoreUnavailableError,
} from "../store/port.ts";
export {
  openPostgresStore,
  type PostgresStore,
  type PostgresStoreOptions,
  type PostgresTransaction,
} from "../store/postgres.ts";
export { type HashKey, StoreKeyError } from "../store/row-keys.ts";
export {
  openSqliteStore,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteStore,
  type SqliteStoreOptions,
} from "../store/sqlite.ts";
export type { ChainSettings, HandedClaim } from "./chain-claims.ts";
export { type ServiceParts, serviceIdentity } from "./identity.ts";
export { ProgrammeEndedError, type ProgrammeSettings } from "./open-programme.ts";
export { createPairingPool, type PairingPool, type PairingPoolOptions } from "./pairing-pool.ts";
export { createProcessor, type ProcessorOptions, type ReadStatements } from "./processor.ts";
export {
  createInProcessQueue,
  type InProcessQueueOptions,
  ServiceOverloadedError,
  type VerificationAnswer,
  type VerificationHandler,
  type VerificationJob,
  type VerificationQueue,
} from "./queue.ts";
export { openPostgresQueue, type PostgresQueueOptions } from "./queue-postgres.ts";
export type { Decision, NewRequest, StoredRequest } from "./request-rows.ts";
export { ResponseCodeError } from "./response-code.ts";
export { generateResultKey, openResultSigner, type ResultSigner } from "./results.ts";
export {
  createVerifierService,
  createVerifierServices,
  type ProcessSettings,
  type VerifierService,
  type VerifierServiceOptions,
  type VerifierServicesOptions,
} from "./service.ts";
export {
  type DueNotification,
  openStorage,
  type ServiceStorage,
  type StorageOptions,
  type StoredCode,
} from "./storage.ts";
export { WebhookAddressError } from "./webhook-post.ts";
export type { WebhookSettings } from "./webhook-signature.ts";
export { openWebhookSigner, type WebhookSigner } from "./webhook-signature.ts";
