/**
 * Statements of a registry (protocol P-41): its roots at one instant of its grid of times, and its programmes. A
 * verifier needs nothing else of a registry, so neither this file nor those that read statements have trees or Poseidon.
 */

import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { deepFreeze } from "../../core/json.ts";
import type { ProgrammeEntry } from "./programme-entry.ts";

declare const statementBrand: unique symbol;

/**
 * Roots that belong together, and when. Made by `createStatement` (the registry's owner), `openStatement` (everybody
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
