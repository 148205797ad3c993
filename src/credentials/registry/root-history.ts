/**
 * Which roots were current when. A verifier needs nothing else of a registry, so this file stays free of trees and
 * hashes.
 */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";

/** One root of a registry and the time for which it was current; a history lists them oldest first. */
export interface RootRecord {
  readonly root: FieldElement;
  /** Seconds since the epoch, inclusive. */
  readonly currentFromSeconds: number;
  /** Seconds since the epoch, exclusive; absent while the root is current. */
  readonly supersededAtSeconds?: number;
}

/**
 * Whether a root is current at `nowSeconds` or was superseded at most `graceSeconds` before. The grace window starts
 * when a root is superseded, so an old root that is still current never runs out.
 */
export function isRootAccepted(
  history: readonly RootRecord[],
  root: FieldElement,
  nowSeconds: number,
  graceSeconds: number,
): boolean {
  return history.some(
    (record) =>
      record.root === root &&
      record.currentFromSeconds <= nowSeconds &&
      (record.supersededAtSeconds === undefined || nowSeconds <= record.supersededAtSeconds + graceSeconds),
  );
}

/** The records that {@link isRootAccepted} accepts now, oldest first. */
export function acceptedRoots(
  history: readonly RootRecord[],
  nowSeconds: number,
  graceSeconds: number,
): readonly RootRecord[] {
  return history.filter(({ root }) => isRootAccepted(history, root, nowSeconds, graceSeconds));
}

/** The root that was current at an instant; undefined before the first one. */
export function rootAt(history: readonly RootRecord[], timeSeconds: number): RootRecord | undefined {
  return history.findLast(
    ({ currentFromSeconds, supersededAtSeconds }) =>
      currentFromSeconds <= timeSeconds && (supersededAtSeconds === undefined || timeSeconds < supersededAtSeconds),
  );
}

/** Adds a root that is current from now on; the same root again changes nothing. @throws RegistryError for a time before the last one */
export function appendRoot(
  history: readonly RootRecord[],
  root: FieldElement,
  currentFromSeconds: number,
): readonly RootRecord[] {
  const last = history.at(-1);
  if (last === undefined) return [{ root, currentFromSeconds }];
  if (last.root === root) return history;
  if (currentFromSeconds < last.currentFromSeconds)
    throw new RegistryError({ path: "currentFromSeconds", expected: "a time that does not go backwards" });
  return [...history.slice(0, -1), { ...last, supersededAtSeconds: currentFromSeconds }, { root, currentFromSeconds }];
}

/** A history as it stands in files: roots as decimal strings. */
export interface RootRecordJson {
  readonly root: string;
  readonly currentFromSeconds: number;
  readonly supersededAtSeconds?: number;
}

const seconds = /* @__PURE__ */ pure(() => v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const MAX_RECORDS = 100_000;

/** The form of a root history file. */
export const rootHistoryShape = /* @__PURE__ */ pure(() =>
  v.pipe(
    v.array(
      v.strictObject({
        root: v.pipe(v.string(), v.maxLength(77)),
        currentFromSeconds: seconds,
        supersededAtSeconds: v.exactOptional(seconds),
      }),
    ),
    v.maxLength(MAX_RECORDS),
  ),
);

export function rootHistoryToJson(history: readonly RootRecord[]): readonly RootRecordJson[] {
  return history.map((record) => ({ ...record, root: String(record.root) }));
}

/**
 * Reads a root history.
 *
 * @throws RegistryError for another form, a root that is no field element, gaps, overlaps, or a record other than the
 * last that is still current
 */
export function parseRootHistory(value: unknown): readonly RootRecord[] {
  const limits = { maxDepth: 3, maxNodes: 4 * MAX_RECORDS + 1, maxStringLength: 100 };
  const records = decode(rootHistoryShape, value, { Refusal: RegistryError, limits });
  return records.map((record, index) => {
    const next = records[index + 1];
    if (record.supersededAtSeconds !== next?.currentFromSeconds)
      throw new RegistryError({ path: `[${index}].supersededAtSeconds`, expected: "the start of the next record" });
    if (record.supersededAtSeconds !== undefined && record.supersededAtSeconds < record.currentFromSeconds)
      throw new RegistryError({ path: `[${index}].supersededAtSeconds`, expected: "a time after currentFromSeconds" });
    try {
      return { ...record, root: toField(record.root) };
    } catch (cause) {
      throw new RegistryError({ path: `[${index}].root`, expected: "a canonical field element", cause });
    }
  });
}

/**
 * A registry, its log or its root history is not of its form, or an operation on it is not allowed.
 *
 * What to do: correct the operation, or get the registry's file again.
 */
export class RegistryError extends /* @__PURE__ */ refusal(
  "REGISTRY_INVALID",
  "RegistryError",
  "Invalid registry operation",
) {}
