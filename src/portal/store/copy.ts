/** Brings what one store has into another, on either engine: backups, restoring, and making up for a loss. */
import { bytesToHex } from "../../core/bytes.ts";
import { CLOSING_LOCK } from "../../core/database/locks.ts";
import type { SqlConnection, SqlDatabase, SqlValue } from "../../core/database/sql.ts";
import { asStore } from "./as-store.ts";
import { readAge } from "./high-water.ts";
import { checkProgramme, checkTerms, type ScopeTerms } from "./port.ts";
import { logEvent, readProgrammes } from "./programmes.ts";
import { StoreKeyError } from "./row-keys.ts";
import { countUses, type OpenedStore, raiseUses, withoutClaims } from "./upkeep.ts";

/** What a store did not have and has now. */
export interface Reconciled {
  readonly nullifiers: number;
  readonly uses: number;
  readonly requests: number;
  /** Whether the store was empty, and is a copy with the same id now. */
  readonly isCopy: boolean;
}

/** Rows that are read, and rows that are written, at a time. */
const PAGE = 5_000;
const STATEMENT = 500;

const REQUEST_COLUMNS = ["id", "request", "expires_at", "outcome", "decided_at", "service", "same_device"].concat([
  ...["delete_at", "answer", "part"],
]);

/**
 * Adds to a store what another one has: uses, closed periods, programmes, requests with their decisions. Nothing is taken
 * away, and a use that both have counts once. The other one is read as it is at one moment; it may be serving.
 *
 * @throws StoreKeyError when the other store has another hash key
 * @throws StoreProgrammeError, ScopeTermsError when it is for other programmes
 * @throws StoreUnavailableError; the store is then as it was
 */
export function reconcileStore(target: OpenedStore, source: OpenedStore): Promise<Reconciled> {
  return asStore(() =>
    atOneMoment(source.database, (from) =>
      withoutClaims(target.database, (to) => copy(from, to, target.database.dialect)),
    ),
  );
}

/** A snapshot with no claim half done: what was acknowledged is in it, and counted. */
async function atOneMoment<T>(database: SqlDatabase, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  if (database.dialect === "sqlite") return database.snapshot(work);
  let [letGo, isHeld] = [(): void => {}, (): void => {}];
  const held = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const taken = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holding = database
    .transaction(async (connection) => {
      await connection.query("SELECT pg_advisory_xact_lock($1)", [CLOSING_LOCK]);
      isHeld();
      await taken;
    })
    .finally(isHeld);
  const reading = database
    .snapshot(async (connection) => {
      await held;
      await countUses(connection);
      letGo();
      await holding;
      return work(connection);
    })
    .finally(letGo);
  const [result] = await Promise.all([reading, holding]);
  return result;
}

async function copy(from: SqlConnection, to: SqlConnection, dialect: SqlDatabase["dialect"]): Promise<Reconciled> {
  const keyOf = async (connection: SqlConnection) =>
    (await connection.query<{ value: Uint8Array }>("SELECT value FROM civicproof_meta WHERE name = 'hash-key'"))[0]!
      .value;
  if (bytesToHex(Uint8Array.from(await keyOf(from))) !== bytesToHex(Uint8Array.from(await keyOf(to))))
    throw new StoreKeyError({ path: "hashKey" });
  const isCopy = await isEmpty(to);
  if (isCopy)
    await to.execute("UPDATE civicproof_meta SET value = $1 WHERE name = 'store-id'", [(await readAge(from)).id]);
  await copyProgrammes(from, to);
  const periodIds = await copyPeriods(from, to);
  const { nullifiers, uses } = await copyUses(from, to, periodIds);
  const requests = await copyRequests(from, to);
  await raiseUses(to, dialect, Math.max(await countUses(from), (await countUses(to)) + uses));
  if (isCopy) await copyEvents(from, to);
  const done = { nullifiers, uses, requests, isCopy };
  await logEvent(to, "reconciled", done);
  return done;
}

async function isEmpty(connection: SqlConnection): Promise<boolean> {
  for (const table of ["programmes", "scopes", "periods"]) {
    const rows = await connection.query(`SELECT 1 AS found FROM civicproof_${table} LIMIT 1`);
    if (rows.length > 0) return false;
  }
  return true;
}

