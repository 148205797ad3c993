/** Nullifiers in Postgres: durable, for any number of machines. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase, Pool, PoolClient } from "pg";
import { CLOSING_LOCK, SCHEMA_LOCK } from "../../core/database/locks.ts";
import { CivicproofError, StoreUnavailableError } from "../../core/errors.ts";
import { fieldToBytes } from "../../core/field.ts";
import { loadPeer } from "../../core/peer.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { type Committed, createGroupCommit } from "./group-commit.ts";
import {
  type ConsumeOptions,
  type ConsumeOutcome,
  checkConsume,
  checkSeconds,
  type NullifierRecord,
  type NullifierStore,
  PeriodClosedError,
  StoreKeyError,
} from "./port.ts";
import { SCHEMA } from "./postgres.sql.ts";
import { createRowKeys, type RowKeys } from "./row-keys.ts";

/** What an effect gets: queries through it belong to the transaction. */
export interface PostgresTransaction {
  query<Row = Readonly<Record<string, unknown>>>(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}

/** Options of {@link openPostgresStore}. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`; of the primary. */
  readonly url: string;
  /** Store keyed hashes instead of nullifiers: at least 32 bytes, kept apart from the database and never changed. */
  readonly hashKey?: Uint8Array;
  /** Connections of this process; 8 by default. */
  readonly maxConnections?: number;
  /** How long one statement, or the wait for a connection, may take; 5000 by default. */
  readonly timeoutMilliseconds?: number;
}

/** An effect gets the open transaction and may wait for its queries. */
export type PostgresStore = NullifierStore<PostgresTransaction, Promise<void>>;

/** Claims in one transaction. */
const MAX_GROUP = 500;
/** Serialization failure and deadlock: nothing happened, try again. */
const RETRY = new Set(["40001", "40P01"]);
const MAX_ATTEMPTS = 5;
/** How long a start waits for others that make tables. */
const SCHEMA_WAIT_MILLISECONDS = 10_000;

/**
 * Opens a store and makes its tables where they are missing. A claim is acknowledged once its transaction is committed
 * on the primary; a server that is a standby, or that does not write commits to disk, is refused. Calls that come
 * together share a transaction, except those with an effect. Broken connections are replaced by the next call.
 *
 * @throws StoreUnavailableError when the server can't be used
 * @throws StoreKeyError when the tables were written under another hash key, or under none
 * @throws PackageMissingError without the package pg
 * @example
 * const store = await openPostgresStore({ url: "postgres://portal@db.internal/benefits" });
 * await store.consume(verified, { effect: async (client) => { await client.query("INSERT INTO payments …"); } });
 */
export async function openPostgresStore({
  url,
  hashKey,
  maxConnections = 8,
  timeoutMilliseconds = 5_000,
}: PostgresStoreOptions): Promise<PostgresStore> {
  const keys = createRowKeys(hashKey);
  const pool = await createPool(url, { maxConnections, timeoutMilliseconds });
  const use = createUse(pool);
  try {
    await use((client) => migrate(client, keys));
  } catch (error) {
    await pool.end();
    throw error;
  }

  const group = createGroupCommit<Item, ConsumeOutcome>({
    maxItems: MAX_GROUP,
    nameOf: ({ verified }) => verified.nonce,
    commit: (items) => use((client) => consumeAll(client, keys, items)),
  });

  return {
    async consume(verified, options = {}) {
      checkConsume(verified, options);
      const { effect } = options;
      if (effect === undefined) return group.add({ verified, options });
      // What an effect throws is the caller's own, and no failure of the store.
      let failure: { readonly error: unknown } | undefined;
      const outcome = await use((client) =>
        inTransaction(client, async () => {
          const [committed] = await consumeAll(client, keys, [{ verified, options }]);
          const result = resultOf(committed!);
          if (result !== "accepted") return result;
          try {
            await effect(client);
          } catch (error) {
            failure = { error };
            throw ROLLBACK;
          }
          return result;
        }),
      );
      if (failure !== undefined) throw failure.error;
      return outcome!;
    },
    lookup: (nullifier) =>
      use(async (client): Promise<NullifierRecord | undefined> => {
        const { rows } = await client.query<{ uses: number; at: string }>({
          name: "civicproof-lookup",
          text: "SELECT uses, first_used_at AS at FROM civicproof_nullifiers WHERE nullifier = $1",
          values: [Buffer.from(keys.nullifier(fieldToBytes(nullifier)))],
        });
        const [row] = rows;
        return row && { uses: row.uses, firstUsedAtSeconds: Number(row.at) };
      }),
    async prune({ nowSeconds }) {
      checkSeconds(nowSeconds, "nowSeconds");
      const periods = await use((client) =>
        inTransaction(client, async () => {
          await client.query("SELECT pg_advisory_xact_lock($1)", [CLOSING_LOCK]);
          const close = "UPDATE civicproof_periods SET closed = true WHERE NOT closed AND retain_until <= $1";
          return (await client.query(close, [nowSeconds])).rowCount ?? 0;
        }),
      );
      const forget = (table: string) =>
        `DELETE FROM civicproof_${table} USING civicproof_periods WHERE id = period_id AND closed`;
      const nullifiers = await use(async (client) => (await client.query(forget("nullifiers"))).rowCount ?? 0);
      await use((client) => client.query(forget("answers")));
      return { periods: periods ?? 0, nullifiers };
    },
    async close() {
      await group.drain();
      await pool.end();
    },
  };
}

interface Item {
  readonly verified: VerifiedPresentation;
  readonly options: ConsumeOptions<PostgresTransaction, Promise<void>>;
}

