/** The office's side of an enrolment (protocol P-51): strict verification of a person's answer. */

import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { type DecodedEnrolment, decodeEnrolment, enrolmentExtension } from "../proof/enrolment.ts";
import type { ScopeParts } from "../proof/request.ts";
import { type VerifyOptions, verifyExtended } from "./verify.ts";

declare const enrolledBrand: unique symbol;

/** An enrolment that passed every check. Made by {@link verifyEnrolment} only; registers accept nothing else. */
export interface VerifiedEnrolment {
  readonly [enrolledBrand]: true;
  /** The person's pseudonym at this office: the same for one secret and scope, whatever the day. */
  readonly pseudonym: FieldElement;
  /** The office's file that the request was for. */
  readonly file: string;
  /** Sign the office's own credential for this commitment. */
  readonly holderCommitment: DecodedEnrolment["holderCommitment"];
  /** That of the enrolment credential; the office's own gets no earlier one. */
  readonly claimsFrom: number;
  readonly scope: ScopeParts;
  readonly verifiedAtSeconds: number;
}

const verifiedEnrolments = /* @__PURE__ */ new WeakSet<object>();

/**
 * Verifies a person's answer to an enrolment request: everything that `verifyPresentation` looks at, and that the extension
 * is the one of the commitment and the claimsFrom beside the proof. Give the result to an enrolment register before a
 * credential is issued.
 *
 * @param input an `Enrolment` or its JSON text, straight from the holder
 * @throws EnrolmentMalformedError for any other form
 * @throws RequestError for a request that is not for an enrolment
 * @throws PublicSignalMismatchError …, IssuerRootError, StatusRootError, ProofInvalidError, VerificationKeyError as `verifyPresentation`
 * @example
 * const verified = await verifyEnrolment(answer, { request, verificationKey, ...roots, nowSeconds });
 * const { claimsFrom } = await register.enrol(verified);
 * const credential = issueCredential({ ...content, holderCommitment: verified.holderCommitment, claimsFrom });
 */
export async function verifyEnrolment(input: unknown, options: VerifyOptions): Promise<VerifiedEnrolment> {
  const { holderCommitment, claimsFrom, presentation } = decodeEnrolment(input);
  const extension = enrolmentExtension(holderCommitment, claimsFrom);
  const { nullifier, scope, recipient, verifiedAtSeconds } = await verifyExtended(presentation, options, extension);
  const verified = Object.freeze({
    pseudonym: nullifier,
    // A request for an enrolment always has one.
    file: recipient!,
    holderCommitment,
    claimsFrom,
    scope: Object.freeze({ ...scope }),
    verifiedAtSeconds,
  }) as VerifiedEnrolment;
  verifiedEnrolments.add(verified);
  return verified;
}

/** Whether a value came out of {@link verifyEnrolment} in this process. */
export function isVerifiedEnrolment(value: unknown): value is VerifiedEnrolment {
  return typeof value === "object" && value !== null && verifiedEnrolments.has(value);
}

/** A pseudonym as 32 bytes, big-endian: the key of every register. */
export function pseudonymKey({ pseudonym }: VerifiedEnrolment): Uint8Array {
  return fieldToBytes(pseudonym);
}
