/** What an operator does with a store: look into it, close periods, change the policy. Serving may go on meanwhile. */
import { statSync } from "node:fs";
import { bytesToHex } from "../../core/bytes.ts";
import { CLOSING_LOCK } from "../../core/database/locks.ts";
import { connectPostgres } from "../../core/database/postgres.ts";
import { isPostgresUrl, type PostgresAccess } from "../../core/database/postgres-access.ts";
import { orClose, type SqlConnection, type SqlDatabase } from "../../core/database/sql.ts";
import { connectSqlite } from "../../core/database/sqlite.ts";
import { calendarInteger, dateFromDayNumber, dayNumber } from "../../core/dates.ts";
import { type FieldElement, fieldFromBytes, fieldToBytes } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { dayOf, lastDayOf, parseGrid, periodOn } from "../../core/period-grid.ts";
import { asStore } from "./as-store.ts";
import { readAge } from "./high-water.ts";
import { checkProgramme, checkTerms, type NullifierStore, type ServedProgramme, StoreProgrammeError } from "./port.ts";
import { createPostgresStore } from "./postgres.ts";
import { logEvent, programmeForPeople, readProgrammes, STORE_TABLES } from "./programmes.ts";
import { createRowKeys, type HashKey } from "./row-keys.ts";
import { createSqliteStore } from "./sqlite.ts";

/** An open store with the database below it. */
export interface OpenedStore {
  readonly database: SqlDatabase;
  readonly store: Pick<NullifierStore, "lookup" | "close">;
  /** The file of an SQLite store. */
  readonly file: string | undefined;
}

/** Which store is meant. */
export interface StorePlace extends PostgresAccess {
  /** `sqlite:<file>` or `postgres://…` */
  readonly url: string;
  readonly hashKey?: HashKey | undefined;
}

/** Reading and comparing a whole store takes longer than a claim. */
const STATEMENT_MILLISECONDS = 3_600_000;

/**
 * Opens a store that is there.
 *
 * @throws DatabaseMissingError, StoreKeyError, StoreUnavailableError, DatabaseVersionNewerError, DatabaseRightsError
 */
export async function openStoreForUpkeep({ url, hashKey, ...access }: StorePlace): Promise<OpenedStore> {
  const keys = createRowKeys(hashKey);
  if (url.startsWith("sqlite:")) {
    const file = url.slice("sqlite:".length);
    const database = await asStore(() => connectSqlite(file, { mustHave: STORE_TABLES[0]! }));
    return orClose(database, async () => ({ database, file, store: await createSqliteStore(database, keys) }));
  }
  if (!isPostgresUrl(url)) throw new InvalidInputError({ path: "store", expected: "sqlite:<file> or postgres://…" });
  const limits = { maxConnections: 3, statementTimeoutMilliseconds: STATEMENT_MILLISECONDS };
  const database = await asStore(() => connectPostgres(url, { ...access, ...limits, oneAtATime: false }));
  return orClose(database, async () => ({
    database,
    file: undefined,
    store: await createPostgresStore(database, keys, { mustExist: true, highWater: undefined }),
  }));
}

/** A transaction during which no claim is decided. */
export function withoutClaims<T>(database: SqlDatabase, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  return asStore(() =>
    database.transaction(async (connection) => {
      if (database.dialect === "postgres") await connection.query("SELECT pg_advisory_xact_lock($1)", [CLOSING_LOCK]);
      return work(connection);
    }),
  );
}

/** How many uses the store ever had. */
export async function countUses(connection: SqlConnection): Promise<number> {
  return (await readAge(connection)).uses;
}

/** Raises the number of uses, never lowers it. */
export async function raiseUses(
  connection: SqlConnection,
  dialect: SqlDatabase["dialect"],
  uses: number,
): Promise<void> {
  if ((await countUses(connection)) >= uses) return;
  if (dialect === "sqlite") await connection.execute("UPDATE civicproof_uses SET last_value = $1", [uses]);
  else await connection.query("SELECT setval('civicproof_uses', $1)", [uses]);
}

/** A scope and period with what is in it. */
export interface PeriodReport {
  /** The programmes of the scope, by tenant; none where a library serves without a service. */
  readonly scope: string;
  readonly period: number;
  readonly isClosed: boolean;
  readonly retainUntilSeconds: number | null;
  /** People who claimed. */
  readonly nullifiers: number;
  /** Claims. */
  readonly uses: number;
}

export interface StoreReport {
  readonly id: string;
  /** Uses ever, also of what is forgotten. */
  readonly uses: number;
  readonly programmes: readonly object[];
  readonly periods: readonly PeriodReport[];
  /** What was done to the store other than claims, newest first. */
  readonly events: readonly { readonly at: number; readonly what: string; readonly detail: unknown }[];
  /** What is wrong, in words; nothing where all is well. */
  readonly findings: readonly string[];
}

const EVENTS = 50;

