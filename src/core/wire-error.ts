/** Refusals across the border of a worker: structured cloning keeps no classes and no codes. */
import { CivicproofError, type RefusalDetails, type RefusalJson, refusal } from "./errors.ts";

/** A refusal as plain data. */
export interface WireError extends RefusalJson {
  readonly name: string;
}

/** Only what a refusal may say crosses; an unforeseen error keeps its message to itself, which may hold anything. */
export function toWire(error: unknown): WireError {
  const known = error instanceof CivicproofError ? error : new WorkerTaskError();
  return { name: known.name, ...known.toJSON() };
}

/** A refusal of the worker; `instanceof` goes by the code, so the owner need not carry the classes of the worker. */
class RefusalOfWorker extends CivicproofError {
  constructor({ name, ...details }: WireError & RefusalDetails) {
    super("", details);
    Object.defineProperty(this, "name", { value: name });
  }
}

/** The refusal again: `instanceof`, `name` and `code` say the same on both sides. */
export function fromWire(error: WireError): CivicproofError {
  return new RefusalOfWorker(error);
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
