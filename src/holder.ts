/**
 * The door for social-service apps: keep a secret, check a credential, understand a request, prove.
 *
 * @module
 */

export * from "./core/errors.ts";
export type { FieldElement } from "./core/field.ts";
export { decodePublicKey, encodePublicKey, type PublicKey } from "./core/signature.ts";
export {
  type CheckedCredential,
  type CheckOptions,
  type Credential,
  checkCredential,
  parseCredential,
} from "./credentials/credential/credential.ts";
export {
  generateHolderSecret,
  type HolderCommitment,
  type HolderSecret,
  holderCommitment,
  toHolderSecret,
} from "./credentials/credential/holder.ts";
export { type CredentialSchema, parseSchema } from "./credentials/credential/schema.ts";
export { type OpenSnapshotOptions, openSnapshot, type RegistrySnapshot } from "./credentials/registry/snapshot.ts";
export { decodeStatusList, unionOfStatusBits, verifyStatusList } from "./credentials/registry/status-list.ts";
export type { RegistryView } from "./credentials/registry/view.ts";
export type { ProverBackend } from "./engine/groth16/backend.ts";
export { createProver, type Prover, type ProverOptions } from "./engine/groth16/prover/prover.ts";
export type { StartWorker } from "./engine/groth16/prover/thread.ts";
export { decodeCompact, encodeCompact } from "./presentation/proof/compact.ts";
export { fromAuthorizationRequest, type OpenedAuthorizationRequest } from "./presentation/proof/openid4vp.ts";
export type { Presentation } from "./presentation/proof/presentation.ts";
export {
  type CreatePresentationOptions,
  type CreateRecordPresentationOptions,
  createPresentation,
  createRecordPresentation,
  type OpenedRequest,
  openRequest,
  type PresentationProgress,
} from "./presentation/proof/prove.ts";
export type { PresentationRequest } from "./presentation/proof/request.ts";
export { type DownloadProgress, type ReadFromUrlOptions, readFromUrl } from "./statement/artifacts/fetch.ts";
export {
  type CircuitArtifacts,
  type LoadArtifactsOptions,
  loadArtifacts,
  type ReadArtifact,
} from "./statement/artifacts/load.ts";
export type { ArtifactManifest } from "./statement/artifacts/manifest.ts";
export { explainPolicy } from "./statement/policy/explain.ts";
