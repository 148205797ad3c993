/** Which roots a verifier accepts (protocol P-43): both of one statement, while it is young enough. The only rule there is. */

import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { isRegistryStatement, type RegistryStatement, StatementError } from "./statement.ts";

/** Two roots of a presentation, and what its request asks of them. */
export interface RootPair {
  /** The registry that the request names. */
  readonly registry: string;
  /** The schema of the request's policy, decimal. */
  readonly schemaId: string;
  readonly issuerRoot: FieldElement;
  readonly statusRoot: FieldElement;
  /** For an appeal: the instant whose roots count, seconds since the epoch. */
  readonly asOfSeconds?: number | undefined;
}

/** What a verifier knows of a registry. */
export interface RootRule {
  readonly statements: readonly RegistryStatement[];
  /** How old a statement may be; at least two intervals of its grid. */
  readonly maxRootAgeSeconds: number;
  /** The verifier's clock, seconds since the epoch. */
  readonly nowSeconds: number;
}

/**
 * Accepts two roots when one statement has both and its time is in (now − maxRootAge, now]; for an appeal, when the last
 * statement at or before the instant has both.
 *
 * @throws StatementError for a value that is no statement, or one of another registry: roots of two don't mix
 * @throws InvalidInputError for a maxRootAgeSeconds below two intervals
 * @throws StatementMissingError when no statement is young enough, or the instant's is not there
 * @throws IssuerRootError, StatusRootError when no accepted statement has the root
 * @throws RootsApartError when each is in a statement, and no statement has both
 */
export function checkRootPair(pair: RootPair, rule: RootRule): void {
  const accepted = acceptedStatements(own(pair), own(rule));
  const hasIssuerRoot = ({ issuerRoots }: RegistryStatement): boolean =>
    Object.hasOwn(issuerRoots, pair.schemaId) && issuerRoots[pair.schemaId] === pair.issuerRoot;
  const hasStatusRoot = ({ statusRoot }: RegistryStatement): boolean => statusRoot === pair.statusRoot;
  if (accepted.some((statement) => hasIssuerRoot(statement) && hasStatusRoot(statement))) return;
  const expected =
    pair.asOfSeconds === undefined
      ? `a root of a statement of the last ${rule.maxRootAgeSeconds} seconds`
      : `the root at ${pair.asOfSeconds}`;
  if (!accepted.some(hasIssuerRoot)) throw new IssuerRootError({ path: "publicSignals.issuerRoot", expected });
  if (!accepted.some(hasStatusRoot)) throw new StatusRootError({ path: "publicSignals.statusRoot", expected });
  throw new RootsApartError({
    path: "publicSignals.statusRoot",
    expected: "the status root of the issuer root's statement",
  });
}

function acceptedStatements(
  { registry, asOfSeconds }: Pick<RootPair, "registry" | "asOfSeconds">,
  { statements, maxRootAgeSeconds, nowSeconds }: RootRule,
): readonly RegistryStatement[] {
  if (!Array.isArray(statements))
    throw new StatementError({ path: "statements", expected: "statements of a registry" });
  statements.forEach((statement, i) => {
    const path = `statements[${i}]`;
    if (!isRegistryStatement(statement))
      throw new StatementError({ path, expected: "a statement from openStatement, createStatement or anchorRoots" });
    if (statement.registry !== registry)
      throw new StatementError({ path: `${path}.registry`, expected: registry, received: statement.registry });
    if (
      !(
        Number.isFinite(maxRootAgeSeconds) &&
        maxRootAgeSeconds > 0 &&
        maxRootAgeSeconds >= 2 * statement.intervalSeconds
      )
    )
      throw new InvalidInputError({
        path: "maxRootAgeSeconds",
        expected: `a number of seconds, at least ${2 * statement.intervalSeconds}: two intervals`,
      });
  });
  if (asOfSeconds !== undefined) return [statementAt(statements, asOfSeconds)];
  const accepted = statements.filter(
    ({ timeSeconds }) => nowSeconds - maxRootAgeSeconds < timeSeconds && timeSeconds <= nowSeconds,
  );
  if (accepted.length === 0)
    throw new StatementMissingError({ path: "statements", expected: `one of the last ${maxRootAgeSeconds} seconds` });
  return accepted;
}

/**
 * The last statement at or before an instant.
 *
 * @throws StatementMissingError when it is not among them, also when only older ones are
 */
export function statementAt(statements: readonly RegistryStatement[], seconds: number): RegistryStatement {
  let last: RegistryStatement | undefined;
  for (const statement of statements) {
    const isLater = statement.timeSeconds >= (last?.timeSeconds ?? 0);
    if (statement.timeSeconds <= seconds && isLater) last = statement;
  }
  // On a grid there is one for each time: an older one is not the last.
  if (last === undefined || (last.intervalSeconds > 0 && last.timeSeconds + last.intervalSeconds <= seconds))
    throw new StatementMissingError({ path: "statements", expected: `one at or before ${seconds}` });
  return last;
}

/**
 * The root of trusted issuers is not one that the verifier accepts.
 *
 * What to do: the holder's app gets the registry again and proves again.
 */
export class IssuerRootError extends /* @__PURE__ */ refusal(
  "ISSUER_ROOT_NOT_ACCEPTED",
  "IssuerRootError",
  "The issuer root is not accepted",
) {}

/**
 * The status root is not one that the verifier accepts.
 *
 * What to do: the holder's app gets the status lists again and proves again.
 */
export class StatusRootError extends /* @__PURE__ */ refusal(
  "STATUS_ROOT_NOT_ACCEPTED",
  "StatusRootError",
  "The status root is not accepted",
) {}

/**
 * Both roots are known, and no accepted statement of the registry has both.
 *
 * What to do: the holder's app takes both roots from one statement and proves again.
 */
export class RootsApartError extends /* @__PURE__ */ refusal(
  "ROOT_PAIR_MISMATCH",
  "RootsApartError",
  "The roots are not of one statement",
) {}

/**
 * The registry's statement for the time that counts is not there: nobody fetched it, or the registry has stopped
 * publishing.
 *
 * What to do: fetch the registry's statements again; when that does not help, ask who runs it.
 */
export class StatementMissingError extends /* @__PURE__ */ refusal(
  "STATEMENT_MISSING",
  "StatementMissingError",
  "A statement of the registry is missing",
) {}
