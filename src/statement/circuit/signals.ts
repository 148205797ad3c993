/** Names and order of the public signals, and the circuits' shapes. `circuits/signals.json` is the source. */

import { type FieldElement, toField } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import { CIRCUIT_SHAPES, CREDENTIAL_CIRCUITS, PUBLIC_SIGNALS, RECORD_CIRCUITS } from "./signals.generated.ts";

export { CIRCUIT_SHAPES, CREDENTIAL_CIRCUITS, PUBLIC_SIGNALS, RECORD_CIRCUITS };

export type PublicSignalName = (typeof PUBLIC_SIGNALS)[number];
export type CircuitName = keyof typeof CIRCUIT_SHAPES;
export type CredentialCircuitName = (typeof CREDENTIAL_CIRCUITS)[number];
export type RecordCircuitName = (typeof RECORD_CIRCUITS)[number];

/** How much of a policy a circuit holds. */
export interface CircuitShape {
  readonly rangeSlots: number;
  readonly setSlots: number;
  readonly clauses: number;
}

/** All public signals by name. */
export type PublicSignals = Readonly<Record<PublicSignalName, FieldElement>>;

/** All circuits: those of credentials, the smallest first, then those of records. */
export const CIRCUIT_NAMES = /* @__PURE__ */ pure(() => Object.freeze(Object.keys(CIRCUIT_SHAPES) as CircuitName[]));

/** Whether a value names a circuit. */
export function isCircuitName(value: unknown): value is CircuitName {
  return typeof value === "string" && Object.hasOwn(CIRCUIT_SHAPES, value);
}

/** Whether a circuit proves something about an anchored record. */
export function isRecordCircuit(circuit: CircuitName): circuit is RecordCircuitName {
  return (RECORD_CIRCUITS as readonly CircuitName[]).includes(circuit);
}

/**
 * Names public signals given in the circuit's order.
 * @throws InvalidInputError when there are more or fewer than the circuit has
 * @throws FieldElementError when one is not a canonical field element
 */
export function signalsToRecord(signals: readonly (bigint | string)[], path = "publicSignals"): PublicSignals {
  if (signals.length !== PUBLIC_SIGNALS.length) {
    throw new InvalidInputError({ path, expected: `${PUBLIC_SIGNALS.length} signals`, received: `${signals.length}` });
  }
  const entries = PUBLIC_SIGNALS.map((name, i) => [name, toField(signals[i], `${path}.${name}`)] as const);
  return Object.freeze(Object.fromEntries(entries)) as PublicSignals;
}

/** Public signals in the circuit's order. */
export function recordToSignals(record: PublicSignals): FieldElement[] {
  return PUBLIC_SIGNALS.map((name) => record[name]);
}
