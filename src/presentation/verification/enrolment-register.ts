/**
 * What an office keeps of enrolments (protocol P-51): pseudonym and file, one to one both ways. The port, and an
 * implementation in memory.
 */

import { dateFromCalendarInteger } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import type { ScopeParts } from "../proof/request.ts";
import { isVerifiedEnrolment, type VerifiedEnrolment } from "./enrolment.ts";

/**
 * - `first`: neither the file nor the pseudonym was known.
 * - `renewal`: the same pair again, for a new credential under the same secret.
 * - `replacement`: the same file with another pseudonym; the old one is never taken again.
 */
export type EnrolmentKind = "first" | "renewal" | "replacement";

/** What the office may issue. */
export interface EnrolmentOutcome {
  readonly kind: EnrolmentKind;
  /** For the office's credential: 0 or YYYYMMDD. It never decreases for a file (protocol P-52). */
  readonly claimsFrom: number;
}

/** Options of {@link EnrolmentRegister.enrol}. */
export interface EnrolOptions {
  /**
   * For a file whose holder lost the secret, after the office has revoked the file's credential: the first day on which
   * nobody accepts the old one any more, as YYYYMMDD (protocol P-52). Without it no pseudonym is replaced, so give it after
   * somebody has looked into the case, and never as a matter of course.
   */
  readonly replacementFrom?: number;
}

/** What is known of a file. */
export interface EnrolmentRecord {
  /** That of the office's last credential for it. */
  readonly claimsFrom: number;
  readonly enrolledAtSeconds: number;
  /** How often the secret was replaced. */
  readonly replacements: number;
}

/** Keeps enrolments; one call of `enrol` is one atomic step. */
export interface EnrolmentRegister {
  /**
   * Enters an enrolment, and says what the office may issue. After a crash the holder enrols again: that is a renewal.
   *
   * @throws InvalidInputError for anything but a result of `verifyEnrolment` for the register's scope, or no date
   * @throws ForeignPseudonymError when the pseudonym belongs to another file
   * @throws PseudonymReplacedError when another secret has taken its place
   * @throws FileEnrolledError when the file has another pseudonym and no `replacementFrom` is given
   * @throws EnrolmentRegisterUnavailableError when it can't be decided; nothing is issued then
   */
  enrol(verified: VerifiedEnrolment, options?: EnrolOptions): Promise<EnrolmentOutcome>;
  /** @throws EnrolmentRegisterUnavailableError */
  lookup(file: string): Promise<EnrolmentRecord | undefined>;
  close(): Promise<void>;
}

interface Entry extends EnrolmentRecord {
  readonly pseudonym: FieldElement;
}

/**
 * A register that is gone when the process ends.
 *
 * @param scope the one of the office's enrolment requests: under another one a person would have a second pseudonym
 * @example
 * const register = createEnrolmentRegister({ verifier: "city.example.org", programme: "enrolment" });
 * const { kind, claimsFrom } = await register.enrol(await verifyEnrolment(answer, options));
 */
export function createEnrolmentRegister(scope: Pick<ScopeParts, "verifier" | "programme">): EnrolmentRegister {
  const entries = new Map<string, Entry>();
  // Pseudonyms stay when they are replaced, so that nobody comes back with an old secret.
  const files = new Map<FieldElement, string>();
  let closed = false;

  const open = (): void => {
    if (closed) throw new EnrolmentRegisterUnavailableError({ expected: "an open register" });
  };

  // No await between reading and writing: each call is one step of the event loop, hence atomic.
  const enrol = (verified: VerifiedEnrolment, { replacementFrom }: EnrolOptions): EnrolmentOutcome => {
    checkEnrolment(verified, scope);
    if (replacementFrom !== undefined) dateFromCalendarInteger(replacementFrom, "replacementFrom");
    const { pseudonym, file, claimsFrom, verifiedAtSeconds } = verified;
    const entry = entries.get(file);
    const kind = enrolmentKind({
      file,
      pseudonym,
      owner: files.get(pseudonym),
      current: entry?.pseudonym,
      mayReplace: replacementFrom !== undefined,
    });

    const enter = (kind: EnrolmentKind, claims: readonly number[], known: EnrolmentRecord | undefined) => {
      const record: Entry = {
        pseudonym,
        claimsFrom: Math.max(claimsFrom, ...claims),
        enrolledAtSeconds: known?.enrolledAtSeconds ?? Math.floor(verifiedAtSeconds),
        replacements: (known?.replacements ?? 0) + (kind === "replacement" ? 1 : 0),
      };
      entries.set(file, record);
      files.set(pseudonym, file);
      return { kind, claimsFrom: record.claimsFrom };
    };
    if (entry === undefined) return enter(kind, [], undefined);
    return enter(kind, [entry.claimsFrom, ...(kind === "replacement" ? [replacementFrom!] : [])], entry);
  };

  return {
    async enrol(verified, options = {}) {
      open();
      return enrol(verified, own(options));
    },
    async lookup(file) {
      open();
      const entry = entries.get(file);
      if (entry === undefined) return undefined;
      const { claimsFrom, enrolledAtSeconds, replacements } = entry;
      return { claimsFrom, enrolledAtSeconds, replacements };
    },
    async close() {
      closed = true;
    },
  };
}