async function copyProgrammes(from: SqlConnection, to: SqlConnection): Promise<void> {
  const select = 'SELECT scope, grid, max_claims AS "maxClaims" FROM civicproof_scopes';
  for (const terms of await from.query<ScopeTerms & { scope: Uint8Array }>(select)) {
    const { scope, grid, maxClaims } = terms;
    await insertNew(to, "scopes", ["scope", "grid", "max_claims"], [[scope, grid, maxClaims]]);
    checkTerms((await to.query<ScopeTerms>(`${select} WHERE scope = $1`, [scope]))[0], terms);
  }
  const known = await readProgrammes(to);
  for (const programme of await readProgrammes(from)) {
    const same = known.find(({ tenant }) => tenant === programme.tenant);
    if (same !== undefined) checkProgramme(same, programme);
  }
  const columns = ["tenant", "verifier", "programme", "scope", "policy", "policy_hash"];
  const rows = await from.query(`SELECT ${columns.join(", ")} FROM civicproof_programmes`);
  await insertNew(to, "programmes", columns, valuesOf(rows, columns));
}

interface PeriodRow {
  readonly id: number;
  readonly scope: Uint8Array;
  readonly period: number;
  readonly retain: number | null;
  readonly closed: number;
}

/** @returns the id that each period of the source has in the target */
async function copyPeriods(from: SqlConnection, to: SqlConnection): Promise<ReadonlyMap<number, number>> {
  const select = `SELECT id, scope, period, retain_until AS retain, CAST(closed AS integer) AS closed
    FROM civicproof_periods`;
  const ids = new Map<number, number>();
  for (const { id, scope, period, retain, closed } of await from.query<PeriodRow>(select)) {
    const where = `${select} WHERE scope = $1 AND period = $2`;
    const columns = ["scope", "period"];
    await insertNew(to, "periods", columns, [[scope, period]]);
    const [known] = await to.query<PeriodRow>(where, [scope, period]);
    const until =
      retain === null || known!.retain === null ? (retain ?? known!.retain) : Math.max(retain, known!.retain);
    // Text, which both engines take for their own type.
    const isClosed = closed === 1 || known!.closed === 1 ? "1" : "0";
    await to.execute("UPDATE civicproof_periods SET retain_until = $2, closed = $3 WHERE id = $1", [
      ...[known!.id, until, isClosed],
    ]);
    ids.set(id, known!.id);
  }
  return ids;
}

async function copyUses(from: SqlConnection, to: SqlConnection, periodIds: ReadonlyMap<number, number>) {
  const idOf = ({ period_id }: { period_id: number }): number => periodIds.get(period_id)!;
  let [nullifiers, uses] = [0, 0];
  // Without uses at first; each answered request that is new adds one.
  const people = ["nullifier", "period_id", "uses", "first_used_at"];
  type Person = { nullifier: Uint8Array; period_id: number; first_used_at: number };
  for await (const rows of pages<Person>(from, "nullifiers", people, "nullifier")) {
    const values = rows.map((row) => [row.nullifier, idOf(row), 0, row.first_used_at]);
    nullifiers += (await insertNew(to, "nullifiers", people, values)).length;
  }
  const columns = ["nonce", "nullifier", "operation", "period_id"];
  type Answer = { nonce: Uint8Array; nullifier: Uint8Array; operation: Uint8Array | null; period_id: number };
  for await (const rows of pages<Answer>(from, "answers", columns, "nonce")) {
    const values = rows.map((row) => [row.nonce, row.nullifier, row.operation, idOf(row)]);
    const fresh = new Set((await insertNew(to, "answers", columns, values)).map(keyText));
    uses += fresh.size;
    const added = new Map<string, { readonly key: Uint8Array; count: number }>();
    for (const { nonce, nullifier } of rows) {
      if (!fresh.has(keyText(nonce))) continue;
      const one = added.get(keyText(nullifier)) ?? { key: nullifier, count: 0 };
      one.count++;
      added.set(keyText(nullifier), one);
    }
    await addUses(to, [...added.values()]);
  }
  // Damaged where a person has no answered request: used nevertheless.
  await to.execute("UPDATE civicproof_nullifiers SET uses = 1 WHERE uses = 0");
  return { nullifiers, uses };
}

