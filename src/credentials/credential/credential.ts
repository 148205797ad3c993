/** Credentials: issued over a holder's commitment, signed by an issuer, read and checked by the holder. */

import * as v from "valibot";
import { type CalendarDate, calendarInteger, dateFromCalendarInteger, parseDate } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { poseidon } from "../../core/hash.ts";
import { decode, InvalidInputError } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { own, ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { decimal, hex64, integer, text, textLike, textThat } from "../../core/shapes.ts";
import {
  type AffinePoint,
  createSigner,
  decodePublicKey,
  encodePublicKey,
  type PrivateKey,
  type PublicKey,
  type Signature,
  SignatureError,
  type Signer,
  SUBGROUP_ORDER,
  signatureToJson,
  verifySignature,
} from "../../core/signature.ts";
import { type ClaimRecord, encodeClaims } from "./claims.ts";
import { CredentialMalformedError, checkHolderSecret, type HolderCommitment, toHolderCommitment } from "./holder.ts";
import { ClaimError, type CredentialSchema, MAX_CLAIMS, schemaId, schemaReference } from "./schema.ts";

/** Entries of one issuer's status list; statusIndex is below this (protocol P-7, P-11). */
export const STATUS_LIST_SIZE = 131_072;

/** A credential as it stands in a file or a wallet: plain JSON. */
export interface Credential {
  readonly civicproof: "credential/v2/s1";
  /** `name@version`. */
  readonly schema: string;
  /** Decimal string (protocol P-5). */
  readonly schemaId: string;
  /** The issuer's public key, 64 hexadecimal characters. */
  readonly issuer: string;
  /** The id of the registry that lists the issuer and holds the credential's status, 64 hexadecimal digits (protocol P-42). */
  readonly registry: string;
  /** Where that registry publishes; what it publishes is signed, so this is a hint and not part of the signature. */
  readonly registryUrl?: string;
  /** Decimal string (protocol P-6). */
  readonly holderCommitment: string;
  /** Position in the issuer's status list, in [0, 2^17). */
  readonly statusIndex: number;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validFrom: string;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validUntil: string;
  /** 0, or the first day of the first period for which the holder may claim, YYYYMMDD (protocol P-7). */
  readonly claimsFrom: number;
  readonly claims: ClaimRecord;
  /** Decimal strings. */
  readonly signature: { readonly R8: readonly [string, string]; readonly S: string };
}

/** What an issuer decides about one credential. It has no place for a holder secret. */
export interface CredentialContent {
  readonly schema: CredentialSchema;
  readonly claims: ClaimRecord;
  /** From the holder; see {@link toHolderCommitment}. */
  readonly holderCommitment: HolderCommitment;
  /** The id of the registry that lists the issuer. */
  readonly registry: string;
  /** Where wallets read that registry: https, or http on this machine. */
  readonly registryUrl?: string | undefined;
  /** In [0, 2^17), never given out twice; from the status registry. */
  readonly statusIndex: number;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validFrom: string;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validUntil: string;
  /**
   * 0 for a person's first credential; YYYYMMDD for one that replaces a lost secret (see `claimsFromAfter`), so that
   * nobody claims twice in a running period of any length; else the one that the person's last credential has.
   */
  readonly claimsFrom: number;
  /**
   * The credential that this person had before, where there is one: renewing it or issuing another never lets the person
   * claim earlier than it did.
   */
  readonly previous?: Pick<Credential, "claimsFrom">;
}

export interface IssueOptions extends CredentialContent {
  readonly issuerKey: PrivateKey;
}

const CONTENT_KEYS = [
  "schema",
  "claims",
  "holderCommitment",
  "registry",
  "registryUrl",
  "statusIndex",
  "validFrom",
  "validUntil",
  "claimsFrom",
  "previous",
] as const satisfies readonly (keyof CredentialContent)[];

/**
 * Issues a credential. The issuer sees the holder's commitment and never the secret: any option beyond the listed
 * ones is refused.
 *
 * @throws ClaimError when a claim is missing, unknown or does not fit the schema
 * @throws InvalidInputError for dates, a status index or a claimsFrom out of range, a registry that is no id, an address
 * that is not https, and for unknown options
 * @throws ClaimsFromError for a claimsFrom before that of `previous`
 * @throws CredentialMalformedError for something that can't be a holder commitment
 * @throws PrivateKeyError for a malformed key
 * @example
 * const credential = issueCredential({ issuerKey, schema, claims: { birthDate: "1950-02-28" },
 *   holderCommitment: toHolderCommitment(text), registry: registry.id, statusIndex: 7, validFrom: "2026-01-01", validUntil: "2026-12-31",
 *   claimsFrom: 0 });
 */
export function issueCredential(options: IssueOptions): Credential {
  const { issuerKey, ...content } = own(options);
  return issueWith(createSigner(issuerKey), content);
}

/** {@link issueCredential} with a key that was expanded before, for batches. */
export function issueWith({ publicKey, sign }: Signer, content: CredentialContent): Credential {
  const { hash, signed } = prepareCredential(publicKey, content);
  return signed(sign(hash));
}

/** A credential that still lacks its signature. */
export interface UnsignedCredential {
  /** What the issuer signs (protocol P-7). */
  readonly hash: FieldElement;
  /** The credential, with a signature over `hash` that the caller has checked. */
  readonly signed: (signature: Signature) => Credential;
}

/** All of {@link issueCredential} but the signature, for keys that are somewhere else. @throws as `issueCredential` */
export function prepareCredential(publicKey: PublicKey, content: CredentialContent): UnsignedCredential {
  const known: readonly string[] = CONTENT_KEYS;
  for (const key of Object.keys(content)) {
    if (!known.includes(key)) throw new InvalidInputError({ path: key, expected: "no other option than documented" });
  }
  const { schema, claims, registry, registryUrl, statusIndex, validFrom, validUntil, claimsFrom, previous } = content;
  const terms = checkTerms(content);
  if (previous !== undefined && claimsFrom < checkClaimsFrom(previous.claimsFrom, "previous.claimsFrom"))
    throw new ClaimsFromError({
      path: "claimsFrom",
      expected: `${previous.claimsFrom} or later`,
      received: String(claimsFrom),
    });
  const commitment = toHolderCommitment(content.holderCommitment);
  const encoded = {
    schemaId: schemaId(schema),
    holderCommitment: commitment,
    statusIndex: checkInteger(statusIndex, STATUS_LIST_SIZE, "statusIndex"),
    ...terms,
    claims: encodeClaims(schema, claims),
  };
  return {
    hash: credentialHash(encoded),
    signed: (signature) => ({
      civicproof: "credential/v2/s1",
      schema: schemaReference(schema),
      schemaId: String(encoded.schemaId),
      issuer: encodePublicKey(publicKey),
      registry,
      ...(registryUrl === undefined ? {} : { registryUrl }),
      holderCommitment: String(commitment),
      statusIndex,
      validFrom,
      validUntil,
      claimsFrom,
      claims: Object.fromEntries(schema.claims.map(({ name }) => [name, claims[name]!])),
      signature: signatureToJson(signature),
    }),
  };
}

/** What all credentials of one batch share. */
export type CredentialTerms = Pick<
  CredentialContent,
  "registry" | "registryUrl" | "validFrom" | "validUntil" | "claimsFrom"
>;

/** Dates and day as integers. @throws InvalidInputError for dates out of range or in the wrong order, and odd registries */
export function checkTerms({ registry, registryUrl, validFrom, validUntil, claimsFrom }: CredentialTerms) {
  if (!v.is(hex64, registry))
    throw new InvalidInputError({ path: "registry", expected: "a registry's id: 64 lower-case hexadecimal digits" });
  if (registryUrl !== undefined && !isRegistryUrl(registryUrl))
    throw new InvalidInputError({ path: "registryUrl", expected: "https, or http on this machine" });
  return {
    ...checkValidity(parseDate(validFrom, "validFrom"), parseDate(validUntil, "validUntil")),
    claimsFrom: checkClaimsFrom(claimsFrom),
  };
}

function isRegistryUrl(text: string): boolean {
  return typeof text === "string" && text.length <= 512 && URL.canParse(text) && isSafeUrl(new URL(text));
}

/** Reads a claimsFrom: 0 or a real date as YYYYMMDD. @throws InvalidInputError */
export function checkClaimsFrom(value: number, path = "claimsFrom"): number {
  if (value !== 0) dateFromCalendarInteger(value, path);
  return value;
}

function checkInteger(value: number, limit: number, path: string): number {
  if (!Number.isInteger(value) || value < 0 || value >= limit)
    throw new InvalidInputError({ path, expected: `an integer in [0, ${limit})` });
  return value;
}

function checkValidity(from: CalendarDate, until: CalendarDate): { validFrom: number; validUntil: number } {
  const validity = { validFrom: calendarInteger(from), validUntil: calendarInteger(until) };
  if (validity.validFrom > validity.validUntil)
    throw new InvalidInputError({ path: "validUntil", expected: "a date that is not before validFrom" });
  return validity;
}

/** The integers that an issuer's signature covers. */
export interface CredentialIntegers {
  readonly schemaId: FieldElement;
  readonly holderCommitment: FieldElement;
  /** In [0, 2^17). */
  readonly statusIndex: number;
  /** YYYYMMDD, inclusive. */
  readonly validFrom: number;
  /** YYYYMMDD, inclusive. */
  readonly validUntil: number;
  /** 0 or YYYYMMDD. */
  readonly claimsFrom: number;
  /** Exactly 8; unused positions are 0. */
  readonly claims: readonly FieldElement[];
}

/** The message that an issuer signs (protocol P-7). */
export function credentialHash(integers: CredentialIntegers): FieldElement {
  const {
    claims,
    schemaId: id,
    holderCommitment,
    statusIndex,
    validFrom,
    validUntil,
    claimsFrom,
  } = ownWith(integers, "claims");
  if (claims.length !== MAX_CLAIMS) throw new ClaimError({ path: "claims", expected: `${MAX_CLAIMS} encoded claims` });
  const numbers = [statusIndex, validFrom, validUntil, claimsFrom].map(BigInt);
  return poseidon([id, holderCommitment, ...numbers, ...claims]);
}

const integerBelow = (limit: number) => integer(0, limit - 1);

/** The form of a credential file; {@link parseCredential} also checks dates and field elements. */
export const credentialShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("credential/v2/s1"),
    schema: textLike(/^(?=.{1,81}$)[a-z][a-z0-9-]*@[0-9][0-9a-z.-]*$/, "name@version"),
    schemaId: decimal,
    issuer: hex64,
    registry: hex64,
    registryUrl: v.exactOptional(textThat(isRegistryUrl, "https, or http on this machine")),
    holderCommitment: decimal,
    statusIndex: integerBelow(STATUS_LIST_SIZE),
    validFrom: text(10, 10),
    validUntil: text(10, 10),
    claimsFrom: integerBelow(1e8),
    claims: v.pipe(
      v.record(text(0, 40), v.union([v.string(), v.number(), v.boolean()])),
      v.check((claims) => {
        const { length } = Object.keys(claims);
        return length >= 1 && length <= MAX_CLAIMS;
      }, `1 to ${MAX_CLAIMS} claims`),
    ),
    signature: v.strictObject({ R8: v.strictTuple([decimal, decimal]), S: decimal }),
  }),
);

