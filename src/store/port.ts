/** The port of all nullifier stores. */
import { InvalidInputError } from "../errors.ts";
import { isVerifiedPresentation, type VerifiedPresentation } from "../verification/verify.ts";

/**
 * - `accepted`: this call used one of the person's claims.
 * - `accepted-by-this-request`: an earlier call for the same request and idempotency key did; its answer was lost.
 * - `already-used`: the person's claims in this scope and period are used up, or the request was answered before. One
 *   request is worth one claim, also where a policy allows several.
 */
export type ConsumeOutcome = "accepted" | "accepted-by-this-request" | "already-used";

export interface ConsumeOptions {
  /** Names the caller's operation, so that a retry after a lost answer is recognised. 1 to 200 characters. */
  readonly idempotencyKey?: string;
}

/** What is known of a nullifier. */
export interface NullifierRecord {
  /** Claims used so far. */
  readonly uses: number;
  readonly firstUsedAtSeconds: number;
}

/** Stores nullifiers; one call of `consume` is one atomic step. */
export interface NullifierStore {
  /**
   * Uses one claim of the person, if one is left.
   *
   * @throws InvalidInputError for anything but the result of `verifyPresentation`
   * @throws StoreUnavailableError when it can't be decided; the claim must then not be granted
   */
  consume(verified: VerifiedPresentation, options?: ConsumeOptions): Promise<ConsumeOutcome>;
  lookup(nullifier: VerifiedPresentation["nullifier"]): Promise<NullifierRecord | undefined>;
  close(): Promise<void>;
}

/** The checks that every store makes first. */
export function checkConsume(verified: VerifiedPresentation, { idempotencyKey }: ConsumeOptions): void {
  if (!isVerifiedPresentation(verified)) {
    throw new InvalidInputError({ path: "verified", expected: "the result of verifyPresentation" });
  }
  if (idempotencyKey !== undefined && !(typeof idempotencyKey === "string" && /^.{1,200}$/su.test(idempotencyKey))) {
    throw new InvalidInputError({ path: "idempotencyKey", expected: "a string of 1 to 200 characters" });
  }
}
