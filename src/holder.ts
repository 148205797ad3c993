/**
 * The entry point for social-service apps: keep a secret, check a credential, understand a request, prove.
 *
 * @module
 */

export { AbortedError } from "./core/abort.ts";
export { HashInputError } from "./core/arity.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "./core/errors.ts";
export type { FieldElement } from "./core/field.ts";
export { FieldElementError } from "./core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "./core/json.ts";
export { LANGUAGES, type Language } from "./core/language.ts";
export { CodeUnreachableError } from "./core/later.ts";
export { MerkleTreeError } from "./core/merkle.ts";
export { PackageMissingError } from "./core/peer.ts";
export { PeriodGridError } from "./core/period-grid.ts";
export { UnsupportedPlatformError } from "./core/platform.ts";
export {
  decodePublicKey,
  encodePublicKey,
  PrivateKeyError,
  type PublicKey,
  PublicKeyError,
  SignatureError,
} from "./core/signature.ts";
export { LanguageUnsupportedError } from "./core/supported-language.ts";
export { WorkerTaskError } from "./core/wire-error.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "./core/worker-refusals.ts";
export {
  type CheckedCredential,
  type CheckOptions,
  ClaimsFromError,
  type Credential,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  checkCredential,
  IssuerNotTrustedError,
  parseCredential,
  RegistryMismatchError,
} from "./credentials/credential/credential.ts";
export {
  CredentialMalformedError,
  generateHolderSecret,
  type HolderCommitment,
  type HolderSecret,
  HolderSecretMismatchError,
  holderCommitment,
  toHolderSecret,
} from "./credentials/credential/holder.ts";
export { ClaimError, type CredentialSchema, parseSchema, SchemaError } from "./credentials/credential/schema.ts";
export { BundleError } from "./credentials/registry/bundle.ts";
export { RegistryError } from "./credentials/registry/issuer-set.ts";
export { type OpenRegistryOptions, openRegistry, type Registry } from "./credentials/registry/open-registry.ts";
export { type MlDsa44, StatementOriginError, StatementSignatureError } from "./credentials/registry/open-statement.ts";
export { type ProgrammeEntry, ProgrammeEntryError } from "./credentials/registry/programme-entry.ts";
export {
  type ReadPublished,
  RegistryStalledError,
  RegistryTooLargeError,
  RegistryTruncatedError,
  RegistryUnreachableError,
  readPublishedAt,
} from "./credentials/registry/read-published.ts";
export {
  IssuerRootError,
  RootsApartError,
  StatementMissingError,
  StatusRootError,
} from "./credentials/registry/root-rule.ts";
export { type OpenSnapshotOptions, openSnapshot, type RegistrySnapshot } from "./credentials/registry/snapshot.ts";
export { type RegistryStatement, StatementError } from "./credentials/registry/statement.ts";
export {
  memoryCache,
  type OpenStatementsOptions,
  openStatements,
  type RegistryCache,
  StatementConflictError,
  StatementOutdatedError,
  type StatementSource,
} from "./credentials/registry/statement-source.ts";
export {
  decodeStatusList,
  StatusListError,
  unionOfStatusBits,
  verifyStatusList,
} from "./credentials/registry/status-list.ts";
export type { RegistryView } from "./credentials/registry/view.ts";
export type { ProverBackend } from "./engine/groth16/backend.ts";
export { ArtifactError } from "./engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "./engine/groth16/proof.ts";
export { createProver } from "./engine/groth16/prover/later.ts";
export type { Prover, ProverOptions } from "./engine/groth16/prover/prover.ts";
export type { StartWorker } from "./engine/groth16/prover/thread.ts";
export { UnsafeKeyError, VerificationKeyError } from "./engine/groth16/unsafe-key.ts";
export { KernelMemoryError } from "./engine/kernel/memory-error.ts";
export { decodeCompact, encodeCompact } from "./presentation/proof/compact.ts";
export { createEnrolment, createPresentation, createRecordPresentation } from "./presentation/proof/create.ts";
export type { CreateEnrolmentOptions } from "./presentation/proof/create-enrolment.ts";
export {
  type AnsweredQuestion,
  AskerMismatchError,
  AsOfRefusedError,
  describeRequest,
  type OpenRequestOptions,
  ProgrammeMismatchError,
  questionOf,
  RecipientNotConfirmedError,
  type RequestDescription,
  type RequestNotice,
  RequestTimeError,
} from "./presentation/proof/describe-request.ts";
export { type Enrolment, EnrolmentMalformedError } from "./presentation/proof/enrolment.ts";
export { type OpenedRequest, openRequest } from "./presentation/proof/open-request.ts";
export { type AnswerableRequest, RequestNotOpenedError } from "./presentation/proof/opened-request.ts";
export {
  fromAuthorizationRequest,
  type OpenedAuthorizationRequest,
  type PostedAnswer,
  readPostedAnswer,
} from "./presentation/proof/openid4vp.ts";
export type { Presentation } from "./presentation/proof/presentation.ts";
export type {
  CreatePresentationOptions,
  CreateRecordPresentationOptions,
  PresentationProgress,
} from "./presentation/proof/prove.ts";
export type { PresentationRequest } from "./presentation/proof/request.ts";
export { RequestError } from "./presentation/proof/request.ts";
export { CredentialRevokedError, PolicyUnsatisfiedError, WitnessError } from "./presentation/witness/refusals.ts";
export {
  AnchorError,
  ForeignBatchError,
  RecordError,
  RecordNotCurrentError,
  RecordTamperedError,
  RecordVersionError,
  StaleAnchorError,
} from "./records/refusals.ts";
export { DevelopmentKeyError } from "./statement/artifacts/development-key-error.ts";
export type { DownloadProgress, ReadFromUrlOptions } from "./statement/artifacts/download.ts";
export {
  ArtifactCacheFullError,
  ArtifactCacheUnavailableError,
  ArtifactDamagedError,
  ArtifactStalledError,
  ArtifactTruncatedError,
  ArtifactTypeError,
  ArtifactUnreachableError,
} from "./statement/artifacts/download-refusals.ts";
export { readFromUrl } from "./statement/artifacts/fetch.ts";
export {
  type CircuitArtifacts,
  type LoadArtifactsOptions,
  loadArtifacts,
  type ReadArtifact,
} from "./statement/artifacts/load.ts";
export type { ArtifactManifest } from "./statement/artifacts/manifest.ts";
export { ArtifactHashMismatchError } from "./statement/artifacts/verification-key.ts";
export { PolicySyntaxError } from "./statement/policy/check.ts";
export { explainPolicy } from "./statement/policy/explain.ts";
export { loadMessages } from "./statement/policy/messages/load.ts";
export { PolicyLimitError } from "./statement/policy/set-tree.ts";