/** Counts and compares everything that a store has. @throws StoreUnavailableError when it is too damaged for that */
export function checkStore({ database, file }: OpenedStore): Promise<StoreReport> {
  return asStore(() =>
    database.snapshot(async (connection) => {
      const findings: string[] = [];
      const finding = async (select: string, say: (n: number) => string): Promise<void> => {
        const [row] = await connection.query<{ n: number }>(select);
        if (row!.n > 0) findings.push(say(row!.n));
      };
      if (database.dialect === "sqlite") {
        const rows = await connection.query<{ integrity_check: string }>("PRAGMA integrity_check(20)");
        for (const { integrity_check: found } of rows)
          if (found !== "ok") findings.push(`the file is damaged: ${found}`);
      }
      if (file !== undefined && (statSync(file).mode & 0o077) !== 0)
        findings.push(`${file} is open to others than its owner`);
      const periods = await connection.query<{
        scope: Uint8Array;
        period: number;
        closed: number | boolean;
        retain: number | null;
        nullifiers: number;
        uses: number;
      }>(
        `SELECT scope, period, closed, retain_until AS retain, coalesce(nullifiers, 0) AS nullifiers,
           CAST(coalesce(uses, 0) AS bigint) AS uses
         FROM civicproof_periods LEFT JOIN (
           SELECT period_id, count(*) AS nullifiers, sum(uses) AS uses FROM civicproof_nullifiers GROUP BY period_id
         ) AS counted ON period_id = id ORDER BY period, scope`,
      );
      const total = periods.reduce((sum, { uses }) => sum + uses, 0);
      const [answers] = await connection.query<{ n: number }>("SELECT count(*) AS n FROM civicproof_answers");
      if (answers!.n !== total) findings.push(`${total} uses, but ${answers!.n} answered requests`);
      const { id, uses } = await readAge(connection);
      if (uses < total) findings.push(`${total} uses, but ${uses} were ever counted`);
      const without = (table: string) => `SELECT count(*) AS n FROM civicproof_${table} LEFT JOIN civicproof_periods
        ON id = period_id WHERE id IS NULL`;
      await finding(without("nullifiers"), (n) => `${n} nullifiers of no period`);
      await finding(without("answers"), (n) => `${n} answered requests of no period`);
      await finding(
        `SELECT count(*) AS n FROM civicproof_nullifiers JOIN civicproof_periods ON id = period_id
         JOIN civicproof_scopes USING (scope) WHERE uses < 1 OR uses > max_claims`,
        (n) => `${n} people with more claims than their programme allows, or none`,
      );
      const events = await connection.query<{ at: number; what: string; detail: string }>(
        `SELECT at, what, detail FROM civicproof_events ORDER BY id DESC LIMIT ${EVENTS}`,
      );
      return {
        id: bytesToHex(Uint8Array.from(id)),
        uses,
        programmes: (await readProgrammes(connection)).map((each) => ({
          ...programmeForPeople(each),
          scope: String(each.scope),
        })),
        periods: periods.map(({ scope, period, closed, retain, nullifiers, uses: used }) => ({
          scope: String(fieldFromBytes(scope)),
          ...{ period, isClosed: Boolean(closed), retainUntilSeconds: retain, nullifiers, uses: used },
        })),
        events: events.map(({ detail, ...event }) => ({ ...event, detail: JSON.parse(detail) as unknown })),
        findings,
      };
    }),
  );
}

/** What a store knows about one nullifier. */
export interface FoundNullifier {
  readonly uses: number;
  readonly firstUsedAtSeconds: number;
  readonly scope: string;
  readonly period: number;
}

/** Finds a nullifier under the store's own hash key. */
export async function findNullifier(
  { database }: OpenedStore,
  nullifier: FieldElement,
  hashKey?: HashKey,
): Promise<FoundNullifier | undefined> {
  const key = createRowKeys(hashKey).nullifier(fieldToBytes(nullifier));
  const select = `SELECT uses, first_used_at AS at, scope, period FROM civicproof_nullifiers
    JOIN civicproof_periods ON id = period_id WHERE nullifier = $1`;
  const [row] = await asStore(() =>
    database.query<{ uses: number; at: number; scope: Uint8Array; period: number }>(select, [key]),
  );
  if (row === undefined) return undefined;
  const { uses, at, scope, period } = row;
  return { uses, firstUsedAtSeconds: at, scope: String(fieldFromBytes(scope)), period };
}

/** Which periods to close. */
export interface ClosePeriods {
  /** Only of this tenant's programme; of all by default. */
  readonly tenant?: string | undefined;
  /** Named by their first days; else every period up to that of `nowSeconds`. */
  readonly periods?: readonly number[] | undefined;
  readonly nowSeconds: number;
  /** Raises the number of uses to this, so that a high-water mark is satisfied. */
  readonly usesAtLeast?: number | undefined;
}

/** A scope and a period of it. */
export interface ClosedPeriod {
  readonly scope: string;
  readonly period: number;
}

/**
 * Closes periods for ever: nobody can claim in them again. Their nullifiers stay until their retention is over.
 *
 * @throws PeriodGridError for a period that a programme does not have
 * @throws InvalidInputError for a programme whose one period never ends, unless that is named
 */
