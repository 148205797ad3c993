/** Nullifiers in Postgres: durable, for any number of machines. */
import { CLOSING_LOCK } from "../../core/database/locks.ts";
import { migrate, requireTables, type TableSet } from "../../core/database/migrate.ts";
import { connectPostgres, type PostgresSession } from "../../core/database/postgres.ts";
import type { PostgresAccess } from "../../core/database/postgres-access.ts";
import { orClose, type SqlDatabase } from "../../core/database/sql.ts";
import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { type Committed, createGroupCommit } from "../../core/group-commit.ts";
import { own } from "../../core/own.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { asStore } from "./as-store.ts";
import { openHighWater, readAge } from "./high-water.ts";
import {
  type ConsumeOptions,
  type ConsumeOutcome,
  checkConsume,
  checkSeconds,
  checkTerms,
  type NullifierRecord,
  type NullifierStore,
  PeriodClosedError,
  type ScopeTerms,
  ScopeTermsError,
} from "./port.ts";
import { CREATE_PROGRAMMES_AND_FUNCTION, CREATE_SCOPES, CREATE_TABLES } from "./postgres.sql.ts";
import { pinProgramme, STORE_TABLES } from "./programmes.ts";
import { createRowKeys, type HashKey, type RowKeys, StoreKeyError } from "./row-keys.ts";

