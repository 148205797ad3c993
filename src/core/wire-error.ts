/** Refusals across the border of a worker: structured cloning keeps no classes and no codes. */
import { CivicproofError, type ErrorCode, type RefusalDetails, refusal } from "./errors.ts";

/** A refusal as plain data. */
export interface WireError {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
}

/** Only what a refusal may say crosses; an unforeseen error keeps its message to itself, which may hold anything. */
export function toWire(error: unknown): WireError {
  const known = error instanceof CivicproofError ? error : new WorkerTaskError();
  return { name: known.name, ...known.toJSON() };
}

/** A refusal of the worker; `instanceof` goes by the code, so the owner need not carry the classes of the worker. */
class RefusalOfWorker extends CivicproofError {}

/** The refusal again: `instanceof`, `name` and `code` say the same on both sides. */
export function fromWire({ name, code, ...details }: WireError & RefusalDetails): CivicproofError {
  return new RefusalOfWorker({ name, code, summary: "" }, details);
}

/**
 * A worker could not do a task, for a reason that is not a refusal. It can do others.
 *
 * What to do: check what was handed over; a task that is right is a defect of the library.
 */
export class WorkerTaskError extends /* @__PURE__ */ refusal(
  "WORKER_TASK_FAILED",
  "WorkerTaskError",
  "The task of a worker failed",
) {}
