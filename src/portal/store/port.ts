/** The port of all nullifier stores. */
import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { isVerifiedPresentation, type VerifiedPresentation } from "../../presentation/verification/verify.ts";

/**
 * - `accepted`: this call used one of the person's claims.
 * - `accepted-by-this-request`: an earlier call for the same request and idempotency key did; its answer was lost.
 * - `already-used`: the person's claims in this scope and period are used up, or the request was answered before. One
 *   request is worth one claim, also where a policy allows several.
 */
export type ConsumeOutcome = "accepted" | "accepted-by-this-request" | "already-used";

/** @typeParam Transaction what an effect gets: the store's own open transaction */
export interface ConsumeOptions<Transaction = never, Done = void> {
  /** Names the caller's operation, so that a retry after a lost answer is recognised. 1 to 200 characters. */
  readonly idempotencyKey?: string;
  /**
   * Until when this scope and period are remembered: the end of the period plus the time for appeals, in seconds since
   * the epoch. The latest one given counts. A period for which none was given is never pruned. The one period of a grid
   * `once` never ends, so it takes none.
   */
  readonly retainUntilSeconds?: number;
  /**
   * What the application does about an accepted claim, in the same transaction: both happen or neither. It runs for
   * `accepted` only. When it throws, the claim stays unused and `consume` throws the same.
   *
   * It may run more than once for one claim, when Postgres breaks off a transaction and when a commit fails: each time
   * from its beginning, after all that it did through the transaction was undone. Anything else, such as a message to
   * somebody, would be done again; that comes after `consume` has returned.
   *
   * After an SQL error, Postgres writes nothing more in a transaction. An effect that keeps such an error to itself is
   * refused whole (TransactionEndedError): use ON CONFLICT, or a savepoint before the statement. On SQLite a statement
   * that fails undoes itself only. An effect that ends the transaction is refused on both.
   */
  readonly effect?: (transaction: Transaction) => Done;
}

/** What a store keeps for each scope, from its first claim on and for ever (protocol P-34). */
export interface ScopeTerms {
  /** How the programme's periods follow each other. */
  readonly grid: string;
  /** Claims of one person in one period. */
  readonly maxClaims: number;
}

/** What a service claims for, as a store keeps it from the service's first start on. */
export interface ServedProgramme extends ScopeTerms {
  /** Tells the programmes of one store apart; `""` where it has one. */
  readonly tenant: string;
  readonly verifier: string;
  readonly programme: string;
  readonly scope: FieldElement;
  /** Name and version, for people. */
  readonly policy: string;
  readonly policyHash: FieldElement;
  /** Tenant of the older policy beside which this one is served: both use up the same claims. Not kept. */
  readonly supersedes?: string | undefined;
}

/** What is known of a nullifier. */
export interface NullifierRecord {
  /** Claims used so far. */
  readonly uses: number;
  readonly firstUsedAtSeconds: number;
}

/** What a run of `prune` did. */
export interface Pruned {
  /** Scopes and periods that are closed from now on. */
  readonly periods: number;
  /** Nullifiers that were forgotten. */
  readonly nullifiers: number;
}

/** Stores nullifiers; one call of `consume` is one atomic step. */
export interface NullifierStore<Transaction = never, Done = void> {
  /**
   * Uses one claim of the person, if one is left.
   *
   * @throws InvalidInputError for anything but the result of `verifyPresentation`, and for a claim that is made on a chain
   * @throws StoreUnavailableError when it can't be decided; the claim must then not be granted
   * @throws ScopeTermsError when the scope's first claim was under another grid or another maxClaims
   * @throws PeriodClosedError when the period was pruned
   * @throws TransactionEndedError when the effect kept an SQL error to itself or ended the transaction
   */
  consume(verified: VerifiedPresentation, options?: ConsumeOptions<Transaction, Done>): Promise<ConsumeOutcome>;
  /**
   * Keeps what a service claims for, or compares it with what was kept: for each tenant one programme, with one policy.
   *
   * @throws StoreProgrammeError when the tenant's programme is another, or has another policy; in a database also when it does
   * not use up the claims of the policy that it supersedes
   * @throws ScopeTermsError when it has another grid or another maxClaims
   * @throws StoreUnavailableError
   */
  pin(programme: ServedProgramme): Promise<void>;
  /** The terms of a scope; undefined before its first claim. @throws StoreUnavailableError */
  termsOf(scope: FieldElement): Promise<ScopeTerms | undefined>;
  /** @throws StoreUnavailableError */
  lookup(nullifier: VerifiedPresentation["nullifier"]): Promise<NullifierRecord | undefined>;
  /**
   * Forgets the nullifiers of every scope and period whose retention is over, and closes those periods: nobody can claim
   * in them again, whatever a clock says later. What stays is scope, period and that it is closed. A signal ends it after
   * the step that runs; the next call goes on.
   *
   * @throws StoreUnavailableError; what was closed until then stays closed
   */
  prune(options: { readonly nowSeconds: number; readonly signal?: AbortSignal }): Promise<Pruned>;
  close(): Promise<void>;
}

