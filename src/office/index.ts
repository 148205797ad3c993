/**
 * The entry point for an office that issues from a register: sources of claims, the store, the service, signers, publishing.
 * Needs Node, and the optional packages of what is used: fastify with its plugins, prom-client, better-sqlite3, pg.
 *
 * @module
 */

export { AbortedError } from "../core/abort.ts";
export { HashInputError } from "../core/arity.ts";
export { ClockAheadError } from "../core/clock.ts";
export { DatabaseRightsError, DatabaseVersionNewerError } from "../core/database/migrate.ts";
export type { PostgresAccess } from "../core/database/postgres-access.ts";
export { DatabaseUrlError } from "../core/database/postgres-access.ts";
export { DatabaseConnectionSharedError, DatabaseNotWritableError } from "../core/database/postgres-server.ts";
export {
  DatabaseLockedError,
  DatabaseMissingError,
  DatabaseUnavailableError,
  TransactionEndedError,
} from "../core/database/sql.ts";
export { FieldElementError } from "../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../core/json.ts";
export { MerkleTreeError } from "../core/merkle.ts";
export { CertificateError, CertificateExpiredError, CertificateNotTrustedError } from "../core/openid/certificate.ts";
export { ClientIdError } from "../core/openid/client-id.ts";
export { DidError, type FetchText } from "../core/openid/did-web.ts";
export {
  EncryptionNotSupportedError,
  ResponseTooLargeError,
  ResponseUnreadableError,
} from "../core/openid/encrypted-response.ts";
export { type RequestIdentity, RequestKeyError } from "../core/openid/sign-request.ts";
export { PackageMissingError } from "../core/peer.ts";
export { PeriodGridError } from "../core/period-grid.ts";
export { UnsupportedPlatformError } from "../core/platform.ts";
export { type ApiKey, ApiKeyError, hashApiKey } from "../core/service/access.ts";
export type { TrustedProxies } from "../core/service/callers.ts";
export type { LogDestination } from "../core/service/log.ts";
export { LargeCallError, MediaTypeError, UnreadableCallError } from "../core/service/unreadable.ts";
export { PrivateKeyError, PublicKeyError, SignatureError } from "../core/signature.ts";
export {
  joinShare,
  type KeyShare,
  KeyShareError,
  makeShare,
  type ShareOffer,
  splitPrivateKey,
} from "../core/signature-shares.ts";
export { WorkerTaskError } from "../core/wire-error.ts";
export { WorkerPoolClosedError } from "../core/worker-pool.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../core/worker-refusals.ts";
export { BatchInputError } from "../credentials/credential/columns.ts";
export {
  ClaimsFromError,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  IssuerNotTrustedError,
  RegistryMismatchError,
} from "../credentials/credential/credential.ts";
export { CredentialMalformedError, HolderSecretMismatchError } from "../credentials/credential/holder.ts";
export {
  type InteropNames,
  type PublishedSchema,
  parsePublishedSchema,
  type Supersession,
} from "../credentials/credential/published-schema.ts";
export { ClaimError, type CredentialSchema, SchemaError } from "../credentials/credential/schema.ts";
export { type Succession, successionOf } from "../credentials/credential/succession.ts";
export {
  type TypeMetadata,
  type TypeMetadataOptions,
  toTypeMetadata,
} from "../credentials/credential/type-metadata.ts";
export { BundleError } from "../credentials/registry/bundle.ts";
export { HostFileError } from "../credentials/registry/host-file.ts";
export { IssuerKeyProofError } from "../credentials/registry/issuer-key-proof.ts";
export { RegistryError } from "../credentials/registry/issuer-set.ts";
export { StatementOriginError, StatementSignatureError } from "../credentials/registry/open-statement.ts";
export { ProgrammeEntryError } from "../credentials/registry/programme-entry.ts";
export {
  RegistryStalledError,
  RegistryTooLargeError,
  RegistryTruncatedError,
  RegistryUnreachableError,
} from "../credentials/registry/read-published.ts";
export {
  IssuerRootError,
  RootsApartError,
  StatementMissingError,
  StatusRootError,
} from "../credentials/registry/root-rule.ts";
export { StatementError } from "../credentials/registry/statement.ts";
export { StatementConflictError, StatementOutdatedError } from "../credentials/registry/statement-source.ts";
export { StatusListError } from "../credentials/registry/status-list.ts";
export { StatusTransitionError } from "../credentials/registry/status-log.ts";
export { ArtifactError } from "../engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "../engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "../engine/groth16/unsafe-key.ts";
export { EnrolmentMalformedError } from "../presentation/proof/enrolment.ts";
export { RequestError } from "../presentation/proof/request.ts";
export {
  EnrolmentRegisterUnavailableError,
  FileEnrolledError,
  ForeignPseudonymError,
  PseudonymReplacedError,
} from "../presentation/verification/enrolment-register.ts";
export { PublicSignalMismatchError, RequestExpiredError } from "../presentation/verification/verify.ts";
export { DevelopmentKeyError } from "../statement/artifacts/development-key-error.ts";
export { PolicySyntaxError } from "../statement/policy/check.ts";
export { PolicyLimitError } from "../statement/policy/set-tree.ts";
export {
  type LoginSource,
  type OfficeBridge,
  openJwtVcSource,
  openMdocSource,
  openSdJwtSource,
  type WalletSource,
  type WalletSourceOptions,
} from "./bridge/bridge.ts";
export { type BridgeKind, describeBridge } from "./bridge/describe.ts";
export { type BridgeMapping, SourceValueUnmappedError } from "./bridge/mapping.ts";
export {
  LoginDeclinedError,
  LoginInvalidError,
  LoginLevelError,
  type LoginSourceOptions,
  LoginUnavailableError,
  openLoginSource,
} from "./bridge/openid.ts";
export {
  BridgeAlgorithmError,
  BridgeAudienceError,
  BridgeBindingError,
  BridgeDisclosureError,
  BridgeExpiredError,
  BridgeIssuerError,
  BridgeKeyError,
  BridgeMalformedError,
  BridgeNonceError,
  BridgeOversizedError,
  BridgeRevokedError,
  BridgeSignatureError,
  BridgeStatusError,
} from "./bridge/refusals.ts";
export type { PinnedKeys, SourceTrust } from "./bridge/trust.ts";
export type { TrustedListOptions } from "./bridge/trusted-list.ts";
export { type DescribedOffice, describeOffice } from "./describe.ts";
export { type PublishOfficeOptions, publishOffice } from "./publish/publish.ts";
export { readTokenStatus, type TokenStatusListOptions, tokenStatusList } from "./publish/token-status-list.ts";
export {
  CsrfError,
  type ListedRoute,
  RoleWrongError,
  type RouteAccess,
  SessionExpiredError,
  StepUpError,
} from "./server/access.ts";
export { BridgeDeclinedError } from "./server/bridging.ts";
export { readDesk } from "./server/desk-page.ts";
export {
  BridgeCommitmentError,
  IssueRejectedError,
  IssuerSignerMissingError,
  NonceMissingError,
  ProofTypeError,
  TransactionMissingError,
} from "./server/issuance.ts";
export { createOfficeService, type OfficeService } from "./server/service.ts";
export { SignInForeignError } from "./server/session-routes.ts";
export type {
  DeskFiles,
  OfficeBridges,
  OfficeCredential,
  OfficeEnrolment,
  OfficeServiceOptions,
  OfficeSettings,
} from "./server/settings.ts";
export { GrantTypeError } from "./server/wallet-routes.ts";
export {
  SignInRefusedError,
  SignInUnavailableError,
  SignInWeakError,
  StaffRoleError,
} from "./sign-in/provider.ts";
export type { RoleRule, SignInSettings } from "./sign-in/settings.ts";
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
export { BridgeCodeError, BridgeSessionError, BridgeSessionUsedError } from "./store/bridge-sessions.ts";
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
export { StaffNameError } from "./store/sessions.ts";
