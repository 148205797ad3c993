/** Refusals across the border of a worker: structured cloning keeps no classes and no codes. */
import { CivicproofError, type ErrorCode, type RefusalDetails } from "../../core/errors.ts";
import { ProvingError } from "../../engine/groth16/proof.ts";

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
  const refusal = error instanceof CivicproofError ? error : new ProvingError();
  return { name: refusal.name, ...refusal.toJSON() };
}

/** A refusal of the worker; `instanceof` goes by the code, so the page need not carry the classes of the prover. */
class RefusalOfWorker extends CivicproofError {}

/** The refusal again: `instanceof`, `name` and `code` say the same on both sides. */
export function fromWire({ name, code, ...details }: WireError & RefusalDetails): CivicproofError {
  return new RefusalOfWorker({ name, code, summary: "" }, details);
}
