/**
 * The entry point for claims that settle on an EVM chain: calls, batch checks, the index of used nullifiers. Needs no chain
 * library; what it makes fits viem, ethers and raw JSON-RPC.
 *
 * @module
 */

export { AbortedError } from "../../core/abort.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../../core/errors.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { PackageMissingError } from "../../core/peer.ts";
export { PeriodGridError } from "../../core/period-grid.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export {
  IssuerRootError,
  RootsApartError,
  StatementMissingError,
  StatusRootError,
} from "../../credentials/registry/root-rule.ts";
export { StatementError } from "../../credentials/registry/statement.ts";
export { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
export { PresentationMalformedError, ProofInvalidError, ProvingError } from "../../engine/groth16/proof.ts";
export { UnsafeKeyError, VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
export { RequestError } from "../../presentation/proof/request.ts";
export { PublicSignalMismatchError, RequestExpiredError } from "../../presentation/verification/verify.ts";
export { DevelopmentKeyError } from "../../statement/artifacts/development-key-error.ts";
export { ArtifactHashMismatchError } from "../../statement/artifacts/verification-key.ts";
export {
  BENEFIT_DISBURSEMENT_ABI,
  CLAIM_GATE_ABI,
  GROTH16_VERIFIER_ABI,
  TWO_PERSON_TIMELOCK_ABI,
} from "./abi.generated.ts";
export { SettlementError } from "./abi-values.ts";
export type { Hex } from "./abi-words.ts";
export { type BatchCheckOptions, findInvalidProofs } from "./batch-check.ts";
export { CLAIM_CODES, type ClaimCode } from "./claim-codes.ts";
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
  ChainError,
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
  type DeploymentProgress,
  decodeDeploymentPlan,
  deployGate,
  type GateDeployment,
  type TimelockOperation,
} from "./deploy-gate.ts";
export type { SentDeployment } from "./deploy-once.ts";
export {
  type BatchPlanOptions,
  batchGas,
  type ClaimBasis,
  type ClaimItem,
  encodeBatch,
  encodeClaimCheck,
  encodeFoldedSettlement,
  encodeSettlement,
  foldId,
  groupForBatch,
  MAX_BATCH_GAS,
  MAX_SETTLEMENT_BATCH,
  programmeId,
  type SettlementCall,
} from "./encode.ts";
export { encodeProof, type SolidityProof } from "./encode-proof.ts";
export { type ExportedVerifier, type ExportVerifierOptions, exportArtifactVerifier, exportVerifier } from "./export.ts";
export {
  type GateStatus,
  type PairStatus,
  type ProgrammeStatus,
  policyProblems,
  readGate,
} from "./gate-status.ts";
export { encodePublication, type RootStatement, type StatementPublication } from "./publication.ts";
export type { Eip1193 } from "./rpc.ts";
export {
  encodeTimelockCalls,
  type OperationStatus,
  type PendingCall,
  readDelay,
  readOperation,
  type TimelockCalls,
  type TimelockTask,
} from "./timelock.ts";
