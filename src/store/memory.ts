/** Nullifiers in memory: for tests, demonstrations and single-process services that may forget. */
import { StoreUnavailableError } from "../errors.ts";
import type { FieldElement } from "../field.ts";
import type { VerifiedPresentation } from "../verification/verify.ts";
import {
  type ConsumeOptions,
  type ConsumeOutcome,
  checkConsume,
  type NullifierRecord,
  type NullifierStore,
} from "./port.ts";

interface Entry {
  readonly firstUsedAtSeconds: number;
  uses: number;
}

/** Who answered a request, and under which operation of the caller. */
interface Answer {
  readonly nullifier: FieldElement;
  readonly idempotencyKey: string | undefined;
}

/** A store that is gone when the process ends. */
export function createMemoryStore(): NullifierStore {
  const entries = new Map<FieldElement, Entry>();
  /** By nonce. */
  const answers = new Map<string, Answer>();
  let closed = false;

  const open = (): void => {
    if (closed) throw new StoreUnavailableError({ expected: "an open store" });
  };

  // No await between reading and writing: each call is one step of the event loop, hence atomic.
  const consume = (verified: VerifiedPresentation, { idempotencyKey }: ConsumeOptions): ConsumeOutcome => {
    const { nullifier, nonce, maxClaims, verifiedAtSeconds } = verified;
    const answer = answers.get(nonce);
    if (answer !== undefined) {
      const isRetry = idempotencyKey !== undefined && answer.idempotencyKey === idempotencyKey;
      return isRetry && answer.nullifier === nullifier ? "accepted-by-this-request" : "already-used";
    }
    const entry = entries.get(nullifier) ?? { firstUsedAtSeconds: verifiedAtSeconds, uses: 0 };
    if (entry.uses >= maxClaims) return "already-used";
    entry.uses++;
    entries.set(nullifier, entry);
    answers.set(nonce, { nullifier, idempotencyKey });
    return "accepted";
  };

  return {
    async consume(verified, options = {}) {
      open();
      checkConsume(verified, options);
      return consume(verified, options);
    },
    async lookup(nullifier): Promise<NullifierRecord | undefined> {
      open();
      const entry = entries.get(nullifier);
      return entry && { uses: entry.uses, firstUsedAtSeconds: entry.firstUsedAtSeconds };
    },
    async close() {
      closed = true;
      entries.clear();
      answers.clear();
    },
  };
}
