/**
 * The `./anchoring` door: what auditors, witnesses, holders and devices need of anchored records. No store and nothing of
 * Node; the stores are behind `./anchoring/node`.
 *
 * @module
 */
export * from "../core/errors.ts";
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
  retentionClassId,
} from "./anchor.ts";
export {
  checkFreshness,
  checkReadingSignature,
  DEVICE_ALGORITHMS,
  type Device,
  type DeviceAlgorithm,
  devicePublicKey,
  type FreshnessWindow,
  hashReading,
  parseReading,
  type Reading,
  type ReadingJson,
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
export { BatchTree, type Inspection, inspectBatch, type Tombstone } from "./inspection.ts";
export { checkOpening, openingToJson, parseOpening, type RecordOpening, type RecordOpeningJson } from "./opening.ts";
export {
  comparePublications,
  countersign,
  type Publication,
  type PublicationJson,
  type PublicationRules,
  parsePublication,
  publicationToJson,
  type SignatureJson,
  type SignedAnchor,
  signAnchor,
  verifyPublication,
  type WitnessMemory,
  type WitnessSignature,
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
  CHANGE_REASONS,
  type ChangeReason,
  parseRetentionClass,
  RETENTION_ACTIONS,
  type RetentionAction,
  type RetentionClass,
} from "./retention-class.ts";
export { type Retirement, type TransitionProof, verifyTransition } from "./transition.ts";
export { BATCH_DEPTH, CHUNK_LEAVES, MAX_BATCH, REGISTER_CAPACITY, REGISTER_DEPTH } from "./tree.ts";
