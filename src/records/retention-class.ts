/** Retention classes: how long records are kept, and what happens then. */

import * as v from "valibot";
import { decode } from "../core/json.ts";
import { pure } from "../core/pure.ts";
import { integer, textLike } from "../core/shapes.ts";
import { RecordError } from "./refusals.ts";

/** What to do with a record whose term is over: destroy it, move it to an archive, or have somebody look. */
export const RETENTION_ACTIONS = ["erase", "archive", "review"] as const;
export type RetentionAction = (typeof RETENTION_ACTIONS)[number];

export interface RetentionClass {
  /** Lower-case letters, digits and hyphens; at most 40. */
  readonly name: string;
  /** Days from the day on which a version was stored; 3,653 for ten years. */
  readonly termDays: number;
  readonly action: RetentionAction;
}

/** The form of a retention class. */
export const retentionClassShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    name: textLike(/^[a-z0-9][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens"),
    termDays: integer(1, 100 * 366),
    action: v.picklist(RETENTION_ACTIONS),
  }),
);

/** Reads a retention class. @throws RecordError for another form */
export function parseRetentionClass(input: unknown): RetentionClass {
  return decode(retentionClassShape, input, { Refusal: RecordError, path: "retentionClass" });
}

/** Why a version was corrected, erased or held. A closed list, so that a store can't collect stories about people. */
export const CHANGE_REASONS = [
  "data-wrong",
  "data-outdated",
  "data-incomplete",
  "issued-in-error",
  "subject-request",
  "consent-withdrawn",
  "purpose-ended",
  "term-ended",
  "court-order",
  "litigation",
  "audit",
] as const;

/** A code of the list, or `other:` and a code of the agency's own (lower-case letters, digits, hyphens; at most 40). */
export type RecordChangeReason = (typeof CHANGE_REASONS)[number] | `other:${string}`;

/** @throws RecordError for a reason that is not one */
export function checkReason(reason: string): asserts reason is RecordChangeReason {
  if ((CHANGE_REASONS as readonly string[]).includes(reason) || /^other:[a-z0-9-]{1,40}$/.test(reason)) return;
  throw new RecordError({ path: "reason", expected: "a reason code of the list, or other:<code>" });
}
