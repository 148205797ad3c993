/** Refusals across the border of a worker: structured cloning keeps no classes and no codes. */
import * as errors from "../../core/errors.ts";
import { CivicproofError, type ErrorCode, type RefusalDetails } from "../../core/errors.ts";
import { ProvingError } from "../../engine/groth16/proof.ts";

/** A refusal as plain data. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
}

/** Only what a refusal may say crosses; an unforeseen error keeps its message to itself, which may hold anything. */
export function toWire(error: unknown): WireError {
  return (error instanceof CivicproofError ? error : new ProvingError()).toJSON();
}

type RefusalClass = new (details: RefusalDetails) => CivicproofError;

const classes = new Map<ErrorCode, RefusalClass>();
for (const Refusal of Object.values(errors) as unknown as RefusalClass[]) {
  if (Refusal !== (CivicproofError as unknown)) classes.set(new Refusal({}).code, Refusal);
}

/** The refusal with its class, so that `instanceof` and `code` say the same on both sides. */
export function fromWire({ code, ...details }: WireError): CivicproofError {
  return new (classes.get(code) ?? ProvingError)(details);
}
