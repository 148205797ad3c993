/** What the signals of a circuit say about a person, and whether a compiled circuit has others. */

import { SIGNAL_ANNOTATIONS, SIGNAL_SOURCES } from "./annotations.generated.ts";
import type { CircuitName, PublicSignalName, SignalName } from "./signals.ts";
import type { SignalClass } from "./signals-file.ts";
import { CircuitCompileError } from "./signals-file.ts";

export type { SignalClass } from "./signals-file.ts";

/** What a value can be made of: `holderSecret`, `claims`, `scope` … */
export type SignalSource = keyof typeof SIGNAL_SOURCES;

/** One signal as circuits/signals.json describes it. */
export interface SignalAnnotation {
  readonly class: SignalClass;
  /** Who contributes the value. */
  readonly source: string;
  /** Everything that the value is a function of. What is not listed plays no part. */
  readonly depends: readonly SignalSource[];
  /** How long one person's value stays the same; private inputs have none. */
  readonly lifetime?: string;
  readonly meaning: string;
}

/** Annotations of a circuit's public signals, in the circuit's order. */
export function publicSignalAnnotations(
  circuit: CircuitName,
): Readonly<Record<PublicSignalName, SignalAnnotation> & Partial<Record<SignalName, SignalAnnotation>>> {
  return SIGNAL_ANNOTATIONS[circuit].publicSignals;
}

/** Annotations of a circuit's private inputs. */
export function privateInputAnnotations(circuit: CircuitName): Readonly<Record<string, SignalAnnotation>> {
  return SIGNAL_ANNOTATIONS[circuit].privateInputs;
}

/** Whether values of a source belong to one person, a group, one session, or to nobody in particular. */
export function uniquenessOf(source: SignalSource): "holder" | "group" | "session" | "nobody" {
  return SIGNAL_SOURCES[source].uniqueTo;
}

/** The main component's inputs and outputs as the compiler numbered them. */
export interface CompiledSignals {
  /** Wires 1 to n, in order. */
  readonly publicSignals: readonly string[];
  readonly privateInputs: readonly string[];
}

/**
 * Compares a compiled circuit with its annotations.
 *
 * @throws CircuitCompileError with a sentence that names the signal
 */
export function checkAnnotations(circuit: CircuitName, compiled: CompiledSignals): void {
  const annotated: Readonly<Record<string, SignalAnnotation>> = publicSignalAnnotations(circuit);
  const inputs = privateInputAnnotations(circuit);
  const refuse = (message: string): never => {
    throw new CircuitCompileError({ path: circuit, message: `circuit ${circuit}: ${message}` });
  };
  for (const name of compiled.publicSignals) {
    if (!Object.hasOwn(annotated, name))
      refuse(`the public signal "${name}" has no annotation in circuits/signals.json`);
  }
  for (const name of Object.keys(annotated)) {
    if (!compiled.publicSignals.includes(name))
      refuse(`circuits/signals.json annotates "${name}", which is no public signal of the circuit`);
  }
  for (const name of compiled.privateInputs) {
    if (!Object.hasOwn(inputs, name)) refuse(`the private input "${name}" has no annotation in circuits/signals.json`);
  }
}
