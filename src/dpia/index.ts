/**
 * The entry point for privacy officers' tools: from a policy, a circuit and a deployment to an assessment, its files and its lock.
 * Pure functions; reading files is left to the command line.
 *
 * @module
 */

export { HashInputError } from "../core/arity.ts";
export { canonicalHash, canonicalJson } from "../core/canonical.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../core/errors.ts";
export { FieldElementError } from "../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../core/json.ts";
export { LANGUAGES, type Language } from "../core/language.ts";
export { MerkleTreeError } from "../core/merkle.ts";
export { PackageMissingError } from "../core/peer.ts";
export { PeriodGridError } from "../core/period-grid.ts";
export { UnsupportedPlatformError } from "../core/platform.ts";
export { LanguageUnsupportedError } from "../core/supported-language.ts";
export { ClaimError, SchemaError } from "../credentials/credential/schema.ts";
export { CircuitCompileError } from "../statement/circuit/signals-file.ts";
export { PolicySyntaxError } from "../statement/policy/check.ts";
export { PolicyLimitError } from "../statement/policy/set-tree.ts";
export type { BlockchainRow } from "./blockchain.ts";
export { type Commitment, commitmentsOf, type DictionaryCost, dictionaryCost } from "./commitments.ts";
export { type DeclaredLink, declaredLinks, undeclaredLinks } from "./declared-links.ts";
export { type DeploymentDescriptor, deploymentSchema, inOneLanguage, type WrittenDescriptor } from "./descriptor.ts";
export type { AssessmentFinding, FearedEvent, Linddun } from "./findings.ts";
export type { Knowledge, KnowledgeMatrix } from "./knowledge.ts";
export {
  accumulation,
  conditionLeakage,
  type Disclosure,
  disclosure,
  earlySets,
  policyLeakage,
  thresholdSweeps,
} from "./leakage.ts";
export { type LinkVerdict, linkability, type SituationId } from "./linkability.ts";
export {
  type Change,
  countsOf,
  createLock,
  type DpiaLock,
  DpiaLockError,
  findChanges,
  type GuardedState,
  parseLock,
  stateHashes,
} from "./lock.ts";
export { type DpiaInput, type DpiaModel, generateDpia } from "./model.ts";
export { observablesOf } from "./observables.ts";
export type { Capture, Channel, FoundLink } from "./observe/capture.ts";
export { findLinks } from "./observe/find-links.ts";
export type { OfficeBridgeDescription, OfficeDescription, OfficeItem } from "./office/description.ts";
export { DeploymentError, type ParsedDeployment, parseDeployment } from "./parse.ts";
export type { Place, Tag } from "./places.ts";
export { type Population, tally } from "./population.ts";
export { type DpiaFormat, FORMATS, renderFiles } from "./render/files.ts";
export { buildReport } from "./report/build.ts";
export type { Messages as ReportMessages } from "./report/messages/en.ts";
export { loadReportMessages } from "./report/messages/load.ts";
export type { AssessmentSection, Report } from "./report/report.ts";
export { type Sentence, write } from "./report/sentence.ts";
export { toSarif } from "./sarif.ts";