const LIMITS = { maxDepth: 3, maxNodes: 64, maxStringLength: 1024 };

/** Reads the form of a credential; nothing is verified yet. @throws CredentialMalformedError for any other form */
export function parseCredential(value: unknown): Credential {
  return decodeCredential(value).credential;
}

/** Reads the form alone, without dates, numbers and points. */
function readCredentialForm(value: unknown): Credential {
  return decode(credentialShape, value, { Refusal: CredentialMalformedError, limits: LIMITS });
}

function decodeCredential(value: unknown) {
  const credential = readCredentialForm(value);
  const { R8, S } = credential.signature;
  const read = <T>(path: string, reader: (path: string) => T): T => {
    try {
      return reader(path);
    } catch (cause) {
      const expected = cause instanceof Error && "expected" in cause ? String(cause.expected) : "a valid value";
      throw new CredentialMalformedError({ path, expected, cause });
    }
  };
  const from = read("validFrom", (path) => parseDate(credential.validFrom, path));
  const until = read("validUntil", (path) => parseDate(credential.validUntil, path));
  read("claimsFrom", (path) => checkClaimsFrom(credential.claimsFrom, path));
  const scalar = BigInt(S);
  if (scalar >= SUBGROUP_ORDER)
    throw new CredentialMalformedError({ path: "signature.S", expected: "an integer in [0, l)" });
  const point: AffinePoint = {
    x: read("signature.R8[0]", (path) => toField(R8[0], path)),
    y: read("signature.R8[1]", (path) => toField(R8[1], path)),
  };
  return {
    credential,
    schemaId: read("schemaId", (path) => toField(credential.schemaId, path)),
    holderCommitment: toHolderCommitment(credential.holderCommitment),
    ...read("validUntil", () => checkValidity(from, until)),
    issuerKey: read("issuer", (path) => decodePublicKey(credential.issuer, path)),
    signature: { R8: point, S: scalar },
  };
}