/** The checks that every store makes first. */
export function checkConsume(
  verified: VerifiedPresentation,
  { idempotencyKey, retainUntilSeconds, effect }: ConsumeOptions<never, unknown>,
): void {
  // A claim of a chain that is granted here could be made there too.
  if (!isVerifiedPresentation(verified) || verified.chain) {
    throw new InvalidInputError({ path: "verified", expected: "verifyPresentation's result, of no chain" });
  }
  if (idempotencyKey !== undefined && !(typeof idempotencyKey === "string" && /^.{1,200}$/su.test(idempotencyKey))) {
    throw new InvalidInputError({ path: "idempotencyKey", expected: "a string of 1 to 200 characters" });
  }
  if (retainUntilSeconds !== undefined) checkSeconds(retainUntilSeconds, "retainUntilSeconds");
  if (retainUntilSeconds !== undefined && verified.grid.startsWith("once/")) {
    throw new InvalidInputError({ path: "retainUntilSeconds", expected: "none, as this period never ends" });
  }
  if (effect !== undefined && typeof effect !== "function") {
    throw new InvalidInputError({ path: "effect", expected: "a function" });
  }
}

/** Compares what a scope is asked for with what it has. @throws ScopeTermsError */
export function checkTerms(known: ScopeTerms | undefined, asked: ScopeTerms): void {
  if (known === undefined) return;
  for (const name of ["grid", "maxClaims"] as const) {
    if (known[name] === asked[name]) continue;
    throw new ScopeTermsError({ path: name, expected: String(known[name]), received: String(asked[name]) });
  }
}

/** Compares what a service would claim for with what the store has. @throws StoreProgrammeError, ScopeTermsError */
export function checkProgramme(known: ServedProgramme, asked: ServedProgramme): void {
  for (const name of ["verifier", "programme"] as const) {
    if (known[name] === asked[name]) continue;
    throw new StoreProgrammeError({ path: name, expected: known[name], received: asked[name] });
  }
  checkTerms(known, asked);
  if (known.policyHash === asked.policyHash) return;
  const say = ({ policy, policyHash }: ServedProgramme) => `${policy} (policy hash ${policyHash})`;
  throw new StoreProgrammeError({ path: "policy", expected: say(known), received: say(asked) });
}

/** @throws InvalidInputError for anything but whole seconds since the epoch */
export function checkSeconds(value: number, path: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidInputError({ path, expected: "whole seconds since the epoch" });
  }
}

/** Runs an effect inside a transaction that can't wait. @throws InvalidInputError for an asynchronous one */
export function runNow<Transaction>(
  effect: ((transaction: Transaction) => void) | undefined,
  transaction: Transaction,
) {
  const done: unknown = effect?.(transaction);
  if (typeof (done as PromiseLike<unknown> | undefined)?.then === "function") {
    throw new InvalidInputError({ path: "effect", expected: "a function that is not asynchronous, for this store" });
  }
}

/**
 * The uses of this scope and period were pruned: the store takes none any more.
 *
 * What to do: tell the holder that the period is over.
 */
export class PeriodClosedError extends /* @__PURE__ */ refusal(
  "PERIOD_CLOSED",
  "PeriodClosedError",
  "The period is closed",
) {}

/**
 * The programme has claims under another grid of periods or another number of claims per period: with the new one, a
 * person could claim again for days that are paid.
 *
 * What to do: go on with the grid and maxClaims that `expected` names. For other terms, start a programme with a name of
 * its own, when nobody can claim under the old one any more.
 */
export class ScopeTermsError extends /* @__PURE__ */ refusal(
  "SCOPE_TERMS_CHANGED",
  "ScopeTermsError",
  "The programme has other terms",
) {}

/**
 * The store is for another programme, or for another version of its policy. Under another verifier or programme every
 * person would have a fresh nullifier and could claim again.
 *
 * What to do: start with what `expected` names. A new version of the policy: beside the older one with `--supersedes`, or
 * in its place with `civicproof store migrate`. Another programme on the same store: give its service a `--tenant` of its own.
 */
export class StoreProgrammeError extends /* @__PURE__ */ refusal(
  "STORE_PROGRAMME_CHANGED",
  "StoreProgrammeError",
  "The store is for another programme or policy",
) {}

/**
 * The store of nullifiers can't be used.
 *
 * What to do: try again later; look at the service's log for the cause.
 */
export class StoreUnavailableError extends /* @__PURE__ */ refusal(
  "STORE_UNAVAILABLE",
  "StoreUnavailableError",
  "The nullifier store can't be used",
) {}
