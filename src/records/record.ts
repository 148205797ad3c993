/** Records and the leaves that commit to them (protocol P-25, P-26). */

import { bytesToIntegerBE } from "../core/bytes.ts";
import { calendarInteger, dateFromCalendarInteger, parseDate } from "../core/dates.ts";
import { type FieldElement, toField } from "../core/field.ts";
import { domainTag, poseidon } from "../core/hash.ts";
import { own, ownWith } from "../core/own.ts";
import { randomBytes } from "../core/platform.ts";
import { encodeClaims } from "../credentials/credential/claims.ts";
import { type CredentialSchema, schemaId } from "../credentials/credential/schema.ts";
import { RecordError, RecordTamperedError, RecordVersionError } from "./refusals.ts";

/** Bytes of randomness in a salt. */
export const SALT_BYTES = 16;
/** Highest version of a record. */
export const MAX_VERSION = 2 ** 32 - 1;
/** A record without dates of its own holds always. */
const FIRST_DAY = "1800-01-01";
const LAST_DAY = "9999-12-31";

/** What a record says, as an agency writes it. */
export interface RecordContent {
  /** Fields by name, as the schema types them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Who can prove facts about the record; nobody when absent. */
  readonly holderCommitment?: FieldElement | undefined;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validFrom?: string | undefined;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validUntil?: string | undefined;
  /** Periods that start before this day (YYYYMMDD) can't be claimed with the record; 0, when absent, allows all. */
  readonly claimsFrom?: number | undefined;
}

/** The content as the circuit takes it. */
export interface EncodedRecord {
  readonly schemaId: FieldElement;
  /** 0 for a record that nobody can prove to own. */
  readonly holderCommitment: FieldElement;
  /** YYYYMMDD. */
  readonly validFrom: number;
  /** YYYYMMDD. */
  readonly validUntil: number;
  readonly claimsFrom: number;
  /** Eight, in the schema's order. */
  readonly claims: readonly FieldElement[];
}

/** What hides a record: both are fresh for each record and version. */
export interface RecordSalts {
  readonly salt: FieldElement;
  readonly fieldsSalt: FieldElement;
}

/** What tells records apart without saying anything about their fields. */
export interface RecordEnvelope {
  readonly recordId: FieldElement;
  readonly version: number;
  readonly salt: FieldElement;
  readonly fieldsHash: FieldElement;
}

/** Everything about one version of a record: secret, for its holder and the agency. */
export interface OpenedRecord extends EncodedRecord, RecordSalts {
  readonly recordId: FieldElement;
  readonly version: number;
}

/** A salt from the platform's CSPRNG: 128 bits. */
export function freshSalt(): FieldElement {
  return bytesToIntegerBE(randomBytes(SALT_BYTES)) as FieldElement;
}

/**
 * Encodes what a record says.
 *
 * @throws ClaimError for a field that does not fit the schema; it never repeats the value
 * @throws RecordError for dates or a commitment out of range
 */
export function encodeRecord(schema: CredentialSchema, content: RecordContent, id = schemaId(schema)): EncodedRecord {
  const { fields, holderCommitment, validFrom = FIRST_DAY, validUntil = LAST_DAY, claimsFrom = 0 } = own(content);
  const claims = encodeClaims(schema, fields, "fields");
  const [from, until] = [toCalendar(validFrom, "validFrom"), toCalendar(validUntil, "validUntil")];
  if (from > until) throw new RecordError({ path: "validUntil", expected: "a day that is not before validFrom" });
  if (claimsFrom !== 0) toDay(claimsFrom);
  if (holderCommitment === 0n) throw new RecordError({ path: "holderCommitment", expected: "a commitment, or none" });
  return {
    schemaId: id,
    holderCommitment: toField(holderCommitment ?? 0n, "holderCommitment"),
    validFrom: from,
    validUntil: until,
    claimsFrom,
    claims,
  };
}

function toDay(claimsFrom: number): void {
  try {
    dateFromCalendarInteger(claimsFrom);
  } catch (cause) {
    throw new RecordError({ path: "claimsFrom", expected: "0 or a real date as YYYYMMDD", cause });
  }
}

function toCalendar(date: string, path: string): number {
  try {
    return calendarInteger(parseDate(date));
  } catch (cause) {
    throw new RecordError({ path, expected: "a real date YYYY-MM-DD from 1800 on", cause });
  }
}

const ENCODED = ["schemaId", "holderCommitment", "validFrom", "validUntil", "claimsFrom", "claims"] as const;

/** P-25, as the 14 inputs of Poseidon. */
export function fieldsHashInputs(record: EncodedRecord, fieldsSalt: FieldElement): readonly bigint[] {
  const { holderCommitment, validFrom, validUntil, claimsFrom, claims } = ownWith(record, ...ENCODED);
  return [
    record.schemaId,
    holderCommitment,
    fieldsSalt,
    BigInt(validFrom),
    BigInt(validUntil),
    BigInt(claimsFrom),
    ...claims,
  ];
}

/** P-25. */
export function hashFields(record: EncodedRecord, fieldsSalt: FieldElement): FieldElement {
  return poseidon(fieldsHashInputs(record, fieldsSalt));
}

/** P-26: the leaf of one version of a record. */
export function hashRecord(envelope: RecordEnvelope): FieldElement {
  const { recordId, version, salt, fieldsHash } = ownWith(envelope, "recordId", "version", "salt", "fieldsHash");
  return poseidon([domainTag("record"), recordId, BigInt(version), salt, fieldsHash]);
}

/** The envelope of an opened record. */
export function envelopeOf(record: OpenedRecord): RecordEnvelope {
  const { recordId, version, salt } = own(record);
  return { recordId, version, salt, fieldsHash: hashFields(record, record.fieldsSalt) };
}

/**
 * Compares what a record is said to hold with the leaf that was anchored.
 *
 * @param version the version that is asked for, where one is
 * @throws RecordTamperedError when anything differs; RecordVersionError for another version
 */
export function checkRecord(
  record: OpenedRecord,
  expected: { readonly leaf: FieldElement; readonly version?: number },
): void {
  const { leaf, version } = own(expected);
  if (version !== undefined && record.version !== version) {
    throw new RecordVersionError({ expected: `version ${version}`, received: `version ${record.version}` });
  }
  if (hashRecord(envelopeOf(record)) !== leaf) throw new RecordTamperedError();
}