declare const checkedBrand: unique symbol;

/** A credential that passed {@link checkCredential}, as the integers that a circuit takes. */
export interface CheckedCredential extends CredentialIntegers {
  readonly [checkedBrand]: true;
  /** The id of the registry that lists the issuer. */
  readonly registry: string;
  readonly schema: CredentialSchema;
  readonly holderCommitment: HolderCommitment;
  readonly issuerKey: PublicKey;
  readonly signature: Signature;
  /** What the signature signs (protocol P-7). */
  readonly hash: FieldElement;
}

export interface CheckOptions {
  /** The schema that the reader expects; a credential of another one is refused. */
  readonly schema: CredentialSchema;
  /** Checks that the credential belongs to this secret. */
  readonly holderSecret?: FieldElement;
  /** Checks the validity on this day. */
  readonly today?: CalendarDate;
  /** Checks that this issuer signed. */
  readonly expectedIssuer?: AffinePoint;
}

/**
 * Reads a credential strictly and verifies its signature, then whatever the options name.
 *
 * @throws CredentialMalformedError for any other form, and for claims that do not fit the schema
 * @throws CredentialSchemaMismatchError for a credential of another schema, or of another claim list under its name
 * @throws IssuerNotTrustedError when it names another issuer than expected
 * @throws CredentialTamperedError when the signature does not match the content
 * @throws HolderSecretMismatchError when it belongs to another secret
 * @throws CredentialNotYetValidError, CredentialExpiredError outside validFrom to validUntil, both inclusive
 */