/** What a register knows of a file and of the pseudonym that comes for it. */
export interface EnrolmentFacts<Pseudonym> {
  readonly file: string;
  readonly pseudonym: Pseudonym;
  /** The file that the pseudonym was ever entered for. */
  readonly owner: string | undefined;
  /** The pseudonym that the file has now. */
  readonly current: Pseudonym | undefined;
  /** Whether somebody has looked into the case and lets the pseudonym be replaced. */
  readonly mayReplace: boolean;
}

/**
 * The one rule of every register.
 *
 * @throws ForeignPseudonymError, PseudonymReplacedError, FileEnrolledError
 */
export function enrolmentKind<Pseudonym>(facts: EnrolmentFacts<Pseudonym>): EnrolmentKind {
  const { file, pseudonym, owner, current, mayReplace } = facts;
  if (owner !== undefined && owner !== file) throw new ForeignPseudonymError({ path: "pseudonym" });
  if (owner !== undefined && current !== pseudonym) throw new PseudonymReplacedError({ path: "pseudonym" });
  if (current === undefined) return "first";
  if (current === pseudonym) return "renewal";
  if (!mayReplace) throw new FileEnrolledError({ path: "file", received: file });
  return "replacement";
}

/** The checks that every register makes first. */
function checkEnrolment(
  verified: VerifiedEnrolment,
  { verifier, programme }: Pick<ScopeParts, "verifier" | "programme">,
): void {
  if (!isVerifiedEnrolment(verified)) {
    throw new InvalidInputError({ path: "verified", expected: "the result of verifyEnrolment" });
  }
  const { scope } = verified;
  if (scope.verifier !== verifier || scope.programme !== programme) {
    throw new InvalidInputError({
      path: "verified.scope",
      expected: `${verifier} and ${programme}, the register's own`,
      received: `${scope.verifier} and ${scope.programme}`,
    });
  }
}

/**
 * The pseudonym is that of another file at this office: one secret stands behind two files.
 *
 * What to do: issue nothing; find out which of the two files is the person's.
 */
export class ForeignPseudonymError extends /* @__PURE__ */ refusal(
  "PSEUDONYM_FOREIGN",
  "ForeignPseudonymError",
  "The pseudonym belongs to another file",
) {}

/**
 * The pseudonym belongs to a secret that another one has replaced.
 *
 * What to do: issue nothing; the person enrols with the new secret.
 */
export class PseudonymReplacedError extends /* @__PURE__ */ refusal(
  "PSEUDONYM_REPLACED",
  "PseudonymReplacedError",
  "The pseudonym was replaced",
) {}

/**
 * The file is enrolled under another pseudonym.
 *
 * What to do: find out why the person has another secret; revoke the file's credential, then give `replacementFrom`.
 */
export class FileEnrolledError extends /* @__PURE__ */ refusal(
  "FILE_ENROLLED",
  "FileEnrolledError",
  "The file is enrolled under another pseudonym",
) {}

/**
 * The register of enrolments can't be used.
 *
 * What to do: issue nothing; try again later.
 */
export class EnrolmentRegisterUnavailableError extends /* @__PURE__ */ refusal(
  "ENROLMENT_REGISTER_UNAVAILABLE",
  "EnrolmentRegisterUnavailableError",
  "No enrolment register",
) {}
