/** What an issue means for one person: the rule by which nobody has two live credentials, and no second nullifier. */
import { bytesToHex } from "../../core/bytes.ts";
import { claimsFromAfter, firstStatementSeconds } from "../../credentials/registry/replace.ts";
import { type EnrolmentKind, enrolmentKind } from "../../presentation/verification/enrolment-register.ts";

/** An entry of an issuer's list. */
export interface Entry {
  readonly issuerIndex: number;
  readonly statusIndex: number;
}

/** A credential that the office has issued. */
export interface IssuedCredential extends Entry {
  readonly schemaId: string;
  /** Keyed hash of the pseudonym, or of the commitment where nobody enrols. */
  readonly holder: Uint8Array;
  readonly claimsFrom: number;
  readonly status: "valid" | "suspended" | "revoked";
  /** When the status became what it is, seconds since the epoch. */
  readonly changedAt: number;
}

/** All that the store knows of a person and of the holder who comes. */
export interface IssueFacts {
  /** The person's keyed hash. */
  readonly subject: Uint8Array;
  /** That of the person's last credential; 0 for none. */
  readonly claimsFrom: number;
  /** The holder that the person has now. */
  readonly current: Uint8Array | undefined;
  /** The person for whom this holder was ever entered. */
  readonly owner: Uint8Array | undefined;
  readonly credentials: readonly IssuedCredential[];
}

/** What comes: a verified enrolment, for an offer. */
export interface IssueWish {
  readonly schemaId: string;
  readonly holder: Uint8Array;
  /** That of the enrolment credential; 0 where nobody enrols. */
  readonly claimsFrom: number;
  /** A clerk has looked into the case. */
  readonly mayReplace: boolean;
}

/** How long verifiers accept roots, and how often there are new ones. */
export interface OfficeLimits {
  /** The largest `maxRootAgeSeconds` of all verifiers of the registry. */
  readonly maxRootAgeSeconds: number;
  /** Of the registry's statements. */
  readonly intervalSeconds: number;
}

/** What is to be done, all of it or nothing. */
export interface IssueDecision {
  readonly kind: EnrolmentKind;
  /** Of the new credential (protocol P-52). */
  readonly claimsFrom: number;
  /** Revoked with the issue. */
  readonly revoke: readonly Entry[];
}

/**
 * A renewal keeps `claimsFrom`. Under another secret, claims begin after the last moment at which any credential of the
 * person under an earlier secret can still be shown: in the kind of period that lasts longest, too. Every live credential of
 * the same schema and every one under an earlier secret is revoked.
 *
 * @param time seconds since the epoch at which it is done
 * @throws ForeignPseudonymError, PseudonymReplacedError, FileEnrolledError
 */
export function decideIssue(facts: IssueFacts, wish: IssueWish, time: number, limits: OfficeLimits): IssueDecision {
  const text = (bytes: Uint8Array | undefined): string | undefined =>
    bytes === undefined ? undefined : bytesToHex(bytes);
  const holder = bytesToHex(wish.holder);
  const kind = enrolmentKind({
    file: bytesToHex(facts.subject),
    pseudonym: holder,
    owner: text(facts.owner),
    current: text(facts.current),
    mayReplace: wish.mayReplace,
  });
  const ends = facts.credentials
    .filter((credential) => bytesToHex(credential.holder) !== holder)
    .map(({ status, changedAt }) => {
      const revokedAt = status === "revoked" ? changedAt : time;
      const statementSeconds = firstStatementSeconds(revokedAt, limits.intervalSeconds);
      return claimsFromAfter({ statementSeconds }, limits);
    });
  return {
    kind,
    claimsFrom: Math.max(facts.claimsFrom, wish.claimsFrom, ...ends),
    revoke: facts.credentials
      .filter((credential) => credential.status !== "revoked")
      .filter(({ schemaId, holder: other }) => schemaId === wish.schemaId || bytesToHex(other) !== holder)
      .map(({ issuerIndex, statusIndex }) => ({ issuerIndex, statusIndex })),
  };
}
