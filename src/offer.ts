/**
 * The wallet's side of an office's offer: from a link, a QR code or a typed code to a checked credential.
 *
 * @module
 */

export { AbortedError } from "./core/abort.ts";
export { HashInputError } from "./core/arity.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "./core/errors.ts";
export { FieldElementError } from "./core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "./core/json.ts";
export { CodeUnreachableError } from "./core/later.ts";
export { MerkleTreeError } from "./core/merkle.ts";
export { PeriodGridError } from "./core/period-grid.ts";
export { UnsupportedPlatformError } from "./core/platform.ts";
export { PrivateKeyError, PublicKeyError, SignatureError } from "./core/signature.ts";
export { WorkerTaskError } from "./core/wire-error.ts";
export {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "./core/worker-refusals.ts";
export {
  ClaimsFromError,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  IssuerNotTrustedError,
  RegistryMismatchError,
} from "./credentials/credential/credential.ts";
export { CredentialMalformedError, HolderSecretMismatchError } from "./credentials/credential/holder.ts";
export { ClaimError, SchemaError } from "./credentials/credential/schema.ts";
export { StatementError } from "./credentials/registry/statement.ts";
export { ArtifactError } from "./engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "./engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "./engine/groth16/unsafe-key.ts";
export { KernelMemoryError } from "./engine/kernel/memory-error.ts";
export {
  answerFromBrowser,
  type BridgeSession,
  collectBridge,
  requestInBrowser,
  type StartBridgeOptions,
  type StartedBridge,
  startBridge,
} from "./office/wallet/bridge.ts";
export { OfferMalformedError, OfficeAnswerError, type ReadOffer, readOfferLink } from "./office/wallet/offer.ts";
export { type OpenedOffer, type OpenOfferOptions, openOffer, type TakenOffer } from "./office/wallet/open-offer.ts";
export {
  type Received,
  type ReceiveOptions,
  readShortCode,
  receiveCredential,
  receiveDeferred,
  type WalletFetch,
} from "./office/wallet/receive.ts";
export {
  AskerMismatchError,
  AsOfRefusedError,
  ProgrammeMismatchError,
  RecipientNotConfirmedError,
  RequestTimeError,
} from "./presentation/proof/describe-request.ts";
export { EnrolmentMalformedError } from "./presentation/proof/enrolment.ts";
export { RequestNotOpenedError } from "./presentation/proof/opened-request.ts";
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
export { PolicySyntaxError } from "./statement/policy/check.ts";
export { PolicyLimitError } from "./statement/policy/set-tree.ts";
