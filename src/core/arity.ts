/** Numbers of inputs of Poseidon; apart from its constants, so that the refusal below does not bring them along. */
import { refusal } from "./errors.ts";

/** @throws HashInputError for a number of inputs that is no key of `arities` */
export function checkArity(inputs: number, arities: Readonly<Record<number, unknown>>): void {
  if (arities[inputs] !== undefined) return;
  throw new HashInputError({ message: `Poseidon of ${inputs} inputs is not part of the protocol` });
}

/**
 * Poseidon is asked for a number of inputs that the protocol does not use.
 *
 * What to do: use 2, 3, 4, 5, 7, 9, 10, 14 or 16 inputs.
 */
export class HashInputError extends /* @__PURE__ */ refusal(
  "HASH_INPUT_INVALID",
  "HashInputError",
  "Not a hash of this protocol",
) {}