export function closePeriods(
  { database }: OpenedStore,
  { tenant, periods, nowSeconds, usesAtLeast = 0 }: ClosePeriods,
): Promise<readonly ClosedPeriod[]> {
  return withoutClaims(database, async (connection) => {
    const programmes = await readProgrammes(connection);
    const own = programmes.find((each) => each.tenant === tenant);
    if (tenant !== undefined && own === undefined)
      throw new InvalidInputError({ path: "tenant", expected: "a tenant of this store", received: tenant });
    const scopes = await connection.query<{ scope: Uint8Array; grid: string }>(
      "SELECT scope, grid FROM civicproof_scopes",
    );
    const closed: ClosedPeriod[] = [];
    for (const { scope, grid } of scopes) {
      if (own !== undefined && own.scope !== fieldFromBytes(scope)) continue;
      for (const period of periods === undefined ? periodsUntil(grid, nowSeconds) : periods) {
        lastDayOf(parseGrid(grid), period);
        const isTrue = database.dialect === "sqlite" ? "1" : "true";
        const changed = await connection.execute(
          `INSERT INTO civicproof_periods AS known (scope, period, closed) VALUES ($1, $2, ${isTrue})
           ON CONFLICT (scope, period) DO UPDATE SET closed = ${isTrue} WHERE known.closed <> ${isTrue}`,
          [scope, period],
        );
        if (changed === 1) closed.push({ scope: String(fieldFromBytes(scope)), period });
      }
    }
    await raiseUses(connection, database.dialect, usesAtLeast);
    await logEvent(connection, "periods-closed", { periods: closed });
    return closed;
  });
}

/** Every period of a grid up to the one of an instant. */
function periodsUntil(text: string, nowSeconds: number): readonly number[] {
  const grid = parseGrid(text);
  if (grid.kind === "once")
    throw new InvalidInputError({
      path: "period",
      expected: `--period for the programme of ${text}, which nobody could claim under ever again`,
    });
  const today = dayOf(grid, nowSeconds);
  const periods: number[] = [];
  for (let day = grid.firstDay; calendarInteger(day) <= calendarInteger(today); ) {
    const period = periodOn(grid, day);
    periods.push(period);
    const last = lastDayOf(grid, period);
    if (last === undefined) break;
    day = dateFromDayNumber(dayNumber(last) + 1);
  }
  return periods;
}

/**
 * Lets the service of a tenant serve another version of its policy. Where nobody has claimed yet, verifier, programme,
 * grid and maxClaims may change too; otherwise they would give people fresh nullifiers or further claims.
 *
 * @returns what was
 * @throws StoreProgrammeError, ScopeTermsError
 */
export function migrateProgramme({ database }: OpenedStore, asked: ServedProgramme): Promise<ServedProgramme> {
  return withoutClaims(database, async (connection) => {
    const programmes = await readProgrammes(connection);
    const was = programmes.find(({ tenant }) => tenant === asked.tenant);
    if (was === undefined)
      throw new StoreProgrammeError({ path: "tenant", expected: "a tenant that was served", received: asked.tenant });
    const isUsed = (await isScopeUsed(connection, was.scope)) || (await isScopeUsed(connection, asked.scope));
    if (isUsed) checkProgramme({ ...was, policyHash: asked.policyHash }, asked);
    const scope = fieldToBytes(asked.scope);
    await connection.execute(
      `UPDATE civicproof_programmes SET verifier = $2, programme = $3, scope = $4, policy = $5, policy_hash = $6
       WHERE tenant = $1`,
      [asked.tenant, asked.verifier, asked.programme, scope, asked.policy, String(asked.policyHash)],
    );
    if (!isUsed) {
      checkTerms(
        programmes.find((each) => each !== was && each.scope === asked.scope),
        asked,
      );
      await connection.execute(
        "DELETE FROM civicproof_scopes WHERE scope NOT IN (SELECT scope FROM civicproof_programmes) AND scope = $1",
        [fieldToBytes(was.scope)],
      );
      await connection.execute(
        `INSERT INTO civicproof_scopes (scope, grid, max_claims) VALUES ($1, $2, $3)
         ON CONFLICT (scope) DO UPDATE SET grid = excluded.grid, max_claims = excluded.max_claims`,
        [scope, asked.grid, asked.maxClaims],
      );
    }
    await logEvent(connection, "migrated", { was: programmeForPeople(was), now: programmeForPeople(asked) });
    return was;
  });
}

/** Whether anybody has claimed in a scope, or a period of it is closed. */
async function isScopeUsed(connection: SqlConnection, scope: FieldElement): Promise<boolean> {
  const rows = await connection.query(
    `SELECT 1 AS used FROM civicproof_periods WHERE scope = $1
       AND (CAST(closed AS integer) = 1 OR id IN (SELECT period_id FROM civicproof_nullifiers)) LIMIT 1`,
    [fieldToBytes(scope)],
  );
  return rows.length > 0;
}
