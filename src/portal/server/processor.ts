/** Decides about jobs: finds the requests, verifies in one batch, uses the claims. */

import { CivicproofError } from "../../core/errors.ts";
import { ownWith } from "../../core/own.ts";
import { isSameHash } from "../../core/service/secrets.ts";
import type { RegistryStatement } from "../../credentials/registry/statement.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import { RequestError } from "../../presentation/proof/request.ts";
import {
  type CheckProofs,
  decodePresentation,
  type PresentationToVerify,
  verifyPresentations,
  verifyWith,
} from "../../presentation/verification/verify.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { ChainSettings } from "./chain-claims.ts";
import type { VerificationAnswer, VerificationHandler, VerificationJob } from "./queue.ts";
import { NO_FILES } from "./request-files.ts";
import type { Decision, StoredRequest } from "./request-rows.ts";
import { noteDecided, requestOf } from "./same-process.ts";
import { answeredBefore, hashPresentation, type ServiceStorage } from "./storage.ts";

/**
 * The registry's statements that a batch needs: `statementsFor` of `openStatements`, or something like it. Instants of
 * appeals are named, so that older statements can be fetched.
 */
export type ReadStatements = (wanted: {
  readonly nowSeconds: number;
  readonly maxRootAgeSeconds: number;
  readonly asOfSeconds: readonly number[];
}) => Promise<readonly RegistryStatement[]>;

export interface ProcessorOptions {
  /** The identity of the service whose jobs these are, see `serviceIdentity`. */
  readonly service: string;
  readonly storage: ServiceStorage;
  readonly verificationKeys: Partial<Readonly<Record<CircuitName, VerificationKey>>>;
  readonly readStatements: ReadStatements;
  /** How old a statement may be whose roots are accepted; at least two intervals of the registry. */
  readonly maxRootAgeSeconds: number;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** Until when the claims of a request are remembered; undefined for ever. */
  readonly retainUntil: (request: PresentationRequest) => number | undefined;
  /** Where the claims are made on a chain; see the settings of a programme. */
  readonly chain?: Pick<ChainSettings, "handOver"> | undefined;
  /** Computes pairings elsewhere, see `createPairingPool`. */
  readonly checkProofs?: CheckProofs;
}

/**
 * Makes a handler for a queue. A job ends with a decision or a refusal of its own; when the database can't be used, the
 * jobs end with that, and no claim is granted.
 */
export function createProcessor(options: ProcessorOptions): VerificationHandler {
  const needed = ["service", "storage", "verificationKeys", "readStatements", "now", "retainUntil"] as const;
  const { service, storage, verificationKeys, readStatements, now, retainUntil, ...rest } = ownWith(options, ...needed);
  const { maxRootAgeSeconds, chain, checkProofs } = rest;
  const optionsFor = (request: PresentationRequest, statements: readonly RegistryStatement[]) => ({
    // Verifying copies what it is given, and reads no file.
    request: { ...request, ...NO_FILES },
    // An unknown circuit's key is refused by the verification itself.
    verificationKey: verificationKeys[request.circuit] as VerificationKey,
    statements,
    maxRootAgeSeconds,
    nowSeconds: now(),
  });

  return async (jobs) => {
    // What was given to a chain's relay must be read now: it is not given twice.
    const found = await settle(jobs, (job) => findRequest(storage, service, job, chain === undefined));
    let statements: readonly RegistryStatement[];
    const asOfSeconds = found.flatMap((result) => {
      const instant = result.status === "fulfilled" ? result.value.request.asOfSeconds : undefined;
      return instant === undefined ? [] : [instant];
    });
    try {
      statements = await readStatements({ nowSeconds: now(), maxRootAgeSeconds, asOfSeconds });
    } catch (error) {
      return jobs.map(() => refusalOf(error));
    }
    const answers = found.map((result, i) =>
      result.status === "rejected" ? refusalOf(result.reason) : sameAgain(result.value, jobs[i]!),
    );
    const open = found.flatMap((result, i) =>
      result.status === "fulfilled" && answers[i] === undefined
        ? [{ position: i, stored: result.value, job: jobs[i]! }]
        : [],
    );
    const items = open.map(
      ({ stored, job }): PresentationToVerify => ({
        presentation: job.presentation,
        options: optionsFor(stored.request, statements),
      }),
    );
    try {
      const verified = await (checkProofs === undefined ? verifyPresentations(items) : verifyWith(items, checkProofs));
      const decided = await settle(open, async ({ stored }, i) => {
        const result = verified[i]!;
        if (result.status === "rejected") throw result.reason;
        const keepUntil = retainUntil(stored.request);
        if (chain === undefined) return storage.decide(stored.id, result.value, keepUntil);
        // What another presentation of this request was given for must not be given for two.
        if (stored.decision?.outcome === "handed-over") throw answeredBefore();
        const { id, request } = stored;
        await chain.handOver({ id, request, presentation: result.value.presentation });
        return storage.handOver(id, result.value, keepUntil);
      });
      decided.forEach((result, i) => {
        answers[open[i]!.position] =
          result.status === "fulfilled" ? noteDecided(result.value) : refusalOf(result.reason);
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

/** Another service has its own policy, registry and keys: what it asked is not this one's to decide. */
async function findRequest(
  storage: ServiceStorage,
  own: string,
  job: VerificationJob,
  mayBeKnown: boolean,
): Promise<StoredRequest> {
  const known = mayBeKnown ? requestOf(job) : undefined;
  const stored = job.service === own ? (known ?? (await storage.get(job.requestId, own))) : undefined;
  if (stored === undefined) throw unknownRequest();
  const { scope, policyHash } = stored.request;
  if (
    job.policyHash !== policyHash ||
    job.scope?.programme !== scope.programme ||
    job.scope.verifier !== scope.verifier
  )
    throw new RequestError({ path: "job", expected: "the programme and the policy of its request" });
  return stored;
}

/** The decision that there is, for the presentation that it is about: a holder whose answer was lost sends it again. */
function sameAgain({ decision, answer }: StoredRequest, { presentation }: VerificationJob): Decision | undefined {
  if (decision === undefined || answer === undefined) return undefined;
  try {
    return isSameHash(answer, hashPresentation(decodePresentation(presentation))) ? decision : undefined;
  } catch (error) {
    if (error instanceof CivicproofError) return undefined;
    throw error;
  }
}

/** What an answer to a request gets that this service did not make. */
export function unknownRequest(): RequestError {
  return new RequestError({ path: "state", expected: "the state of a request of this service" });
}

function refusalOf(error: unknown): VerificationAnswer {
  if (error instanceof CivicproofError) return { error: error.toJSON() };
  throw error;
}
