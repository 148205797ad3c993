/** From an enrolment credential and an identity demand to the inputs of the enrolment circuit (protocol P-50). */

import type { FieldElement } from "../../core/field.ts";
import { buildWitnessInputs, type WitnessSources } from "./build.ts";
import type { CircuitInputs } from "./calculator.ts";

/** What an enrolment binds besides. */
export interface EnrolmentParts {
  /** Hides the commitment for the office's own credential. */
  readonly newBlinding: FieldElement;
  /** From `enrolmentExtension`. */
  readonly extension: FieldElement;
}

/** Builds the inputs of the enrolment circuit: those of a presentation, and two more. */
export function buildEnrolmentInputs(
  sources: WitnessSources,
  { newBlinding, extension }: EnrolmentParts,
): CircuitInputs {
  return { ...buildWitnessInputs(sources), newBlinding, extension };
}
