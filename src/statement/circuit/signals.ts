/** Names and order of the public signals, and the circuits' shapes. `circuits/signals.json` is the source. */

import { type FieldElement, toField } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import {
  CIRCUIT_SHAPES,
  CREDENTIAL_CIRCUITS,
  ENROLMENT_CIRCUITS,
  MORE_SIGNALS,
  PUBLIC_SIGNALS,
  RECORD_CIRCUITS,
} from "./signals.generated.ts";

export { CIRCUIT_SHAPES, CREDENTIAL_CIRCUITS, ENROLMENT_CIRCUITS, PUBLIC_SIGNALS, RECORD_CIRCUITS };

/** One of the eight public signals that every circuit has. */
export type PublicSignalName = (typeof PUBLIC_SIGNALS)[number];
/** A public signal of some circuit. */
export type SignalName = PublicSignalName | (typeof MORE_SIGNALS)[keyof typeof MORE_SIGNALS][number];
export type CircuitName = keyof typeof CIRCUIT_SHAPES;
export type CredentialCircuitName = (typeof CREDENTIAL_CIRCUITS)[number];
export type RecordCircuitName = (typeof RECORD_CIRCUITS)[number];
export type EnrolmentCircuitName = (typeof ENROLMENT_CIRCUITS)[number];
/** Circuits with the eight signals of {@link PUBLIC_SIGNALS} and no other: a claim on a chain and a compact presentation have one of these. */
export type ClaimCircuitName = Exclude<CircuitName, EnrolmentCircuitName>;

/** How much of a policy a circuit holds. */
export interface CircuitShape {
  readonly rangeSlots: number;
  readonly setSlots: number;
  readonly clauses: number;
}

/** All public signals by name; those that the circuit does not have are missing. */
export type PublicSignals = Readonly<
  Record<PublicSignalName, FieldElement> & Partial<Record<Exclude<SignalName, PublicSignalName>, FieldElement>>
>;

/** All circuits: those of credentials, the smallest first, then those of records and of enrolment. */
export const CIRCUIT_NAMES = /* @__PURE__ */ pure(() => Object.freeze(Object.keys(CIRCUIT_SHAPES) as CircuitName[]));

const ALL_SIGNALS: Readonly<Partial<Record<CircuitName, readonly SignalName[]>>> = /* @__PURE__ */ pure(() =>
  Object.fromEntries(
    Object.entries(MORE_SIGNALS).map(([circuit, more]) => [circuit, Object.freeze([...PUBLIC_SIGNALS, ...more])]),
  ),
);

/** {@link ClaimCircuitName}, in the order of {@link CIRCUIT_NAMES}. */
export const CLAIM_CIRCUITS = /* @__PURE__ */ pure(() => Object.freeze(CIRCUIT_NAMES.filter(isClaimCircuit)));

/** Whether a value names a circuit. */
export function isCircuitName(value: unknown): value is CircuitName {
  return typeof value === "string" && Object.hasOwn(CIRCUIT_SHAPES, value);
}

/** Whether a circuit proves something about an anchored record. */
export function isRecordCircuit(circuit: CircuitName): circuit is RecordCircuitName {
  return (RECORD_CIRCUITS as readonly CircuitName[]).includes(circuit);
}

/** Whether a circuit proves who enrols at an office. */
export function isEnrolmentCircuit(circuit: CircuitName): circuit is EnrolmentCircuitName {
  return (ENROLMENT_CIRCUITS as readonly CircuitName[]).includes(circuit);
}

/** Whether a circuit has the eight public signals and no other. */
export function isClaimCircuit(circuit: CircuitName): circuit is ClaimCircuitName {
  return publicSignalsOf(circuit) === PUBLIC_SIGNALS;
}

/** The public signals of a circuit, in its order: {@link PUBLIC_SIGNALS}, then its own. */
export function publicSignalsOf(circuit: CircuitName): readonly SignalName[] {
  return ALL_SIGNALS[circuit] ?? PUBLIC_SIGNALS;
}

/**
 * Names public signals given in the circuit's order.
 * @throws InvalidInputError when there are more or fewer than the circuit has
 * @throws FieldElementError when one is not a canonical field element
 */
export function signalsToRecord(
  circuit: CircuitName,
  signals: readonly (bigint | string)[],
  path = "publicSignals",
): PublicSignals {
  const names = publicSignalsOf(circuit);
  if (signals.length !== names.length) {
    throw new InvalidInputError({ path, expected: `${names.length} signals`, received: `${signals.length}` });
  }
  const entries = names.map((name, i) => [name, toField(signals[i], `${path}.${name}`)] as const);
  return Object.freeze(Object.fromEntries(entries)) as PublicSignals;
}

/** Public signals in the circuit's order. */
export function recordToSignals(circuit: CircuitName, record: PublicSignals): FieldElement[] {
  return publicSignalsOf(circuit).map((name) => record[name]!);
}
