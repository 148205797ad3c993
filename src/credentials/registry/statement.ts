/**
 * Statements of a registry (protocol P-41): its roots at one instant of its grid of times, and its programmes. A
 * verifier needs nothing else of a registry, so this file stays free of trees and Poseidon.
 */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { decode, deepFreeze } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import {
  changedProgrammes,
  checkHostFile,
  checkNextProgrammes,
  type ProgrammeEntry,
  programmesShape,
} from "./programme-entry.ts";
import type { RegistryState } from "./status-registry.ts";

declare const statementBrand: unique symbol;

/**
 * Roots that belong together, and when. Made by {@link createStatement} (the registry's owner), `openStatement` (everybody
 * else) and `anchorRoots` (anchored records) only; a verifier accepts nothing else.
 */
export interface RegistryStatement {
  readonly [statementBrand]: true;
  /** Id of the registry, 64 hexadecimal digits; the publisher's key for anchored records. */
  readonly registry: string;
  /** 0, 1, 2 …, without gaps. */
  readonly number: number;
  /** Seconds since the epoch, a multiple of `intervalSeconds`. */
  readonly timeSeconds: number;
  /** Seconds between two statements; 0 for anchors, which have no grid. */
  readonly intervalSeconds: number;
  readonly statusRoot: FieldElement;
  /** Root of the issuers trusted for a schema, by schema id (decimal); a schema without any issuer has none. */
  readonly issuerRoots: Readonly<Record<string, FieldElement>>;
  readonly programmes: readonly ProgrammeEntry[];
  /** SHA-256 of the bundle with snapshot and lists, 64 hexadecimal digits; empty for anchors. */
  readonly snapshotSha256: string;
}

/** What a statement says, before its owner made it one. */
export type StatementContent = Omit<RegistryStatement, typeof statementBrand>;

/** Age that a statement must have before anybody shows it: by then every app has it (protocol P-44). */
export const SHOWN_AFTER_SECONDS = 600;

/** Seconds between two statements unless the registry says otherwise. */
export const DEFAULT_INTERVAL_SECONDS = 3_600;
/**
 * Wallets prove under a statement that is 600 seconds old and verifiers accept the last two intervals, so a shorter one
 * would leave no time for a proof.
 */
const MIN_INTERVAL_SECONDS = 1_200;
const MAX_INTERVAL_SECONDS = 86_400;

const statements = /* @__PURE__ */ new WeakSet<object>();

/** Whether a value is a statement that was made or opened in this process. */
export function isRegistryStatement(value: unknown): value is RegistryStatement {
  return typeof value === "object" && value !== null && statements.has(value);
}

/** Makes content a statement; no entry point exports it, as it believes its caller. */
export function brandStatement(content: StatementContent): RegistryStatement {
  const { issuerRoots, programmes } = content;
  const statement = deepFreeze({
    ...content,
    issuerRoots: { ...issuerRoots },
    programmes: programmes.map(({ askers, responseOrigins, ...entry }) => ({
      ...entry,
      askers: [...askers],
      responseOrigins: [...responseOrigins],
    })),
  }) as unknown as RegistryStatement;
  statements.add(statement);
  return statement;
}

/** Options of {@link createStatement}. */
export interface CreateStatementOptions {
  /** What it speaks about: a status registry, now or as it was at the statement's time. */
  readonly registry: Pick<RegistryState, "id" | "issuerRoots" | "statusRoot">;
  /** The last statement; absent for the first. */
  readonly previous?: RegistryStatement | undefined;
  /** Only with the first statement, else one interval after the last: seconds since the epoch, a multiple of the interval. */
  readonly timeSeconds?: number;
  /** Only with the first statement, else the same for ever: 1,200 to 86,400; 3,600 by default. */
  readonly intervalSeconds?: number;
  /** The last statement's by default. */
  readonly programmes?: readonly ProgrammeEntry[];
  /** For each host with a new or changed entry what it serves under `/.well-known/civicproof.json`. */
  readonly hostFiles?: Readonly<Record<string, string>>;
  /** SHA-256 of the bundle, from `createBundle`; zeros by default, where nobody fetches one. */
  readonly snapshotSha256?: string;
}

