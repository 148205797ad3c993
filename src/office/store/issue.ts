/** Issuing: the old credential is revoked and the new one is there, both or neither. */
import { randomInt } from "node:crypto";
import { bytesToHex } from "../../core/bytes.ts";
import { engineCode, type SqlConnection, type SqlRow } from "../../core/database/sql.ts";
import type { Credential } from "../../credentials/credential/credential.ts";
import { STATUS_LIST_SIZE } from "../../credentials/credential/credential.ts";
import { RegistryError } from "../../credentials/registry/issuer-set.ts";
import { decideIssue, type Entry, type IssueDecision, type IssuedCredential, type IssueFacts } from "./decide.ts";
import { AccessTokenError, OFFER_SECONDS, sealAnswer, type TakenOffer } from "./offers.ts";
import { type StoreParts, type Writing, write } from "./parts.ts";

/** A verified wish for a credential. */
export interface IssueOrder {
  readonly offer: TakenOffer;
  readonly token: string;
  /** Keyed hash of the pseudonym, or of the commitment. */
  readonly holder: Uint8Array;
  /** Of the enrolment credential. */
  readonly claimsFrom: number;
  readonly issuerIndex: number;
  readonly validUntil: string;
  /** Makes the credential with its signature; nobody sees it before it is written down. */
  readonly make: (terms: Entry & { readonly claimsFrom: number }) => Promise<Credential>;
}

/** What was done. */
export interface Issue {
  readonly credential: Credential;
  readonly decision: IssueDecision;
}

/** A second process may issue for the same person meanwhile; a third and a fourth, too. */
const MAX_ROUNDS = 8;

export function createIssue(parts: StoreParts) {
  const { database, limits, now } = parts;

  return async (order: IssueOrder): Promise<Issue> => {
    const { offer, holder, claimsFrom, issuerIndex, make } = order;
    const wish = { schemaId: offer.schemaId, holder, claimsFrom, mayReplace: offer.mayReplace };
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const planned = decideIssue(await factsOf(database, offer.subjectKey, holder), wish, now(), limits);
      const statusIndex = await freeIndex(database, issuerIndex);
      const credential = await make({ issuerIndex, statusIndex, claimsFrom: planned.claimsFrom });
      const isDone = await write(parts, async (writing) => {
        const facts = await factsOf(writing.connection, offer.subjectKey, holder);
        const decision = decideIssue(facts, wish, writing.time, limits);
        // Somebody else was faster, or another hour has begun: what was signed is thrown away, and nobody has seen it.
        if (JSON.stringify(decision) !== JSON.stringify(planned)) return false;
        await requireOffer(writing.connection, order, writing.time);
        return commit(writing, { ...order, decision, statusIndex, credential, facts });
      }).catch((error: unknown) => {
        if (isTaken(error)) return false;
        throw error;
      });
      if (isDone) return { credential, decision: planned };
    }
    throw new RegistryError({ path: "statusIndex", expected: "an index that nobody takes at the same moment" });
  };
}

/** A unique index said no: the status index was given out a moment ago. */
const isTaken = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined;
  return ["SQLITE_CONSTRAINT_PRIMARYKEY", "23505"].includes(engineCode(cause) ?? "");
};

async function requireOffer(connection: SqlConnection, { offer }: IssueOrder, time: number): Promise<void> {
  const [row] = await connection.query<{ state: string; expires_at: number }>(
    "SELECT state, expires_at FROM civicproof_office_offers WHERE id = $1",
    [offer.id],
  );
  const isGood = row !== undefined && (row.state === "redeemed" || row.state === "waiting") && time < row.expires_at;
  if (!isGood) throw new AccessTokenError({ path: "authorization", expected: "an offer that nothing was issued for" });
}