export function checkCredential(value: unknown, options: CheckOptions): CheckedCredential {
  const { schema, holderSecret, today, expectedIssuer } = ownWith(options, "schema");
  const { credential, ...decoded } = decodeCredential(value);
  if (credential.schema !== schemaReference(schema) || decoded.schemaId !== schemaId(schema)) {
    const details =
      credential.schema === schemaReference(schema)
        ? { path: "schemaId", expected: String(schemaId(schema)), received: credential.schemaId }
        : { path: "schema", expected: schemaReference(schema), received: credential.schema };
    throw new CredentialSchemaMismatchError(details);
  }
  if (expectedIssuer !== undefined && !isSamePoint(expectedIssuer, decoded.issuerKey))
    throw new IssuerNotTrustedError({ path: "issuer", expected: "the expected issuer", received: credential.issuer });

  const { registry, statusIndex, claimsFrom } = credential;
  const integers = { ...decoded, statusIndex, claimsFrom, claims: encodeIssuedClaims(schema, credential.claims) };
  const hash = credentialHash(integers);
  try {
    verifySignature(integers.signature, hash, integers.issuerKey);
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new CredentialTamperedError({ path: "signature", cause });
  }

  if (holderSecret !== undefined) checkHolderSecret(holderSecret, integers.holderCommitment);
  if (today !== undefined) checkDay(credential, integers, calendarInteger(today));
  return Object.freeze({ ...integers, registry, schema, hash }) as unknown as CheckedCredential;
}

