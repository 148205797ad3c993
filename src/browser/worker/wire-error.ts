/** Refusals across the border of a worker: structured cloning keeps no classes and no codes. */
import { CivicproofError, type RefusalDetails, type RefusalJson } from "../../core/errors.ts";
import { ProvingError } from "../../engine/groth16/proof.ts";

/** A refusal as plain data. */
export interface WireError extends RefusalJson {
  readonly name: string;
}

/** Only what a refusal may say crosses; an unforeseen error keeps its message to itself, which may hold anything. */
export function toWire(error: unknown): WireError {
  const refusal = error instanceof CivicproofError ? error : new ProvingError();
  return { name: refusal.name, ...refusal.toJSON() };
}

/** A refusal of the worker; `instanceof` goes by the code, so the page need not carry the classes of the prover. */
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
