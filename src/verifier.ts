/**
 * The entry point for benefit portals: ask, verify, use a claim up. Holds no prover, no GPL code and no Poseidon.
 * Policies are compiled with `civicproof/policy`, once.
 *
 * @module
 */

// The keys that proofs are checked with. What is alike stands together, so that bundles compress.

export { type LoadVerificationKeyOptions, loadVerificationKey } from "./presentation/verification/load-key.ts";
export { DevelopmentKeyError } from "./statement/artifacts/development-key-error.ts";
export {
  importVerificationKey,
  type VerificationKey,
  type VerificationKeyOptions,
} from "./statement/artifacts/imported-key.ts";
export type { ArtifactManifest, KeySetup } from "./statement/artifacts/manifest.ts";
export type { ReadArtifact } from "./statement/artifacts/verification-key.ts";
export { ArtifactHashMismatchError } from "./statement/artifacts/verification-key.ts";
export {
  CIRCUIT_NAMES,
  CIRCUIT_SHAPES,
  type CircuitName,
  isCircuitName,
  PUBLIC_SIGNALS,
  type PublicSignalName,
  type PublicSignals,
} from "./statement/circuit/signals.ts";

// Proofs.

export { ArtifactError } from "./engine/groth16/files/artifact-error.ts";
export {
  fromSnarkjsProof,
  type Groth16Proof,
  PresentationMalformedError,
  ProofInvalidError,
  ProvingError,
  type SnarkjsProof,
  toSnarkjsProof,
} from "./engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "./engine/groth16/unsafe-key.ts";

// Requests and their answers.

export { decodeCompact } from "./presentation/proof/compact.ts";
export {
  type AuthorizationRequest,
  type AuthorizationRequestOptions,
  CIVICPROOF_FORMAT,
  type TransactionPurpose,
  toAuthorizationRequest,
} from "./presentation/proof/openid4vp.ts";
export type { Presentation } from "./presentation/proof/presentation.ts";
export {
  type CreateRequestOptions,
  createRequest,
  decodeRequest,
  type PresentationRequest,
  RequestError,
  type RequestSignals,
  requestSignals,
  type ScopeParts,
} from "./presentation/proof/request.ts";
export {
  decodePresentation,
  isVerifiedPresentation,
  type PresentationToVerify,
  PublicSignalMismatchError,
  RequestExpiredError,
  type VerifiedPresentation,
  type VerifyOptions,
  verifyPresentation,
  verifyPresentations,
} from "./presentation/verification/verify.ts";

// Claims that are used up.

export { createMemoryStore } from "./portal/store/memory.ts";
export type {
  ConsumeOptions,
  ConsumeOutcome,
  NullifierRecord,
  NullifierStore,
  Pruned,
  ScopeTerms,
  ServedProgramme,
} from "./portal/store/port.ts";
export {
  PeriodClosedError,
  ScopeTermsError,
  StoreProgrammeError,
  StoreUnavailableError,
} from "./portal/store/port.ts";

// The registry that issuers are trusted by.

export {
  type MlDsa44,
  openStatement,
  type RegistryPublicKey,
  registryId,
  type SignedStatement,
  StatementOriginError,
  StatementSignatureError,
} from "./credentials/registry/open-statement.ts";
export { type ProgrammeEntry, ProgrammeEntryError } from "./credentials/registry/programme-entry.ts";
export {
  checkRootPair,
  IssuerRootError,
  type RootPair,
  type RootRule,
  RootsApartError,
  StatementMissingError,
  StatusRootError,
} from "./credentials/registry/root-rule.ts";
export { isRegistryStatement, type RegistryStatement, StatementError } from "./credentials/registry/statement.ts";

// What all of these have in common.

export { AbortedError } from "./core/abort.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "./core/errors.ts";
export { type FieldElement, FieldElementError, fieldFromBytes, fieldToBytes, toField } from "./core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "./core/json.ts";
export { PackageMissingError } from "./core/peer.ts";
export { PeriodGridError } from "./core/period-grid.ts";
export { UnsupportedPlatformError } from "./core/platform.ts";
