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
} from "../../core/worker-channel.ts";
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
export { VerificationKeyError } from "../../engine/groth16/equation.ts";
export { ArtifactError } from "../../engine/groth16/files/binfile.ts";
export { PresentationMalformedError, ProvingError } from "../../engine/groth16/proof.ts";
export { UnsafeKeyError } from "../../engine/groth16/unsafe-key.ts";
export { ProofInvalidError } from "../../engine/groth16/verify.ts";
export { KernelMemoryError } from "../../engine/kernel/memory.ts";
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
export { CredentialRevokedError, PolicyUnsatisfiedError } from "../../presentation/witness/build.ts";
export { WitnessError } from "../../presentation/witness/calculator.ts";
export { AnchorError, StaleAnchorError } from "../../records/anchor.ts";
export { RecordNotCurrentError, RecordTamperedError } from "../../records/inclusion.ts";
export { RecordError, RecordVersionError } from "../../records/record.ts";
export { ForeignBatchError } from "../../records/tree.ts";
export {
  ArtifactCacheFullError,
  ArtifactCacheUnavailableError,
  ArtifactDamagedError,
  ArtifactStalledError,
  ArtifactTruncatedError,
  ArtifactTypeError,
  ArtifactUnreachableError,
} from "../../statement/artifacts/fetch.ts";
export { DevelopmentKeyError } from "../../statement/artifacts/imported-key.ts";
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
