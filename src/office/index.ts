/**
 * The entry point for an office that issues from a register: sources of claims, the store, the service, signers, publishing.
 * Needs Node, and the optional packages of what is used: fastify with its plugins, prom-client, better-sqlite3, pg.
 *
 * @module
 */

export type { PostgresAccess } from "../core/database/postgres-access.ts";
export { type ApiKey, ApiKeyError, hashApiKey } from "../core/service/access.ts";
export type { TrustedProxies } from "../core/service/callers.ts";
export type { LogDestination } from "../core/service/log.ts";
export {
  joinShare,
  type KeyShare,
  KeyShareError,
  makeShare,
  type ShareOffer,
  splitPrivateKey,
} from "../core/signature-shares.ts";
export { type PublishOfficeOptions, publishOffice } from "./publish/publish.ts";
export { readTokenStatus, type TokenStatusListOptions, tokenStatusList } from "./publish/token-status-list.ts";
export { type ListedRoute, RoleWrongError, type RouteAccess } from "./server/access.ts";
export { GrantTypeError } from "./server/grant.ts";
export {
  IssueRejectedError,
  IssuerSignerMissingError,
  NonceMissingError,
  ProofTypeError,
  TransactionMissingError,
} from "./server/issuance.ts";
export { createOfficeService, type OfficeService } from "./server/service.ts";
export type { OfficeCredential, OfficeEnrolment, OfficeServiceOptions, OfficeSettings } from "./server/settings.ts";
export { KeyFileError, readKeyFile, readShareFile, takeKeyFromEnvironment, writeShareFile } from "./signing/files.ts";
export { openLocalSigner } from "./signing/local.ts";
export { type OfficeSigner, SignerUnavailableError } from "./signing/port.ts";
export { openRemoteSigner, openSplitSigner } from "./signing/remote.ts";
export { createSigningService, SignaturesTooManyError, type SigningServiceOptions } from "./signing/service.ts";
export type { SigningService } from "./signing/wire.ts";
export { type CsvSourceOptions, openCsvSource } from "./source/csv.ts";
export { type HttpSourceOptions, openHttpSource } from "./source/http.ts";
export type { SourceMapping, SourceTerms } from "./source/mapping.ts";
export {
  type ClaimSource,
  SourceChangedError,
  SourceClaimError,
  SourceClaimMissingError,
  SourceSilentError,
  SourceSuspendedError,
  SourceUnavailableError,
  SubjectDoubledError,
  SubjectNotFoundError,
  type SubjectRecord,
} from "./source/port.ts";
export { openSqlSource, type SqlSourceOptions } from "./source/sql.ts";
export type { OfficeLimits } from "./store/decide.ts";
export { type OfficeStore, type OfficeStoreOptions, openOfficeStore } from "./store/index.ts";
export { IssuerKeyHeldError, IssuerKeyMissingError, type OfficeIssuer } from "./store/issuers.ts";
export type { Caller, Role } from "./store/keys.ts";
export { type OfficeLogEntry, OfficeLogError, verifyOfficeLog } from "./store/log.ts";
export {
  AccessTokenError,
  OfferExpiredError,
  OfferLockedError,
  OfferNotFoundError,
  OfferUsedError,
  TransactionCodeError,
} from "./store/offers.ts";
export {
  ApprovalDecidedError,
  ApprovalNotFoundError,
  type QueueEntry,
  SecondPersonMissingError,
} from "./store/queue.ts";
export {
  OfferMalformedError,
  OfficeAnswerError,
  type ReadOffer,
  type Received,
  type ReceiveOptions,
  readOfferLink,
  readShortCode,
  receiveCredential,
  receiveDeferred,
  type WalletFetch,
} from "./wallet/receive.ts";
