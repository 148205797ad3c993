/**
 * What a process knows of its own jobs without asking its database again. Objects are known by identity: a job or an
 * answer that came out of a queue's table is another object, whatever it says.
 */
import type { VerificationJob } from "./queue.ts";
import type { Decision, StoredRequest } from "./request-rows.ts";

const requests = new WeakMap<VerificationJob, StoredRequest>();
const decided = new WeakSet<Decision>();

/** Notes the request that was read from the store for a job. A request never changes; what is decided about it may. */
export function noteRequest(job: VerificationJob, stored: StoredRequest): VerificationJob {
  requests.set(job, stored);
  return job;
}

/** The request of a job of this process, as it was read when the job was made. */
export const requestOf = (job: VerificationJob): StoredRequest | undefined => requests.get(job);

/** Notes an answer whose decision this process wrote into the store. */
export function noteDecided<Decided extends Decision>(answer: Decided): Decided {
  decided.add(answer);
  return answer;
}

/** Whether the decision stands in the store, as this process knows from its own hands. */
export const isDecidedHere = (answer: Decision): boolean => decided.has(answer);