async function consumeAll(
  client: ClientBase,
  keys: RowKeys,
  items: readonly Item[],
): Promise<readonly Committed<ConsumeOutcome>[]> {
  const buffers = (bytesOf: (item: Item) => Uint8Array | null) =>
    items.map((item) => {
      const bytes = bytesOf(item);
      return bytes === null ? null : Buffer.from(bytes);
    });
  const { rows } = await client.query<{ outcomes: string[] }>({
    name: "civicproof-consume",
    text: "SELECT civicproof_consume($1, $2, $3, $4, $5, $6, $7, $8) AS outcomes",
    values: [
      buffers(({ verified }) => fieldToBytes(verified.signals.scope)),
      items.map(({ verified }) => verified.period),
      buffers(({ verified }) => keys.nonce(verified.nonce)),
      buffers(({ verified }) => keys.nullifier(verified.nullifierKey)),
      buffers(({ options }) => keys.operation(options.idempotencyKey)),
      items.map(({ verified }) => verified.maxClaims),
      items.map(({ verified }) => Math.floor(verified.verifiedAtSeconds)),
      items.map(({ options }) => options.retainUntilSeconds ?? null),
    ],
  });
  return items.map(({ verified }, i): Committed<ConsumeOutcome> => {
    const outcome = rows[0]!.outcomes[i]!;
    return outcome === "period-closed"
      ? { error: new PeriodClosedError({ path: "period", received: String(verified.period) }) }
      : { result: outcome as ConsumeOutcome };
  });
}

function resultOf<Result>(committed: Committed<Result>): Result {
  if ("error" in committed) throw committed.error;
  return committed.result;
}

/** Thrown inside a transaction to undo it without a failure. */
const ROLLBACK = Symbol("rollback");

/** @returns undefined after {@link ROLLBACK} */
async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T | undefined> {
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    if (error === ROLLBACK) return undefined;
    throw error;
  }
}

/** A pool of connections that outlives a restart of the server. */
export async function createPool(
  url: string,
  { maxConnections, timeoutMilliseconds }: { readonly maxConnections: number; readonly timeoutMilliseconds: number },
): Promise<Pool> {
  const { default: pg } = await loadPeer("pg", () => import("pg"));
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: timeoutMilliseconds,
    statement_timeout: timeoutMilliseconds,
    query_timeout: timeoutMilliseconds + 1_000,
    keepAlive: true,
    application_name: "civicproof",
  });
  // An idle connection that breaks is removed from the pool; the next call makes another.
  pool.on("error", () => {});
  return pool;
}

/** Runs work on a connection to a primary that commits to disk; failures of the server become StoreUnavailableError. */
export function createUse(pool: Pool): <T>(work: (client: ClientBase) => Promise<T>) => Promise<T> {
  const checked = new WeakSet<PoolClient>();
  return async (work) => {
    for (let attempt = 1; ; attempt++) {
      let client: PoolClient | undefined;
      const onError = (): void => {};
      try {
        client = await pool.connect();
        client.on("error", onError);
        if (!checked.has(client)) {
          await requirePrimary(client);
          checked.add(client);
        }
        const result = await work(client);
        client.off("error", onError);
        client.release();
        return result;
      } catch (error) {
        const isOwn = error instanceof CivicproofError;
        client?.off("error", onError);
        // After a failure of the server nothing is known about the connection: it is not used again.
        client?.release(!isOwn);
        if (isOwn) throw error;
        if (RETRY.has(codeOf(error) ?? "") && attempt < MAX_ATTEMPTS) continue;
        const code = codeOf(error);
        throw new StoreUnavailableError({ cause: error, ...(code === undefined ? {} : { received: code }) });
      }
    }
  };
}

/** A standby's answers are old, and without fsync a commit may be lost. */
async function requirePrimary(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; fsync: string; commit: string }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('fsync') AS fsync,
            current_setting('synchronous_commit') AS commit`,
  );
  const { standby, fsync, commit } = rows[0]!;
  if (standby) throw new StoreUnavailableError({ path: "url", expected: "the primary", received: "a standby" });
  if (fsync !== "on") throw new StoreUnavailableError({ path: "url", expected: "a server with fsync on" });
  if (commit === "off") await client.query("SET synchronous_commit = on");
}

/**
 * Makes or changes tables while nobody else does. Work on other connections counts too: the lock is held until it is
 * done. One transaction holds it, so that a process that dies or a pooler between can't keep it.
 */
export async function underSchemaLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  const result = await inTransaction(client, async () => {
    const deadline = Date.now() + SCHEMA_WAIT_MILLISECONDS;
    const take = "SELECT pg_try_advisory_xact_lock($1) AS taken";
    while (!(await client.query<{ taken: boolean }>(take, [SCHEMA_LOCK])).rows[0]!.taken) {
      if (Date.now() > deadline) throw new StoreUnavailableError({ expected: "tables that nobody else changes now" });
      await sleep(20 + 60 * Math.random());
    }
    return work();
  });
  return result as T;
}

async function migrate(client: ClientBase, keys: RowKeys): Promise<void> {
  await underSchemaLock(client, async () => {
    await client.query(SCHEMA);
    await client.query("INSERT INTO civicproof_meta VALUES ('hash-key', $1) ON CONFLICT DO NOTHING", [
      Buffer.from(keys.check),
    ]);
  });
  const { rows } = await client.query<{ value: Buffer }>("SELECT value FROM civicproof_meta WHERE name = 'hash-key'");
  if (!rows[0]!.value.equals(keys.check)) throw new StoreKeyError({ path: "hashKey" });
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
