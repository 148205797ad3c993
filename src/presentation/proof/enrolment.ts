/**
 * Enrolment (protocol P-50, P-51): an office asks for a person's pseudonym before it issues a credential of its own, so that
 * one person has one file there. What the office sends, and what comes back.
 */

import * as v from "valibot";
import { dateFromCalendarInteger } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { domainTag, poseidon } from "../../core/hash.ts";
import { decode, parseJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { integer, text } from "../../core/shapes.ts";
import { type HolderCommitment, toHolderCommitment } from "../../credentials/credential/holder.ts";
import type { Presentation } from "./presentation.ts";
import { type CreateRequestOptions, createRequest, type PresentationRequest } from "./request.ts";

/** Which statement the parts of an extension belong to; the others are to come. */
const KIND_ENROLMENT = 1n;
/** Both parts are there. */
const FLAGS_ENROLMENT = 3n;

/**
 * The ninth public signal of an enrolment (protocol P-50): binds the commitment for the office's own credential, and the
 * claimsFrom of the enrolment credential, which that credential takes over.
 */
export function enrolmentExtension(commitment: HolderCommitment, claimsFrom: number): FieldElement {
  const claims = toField(claimsFrom, "claimsFrom");
  return poseidon([domainTag("extension"), toField(KIND_ENROLMENT), toField(FLAGS_ENROLMENT), commitment, claims]);
}

/** Options of {@link createEnrolmentRequest}. */
export interface CreateEnrolmentRequestOptions
  extends Omit<CreateRequestOptions, "policy" | "recipient" | "chain" | "asOfSeconds"> {
  /** From `compileEnrolmentDemand`: what the office's file says about the person. */
  readonly demand: CreateRequestOptions["policy"];
  /** The office's name of the file, up to 256 characters; the holder sees it, and the proof is for this file only. */
  readonly file: string;
}

/**
 * Asks a person for a pseudonym at an office. The grid is of the kind `once` and says by which clock the office counts days.
 *
 * @throws RequestError for an option out of range
 * @example
 * const request = createEnrolmentRequest({ demand, file: "2026/4711", scope: { verifier: "city.example.org" }, registry,
 *   origin: "https://city.example.org", nowSeconds: Math.floor(Date.now() / 1000) });
 */
export function createEnrolmentRequest(options: CreateEnrolmentRequestOptions): PresentationRequest {
  const { demand, file, ...rest } = own(options);
  return createRequest({ ...rest, policy: demand, recipient: file });
}

/** What a holder hands to the office; plain JSON. */
export interface Enrolment {
  readonly civicproof: "enrolment/v2/s1";
  /** For the office's own credential: a decimal string, and no other issuer's. */
  readonly holderCommitment: string;
  /** That of the enrolment credential: 0, or a date as YYYYMMDD. */
  readonly claimsFrom: number;
  /** Over the circuit `enrolment`; its extension binds the two others. */
  readonly presentation: Presentation;
}

/** An enrolment whose form was read; nothing is verified yet. */
export interface DecodedEnrolment {
  readonly holderCommitment: HolderCommitment;
  readonly claimsFrom: number;
  /** As it came, for the verifier's own reader. */
  readonly presentation: unknown;
}

/** Longest enrolment as JSON text. */
const MAX_ENROLMENT_TEXT = 10_000;

const enrolmentSchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("enrolment/v2/s1"),
    holderCommitment: text(0, 77),
    claimsFrom: integer(0, 99_991_231),
    presentation: v.custom<object>((value) => typeof value === "object" && value !== null, "a presentation"),
  }),
);

/** Reads the form of an enrolment, from an object or JSON text. @throws EnrolmentMalformedError for any other form */
export function decodeEnrolment(input: unknown): DecodedEnrolment {
  const json = typeof input === "string" ? parseJson(input, MAX_ENROLMENT_TEXT, EnrolmentMalformedError) : input;
  const limits = { maxDepth: 6, maxNodes: 80, maxStringLength: 100 };
  const { holderCommitment, claimsFrom, presentation } = decode(enrolmentSchema, json, {
    Refusal: EnrolmentMalformedError,
    limits,
  });
  try {
    if (claimsFrom !== 0) dateFromCalendarInteger(claimsFrom, "claimsFrom");
    return { holderCommitment: toHolderCommitment(holderCommitment), claimsFrom, presentation };
  } catch (cause) {
    const path = cause instanceof Error && "path" in cause ? String(cause.path) : "enrolment";
    const expected = path === "claimsFrom" ? "0 or a real date as YYYYMMDD" : "a commitment in [1, r)";
    throw new EnrolmentMalformedError({ path, expected, cause });
  }
}

/**
 * The answer to an enrolment request is not of its form.
 *
 * What to do: reject it; the holder's app makes it anew.
 */
export class EnrolmentMalformedError extends /* @__PURE__ */ refusal(
  "ENROLMENT_MALFORMED",
  "EnrolmentMalformedError",
  "Malformed enrolment",
) {}
