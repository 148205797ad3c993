/** Decides about jobs: finds the requests, verifies in one batch, uses the claims. */

import { CivicproofError } from "../../core/errors.ts";
import type { RootRecord } from "../../credentials/registry/issuer-set.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import { RequestError } from "../../presentation/proof/request.ts";
import {
  type CheckProofs,
  type PresentationToVerify,
  verifyPresentations,
  verifyWith,
} from "../../presentation/verification/verify.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { VerificationAnswer, VerificationHandler, VerificationJob } from "./queue.ts";
import type { ServiceStorage, StoredRequest } from "./storage.ts";

/** The registry's roots as they are now; asked for each batch. */
export type ReadRoots = () => Promise<{
  readonly issuerRoots: readonly RootRecord[];
  readonly statusRoots: readonly RootRecord[];
}>;

export interface ProcessorOptions {
  readonly storage: ServiceStorage;
  readonly verificationKeys: Partial<Readonly<Record<CircuitName, VerificationKey>>>;
  readonly readRoots: ReadRoots;
  readonly rootGraceSeconds: number;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** Until when the claims of a request are remembered; undefined for ever. */
  readonly retainUntil: (request: PresentationRequest) => number | undefined;
  /** Computes pairings elsewhere, see `createPairingPool`. */
  readonly checkProofs?: CheckProofs;
}

/**
 * Makes a handler for a queue. A job ends with a decision or a refusal of its own; when the database can't be used, the
 * jobs end with that, and no claim is granted.
 */
export function createProcessor({
  storage,
  verificationKeys,
  readRoots,
  rootGraceSeconds,
  now,
  retainUntil,
  checkProofs,
}: ProcessorOptions): VerificationHandler {
  const optionsFor = (request: PresentationRequest, roots: Awaited<ReturnType<ReadRoots>>) => ({
    request,
    // An unknown circuit's key is refused by the verification itself.
    verificationKey: verificationKeys[request.circuit] as VerificationKey,
    ...roots,
    rootGraceSeconds,
    nowSeconds: now(),
  });

  return async (jobs) => {
    const found = await settle(jobs, ({ requestId }) => findRequest(storage, requestId));
    let roots: Awaited<ReturnType<ReadRoots>>;
    try {
      roots = await readRoots();
    } catch (error) {
      return jobs.map(() => refusalOf(error));
    }
    const open = found.flatMap((result, i) =>
      result.status === "fulfilled" ? [{ position: i, stored: result.value, job: jobs[i]! }] : [],
    );
    const items = open.map(
      ({ stored, job }): PresentationToVerify => ({
        presentation: job.presentation,
        options: optionsFor(stored.request, roots),
      }),
    );
    const answers = found.map((result) => (result.status === "rejected" ? refusalOf(result.reason) : undefined));
    try {
      const verified = await (checkProofs === undefined ? verifyPresentations(items) : verifyWith(items, checkProofs));
      const decided = await settle(open, async ({ stored }, i) => {
        const result = verified[i]!;
        if (result.status === "rejected") throw result.reason;
        return storage.decide(stored.id, result.value, retainUntil(stored.request));
      });
      decided.forEach((result, i) => {
        answers[open[i]!.position] = result.status === "fulfilled" ? result.value : refusalOf(result.reason);
      });
    } catch (error) {
      for (const { position } of open) answers[position] = refusalOf(error);
    }
    return answers as readonly VerificationAnswer[];
  };
}

function settle<Item, Result>(
  items: readonly Item[],
  work: (item: Item, i: number) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  return Promise.allSettled(items.map(work));
}

async function findRequest(storage: ServiceStorage, id: VerificationJob["requestId"]): Promise<StoredRequest> {
  const stored = await storage.get(id);
  if (stored === undefined) throw new RequestError({ path: "state", expected: "the state of an open request" });
  return stored;
}

function refusalOf(error: unknown): VerificationAnswer {
  if (error instanceof CivicproofError) return { error: error.toJSON() };
  throw error;
}