function isSamePoint(a: AffinePoint, b: AffinePoint): boolean {
  return a.x === b.x && a.y === b.y;
}

function encodeIssuedClaims(schema: CredentialSchema, claims: ClaimRecord): readonly FieldElement[] {
  try {
    return encodeClaims(schema, claims);
  } catch (cause) {
    if (!(cause instanceof ClaimError)) throw cause;
    const { path, expected } = cause;
    throw new CredentialMalformedError({
      ...(path === undefined ? {} : { path }),
      ...(expected === undefined ? {} : { expected }),
      cause,
    });
  }
}

function checkDay(credential: Credential, { validFrom, validUntil }: CredentialIntegers, today: number): void {
  if (today < validFrom)
    throw new CredentialNotYetValidError({ path: "validFrom", expected: `a day from ${credential.validFrom} on` });
  if (today > validUntil)
    throw new CredentialExpiredError({ path: "validUntil", expected: `a day until ${credential.validUntil}` });
}

/**
 * The issuer's signature does not match the content of the credential.
 *
 * What to do: get the credential from the issuer again.
 */
export class CredentialTamperedError extends /* @__PURE__ */ refusal(
  "CREDENTIAL_TAMPERED",
  "CredentialTamperedError",
  "The signature does not match the content",
) {}

/**
 * The credential's last day of validity has passed.
 *
 * What to do: ask the issuer to renew it.
 */
export class CredentialExpiredError extends /* @__PURE__ */ refusal(
  "CREDENTIAL_EXPIRED",
  "CredentialExpiredError",
  "The credential has expired",
) {}

/**
 * The credential's first day of validity, or its first period, has not come yet.
 *
 * What to do: wait until then.
 */
export class CredentialNotYetValidError extends /* @__PURE__ */ refusal(
  "CREDENTIAL_NOT_YET_VALID",
  "CredentialNotYetValidError",
  "The credential is not valid yet",
) {}

/**
 * The credential has another schema than the policy asks for.
 *
 * What to do: choose a credential of the schema that the request names.
 */
export class CredentialSchemaMismatchError extends /* @__PURE__ */ refusal(
  "CREDENTIAL_SCHEMA_MISMATCH",
  "CredentialSchemaMismatchError",
  "The credential has another schema",
) {}

/**
 * A credential, or what was looked up for it, is of another registry than the one that counts here.
 *
 * What to do: choose a credential of the registry that the request names; open the registry that the credential names.
 */
export class RegistryMismatchError extends /* @__PURE__ */ refusal(
  "REGISTRY_MISMATCH",
  "RegistryMismatchError",
  "The registry is another one",
) {}

/** @throws RegistryMismatchError when something is of another registry than is asked for */
export function checkRegistry(received: string, expected: string, path: string): void {
  if (received !== expected) throw new RegistryMismatchError({ path, expected, received });
}

/**
 * The issuer of the credential is not in the trusted set.
 *
 * What to do: get a credential from a trusted issuer, or update the registry.
 */
export class IssuerNotTrustedError extends /* @__PURE__ */ refusal(
  "ISSUER_NOT_TRUSTED",
  "IssuerNotTrustedError",
  "The issuer is not in the trusted set",
) {}

/**
 * A credential would claim from an earlier day than one that the person has had: it could claim a second time in one
 * period.
 *
 * What to do: leave claimsFrom out, or take the day that the message names.
 */
export class ClaimsFromError extends /* @__PURE__ */ refusal(
  "CLAIMS_FROM_TOO_EARLY",
  "ClaimsFromError",
  "The credential would claim too early",
) {}
