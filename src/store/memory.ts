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
  readonly idempotencyKeys: Set<string>;
}

/** A store that is gone when the process ends. */
export function createMemoryStore(): NullifierStore {
  const entries = new Map<FieldElement, Entry>();
  let closed = false;

  const open = (): void => {
    if (closed) throw new StoreUnavailableError({ expected: "an open store" });
  };

  // No await between reading and writing: each call is one step of the event loop, hence atomic.
  const consume = (verified: VerifiedPresentation, { idempotencyKey }: ConsumeOptions): ConsumeOutcome => {
    const entry = entries.get(verified.nullifier) ?? {
      firstUsedAtSeconds: verified.verifiedAtSeconds,
      uses: 0,
      idempotencyKeys: new Set(),
    };
    if (idempotencyKey !== undefined && entry.idempotencyKeys.has(idempotencyKey)) return "accepted-by-this-request";
    if (entry.uses >= verified.maxClaims) return "already-used";
    entry.uses++;
    if (idempotencyKey !== undefined) entry.idempotencyKeys.add(idempotencyKey);
    entries.set(verified.nullifier, entry);
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
    },
  };
}
