/**
 * An office as a party of an assessment: what it reads follows from its settings, what it holds from its tables. Every
 * column is named here; `test/unit/office/describe.test.ts` compares them with those that a store makes.
 */
import { ownWith, requireList, requireText } from "../core/own.ts";
import type { CredentialSchema } from "../credentials/credential/schema.ts";
import { schemaReference } from "../credentials/credential/schema.ts";
import type { OfficeBridgeDescription, OfficeDescription, OfficeItem } from "../dpia/office/description.ts";
import { BRIDGE_SECONDS } from "./store/bridge-sessions.ts";
import { DEFERRED_SECONDS, OFFER_SECONDS, SWEEP_SECONDS } from "./store/offers.ts";

/** What is derived from an office's settings. */
export interface DescribedOffice {
  /** The party of the assessment that runs it. */
  readonly party: string;
  readonly credentials: readonly { readonly source: "sql" | "http" | "csv"; readonly schema: CredentialSchema }[];
  /** Of the authority's enrolment credential, where people enrol. */
  readonly identitySchema?: CredentialSchema | undefined;
  /** Whether an issue waits for a second person. */
  readonly isIssueForTwo?: boolean | undefined;
  /** How long a session of staff lasts. */
  readonly sessionSeconds?: number | undefined;
  /** What it sees of other people's credentials; a bridge says it of itself. */
  readonly bridges?: readonly OfficeBridgeDescription[] | undefined;
}

type Column = OfficeItem | "none";

/** What each column of the office's tables says, by table; `none` says nothing about anybody. */
export const OFFICE_COLUMNS: Readonly<Record<string, Readonly<Record<string, Column>>>> = {
  civicproof_office: Object.fromEntries(
    ["id", "registry", "key_check", "sequence", "hash", "time", "sealed_until"].map((name) => [name, "none"] as const),
  ),
  civicproof_office_log: Object.fromEntries(
    [
      ...["sequence", "time", "actor", "action", "issuer_index", "status_index", "subject", "detail"],
      ...["previous_hash", "hash"],
    ].map((name) => [name, "log"] as const),
  ),
  civicproof_office_issuers: Object.fromEntries(
    ["issuer_index", "public_key", "schemas", "possession", "state", "since"].map((name) => [name, "none"] as const),
  ),
  civicproof_office_subjects: {
    subject: "subject-key",
    claims_from: "status",
    enrolled_at: "status",
    replacements: "status",
  },
  civicproof_office_holders: { holder: "pseudonym", subject: "subject-key", replaced: "status" },
  civicproof_office_credentials: {
    ...{ issuer_index: "status", status_index: "status", schema_id: "status", claims_from: "status" },
    ...{ valid_until: "status", issued_at: "status", status: "status", changed_at: "status" },
    ...{ subject: "subject-key", holder: "pseudonym" },
  },
  civicproof_office_offers: {
    ...{ id: "none", schema_id: "none", tries: "none", state: "none", may_replace: "none", approval: "none" },
    ...{ expires_at: "none", made_by: "staff", subject: "subject-key", sealed: "identifier", request: "identity" },
    ...{ code: "codes", short_code: "codes", transaction_code: "codes", token: "codes" },
    ...{ holder: "pseudonym", commitment: "commitment", answer: "credential" },
  },
  civicproof_office_queue: {
    ...{ id: "none", action: "decision", schema_id: "decision", issuer_index: "decision", status_index: "decision" },
    ...{ reason: "decision", asked_by: "decision", asked_at: "decision", state: "decision", decided_by: "decision" },
    ...{ decided_at: "decision", subject: "subject-key" },
  },
  civicproof_office_bridge_sessions: {
    ...{ id: "none", bridge: "none", may_replace: "none", random: "none", state: "none", expires_at: "none" },
    ...{ offer: "none", ticket: "codes", secret: "codes", response_code: "codes" },
    ...{ commitment: "commitment", held: "claims" },
  },
  civicproof_office_keys: { name: "staff", role: "none", sha256: "codes", made_at: "none", ended_at: "none" },
  civicproof_office_staff: { person: "staff", name: "staff", since: "none" },
  civicproof_office_sessions: Object.fromEntries(
    [...["hash", "name", "roles", "acr", "signed_in_at", "idle_seconds", "idle_until", "expires_at", "key_name"]].map(
      (name) => [name, "session"] as const,
    ),
  ),
};

/**
 * Describes an office for the descriptor of an assessment, as `office`.
 *
 * @throws InvalidInputError without a party or a list of credentials
 * @example
 * const office = describeOffice({ party: "registry", credentials: [{ source: "sql", schema }] });
 */
export function describeOffice(given: DescribedOffice): OfficeDescription {
  const office = ownWith(given, "party", "credentials");
  requireText("party", office.party);
  requireList("credentials", office.credentials);
  const { party, credentials, identitySchema, isIssueForTwo = false, sessionSeconds = 8 * 3_600, bridges } = office;
  const namesOf = ({ claims }: CredentialSchema): string[] => claims.map(({ name }) => name);
  // After an issue the answer waits for whoever lost it, and then for the next sweep.
  const answered = 2 * OFFER_SECONDS + SWEEP_SECONDS;
  const deferred = isIssueForTwo ? DEFERRED_SECONDS : 0;
  // Until it is redeemed, until it is issued, perhaps until somebody has approved it.
  const offered = 2 * OFFER_SECONDS + deferred + answered;
  const enrols = identitySchema !== undefined;
  const hasBridges = bridges !== undefined && bridges.length > 0;
  // Until the response code comes, and then for as long as the offer stands.
  const held = BRIDGE_SECONDS + offered + SWEEP_SECONDS;
  const committed = hasBridges ? held : deferred + answered;
  return {
    party,
    reads: credentials.map(({ source, schema }) => ({
      source,
      credential: schemaReference(schema),
      claims: namesOf(schema),
      ...(enrols ? { identity: namesOf(identitySchema) } : {}),
    })),
    holds: [
      { item: "claims", form: "clear", seconds: 0 },
      ...(hasBridges ? [{ item: "claims", form: "sealed", seconds: held } as const] : []),
      { item: "identifier", form: "sealed", seconds: offered },
      { item: "credential", form: "sealed", seconds: answered },
      ...(enrols ? [{ item: "identity", form: "sealed", seconds: answered } as const] : []),
      ...(isIssueForTwo || hasBridges ? [{ item: "commitment", form: "clear", seconds: committed } as const] : []),
      { item: "codes", form: "hash", seconds: offered },
      { item: "subject-key", form: "keyed-hash", seconds: "permanent" },
      { item: "pseudonym", form: "keyed-hash", seconds: "permanent" },
      { item: "status", form: "clear", seconds: "permanent" },
      { item: "decision", form: "clear", seconds: "permanent" },
      { item: "staff", form: "clear", seconds: "permanent" },
      { item: "session", form: "clear", seconds: sessionSeconds },
      { item: "log", form: "clear", seconds: "permanent" },
    ],
    publishes: ["issuer-keys", "statements", "status-lists"],
    ...(hasBridges ? { bridges: [...bridges] } : {}),
  };
}
