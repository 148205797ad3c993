/**
 * The audit log: who did what to which credential, when and why, each entry chained to the one before by SHA-256. It has
 * no place for a claim; a person is the keyed hash that the office knows her by. It is also the journal from which the
 * status registry is published.
 */

import { bytesToHex } from "../../core/bytes.ts";
import type { SqlConnection, SqlDatabase, SqlRow } from "../../core/database/sql.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { sha256 } from "../../core/sha256.ts";
import { LOG_START } from "../../credentials/registry/status-log.ts";

/** What the office does that is written down. */
export const OFFICE_ACTIONS = [
  "issuer-added",
  "issuer-removed",
  "offered",
  "offer-locked",
  "issued",
  "revoked",
  "suspended",
  "reinstated",
  "asked",
  "approved",
  "rejected",
  "key-added",
  "key-ended",
  "signed-in",
  "signed-out",
  "sessions-ended",
  "published",
] as const;
export type OfficeAction = (typeof OFFICE_ACTIONS)[number];

/** What is written. */
export interface OfficeLogContent {
  /** The name of an API key, a session or a part of the office. */
  readonly actor: string;
  readonly action: OfficeAction;
  readonly issuerIndex?: number;
  readonly statusIndex?: number;
  /** Keyed hash of the person, hexadecimal. */
  readonly subject?: string;
  /** A reason code, an id, a schema: from closed lists, never free text. */
  readonly detail?: string;
}

/** One entry. */
export interface OfficeLogEntry {
  readonly sequence: number;
  /** Seconds since the epoch, never before the entry before. */
  readonly time: number;
  readonly actor: string;
  readonly action: OfficeAction;
  readonly issuerIndex: number | null;
  readonly statusIndex: number | null;
  readonly subject: string | null;
  readonly detail: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

const utf8 = new TextEncoder();

function hashOf(entry: Omit<OfficeLogEntry, "hash">): string {
  const { sequence, time, actor, action, issuerIndex, statusIndex, subject, detail, previousHash } = entry;
  const fields = [sequence, time, actor, action, issuerIndex, statusIndex, subject, detail, previousHash];
  return bytesToHex(sha256(utf8.encode(JSON.stringify(["civicproof/v2/office-log", ...fields]))));
}

/** Where the log ends, as the row says that every writer locks first. */
export interface Head {
  readonly registry: string;
  readonly sequence: number;
  readonly hash: string;
  readonly time: number;
  readonly sealedUntil: number;
}

/** Takes the lock of all writers and says where the log ends. It is held until the transaction's end. */
export async function lockHead(connection: SqlConnection, dialect: SqlDatabase["dialect"]): Promise<Head> {
  const lock = dialect === "postgres" ? " FOR UPDATE" : "";
  const [row] = await connection.query<{
    registry: string;
    sequence: number;
    hash: string;
    time: number;
    sealed: number;
  }>(`SELECT registry, sequence, hash, time, sealed_until AS sealed FROM civicproof_office${lock}`);
  if (row === undefined) throw new OfficeLogError({ path: "civicproof_office", expected: "an office that was set up" });
  const { sealed, ...head } = row;
  return { ...head, sealedUntil: sealed };
}

/** The time of a change: now, and never before what is written or published. */
export const timeOf = ({ time, sealedUntil }: Head, nowSeconds: number): number =>
  Math.max(Math.floor(nowSeconds), time, sealedUntil + 1);

/** Appends entries in a transaction that holds the lock, all with one time. */
export async function appendLog(
  connection: SqlConnection,
  head: Head,
  { time, entries }: { readonly time: number; readonly entries: readonly OfficeLogContent[] },
): Promise<void> {
  let { sequence, hash } = head;
  const rows = entries.map(
    ({ actor, action, issuerIndex = null, statusIndex = null, subject = null, detail = null }) => {
      const fields = { sequence: ++sequence, time, actor, action, issuerIndex, statusIndex, subject, detail };
      const previousHash = hash;
      hash = hashOf({ ...fields, previousHash });
      return [sequence, time, actor, action, issuerIndex, statusIndex, subject, detail, previousHash, hash];
    },
  );
  await connection.insert("civicproof_office_log", COLUMNS, rows);
  await connection.execute("UPDATE civicproof_office SET sequence = $1, hash = $2, time = $3", [sequence, hash, time]);
}

const COLUMNS = [
  ...["sequence", "time", "actor", "action", "issuer_index", "status_index", "subject", "detail"],
  ...["previous_hash", "hash"],
];

/** What the status registry is made from. */
const JOURNAL: readonly OfficeAction[] = [
  "issuer-added",
  "issuer-removed",
  "issued",
  "revoked",
  "suspended",
  "reinstated",
];

/** Reads the entries that the registry is made from, in their order. @param until the last sequence number */
export async function readJournal(connection: SqlConnection, until: number): Promise<OfficeLogEntry[]> {
  const actions = JOURNAL.map((action) => `'${action}'`).join(", ");
  const rows = await connection.query<SqlRow>(
    `SELECT ${COLUMNS.join(", ")} FROM civicproof_office_log WHERE sequence <= $1 AND action IN (${actions}) ORDER BY sequence`,
    [until],
  );
  return rows.map(toEntry);
}

function toEntry(row: SqlRow): OfficeLogEntry {
  const { issuer_index: issuerIndex, status_index: statusIndex, previous_hash: previousHash, ...rest } = row;
  return { ...rest, issuerIndex, statusIndex, previousHash } as unknown as OfficeLogEntry;
}

/** Reads entries in their order. @param from the first sequence number */
export async function readLog(connection: SqlConnection, from = 1, limit = 1_000_000): Promise<OfficeLogEntry[]> {
  const rows = await connection.query<SqlRow>(
    `SELECT ${COLUMNS.join(", ")} FROM civicproof_office_log WHERE sequence >= $1 ORDER BY sequence LIMIT $2`,
    [from, limit],
  );
  return rows.map(toEntry);
}

/**
 * Checks that a log is whole: numbered from 1, in order of time, every hash right, and its end the one that is known.
 *
 * @throws OfficeLogError at the first entry that does not fit
 */
export function verifyOfficeLog(entries: readonly OfficeLogEntry[], end: Pick<Head, "sequence" | "hash">): void {
  if (!Array.isArray(entries) || typeof end?.hash !== "string")
    throw new InvalidInputError({ path: "entries", expected: "the entries of a log, and its end" });
  let previousHash = LOG_START;
  let time = 0;
  entries.forEach(({ hash, ...entry }, i) => {
    const path = `log[${i}]`;
    if (entry.sequence !== i + 1) throw new OfficeLogError({ path: `${path}.sequence`, expected: String(i + 1) });
    if (entry.previousHash !== previousHash || hash !== hashOf(entry))
      throw new OfficeLogError({ path: `${path}.hash`, expected: "the hash of this entry after the one before" });
    if (entry.time < time) throw new OfficeLogError({ path: `${path}.time`, expected: "not before the entry before" });
    previousHash = hash;
    time = entry.time;
  });
  if (end.sequence !== entries.length || end.hash !== previousHash)
    throw new OfficeLogError({ path: "log", expected: `the ${end.sequence} entries that the office wrote` });
}

/**
 * The office's audit log is not what the office wrote, or there is no office in this database.
 *
 * What to do: look for whoever can write to the database; restore it from a backup, and compare with what was published.
 */
export class OfficeLogError extends /* @__PURE__ */ refusal(
  "OFFICE_LOG_DAMAGED",
  "OfficeLogError",
  "The office's log is not whole",
) {}
