/**
 * The door for benefit portals: ask, verify, use a claim up. Holds no prover, no GPL code and no Poseidon.
 * Policies are compiled with `civicproof/policy`, once.
 *
 * @module
 */

export * from "./core/errors.ts";
export { type FieldElement, fieldFromBytes, fieldToBytes, toField } from "./core/field.ts";
export {
  acceptedRoots,
  appendRoot,
  isRootAccepted,
  parseRootHistory,
  type RootRecord,
  type RootRecordJson,
  rootAt,
  rootHistoryToJson,
} from "./credentials/registry/root-history.ts";
export { fromSnarkjsProof, type Groth16Proof, type SnarkjsProof, toSnarkjsProof } from "./engine/groth16/proof.ts";
export { createMemoryStore } from "./portal/store/memory.ts";
export type { ConsumeOptions, ConsumeOutcome, NullifierRecord, NullifierStore, Pruned } from "./portal/store/port.ts";
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
  type RequestSignals,
  requestSignals,
  type ScopeParts,
} from "./presentation/proof/request.ts";
export { type LoadVerificationKeyOptions, loadVerificationKey } from "./presentation/verification/load-key.ts";
export {
  decodePresentation,
  isVerifiedPresentation,
  type PresentationToVerify,
  type VerifiedPresentation,
  type VerifyOptions,
  verifyPresentation,
  verifyPresentations,
} from "./presentation/verification/verify.ts";
export {
  importVerificationKey,
  type KeySetup,
  type VerificationKey,
  type VerificationKeyOptions,
} from "./statement/artifacts/imported-key.ts";
export type { ArtifactManifest } from "./statement/artifacts/manifest.ts";
export type { ReadArtifact } from "./statement/artifacts/verification-key.ts";
export {
  CIRCUIT_NAMES,
  CIRCUIT_SHAPES,
  type CircuitName,
  isCircuitName,
  PUBLIC_SIGNALS,
  type PublicSignalName,
  type PublicSignals,
} from "./statement/circuit/signals.ts";
