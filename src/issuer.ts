/**
 * The entry point for civil registries and other issuers: keys, schemas, credentials, revocation.
 *
 * @module
 */

export { AbortedError } from "./core/abort.ts";
export { HashInputError } from "./core/arity.ts";
export { ClockAheadError } from "./core/clock.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "./core/errors.ts";
export { type FieldElement, FieldElementError, toField } from "./core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "./core/json.ts";
export { MerkleTreeError } from "./core/merkle.ts";
export { PackageMissingError } from "./core/peer.ts";
export { PeriodGridError } from "./core/period-grid.ts";
export { UnsupportedPlatformError } from "./core/platform.ts";
export {
  type AffinePoint,
  createSigner,
  decodePrivateKey,
  decodePublicKey,
  derivePublicKey,
  encodePrivateKey,
  encodePublicKey,
  generatePrivateKey,
  type PrivateKey,
  PrivateKeyError,
  type PublicKey,
  PublicKeyError,
  type Signature,
  SignatureError,
  type Signer,
  sign,
  toPrivateKey,
  toPublicKey,
  verifySignature,
} from "./core/signature.ts";
export {
  ClaimsFromError,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  IssuerNotTrustedError,
  RegistryMismatchError,
} from "./credentials/credential/credential.ts";
export {
  CredentialMalformedError,
  type HolderCommitment,
  HolderSecretMismatchError,
  toHolderCommitment,
} from "./credentials/credential/holder.ts";
export * from "./credentials/credential/index.ts";
export { ClaimError, SchemaError } from "./credentials/credential/schema.ts";
export { BundleError } from "./credentials/registry/bundle.ts";
export { HostFileError } from "./credentials/registry/host-file.ts";
export * from "./credentials/registry/index.ts";
export { IssuerKeyProofError } from "./credentials/registry/issuer-key-proof.ts";
export { RegistryError } from "./credentials/registry/issuer-set.ts";
export { StatementOriginError, StatementSignatureError } from "./credentials/registry/open-statement.ts";
export { ProgrammeEntryError } from "./credentials/registry/programme-entry.ts";
export {
  IssuerRootError,
  RootsApartError,
  StatementMissingError,
  StatusRootError,
} from "./credentials/registry/root-rule.ts";
export { StatementError } from "./credentials/registry/statement.ts";
export { StatusListError } from "./credentials/registry/status-list.ts";
export { StatusTransitionError } from "./credentials/registry/status-log.ts";
export { ArtifactError } from "./engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "./engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "./engine/groth16/unsafe-key.ts";
export {
  type CreateEnrolmentRequestOptions,
  createEnrolmentRequest,
  type Enrolment,
  EnrolmentMalformedError,
} from "./presentation/proof/enrolment.ts";
export { type PresentationRequest, RequestError, type ScopeParts } from "./presentation/proof/request.ts";
export { isVerifiedEnrolment, type VerifiedEnrolment, verifyEnrolment } from "./presentation/verification/enrolment.ts";
export {
  createEnrolmentRegister,
  type EnrolmentKind,
  type EnrolmentOutcome,
  type EnrolmentRecord,
  type EnrolmentRegister,
  EnrolmentRegisterUnavailableError,
  type EnrolOptions,
  FileEnrolledError,
  ForeignPseudonymError,
  PseudonymReplacedError,
} from "./presentation/verification/enrolment-register.ts";
export { type LoadVerificationKeyOptions, loadVerificationKey } from "./presentation/verification/load-key.ts";
export {
  PublicSignalMismatchError,
  RequestExpiredError,
  type VerifyOptions,
} from "./presentation/verification/verify.ts";
export { DevelopmentKeyError } from "./statement/artifacts/development-key-error.ts";
export type { VerificationKey } from "./statement/artifacts/imported-key.ts";
export { ArtifactHashMismatchError } from "./statement/artifacts/verification-key.ts";
