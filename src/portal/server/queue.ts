/** The port between those who take presentations in and those who verify them. */

import { refusal } from "../../core/errors.ts";
import { type Committed, createGroupCommit } from "../../core/group-commit.ts";
import { own } from "../../core/own.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import { StoreUnavailableError } from "../store/port.ts";

/** One presentation to decide about; plain JSON, so that it can travel. */
export interface VerificationJob {
  /** The identity of the service that made the request, see `serviceIdentity`; others refuse the job. */
  readonly service: string;
  /** The programme and the policy of the request; a job that names others than the stored request is refused. */
  readonly scope: PresentationRequest["scope"];
  readonly policyHash: string;
  readonly requestId: string;
  /** How long the request can still be answered; the job is deleted after that. */
  readonly secondsLeft: number;
  /** As it came from the holder. */
  readonly presentation: unknown;
}

/** What a job led to; plain JSON without anything personal. */
export type VerificationAnswer =
  | { readonly outcome: "accepted" | "already-used" | "handed-over"; readonly decidedAtSeconds: number }
  | {
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly path?: string;
        readonly expected?: string;
        readonly received?: string;
      };
    };

/** Decides about jobs, and answers for each in order. The same job may come twice: deciding is idempotent. */
export type VerificationHandler = (jobs: readonly VerificationJob[]) => Promise<readonly VerificationAnswer[]>;

/** Carries jobs to handlers, in this process or in others. */
export interface VerificationQueue {
  /**
   * Adds a job and waits for its answer.
   *
   * @throws ServiceOverloadedError when too many wait
   * @throws StoreUnavailableError when the queue itself can't be used, or nobody answers in time
   */
  submit(job: VerificationJob): Promise<VerificationAnswer>;
  /** Takes jobs from now on; several processes may do so. @param report is told what kept it from working */
  work(handler: VerificationHandler, report?: (error: unknown) => void): Promise<void>;
  /** The longest that `submit` waits; undefined when it is as long as verifying takes. */
  readonly timeoutSeconds?: number;
  /** Jobs of this process that wait for their answer. */
  waiting(): number;
  /** @throws StoreUnavailableError when a job would wait in vain: without a worker, or without the queue itself */
  health(): Promise<void>;
  /** Finishes what was taken, then stops. */
  close(): Promise<void>;
}

/** Options of {@link createInProcessQueue}. */
export interface InProcessQueueOptions {
  /** Jobs of one batch; 64 by default. */
  readonly maxBatch?: number;
  /** Jobs that may wait; 1000 by default. */
  readonly maxWaiting?: number;
}

/** A queue inside one process. While one batch is verified, the next gathers: the busier, the cheaper each proof. */
export function createInProcessQueue(options: InProcessQueueOptions = {}): VerificationQueue {
  const { maxBatch = 64, maxWaiting = 1_000 } = own(options);
  let handler: VerificationHandler | undefined;
  let waiting = 0;
  let isClosed = false;
  const group = createGroupCommit<VerificationJob, VerificationAnswer>({
    maxItems: maxBatch,
    commit: async (jobs) => {
      if (handler === undefined) throw new StoreUnavailableError({ path: "queue", expected: "a worker" });
      return (await handler(jobs)).map((result): Committed<VerificationAnswer> => ({ result }));
    },
  });
  return {
    async submit(job) {
      if (isClosed) throw new StoreUnavailableError({ path: "queue", expected: "an open queue" });
      if (waiting >= maxWaiting) throw new ServiceOverloadedError();
      waiting++;
      try {
        return await group.add(job);
      } finally {
        waiting--;
      }
    },
    async work(given) {
      handler = given;
    },
    waiting: () => waiting,
    async health() {
      if (isClosed || handler === undefined) throw new StoreUnavailableError({ path: "queue", expected: "a worker" });
    },
    async close() {
      isClosed = true;
      await group.drain();
    },
  };
}

/**
 * Too many presentations wait already.
 *
 * What to do: try again later.
 */
export class ServiceOverloadedError extends /* @__PURE__ */ refusal(
  "SERVICE_OVERLOADED",
  "ServiceOverloadedError",
  "Too many presentations wait to be verified",
) {}