async function addUses(to: SqlConnection, added: readonly { readonly key: Uint8Array; readonly count: number }[]) {
  for (const count of new Set(added.map((each) => each.count))) {
    const keys = added.filter((each) => each.count === count).map(({ key }) => key);
    for (let first = 0; first < keys.length; first += STATEMENT) {
      const some = keys.slice(first, first + STATEMENT);
      const places = some.map((_, i) => `$${i + 1}`).join(", ");
      const update = `UPDATE civicproof_nullifiers SET uses = uses + ${count} WHERE nullifier IN (${places})`;
      await to.execute(update, some);
    }
  }
}

async function copyRequests(from: SqlConnection, to: SqlConnection): Promise<number> {
  type Request = { id: string; outcome: string | null; decided_at: number; delete_at: number; answer: Uint8Array };
  // A store that a library uses without a service has none.
  const [tables] = await from.query("SELECT 1 AS found FROM civicproof_versions WHERE name = 'requests'");
  if (tables === undefined) return 0;
  let count = 0;
  // What many requests share, before the requests.
  const shared = ["hash", "part"];
  for await (const rows of pages(from, "request_parts", shared, "hash"))
    await insertNew(to, "request_parts", shared, valuesOf(rows as never, shared));
  for await (const rows of pages<Request>(from, "requests", REQUEST_COLUMNS, "id")) {
    const values = valuesOf(rows as never, REQUEST_COLUMNS);
    const fresh = new Set((await insertNew(to, "requests", REQUEST_COLUMNS, values)).map(keyText));
    count += fresh.size;
    for (const { id, outcome, decided_at, delete_at, answer } of rows) {
      if (outcome !== "accepted" || fresh.has(id)) continue;
      await to.execute(
        `UPDATE civicproof_requests SET outcome = 'accepted', decided_at = $2, delete_at = $3, answer = $4
         WHERE id = $1 AND coalesce(outcome, '') <> 'accepted'`,
        [id, decided_at, delete_at, answer],
      );
    }
  }
  return count;
}

async function copyEvents(from: SqlConnection, to: SqlConnection): Promise<void> {
  const columns = ["at", "what", "detail"];
  const rows = await from.query(`SELECT ${columns.join(", ")} FROM civicproof_events ORDER BY id`);
  await to.insert("civicproof_events", columns, valuesOf(rows, columns));
}

/** The rows of a table in the order of its key, or those for which a condition holds. */
export async function* pages<Row>(
  connection: SqlConnection,
  table: string,
  columns: readonly string[],
  key: string,
  condition = "1 = 1",
): AsyncGenerator<readonly Row[]> {
  const select = (after: string) =>
    `SELECT ${columns.join(", ")} FROM civicproof_${table} WHERE ${condition} ${after} ORDER BY ${key} LIMIT ${PAGE}`;
  let rows = await connection.query<Row>(select(""));
  while (rows.length > 0) {
    yield rows;
    if (rows.length < PAGE) return;
    const last = (rows.at(-1) as Record<string, SqlValue>)[key]!;
    rows = await connection.query<Row>(select(`AND ${key} > $1`), [last]);
  }
}

/** Inserts the rows whose key is not there. @returns the keys, of the first column, of those that are new */
async function insertNew(
  connection: SqlConnection,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<readonly SqlValue[]> {
  const [key] = columns;
  const keys: SqlValue[] = [];
  for (let first = 0; first < rows.length; first += STATEMENT) {
    const part = rows.slice(first, first + STATEMENT);
    const values = part.map((_, i) => `(${columns.map((__, k) => `$${i * columns.length + k + 1}`).join(", ")})`);
    const inserted = await connection.query<{ key: SqlValue }>(
      `INSERT INTO civicproof_${table} (${columns.join(", ")}) VALUES ${values.join(", ")}
       ON CONFLICT DO NOTHING RETURNING ${key} AS key`,
      part.flat(),
    );
    for (const row of inserted) keys.push(row.key);
  }
  return keys;
}

const valuesOf = (rows: readonly Readonly<Record<string, SqlValue>>[], columns: readonly string[]) =>
  rows.map((row) => columns.map((column) => row[column]!));

const keyText = (key: SqlValue): string => (key instanceof Uint8Array ? bytesToHex(Uint8Array.from(key)) : String(key));
