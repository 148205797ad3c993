/**
 * The entry point for browser pages: prove in a worker, so that the page never waits.
 *
 * @module
 */

export { AbortedError } from "../../core/abort.ts";
export { HashInputError } from "../../core/arity.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../../core/errors.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { LANGUAGES, type Language } from "../../core/language.ts";
export { CodeUnreachableError } from "../../core/later.ts";
export { MerkleTreeError } from "../../core/merkle.ts";
export { PeriodGridError } from "../../core/period-grid.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { PrivateKeyError, PublicKeyError, SignatureError } from "../../core/signature.ts";
export { LanguageUnsupportedError } from "../../core/supported-language.ts";
export { WorkerTaskError } from "../../core/wire-error.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../core/worker-refusals.ts";
export {
  ClaimsFromError,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  IssuerNotTrustedError,
  RegistryMismatchError,
} from "../../credentials/credential/credential.ts";
export { CredentialMalformedError, HolderSecretMismatchError } from "../../credentials/credential/holder.ts";
export { ClaimError, SchemaError } from "../../credentials/credential/schema.ts";
export { RegistryError } from "../../credentials/registry/issuer-set.ts";
export type { ProgrammeEntry } from "../../credentials/registry/programme-entry.ts";
export { StatementError } from "../../credentials/registry/statement.ts";
export { StatusListError } from "../../credentials/registry/status-list.ts";
export { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "../../engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
export { KernelMemoryError } from "../../engine/kernel/memory-error.ts";
export {
  type AnsweredQuestion,
  AskerMismatchError,
  AsOfRefusedError,
  type OpenRequestOptions,
  ProgrammeMismatchError,
  questionOf,
  RecipientNotConfirmedError,
  type RequestDescription,
  type RequestNotice,
  RequestTimeError,
} from "../../presentation/proof/describe-request.ts";
export type { Enrolment } from "../../presentation/proof/enrolment.ts";
export { type AnswerableRequest, RequestNotOpenedError } from "../../presentation/proof/opened-request.ts";
export type { PresentationProgress } from "../../presentation/proof/prove.ts";
export { RequestError } from "../../presentation/proof/request.ts";
export { CredentialRevokedError, PolicyUnsatisfiedError, WitnessError } from "../../presentation/witness/refusals.ts";
export {
  AnchorError,
  ForeignBatchError,
  RecordError,
  RecordNotCurrentError,
  RecordTamperedError,
  RecordVersionError,
  StaleAnchorError,
} from "../../records/refusals.ts";
export { DevelopmentKeyError } from "../../statement/artifacts/development-key-error.ts";
export {
  ArtifactCacheFullError,
  ArtifactCacheUnavailableError,
  ArtifactDamagedError,
  ArtifactStalledError,
  ArtifactTruncatedError,
  ArtifactTypeError,
  ArtifactUnreachableError,
} from "../../statement/artifacts/download-refusals.ts";
export { ArtifactHashMismatchError } from "../../statement/artifacts/verification-key.ts";
export { PolicySyntaxError } from "../../statement/policy/check.ts";
export { PolicyLimitError } from "../../statement/policy/set-tree.ts";
export {
  createProverWorker,
  type ExplainedRequest,
  type PageWorker,
  type ProverWorker,
  ProverWorkerError,
  type ProverWorkerOptions,
  type WorkerEnrolmentOptions,
  type WorkerOpenOptions,
  type WorkerPresentationOptions,
} from "./client.ts";
export type { ArtifactLocation, RegistryDownload, RequestWords } from "./messages.ts";
