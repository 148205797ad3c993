/** Nullifiers in memory: for tests, demonstrations and single-process services that may forget. */

import type { FieldElement } from "../../core/field.ts";
import { own } from "../../core/own.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import {
  type ConsumeOptions,
  type ConsumeOutcome,
  checkConsume,
  checkProgramme,
  checkSeconds,
  checkTerms,
  type NullifierRecord,
  type NullifierStore,
  PeriodClosedError,
  runNow,
  type ScopeTerms,
  type ServedProgramme,
  StoreUnavailableError,
} from "./port.ts";

/** The claims of one scope and period. */
interface Period {
  retainUntilSeconds: number | undefined;
  isClosed: boolean;
  readonly entries: Map<FieldElement, Entry>;
  /** By nonce. */
  readonly answers: Map<string, Answer>;
}

interface Entry {
  readonly firstUsedAtSeconds: number;
  readonly uses: number;
}

/** Who answered a request, and under which operation of the caller. */
interface Answer {
  readonly nullifier: FieldElement;
  readonly idempotencyKey: string | undefined;
}

/** A store that is gone when the process ends. */
export function createMemoryStore(): NullifierStore<undefined> {
  const periods = new Map<string, Period>();
  const terms = new Map<FieldElement, ScopeTerms>();
  const programmes = new Map<string, ServedProgramme>();
  let closed = false;

  const open = (): void => {
    if (closed) throw new StoreUnavailableError({ expected: "an open store" });
  };

  const periodOf = ({ signals }: VerifiedPresentation): Period => {
    const name = `${signals.scope}/${signals.period}`;
    const period = periods.get(name);
    if (period !== undefined) return period;
    const fresh = { retainUntilSeconds: undefined, isClosed: false, entries: new Map(), answers: new Map() };
    periods.set(name, fresh);
    return fresh;
  };

  // No await between reading and writing: each call is one step of the event loop, hence atomic.
  const consume = (verified: VerifiedPresentation, options: ConsumeOptions<undefined>): ConsumeOutcome => {
    const { signals, nonce, grid, maxClaims, verifiedAtSeconds } = verified;
    const { nullifier, scope } = signals;
    const { idempotencyKey, retainUntilSeconds, effect } = options;
    checkTerms(terms.get(scope), { grid, maxClaims });
    const period = periodOf(verified);
    if (period.isClosed) throw new PeriodClosedError({ path: "period", received: String(verified.period) });
    const answer = period.answers.get(nonce);
    if (answer !== undefined) {
      const isRetry = idempotencyKey !== undefined && answer.idempotencyKey === idempotencyKey;
      return isRetry && answer.nullifier === nullifier ? "accepted-by-this-request" : "already-used";
    }
    const { uses, firstUsedAtSeconds } = period.entries.get(nullifier) ?? {
      uses: 0,
      firstUsedAtSeconds: Math.floor(verifiedAtSeconds),
    };
    if (uses >= maxClaims) return "already-used";
    runNow(effect, undefined);
    if (!terms.has(scope)) terms.set(scope, { grid, maxClaims });
    period.entries.set(nullifier, { uses: uses + 1, firstUsedAtSeconds });
    period.answers.set(nonce, { nullifier, idempotencyKey });
    if (retainUntilSeconds !== undefined) {
      period.retainUntilSeconds = Math.max(period.retainUntilSeconds ?? 0, retainUntilSeconds);
    }
    return "accepted";
  };

  return {
    async consume(verified, given = {}) {
      const options = own(given);
      open();
      checkConsume(verified, options);
      return consume(verified, options);
    },
    async pin(asked) {
      open();
      const known = programmes.get(asked.tenant);
      if (known !== undefined) return checkProgramme(known, asked);
      checkTerms(terms.get(asked.scope), asked);
      programmes.set(asked.tenant, { ...asked });
      terms.set(asked.scope, { grid: asked.grid, maxClaims: asked.maxClaims });
    },
    async termsOf(scope) {
      open();
      return terms.get(scope);
    },
    async lookup(nullifier): Promise<NullifierRecord | undefined> {
      open();
      for (const { entries } of periods.values()) {
        const entry = entries.get(nullifier);
        if (entry !== undefined) return entry;
      }
      return undefined;
    },
    async prune({ nowSeconds }) {
      open();
      checkSeconds(nowSeconds, "nowSeconds");
      let [closing, nullifiers] = [0, 0];
      for (const period of periods.values()) {
        if (period.isClosed || period.retainUntilSeconds === undefined || period.retainUntilSeconds > nowSeconds)
          continue;
        closing++;
        nullifiers += period.entries.size;
        period.isClosed = true;
        period.entries.clear();
        period.answers.clear();
      }
      return { periods: closing, nullifiers };
    },
    async close() {
      closed = true;
      periods.clear();
      terms.clear();
    },
  };
}
