/** Where claims come from: a register that stays where it is, and is only read. */
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { ClaimRecord } from "../../credentials/credential/claims.ts";

/** What a register says of one person. */
export interface SubjectRecord {
  /** By the names of the credential's schema; each fits its type. */
  readonly claims: ClaimRecord;
  /** By the names of the enrolment credential's schema, for the identity demand; where the source has them. */
  readonly identity?: ClaimRecord;
}

/** A register with one question: what it says of the person with this identifier. */
export interface ClaimSource {
  /**
   * @param subject the register's own stable identifier of a person; 1 to 200 printable characters
   * @throws SubjectNotFoundError, SubjectDoubledError when it is not one person's
   * @throws SourceClaimMissingError, SourceClaimError for what can't be put into a credential
   * @throws SourceSilentError, SourceUnavailableError, SourceSuspendedError, SourceChangedError when it can't be read now
   */
  lookup(subject: string): Promise<SubjectRecord>;
  close(): Promise<void>;
}

/** How long a register may take over one answer. */
export const SOURCE_MILLISECONDS = 2_000;

/** @throws InvalidInputError for anything but an identifier that people can read */
export function checkSubject(subject: unknown): string {
  if (typeof subject !== "string" || !/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(subject) || subject.trim() !== subject)
    throw new InvalidInputError({ path: "subject", expected: "an identifier of 1 to 200 printable characters" });
  return subject;
}

/** The one record among those that were found. @throws SubjectNotFoundError, SubjectDoubledError */
export function theOnly<Row>(rows: readonly Row[]): Row {
  const [row, other] = rows;
  if (row === undefined) throw new SubjectNotFoundError({ path: "subject", expected: "one record", received: "none" });
  if (other !== undefined) throw new SubjectDoubledError({ path: "subject", expected: "one record" });
  return row;
}

/**
 * The register has no record of the person.
 *
 * What to do: check the identifier; where it is right, the person has to be entered in the register first.
 */
export class SubjectNotFoundError extends /* @__PURE__ */ refusal(
  "SUBJECT_NOT_FOUND",
  "SubjectNotFoundError",
  "The register has no such record",
) {}

/**
 * The register has more than one record for the identifier, so it is not known which one is the person's.
 *
 * What to do: let the register's office join or correct the records.
 */
export class SubjectDoubledError extends /* @__PURE__ */ refusal(
  "SUBJECT_DOUBLED",
  "SubjectDoubledError",
  "The register has several records for one identifier",
) {}

/**
 * A claim has no value in the register: NULL, an empty cell, or a field that is left out. Nothing is guessed.
 *
 * What to do: complete the record at `path` in the register.
 */
export class SourceClaimMissingError extends /* @__PURE__ */ refusal(
  "SOURCE_CLAIM_MISSING",
  "SourceClaimMissingError",
  "The register has no value for a claim",
) {}

/**
 * The register's value for a claim has not the claim's type, or lies outside what the schema allows.
 *
 * What to do: correct the record at `path`, or the mapping where it is so for everybody.
 */
export class SourceClaimError extends /* @__PURE__ */ refusal(
  "SOURCE_CLAIM_INVALID",
  "SourceClaimError",
  "The register's value does not fit the claim",
) {}

/**
 * The register did not answer within two seconds.
 *
 * What to do: try again; where it is often so, look for a missing index, or ask the register's operator.
 */
export class SourceSilentError extends /* @__PURE__ */ refusal(
  "SOURCE_SILENT",
  "SourceSilentError",
  "The register does not answer in time",
) {}

/**
 * The register can't be reached, answers with a failure, or with something that is no record.
 *
 * What to do: try again later; look at `received`, the database's code or the status of HTTP.
 */
export class SourceUnavailableError extends /* @__PURE__ */ refusal(
  "SOURCE_UNAVAILABLE",
  "SourceUnavailableError",
  "The register can't be read",
) {}

/**
 * The register failed five times in a row and is not asked for half a minute, so that it can recover.
 *
 * What to do: wait; after that, one question decides whether it is asked again.
 */
export class SourceSuspendedError extends /* @__PURE__ */ refusal(
  "SOURCE_SUSPENDED",
  "SourceSuspendedError",
  "The register is not asked at the moment",
) {}

/**
 * The file was changed while it was read, so that what was read is of no one moment.
 *
 * What to do: try again; write a new file beside the old one and rename it.
 */
export class SourceChangedError extends /* @__PURE__ */ refusal(
  "SOURCE_CHANGED",
  "SourceChangedError",
  "The file changed while it was read",
) {}
