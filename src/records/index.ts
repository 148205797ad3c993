/**
 * The `./anchoring` entry point: what auditors, countersigners, holders and devices need of anchored records. No store and nothing of
 * Node; the stores are behind `./anchoring/node`.
 *
 * @module
 */

export { HashInputError } from "../core/arity.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../core/errors.ts";
export { FieldElementError } from "../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../core/json.ts";
export { MerkleTreeError } from "../core/merkle.ts";
export { UnsupportedPlatformError } from "../core/platform.ts";
export { PrivateKeyError, PublicKeyError, SignatureError, type SignatureJson } from "../core/signature.ts";
export { ClaimError, SchemaError } from "../credentials/credential/schema.ts";
export { StatementError } from "../credentials/registry/statement.ts";
export {
  type Anchor,
  type AnchorJson,
  anchorRoots,
  anchorToJson,
  checkChain,
  checkFresh,
  hashAnchor,
  hashRetired,
  parseAnchor,
  registerId,
  retentionClassId,
} from "./anchor.ts";
export {
  checkFreshness,
  checkReadingSignature,
  DEVICE_ALGORITHMS,
  type Device,
  type DeviceAlgorithm,
  DeviceError,
  devicePublicKey,
  type FreshnessWindow,
  hashReading,
  parseReading,
  type Reading,
  ReadingError,
  ReadingForgedError,
  type ReadingJson,
  ReadingStaleError,
  readingToJson,
  signReading,
  type UnsignedReading,
} from "./device.ts";
export {
  type CurrentProof,
  type InclusionProof,
  type ProofJson,
  parseProof,
  proofToJson,
  verifyCurrent,
  verifyInclusion,
} from "./inclusion.ts";
export { BatchTree, DuplicateRecordError, type Inspection, inspectBatch, type Tombstone } from "./inspection.ts";
export { checkOpening, openingToJson, parseOpening, type RecordOpening, type RecordOpeningJson } from "./opening.ts";
export {
  AnchorForkError,
  type Countersignature,
  type CountersignerMemory,
  comparePublications,
  countersign,
  type Publication,
  type PublicationJson,
  type PublicationRules,
  parsePublication,
  publicationToJson,
  type SignedAnchor,
  signAnchor,
  verifyPublication,
} from "./publication.ts";
export {
  checkRecord,
  type EncodedRecord,
  encodeRecord,
  envelopeOf,
  freshSalt,
  hashFields,
  hashRecord,
  type OpenedRecord,
  type RecordContent,
  type RecordEnvelope,
  type RecordSalts,
} from "./record.ts";
export {
  AnchorError,
  ForeignBatchError,
  RecordError,
  RecordNotCurrentError,
  RecordTamperedError,
  RecordVersionError,
  StaleAnchorError,
} from "./refusals.ts";
export { chunkOf, type PublishedRegister, renewOpening } from "./renewal.ts";
export {
  CHANGE_REASONS,
  parseRetentionClass,
  RETENTION_ACTIONS,
  type RecordChangeReason,
  type RetentionAction,
  type RetentionClass,
} from "./retention-class.ts";
export { type Retirement, type TransitionProof, verifyTransition } from "./transition.ts";
export { BATCH_DEPTH, CHUNK_LEAVES, MAX_RECORD_BATCH, REGISTER_CAPACITY, REGISTER_DEPTH } from "./tree.ts";
