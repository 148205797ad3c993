/** The holder's side of an enrolment (protocol P-50): from an enrolment credential and an office's request to a checked proof. */

import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { holderBlinding, holderCommitment } from "../../credentials/credential/holder.ts";
import { checkSources } from "../witness/build.ts";
import { buildEnrolmentInputs } from "../witness/enrolment.ts";
import { type Enrolment, enrolmentExtension } from "./enrolment.ts";
import { type CreatePresentationOptions, openCredential, prove } from "./prove.ts";

/** Options of {@link createEnrolment}. Its request is what `openRequest` returned. */
export interface CreateEnrolmentOptions extends CreatePresentationOptions {
  /** Of the commitment for the office's own credential (see `holderCommitment`): one that no other issuer has seen. */
  readonly counter: number;
}

/** See create.ts. */
export async function createEnrolment(given: CreateEnrolmentOptions): Promise<Enrolment> {
  const { counter, ...options } = own(given);
  const { holderSecret } = options;
  const newCommitment = holderCommitment(holderSecret, counter);
  let claimsFrom = 0;
  const presentation = await prove(options, "enrolment", (asked) => {
    const sources = openCredential(options, asked);
    if (sources.credential.holderCommitment === newCommitment)
      throw new InvalidInputError({ path: "counter", expected: "one that no other issuer has seen" });
    ({ claimsFrom } = sources.credential);
    // An enrolment is for no period, so nothing is compared with claimsFrom; the office takes it over.
    checkSources({ ...sources, period: claimsFrom });
    return buildEnrolmentInputs(sources, {
      newBlinding: holderBlinding(holderSecret, counter),
      extension: enrolmentExtension(newCommitment, claimsFrom),
    });
  });
  return { civicproof: "enrolment/v2/s1", holderCommitment: String(newCommitment), claimsFrom, presentation };
}
