/**
 * The door for claims that settle on an EVM chain: calls, batch checks, the index of used nullifiers. Needs no chain
 * library; what it makes fits viem, ethers and raw JSON-RPC.
 *
 * @module
 */
export * from "../../core/errors.ts";
export { CLAIM_GATE_ABI, GROTH16_VERIFIER_ABI } from "./abi.generated.ts";
export type { Hex } from "./abi-words.ts";
export { type BatchCheckOptions, findInvalidProofs } from "./batch-check.ts";
export {
  type ClaimChanges,
  type ClaimIndexer,
  type ClaimIndexerOptions,
  createClaimIndexer,
  type FollowOptions,
  followClaims,
} from "./claim-indexer.ts";
export {
  advance,
  type BlockReference,
  type ClaimBlock,
  type ClaimEvent,
  type ClaimWindow,
  openWindow,
  type WindowChange,
} from "./claim-window.ts";
export {
  type CompiledContract,
  type Deployment,
  type DeployOptions,
  deployContract,
  readVerifier,
  type VerifierStatus,
} from "./deploy.ts";
export {
  type DeployGateOptions,
  type DeploymentPlan,
  decodeDeploymentPlan,
  deployGate,
  type GateDeployment,
  type PendingCall,
  type TimelockOperation,
} from "./deploy-gate.ts";
export {
  type ClaimBasis,
  type ClaimItem,
  encodeBatch,
  encodeFoldedSettlement,
  encodeSettlement,
  foldId,
  groupForBatch,
  MAX_BATCH,
  programmeId,
  type SettlementCall,
  type SettlementOptions,
} from "./encode.ts";
export { encodeProof, type SolidityProof } from "./encode-proof.ts";
export { type ExportedVerifier, type ExportVerifierOptions, exportArtifactVerifier, exportVerifier } from "./export.ts";
export { type GateStatus, type ProgrammeStatus, type RootStatus, readGate } from "./gate-status.ts";
export type { Eip1193 } from "./rpc.ts";