async function commit(
  { connection, time, note }: Writing,
  order: IssueOrder & {
    readonly decision: IssueDecision;
    readonly statusIndex: number;
    readonly credential: Credential;
    readonly facts: IssueFacts;
  },
): Promise<true> {
  const { offer, token, holder, issuerIndex, validUntil, decision, statusIndex, credential } = order;
  const subject = bytesToHex(offer.subjectKey);
  const isReplacement = decision.kind === "replacement";
  const reason = isReplacement ? "secret-lost" : "replaced";
  for (const entry of decision.revoke) {
    await setStatus(connection, entry, { status: "revoked", time });
    note({ actor: offer.madeBy, action: "revoked", ...entry, subject, detail: reason });
  }
  await connection.execute(
    `INSERT INTO civicproof_office_subjects (subject, claims_from, enrolled_at, replacements) VALUES ($1, $2, $3, 0)
     ON CONFLICT (subject) DO UPDATE SET claims_from = excluded.claims_from,
       replacements = civicproof_office_subjects.replacements + $4`,
    [offer.subjectKey, decision.claimsFrom, time, isReplacement ? 1 : 0],
  );
  if (isReplacement)
    await connection.execute("UPDATE civicproof_office_holders SET replaced = 1 WHERE subject = $1", [
      offer.subjectKey,
    ]);
  if (decision.kind !== "renewal")
    await connection.insert(
      "civicproof_office_holders",
      ["holder", "subject", "replaced"],
      [[holder, offer.subjectKey, 0]],
    );
  await connection.insert(
    "civicproof_office_credentials",
    [
      ...["issuer_index", "status_index", "subject", "schema_id", "holder", "claims_from", "valid_until", "issued_at"],
      ...["status", "changed_at"],
    ],
    [
      [
        ...[issuerIndex, statusIndex, offer.subjectKey, offer.schemaId, holder, decision.claimsFrom, validUntil],
        ...[time, "valid", time],
      ],
    ],
  );
  await connection.execute(
    "UPDATE civicproof_office_offers SET state = 'issued', answer = $1, request = NULL, expires_at = $2 WHERE id = $3",
    [sealAnswer(token, JSON.stringify(credential)), time + OFFER_SECONDS, offer.id],
  );
  note({ actor: offer.madeBy, action: "issued", issuerIndex, statusIndex, subject, detail: decision.kind });
  return true;
}

/** Changes the status of one entry. */
export async function setStatus(
  connection: SqlConnection,
  { issuerIndex, statusIndex }: Entry,
  { status, time }: { readonly status: IssuedCredential["status"]; readonly time: number },
): Promise<void> {
  await connection.execute(
    "UPDATE civicproof_office_credentials SET status = $1, changed_at = $2 WHERE issuer_index = $3 AND status_index = $4",
    [status, time, issuerIndex, statusIndex],
  );
}

/** All that is known of a person. */
export async function factsOf(connection: SqlConnection, subject: Uint8Array, holder: Uint8Array): Promise<IssueFacts> {
  const [person] = await connection.query<{ claims_from: number }>(
    "SELECT claims_from FROM civicproof_office_subjects WHERE subject = $1",
    [subject],
  );
  const [owner] = await connection.query<{ subject: Uint8Array }>(
    "SELECT subject FROM civicproof_office_holders WHERE holder = $1",
    [holder],
  );
  const [current] = await connection.query<{ holder: Uint8Array }>(
    "SELECT holder FROM civicproof_office_holders WHERE subject = $1 AND replaced = 0",
    [subject],
  );
  return {
    subject,
    claimsFrom: person?.claims_from ?? 0,
    owner: owner?.subject,
    current: current?.holder,
    credentials: await credentialsOf(connection, subject),
  };
}

/** The credentials of a person, revoked ones too, in the order of their entries. */
export async function credentialsOf(
  connection: SqlConnection,
  subject: Uint8Array,
): Promise<readonly (IssuedCredential & { readonly validUntil: string })[]> {
  const rows = await connection.query<SqlRow>(
    `SELECT issuer_index, status_index, schema_id, holder, claims_from, status, changed_at, valid_until
     FROM civicproof_office_credentials WHERE subject = $1 ORDER BY issuer_index, status_index`,
    [subject],
  );
  return rows.map((row) => ({
    issuerIndex: row.issuer_index as number,
    statusIndex: row.status_index as number,
    schemaId: row.schema_id as string,
    holder: row.holder as Uint8Array,
    claimsFrom: row.claims_from as number,
    status: row.status as IssuedCredential["status"],
    changedAt: row.changed_at as number,
    validUntil: row.valid_until as string,
  }));
}

/** Random tries before the indexes are looked at one after the other. */
const TRIES = 32;

/** A random index that nobody has: it tells nothing about the order of issuance. The table refuses one that is taken meanwhile. */
async function freeIndex(connection: SqlConnection, issuerIndex: number): Promise<number> {
  const isTakenAt = async (index: number): Promise<boolean> => {
    const rows = await connection.query(
      "SELECT 1 AS taken FROM civicproof_office_credentials WHERE issuer_index = $1 AND status_index = $2",
      [issuerIndex, index],
    );
    return rows.length > 0;
  };
  for (let i = 0; i < TRIES; i++) {
    const index = randomInt(STATUS_LIST_SIZE);
    if (!(await isTakenAt(index))) return index;
  }
  const rows = await connection.query<{ status_index: number }>(
    "SELECT status_index FROM civicproof_office_credentials WHERE issuer_index = $1",
    [issuerIndex],
  );
  const taken = new Set(rows.map((row) => row.status_index));
  const free = Array.from({ length: STATUS_LIST_SIZE }, (_, i) => i).filter((i) => !taken.has(i));
  if (free.length === 0)
    throw new RegistryError({ expected: `at most ${STATUS_LIST_SIZE} credentials of one issuer key` });
  return free[randomInt(free.length)]!;
}
