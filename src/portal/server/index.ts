/**
 * The door for a portal's own server: durable stores, a verifier service over HTTP, queues and threads. Needs Node, and
 * the optional packages of what is used: fastify with its plugins, prom-client, better-sqlite3, pg, pg-boss.
 *
 * @module
 */
export * from "../../core/errors.ts";
export {
  type AuthorizationRequest,
  CIVICPROOF_FORMAT,
  type TransactionPurpose,
} from "../../presentation/proof/openid4vp.ts";
export type { ConsumeOptions, ConsumeOutcome, NullifierRecord, NullifierStore, Pruned } from "../store/port.ts";
export {
  openPostgresStore,
  type PostgresStore,
  type PostgresStoreOptions,
  type PostgresTransaction,
} from "../store/postgres.ts";
export {
  openSqliteStore,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteStore,
  type SqliteStoreOptions,
} from "../store/sqlite.ts";
export type { LogDestination } from "./log.ts";
export { createPairingPool, type PairingPool, type PairingPoolOptions } from "./pairing-pool.ts";
export { type CalendarPeriodKind, endOfPeriod, periodAt } from "./period.ts";
export { createProcessor, type ProcessorOptions, type ReadRoots } from "./processor.ts";
export {
  createInProcessQueue,
  type InProcessQueueOptions,
  type VerificationAnswer,
  type VerificationHandler,
  type VerificationJob,
  type VerificationQueue,
} from "./queue.ts";
export { openPgBossQueue, type PgBossQueueOptions } from "./queue-pg-boss.ts";
export { generateResultKey, openResultSigner, type ResultSigner } from "./results.ts";
export { createVerifierService, type VerifierService, type VerifierServiceOptions } from "./service.ts";
export {
  type Decision,
  openStorage,
  type ServiceStorage,
  type StorageOptions,
  type StoredRequest,
} from "./storage.ts";
