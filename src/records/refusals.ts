/** What records and anchors are refused with; apart from what reads them, so that a page knows the classes without the code. */
import { refusal } from "../core/errors.ts";

/**
 * An anchor, its signature or its place in the chain is not valid.
 *
 * What to do: get the anchor from its publisher again.
 */
export class AnchorError extends /* @__PURE__ */ refusal("ANCHOR_INVALID", "AnchorError", "Invalid anchor") {}

/**
 * The anchor is older than its consumer accepts.
 *
 * What to do: get a newer anchor.
 */
export class StaleAnchorError extends /* @__PURE__ */ refusal(
  "ANCHOR_STALE",
  "StaleAnchorError",
  "The anchor is too old",
) {}

/**
 * The version was superseded or erased by this anchor.
 *
 * What to do: use the current version of the record.
 */
export class RecordNotCurrentError extends /* @__PURE__ */ refusal(
  "RECORD_NOT_CURRENT",
  "RecordNotCurrentError",
  "The record is not current at this anchor",
) {}

/**
 * What a record is said to hold does not give its leaf.
 *
 * What to do: reject it; data or salt was changed.
 */
export class RecordTamperedError extends /* @__PURE__ */ refusal(
  "RECORD_TAMPERED",
  "RecordTamperedError",
  "The record does not give the leaf that was anchored",
) {}

/**
 * A record, its schema or an operation on it is not of its form.
 *
 * What to do: correct the record at `path`.
 */
export class RecordError extends /* @__PURE__ */ refusal("RECORD_INVALID", "RecordError", "Unusable record") {}

/**
 * A proof or correction is about another version than the one asked for.
 *
 * What to do: ask for the current version.
 */
export class RecordVersionError extends /* @__PURE__ */ refusal(
  "RECORD_VERSION_WRONG",
  "RecordVersionError",
  "This is another version of the record",
) {}

/**
 * A path leads to another batch than the anchor's.
 *
 * What to do: use the proof and the anchor of one batch.
 */
export class ForeignBatchError extends /* @__PURE__ */ refusal(
  "BATCH_FOREIGN",
  "ForeignBatchError",
  "The proof leads to another batch than the anchor's",
) {}