const NO_BUNDLE = /* @__PURE__ */ "0".repeat(64);

/**
 * Makes the next statement of one's own registry; `signStatement` signs it for others. `publishRegistry` does all that
 * is due.
 *
 * @throws StatementError for content of another form or a time off the grid
 * @throws ProgrammeEntryError when an entry is taken away, or its grid or maxClaims changes
 * @throws HostFileError when the host of a new or changed entry does not confirm it
 * @example
 * const statement = createStatement({ registry, timeSeconds: 1_795_424_400 });
 * const next = createStatement({ registry, previous: statement });
 */
export function createStatement(options: CreateStatementOptions): RegistryStatement {
  const { previous, snapshotSha256 = NO_BUNDLE, hostFiles = {} } = options;
  const { id: registry, issuerRoots, statusRoot } = options.registry;
  if (previous !== undefined && !isRegistryStatement(previous))
    throw new StatementError({ path: "previous", expected: "a statement of this registry" });
  const intervalSeconds = options.intervalSeconds ?? previous?.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const timeSeconds =
    options.timeSeconds ?? (previous === undefined ? Number.NaN : previous.timeSeconds + intervalSeconds);
  const programmes = options.programmes ?? previous?.programmes ?? [];
  const next = readStatement({
    civicproof: "registry-statement/v2/s1",
    registry,
    number: previous === undefined ? 0 : previous.number + 1,
    timeSeconds,
    intervalSeconds,
    statusRoot: String(statusRoot),
    issuerRoots: Object.fromEntries(Object.entries(issuerRoots).map(([id, root]) => [id, String(root)])),
    programmes,
    snapshotSha256,
  });
  if (previous !== undefined) checkNextStatement(previous, next);
  for (const entry of changedProgrammes(previous?.programmes ?? [], next.programmes)) {
    const file = Object.hasOwn(hostFiles, entry.verifier) ? hostFiles[entry.verifier] : undefined;
    checkHostFile(entry, file, { registry });
  }
  return brandStatement(next);
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

const decimal = /* @__PURE__ */ pure(() =>
  v.pipe(v.string(), v.maxLength(77), v.regex(/^(?:0|[1-9][0-9]*)$/, "a canonical decimal string")),
);
const hex64 = /* @__PURE__ */ pure(() =>
  v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits")),
);
const count = /* @__PURE__ */ pure(() => v.pipe(v.number(), v.safeInteger(), v.minValue(0)));

/** Schemas of one registry. */
const MAX_SCHEMAS = 256;

/** The form of a statement; {@link readStatement} also checks roots and the grid of times. */
const statementShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry-statement/v2/s1"),
    registry: hex64,
    number: count,
    timeSeconds: count,
    intervalSeconds: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(MIN_INTERVAL_SECONDS),
      v.maxValue(MAX_INTERVAL_SECONDS),
    ),
    statusRoot: decimal,
    issuerRoots: v.pipe(v.record(decimal, decimal), v.maxEntries(MAX_SCHEMAS)),
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
  const field = (text: string, path: string): FieldElement => {
    try {
      return toField(text);
    } catch (cause) {
      throw new StatementError({ path, expected: "a canonical field element", cause });
    }
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

/** A statement's document, the text that is signed. */
export function statementText(statement: StatementContent): string {
  const { registry, number, timeSeconds, intervalSeconds, statusRoot, issuerRoots, programmes, snapshotSha256 } =
    statement;
  return JSON.stringify({
    civicproof: "registry-statement/v2/s1",
    registry,
    number,
    timeSeconds,
    intervalSeconds,
    statusRoot: String(statusRoot),
    issuerRoots: Object.fromEntries(Object.entries(issuerRoots).map(([id, root]) => [id, String(root)])),
    programmes,
    snapshotSha256,
  });
}

/**
 * A statement of a registry is not of its form, or doesn't follow the one before.
 *
 * What to do: get the statement from the registry again; when that does not help, ask who runs it.
 */
export class StatementError extends /* @__PURE__ */ refusal(
  "STATEMENT_INVALID",
  "StatementError",
  "Invalid registry statement",
) {}
