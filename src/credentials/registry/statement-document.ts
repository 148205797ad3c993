/** A statement as a JSON document, and what has to hold between one statement and the next (protocol P-41). */

import * as v from "valibot";
import { type FieldElement, toField } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import { anyText, exactly, hex64, integer } from "../../core/shapes.ts";
import { checkNextProgrammes, programmesShape } from "./programme-entry.ts";
import { type StatementContent, StatementError } from "./statement.ts";

/**
 * Wallets prove under a statement that is 600 seconds old and verifiers accept the last two intervals, so a shorter one
 * would leave no time for a proof.
 */
const MIN_INTERVAL_SECONDS = 1_200;
const MAX_INTERVAL_SECONDS = 86_400;

/** Schemas of one registry. */
const MAX_SCHEMAS = 256;

/** The form of a statement; {@link readStatement} also checks roots and the grid of times. */
const statementShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: exactly("registry-statement/v2/s1"),
    registry: hex64,
    number: integer(0, Number.MAX_SAFE_INTEGER),
    timeSeconds: integer(0, Number.MAX_SAFE_INTEGER),
    intervalSeconds: integer(MIN_INTERVAL_SECONDS, MAX_INTERVAL_SECONDS),
    statusRoot: anyText,
    issuerRoots: v.custom<Readonly<Record<string, unknown>>>(
      (roots) =>
        typeof roots === "object" &&
        roots !== null &&
        !Array.isArray(roots) &&
        Object.keys(roots).length <= MAX_SCHEMAS,
      `roots of at most ${MAX_SCHEMAS} schemas`,
    ),
    programmes: programmesShape,
    snapshotSha256: hex64,
  }),
);

/** Longest statement as JSON text. */
export const MAX_STATEMENT_TEXT = 2_000_000;

/** Reads what a statement says; whose it is, is another question. @throws StatementError for any other form */
export function readStatement(document: unknown): StatementContent {
  const limits = { maxDepth: 4, maxNodes: 100_000, maxStringLength: 512 };
  const { civicproof: _, ...json } = decode(statementShape, document, { Refusal: StatementError, limits });
  if (json.timeSeconds % json.intervalSeconds !== 0)
    throw new StatementError({ path: "timeSeconds", expected: `a multiple of ${json.intervalSeconds}` });
  const field = (text: unknown, path: string): FieldElement => {
    try {
      if (typeof text === "string") return toField(text);
    } catch {}
    throw new StatementError({ path, expected: "a canonical field element" });
  };
  const issuerRoots = Object.entries(json.issuerRoots).map(([id, root]) => {
    field(id, "issuerRoots");
    return [id, field(root, `issuerRoots.${id}`)];
  });
  return {
    ...json,
    statusRoot: field(json.statusRoot, "statusRoot"),
    issuerRoots: Object.fromEntries(issuerRoots) as Record<string, FieldElement>,
  } as StatementContent;
}

/** Roots by schema id as decimal strings. */
export function rootsToJson(roots: Readonly<Record<string, FieldElement>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(roots).map(([schema, root]) => [schema, String(root)]));
}

/** What a statement says as a document; {@link readStatement} reads it. */
export function statementDocument(content: StatementContent): object {
  const { registry, number, timeSeconds, intervalSeconds, statusRoot, issuerRoots, programmes, snapshotSha256 } =
    content;
  return {
    civicproof: "registry-statement/v2/s1",
    registry,
    number,
    timeSeconds,
    intervalSeconds,
    statusRoot: String(statusRoot),
    issuerRoots: rootsToJson(issuerRoots),
    programmes,
    snapshotSha256,
  };
}

/**
 * Checks that a statement may come after another, directly or later.
 *
 * @throws StatementError for another registry or grid of times; ProgrammeEntryError for programmes that changed
 */
export function checkNextStatement(before: StatementContent, next: StatementContent): void {
  const refuse = (path: string, expected: string | number, received: string | number): never => {
    throw new StatementError({ path, expected: String(expected), received: String(received) });
  };
  if (next.registry !== before.registry) refuse("registry", before.registry, next.registry);
  if (next.intervalSeconds !== before.intervalSeconds)
    refuse("intervalSeconds", before.intervalSeconds, next.intervalSeconds);
  const timeSeconds = before.timeSeconds + (next.number - before.number) * before.intervalSeconds;
  if (next.timeSeconds !== timeSeconds) refuse("timeSeconds", timeSeconds, next.timeSeconds);
  checkNextProgrammes(before.programmes, next.programmes);
}