/** What an effect gets: queries through it belong to the transaction. */
export interface PostgresTransaction {
  query<Row = Readonly<Record<string, unknown>>>(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}

/** Options of {@link openPostgresStore}. */
export interface PostgresStoreOptions extends PostgresAccess {
  /** `postgres://user:password@host:port/database`; of the primary. */
  readonly url: string;
  /** Store keyed hashes instead of nullifiers: at least 32 bytes, kept apart from the database. */
  readonly hashKey?: HashKey;
  /** Refuse a database without the tables of a store instead of making them; false by default. */
  readonly mustExist?: boolean;
  /**
   * A file that notes how many uses were acknowledged: an older copy of the store is refused. It is made when it is
   * missing, and written with each acknowledgement. Each machine has its own. Needs the package better-sqlite3.
   */
  readonly highWater?: string;
  /** How long one statement, or the wait for a connection, may take; 5000 by default. */
  readonly timeoutMilliseconds?: number;
}

/** An effect gets the open transaction and may wait for its queries. */
export type PostgresStore = NullifierStore<PostgresTransaction, Promise<void>>;

/** Connections of a process, where nothing else is said. */
const MAX_CONNECTIONS = 8;
/** Claims in one transaction, and rows that one step of pruning looks at. */
const MAX_GROUP = 500;
const PRUNE_STEP = 20_000;

export const NULLIFIER_TABLES: TableSet = {
  name: "nullifiers",
  tables: STORE_TABLES,
  sequences: ["civicproof_uses"],
  functions: ["civicproof_consume"],
  steps: [CREATE_TABLES, CREATE_SCOPES, CREATE_PROGRAMMES_AND_FUNCTION].map(
    (sql) => (connection) => connection.script(sql),
  ),
};

/**
 * Opens a store and makes its tables where they are missing. A claim is acknowledged once its transaction is committed
 * on the primary; a server that is a standby, or that does not write commits to disk, is refused. Calls that come
 * together share a transaction, except those with an effect. Broken connections are replaced by the next call.
 *
 * @throws StoreUnavailableError when the server can't be used
 * @throws DatabaseNotWritableError, DatabaseConnectionSharedError, DatabaseUrlError as openPostgres
 * @throws DatabaseRightsError when the role may not make the tables that are missing, or not work with them
 * @throws DatabaseMissingError when there is no store and `mustExist` is given, or when some of its tables are missing
 * @throws StoreStaleError when the store is older than its high-water mark
 * @throws StoreKeyError when the tables were written under another hash key, or under none
 * @throws DatabaseVersionNewerError when the tables are of a newer release
 * @throws PackageMissingError without the package pg
 * @example
 * const store = await openPostgresStore({ url: "postgres://portal@db.internal/benefits" });
 * await store.consume(verified, { effect: async (client) => { await client.query("INSERT INTO payments …"); } });
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { url, hashKey, mustExist = false, highWater, timeoutMilliseconds = 5_000, ...access } = own(options);
  const keys = createRowKeys(hashKey);
  const database = await asStore(() =>
    connectPostgres(url, {
      ...access,
      maxConnections: access.maxConnections ?? MAX_CONNECTIONS,
      oneAtATime: false,
      connectTimeoutMilliseconds: timeoutMilliseconds,
      statementTimeoutMilliseconds: timeoutMilliseconds,
    }),
  );
  return orClose(database, () => createPostgresStore(database, keys, { mustExist, highWater }));
}

/** What a service claims: as `consume` takes it, without an effect of its own. */
export interface Claim {
  readonly verified: VerifiedPresentation;
  readonly options: Omit<ConsumeOptions, "effect">;
}

/** The store as a service uses it. */
export interface SharedPostgresStore extends PostgresStore {
  /**
   * Uses several claims as `consume` does one, and writes down what became of them, in one statement. No two may answer
   * one request. What a claim is refused for leaves the others as they are.
   */
  consumeTogether(claims: readonly Claim[], note: Note): Promise<readonly Committed<ConsumeOutcome>[]>;
}

/** What is written down with claims. */
export interface Note {
  /** Of the statement, as a connection prepares it. */
  readonly name: string;
  /** Changes rows by the table `used` (place from 1 on, outcome); its own parameters begin with `$11`. */
  readonly sql: string;
  readonly values: readonly (readonly unknown[])[];
}

/** A store in an open database, which it closes. */
export async function createPostgresStore(
  database: SqlDatabase<PostgresSession>,
  keys: RowKeys,
  { mustExist, highWater }: { readonly mustExist: boolean; readonly highWater: string | undefined },
): Promise<SharedPostgresStore> {
  const age = await asStore(async () => {
    if (mustExist) await requireTables(database, "postgres", STORE_TABLES.slice(0, 1));
    await migrate(database, NULLIFIER_TABLES);
    await database.use((session) => checkHashKey(session, keys));
    return readAge(database);
  });
  const mark = highWater === undefined ? undefined : await openHighWater(highWater, age);
  const raise = async (uses: number): Promise<void> => {
    if (uses > 0) await mark?.raise(uses);
  };
  const group = createGroupCommit<Item, ConsumeOutcome>({
    maxItems: MAX_GROUP,
    nameOf: ({ verified }) => verified.nonce,
    commit: async (items) => {
      const { answers, lastUse } = await asStore(() => database.use((session) => consumeAll(session, keys, items)));
      await raise(lastUse);
      return answers;
    },
  });

  return {
    async consume(verified, given = {}) {
      const options = own(given);
      checkConsume(verified, options);
      const { effect } = options;
      if (effect === undefined) return group.add({ verified, options });
      // What an effect throws is the caller's own, and no failure of the store.
      let failure: { readonly error: unknown } | undefined;
      let use = 0;
      try {
        const outcome = await asStore(() =>
          database.transaction(
            async (_, session) => {
              failure = undefined;
              const { answers, lastUse } = await consumeAll(session, keys, [{ verified, options }]);
              const result = resultOf(answers[0]!);
              use = lastUse;
              if (result !== "accepted") return result;
              try {
                await effect(session);
              } catch (error) {
                failure = { error };
                throw UNDO;
              }
              return result;
            },
            { isLent: true },
          ),
        );
        await raise(use);
        return outcome;
      } catch (error) {
        throw error === UNDO && failure !== undefined ? failure.error : error;
      }
    },
    async consumeTogether(claims, note) {
      for (const { verified, options } of claims) checkConsume(verified, options);
      const { answers, lastUse } = await asStore(() =>
        database.use((session) => consumeAll(session, keys, claims, note)),
      );
      await raise(lastUse);
      return answers;
    },
    pin: (programme) => asStore(() => pinProgramme(database, programme)),
    termsOf: (scope) => asStore(() => database.use((session) => readTerms(session, scope))),
    lookup: (nullifier) =>
      asStore(() =>
        database.use(async (session): Promise<NullifierRecord | undefined> => {
          const { rows } = await session.query<{ uses: number; at: string }>({
            name: "civicproof-lookup",
            text: "SELECT uses, first_used_at AS at FROM civicproof_nullifiers WHERE nullifier = $1",
            values: [Buffer.from(keys.nullifier(fieldToBytes(nullifier)))],
          });
          const [row] = rows;
          return row && { uses: row.uses, firstUsedAtSeconds: Number(row.at) };
        }),
      ),
    async prune({ nowSeconds, signal }) {
      checkSeconds(nowSeconds, "nowSeconds");
      /** Walks a table in the order of its key, each step a statement of its own. */
      const forget = async (table: "nullifiers" | "answers", key: "nullifier" | "nonce"): Promise<number> => {
        const step = `WITH page AS MATERIALIZED (
            SELECT ${key} AS key, closed AND retain_until <= $2 AS over
            FROM civicproof_${table} JOIN civicproof_periods ON id = period_id
            WHERE ${key} > $1 ORDER BY ${key} LIMIT ${PRUNE_STEP}
          ), gone AS (
            DELETE FROM civicproof_${table} USING page WHERE over AND ${key} = key RETURNING 1
          ) SELECT count(*) AS rows, (SELECT count(*) FROM gone) AS deleted,
            (SELECT key FROM page ORDER BY key DESC LIMIT 1) AS last FROM page`;
        let deleted = 0;
        for (let after: Uint8Array | null = new Uint8Array(); after !== null && !signal?.aborted; ) {
          const from: Uint8Array = after;
          const [done] = await database.query<{ rows: number; deleted: number; last: Uint8Array | null }>(step, [
            ...[from, nowSeconds],
          ]);
          deleted += done!.deleted;
          after = done!.rows < PRUNE_STEP ? null : done!.last;
        }
        return deleted;
      };
      return asStore(async () => {
        const periods = await database.transaction(async (connection) => {
          await connection.query("SELECT pg_advisory_xact_lock($1)", [CLOSING_LOCK]);
          const close = "UPDATE civicproof_periods SET closed = true WHERE NOT closed AND retain_until <= $1";
          return connection.execute(close, [nowSeconds]);
        });
        const nullifiers = await forget("nullifiers", "nullifier");
        await forget("answers", "nonce");
        return { periods, nullifiers };
      });
    },
    async close() {
      await group.drain();
      await mark?.close();
      await database.close();
    },
  };
}

/** Thrown inside a transaction to undo it without a failure of the store. */
const UNDO = Symbol("undo");

interface Item extends Claim {
  readonly options: ConsumeOptions<PostgresTransaction, Promise<void>>;
}

const CONSUME = "SELECT outcomes, last_use AS use FROM civicproof_consume($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
/** One statement, so one commit, and one round trip for both. */
const consumeAnd = (sql: string): string => `
  WITH consumed AS MATERIALIZED (${CONSUME}),
    used AS (
      SELECT place, outcome FROM consumed CROSS JOIN unnest(consumed.outcomes) WITH ORDINALITY AS each (outcome, place)),
    noted AS (${sql})
  SELECT outcomes, use FROM consumed`;

async function consumeAll(
  session: PostgresSession,
  keys: RowKeys,
  items: readonly Claim[],
  note?: Note,
): Promise<{ readonly answers: readonly Committed<ConsumeOutcome>[]; readonly lastUse: number }> {
  const buffers = (bytesOf: (item: Claim) => Uint8Array | null) =>
    items.map((item) => {
      const bytes = bytesOf(item);
      return bytes === null ? null : Buffer.from(bytes);
    });
  const { rows } = await session.query<{ outcomes: string[]; use: string | null }>({
    ...(note === undefined
      ? { name: "civicproof-consume", text: CONSUME }
      : { name: note.name, text: consumeAnd(note.sql) }),
    values: [
      Buffer.from(keys.check),
      buffers(({ verified }) => fieldToBytes(verified.signals.scope)),
      items.map(({ verified }) => verified.grid),
      items.map(({ verified }) => verified.maxClaims),
      items.map(({ verified }) => verified.period),
      buffers(({ verified }) => keys.nonce(verified.nonce)),
      buffers(({ verified }) => keys.nullifier(fieldToBytes(verified.signals.nullifier))),
      buffers(({ options }) => keys.operation(options.idempotencyKey)),
      items.map(({ verified }) => Math.floor(verified.verifiedAtSeconds)),
      items.map(({ options }) => options.retainUntilSeconds ?? null),
      ...(note?.values ?? []),
    ],
  });
  const { outcomes, use } = rows[0]!;
  if (outcomes.includes("other-key")) throw new StoreKeyError({ path: "hashKey" });
  const answers: Committed<ConsumeOutcome>[] = [];
  for (const [i, { verified }] of items.entries()) {
    const outcome = outcomes[i]!;
    if (outcome === "period-closed")
      answers.push({ error: new PeriodClosedError({ path: "period", received: String(verified.period) }) });
    else if (outcome === "other-terms") answers.push({ error: await termsRefusal(session, verified) });
    else answers.push({ result: outcome as ConsumeOutcome });
  }
  return { answers, lastUse: Number(use ?? 0) };
}

/** Says which of the terms differs. */
async function termsRefusal(session: PostgresSession, verified: VerifiedPresentation): Promise<unknown> {
  try {
    checkTerms(await readTerms(session, verified.signals.scope), verified);
  } catch (error) {
    return error;
  }
  return new ScopeTermsError({ path: "scope" });
}

async function readTerms(session: PostgresSession, scope: FieldElement): Promise<ScopeTerms | undefined> {
  const { rows } = await session.query<ScopeTerms>({
    name: "civicproof-terms",
    text: 'SELECT grid, max_claims AS "maxClaims" FROM civicproof_scopes WHERE scope = $1',
    values: [Buffer.from(fieldToBytes(scope))],
  });
  return rows[0];
}

function resultOf<Result>(committed: Committed<Result>): Result {
  if ("error" in committed) throw committed.error;
  return committed.result;
}

async function checkHashKey(session: PostgresSession, keys: RowKeys): Promise<void> {
  const select = "SELECT value FROM civicproof_meta WHERE name = 'hash-key'";
  const read = async () => (await session.query<{ value: Buffer }>(select)).rows[0]?.value;
  if ((await read()) === undefined) {
    const insert = "INSERT INTO civicproof_meta VALUES ('hash-key', $1) ON CONFLICT DO NOTHING";
    await session.query(insert, [Buffer.from(keys.check)]);
  }
  // Another process may have been first.
  if ((await read())?.equals(keys.check) !== true) throw new StoreKeyError({ path: "hashKey" });
}
