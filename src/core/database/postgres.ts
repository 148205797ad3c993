/** Postgres behind the port (pg). */

import { once } from "node:events";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase, CustomTypesConfig, Pool, PoolClient, PoolConfig } from "pg";
import { isBytes } from "../bytes.ts";
import { own } from "../own.ts";
import { loadPeer } from "../peer.ts";
import { SCHEMA_LOCK } from "./locks.ts";
import { type PostgresAccess, readPostgresAccess } from "./postgres-access.ts";
import { DatabaseNotWritableError, prepareConnection, requireOwnConnection } from "./postgres-server.ts";
import {
  createMutex,
  DatabaseLockedError,
  DatabaseUnavailableError,
  engineCode,
  SCHEMA_WAIT_MILLISECONDS,
  type SqlConnection,
  type SqlDatabase,
  type SqlValue,
  TransactionEndedError,
  unavailable,
} from "./sql.ts";

/** An open connection; queries through it belong to its transaction. */
export type PostgresSession = Pick<ClientBase, "query">;

/** Options of {@link openPostgres}. */
export interface OpenPostgresOptions extends PostgresAccess {
  /** For a register of somebody else: it may be a standby, and no transaction can write; false by default. */
  readonly readOnly?: boolean;
  /** Run one call after the other, for a writer that relies on it; true by default. */
  readonly oneAtATime?: boolean;
  /** How long the wait for a connection may take; 5000 by default. */
  readonly connectTimeoutMilliseconds?: number;
  /** How long one statement may take, on the server and until its answer is here; two minutes by default. */
  readonly statementTimeoutMilliseconds?: number;
  /** How long another process's change of tables is waited for; 10,000 by default. */
  readonly schemaWaitMilliseconds?: number;
}

/** OID of int8, which pg hands out as text; all integers here are safe ones. */
const INT8 = 20;
/** Rows in one INSERT: Postgres takes 65,535 parameters. */
const MAX_PARAMETERS = 60_000;
/** Serialization failure and deadlock: nothing happened, try again. */
const RETRY = ["40001", "40P01"];
/** Also what comes of two that make the same thing, where the other one takes no lock. */
const RETRY_SCHEMA = [...RETRY, "23505", "42P06", "42P07", "42710", "42723"];
const MAX_ATTEMPTS = 5;
/** What the savepoint of a transaction is not released with: the transaction is aborted, over, or another one. */
const NOT_AS_BEGUN = ["25P02", "25P01", "3B001"];
/** One statement of a step may take an hour. */
const STEP_MILLISECONDS = 3_600_000;
/** A transaction whose process went silent ends after this time at the earliest, and holds its rows no longer. */
const IDLE_MILLISECONDS = 20_000;
/** Connections are asked to end in order; the server of one that does not by then has to find out by itself. */
const CLOSE_MILLISECONDS = 3_000;
const DEFAULT_CONNECTIONS = 2;
/**
 * What a caller set on a connection would hold for the next call: another search path, and so other tables with other
 * claims; another role; commits that are not on disk. As DISCARD ALL, but for the statements that pg has prepared.
 */
const AS_AT_FIRST = `RESET SESSION AUTHORIZATION; RESET ALL; SET client_encoding TO 'UTF8'; UNLISTEN *; DISCARD TEMP;
  SELECT pg_advisory_unlock_all()`;
/** What pg says without a code when a connection breaks or hangs. */
const BROKEN = /^(?:Connection terminated|Query read timeout|timeout e|Client (?:was|has)|Cannot use a pool)/;
const NETWORK = /^E(?:CONN|PIPE|TIMEDOUT|HOST|NET|AI_)/;

/**
 * Connects to a server. A transaction counts once it is committed on the primary's disk; a server that is a standby, or
 * that does not write commits to disk, is refused. Broken connections are replaced by the next call.
 *
 * Postgres keeps deleted rows until VACUUM, and in its write-ahead log: what erasure relies on is the destroyed key.
 *
 * @param url `postgres://user:password@host:port/database`; of the primary
 * @throws DatabaseUnavailableError when the database can't be reached, or has no certificate of the authority
 * @throws DatabaseNotWritableError when it is a standby, or only reads
 * @throws DatabaseMissingError when the schema is not there
 * @throws DatabaseConnectionSharedError behind a pooler that shares connections between transactions
 * @throws DatabaseUrlError
 * @throws PackageMissingError when the package pg is not installed
 */
export function openPostgres(url: string, options?: OpenPostgresOptions): Promise<SqlDatabase> {
  return connectPostgres(url, options);
}

/** As {@link openPostgres}, for those who use pg's own connection. */
export async function connectPostgres(
  url: string,
  options: OpenPostgresOptions = {},
): Promise<SqlDatabase<PostgresSession>> {
  const {
    maxConnections = DEFAULT_CONNECTIONS,
    readOnly = false,
    oneAtATime = true,
    connectTimeoutMilliseconds = 5_000,
    statementTimeoutMilliseconds = 120_000,
    schemaWaitMilliseconds = SCHEMA_WAIT_MILLISECONDS,
    ...access
  } = own(options);
  const { default: pg } = await loadPeer("pg", () => import("pg"));
  const sockets = new Set<Socket>();
  const config: PoolConfig = {
    ...readPostgresAccess(url, access),
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    query_timeout: statementTimeoutMilliseconds + 1_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => {
      const socket = new Socket();
      sockets.add(socket.once("close", () => sockets.delete(socket)));
      return socket;
    },
  };
  const pool: Pool = new pg.Pool(config);
  // An idle connection that breaks is removed from the pool; the next call makes another.
  pool.on("error", ignore);
  const settings = {
    schema: access.schema,
    statementMilliseconds: statementTimeoutMilliseconds,
    answerMilliseconds: connectTimeoutMilliseconds,
    readOnly,
    idleMilliseconds: Math.max(IDLE_MILLISECONDS, 2 * statementTimeoutMilliseconds),
  };
  let isOpen = false;
  /** A server that is demoted later is one that can't be used now. */
  const prepare = async (client: ClientBase): Promise<void> => {
    const isPooled = await prepareConnection(client, settings).catch((error: unknown) => {
      if (!(isOpen && error instanceof DatabaseNotWritableError)) throw error;
      throw new DatabaseUnavailableError({ path: "url", expected: "a primary that can be written to", cause: error });
    });
    if (!isPooled || isOpen) return;
    const other = new pg.Client(config);
    other.on("error", ignore);
    try {
      await other.connect();
      await requireOwnConnection(client, other);
    } finally {
      other.end().catch(ignore);
    }
  };
  const getTypeParser = (oid: number, format?: "text" | "binary") =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text");
  const types = { getTypeParser } as CustomTypesConfig;
  const isEngines = (error: unknown): boolean =>
    error instanceof pg.DatabaseError ||
    NETWORK.test(engineCode(error) ?? "") ||
    BROKEN.test(String((error as Error)?.message));
  const checked = new WeakSet<PoolClient>();
  const lent = new WeakSet<PoolClient>();
  const alone = oneAtATime ? createMutex() : <T>(work: () => Promise<T>): Promise<T> => work();
  let ending: Promise<void> | undefined;

  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw unavailable(error);
    });
    client.on("error", ignore);
    return client;
  };
  /** Runs `work` on a connection, and again when Postgres broke it off. */
  const run = async <T>(work: (client: PoolClient) => T | Promise<T>, retry = RETRY): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const client = await connect();
      let isBroken = true;
      try {
        if (lent.delete(client)) {
          checked.delete(client);
          await client.query(AS_AT_FIRST);
        }
        if (!checked.has(client)) await prepare(client);
        checked.add(client);
        const result = await work(client);
        isBroken = false;
        return result;
      } catch (error) {
        isBroken = error instanceof DatabaseUnavailableError || isEngines(error);
        if (!isEngines(error)) throw error;
        if (!retry.includes(engineCode(error) ?? "") || attempt === MAX_ATTEMPTS) throw unavailable(error);
      } finally {
        client.off("error", ignore);
        // After a failure of the server nothing is known about the connection: it is not used again.
        client.release(isBroken);
      }
    }
  };
  const direct = <T>(work: (connection: SqlConnection) => Promise<T>): Promise<T> =>
    alone(() => run((client) => work(createConnection(client, { types }))));

  const database: SqlDatabase<PostgresSession> = {
    dialect: "postgres",
    query: (sql, parameters) => direct((connection) => connection.query(sql, parameters)),
    execute: (sql, parameters) => direct((connection) => connection.execute(sql, parameters)),
    script: (sql) => direct((connection) => connection.script(sql)),
    insert: (...given) => direct((connection) => connection.insert(...given)),
    selectIn: (...given) => direct((connection) => connection.selectIn(...given)),
    use: (work) => alone(() => run(work)),
    transaction: (work, { isLent = false } = {}) =>
      alone(() =>
        run((client) => {
          if (isLent) lent.add(client);
          return inTransaction(client, () => work(createConnection(client, { types }), client));
        }),
      ),
    snapshot: (work) =>
      alone(() =>
        run(async (client) => {
          await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
          try {
            return await work(createConnection(client, { types }));
          } finally {
            await client.query("ROLLBACK");
          }
        }),
      ),
    withSchemaLock: (work) =>
      alone(() =>
        run(
          (client) =>
            inTransaction(client, async () => {
              await takeSchemaLock(client, schemaWaitMilliseconds);
              await client.query(`SET LOCAL statement_timeout = ${STEP_MILLISECONDS}`);
              return work(createConnection(client, { types, query_timeout: STEP_MILLISECONDS }));
            }),
          RETRY_SCHEMA,
        ),
      ),
    health: () => run(prepare),
    scrub: async () => {},
    copyTo: undefined,
    close: () =>
      alone(() => {
        ending ??= endInTime(pool, sockets);
        return ending;
      }),
  };
  try {
    await database.health();
    isOpen = true;
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

const ignore = (): void => {};

/** A network that swallows what is sent lets no connection end in order, and an open socket keeps the process. */
async function endInTime(pool: Pool, sockets: ReadonlySet<Socket>): Promise<void> {
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, CLOSE_MILLISECONDS);
  await pool.end();
  await Promise.all(Array.from(sockets, (socket) => once(socket, "close").catch(ignore)));
  clearTimeout(timer);
}

async function inTransaction<T>(client: ClientBase, work: () => T | Promise<T>): Promise<T> {
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SAVEPOINT civicproof_work");
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
  // COMMIT alone is no proof: without a transaction it is a warning, and an aborted one is answered with ROLLBACK.
  const ended: unknown = await client
    .query("RELEASE SAVEPOINT civicproof_work; COMMIT")
    .catch(async (cause: unknown) => {
      const code = engineCode(cause) ?? "";
      if (!NOT_AS_BEGUN.includes(code)) throw cause;
      await client.query("ROLLBACK");
      throw new TransactionEndedError({ cause, received: code });
    });
  const { command } = (ended as readonly { readonly command: string }[]).at(-1)!;
  if (command !== "COMMIT")
    throw new DatabaseUnavailableError({ path: "transaction", expected: "COMMIT", received: command });
  return result;
}

/** A transaction holds it, so that neither a process that dies nor a pooler between can keep it. */
async function takeSchemaLock(client: ClientBase, waitMilliseconds: number): Promise<void> {
  const deadline = Date.now() + waitMilliseconds;
  const take = "SELECT pg_try_advisory_xact_lock($1) AS taken";
  while (!(await client.query<{ taken: boolean }>(take, [SCHEMA_LOCK])).rows[0]!.taken) {
    if (Date.now() >= deadline) throw new DatabaseLockedError({ expected: "tables that nobody else changes now" });
    await sleep(20 + 60 * Math.random());
  }
}

const toParameter = (value: SqlValue): unknown =>
  isBytes(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;

/** Names of the statements that connections prepare once, by their texts. */
const statementNames = new Map<string, string>();
/** Our statements are far fewer; texts that a caller puts together shall not pile up. */
const MAX_NAMES = 500;

function nameOf(text: string): { readonly name?: string } {
  const known = statementNames.get(text);
  if (known === undefined && statementNames.size === MAX_NAMES) return {};
  const name = known ?? `civicproof-${statementNames.size}`;
  statementNames.set(text, name);
  return { name };
}

function createConnection(
  client: ClientBase,
  config: { readonly types: CustomTypesConfig; readonly query_timeout?: number },
): SqlConnection {
  const run = (text: string, parameters: readonly SqlValue[] = []) =>
    client.query({ ...config, text, values: parameters.map(toParameter) });
  const runPrepared = (text: string, values: readonly unknown[] = []) =>
    client.query({ ...config, ...(values.length === 0 ? {} : nameOf(text)), text, values: [...values] });
  return {
    query: async <Row>(sql: string, parameters: readonly SqlValue[] = []) =>
      (await runPrepared(sql, parameters.map(toParameter))).rows as Row[],
    execute: async (sql, parameters = []) => (await runPrepared(sql, parameters.map(toParameter))).rowCount ?? 0,
    script: async (sql) => void (await run(sql)),
    async insert(table, columns, rows, replace = false) {
      const perStatement = Math.floor(MAX_PARAMETERS / columns.length);
      const [key] = columns;
      const update = columns.slice(1).map((column) => `${column} = excluded.${column}`);
      const conflict = !replace
        ? ""
        : ` ON CONFLICT (${key}) DO ${update.length === 0 ? "NOTHING" : `UPDATE SET ${update.join(", ")}`}`;
      for (let first = 0; first < rows.length; first += perStatement) {
        const part = rows.slice(first, first + perStatement);
        const values = part.map((_, i) => `(${columns.map((__, k) => `$${i * columns.length + k + 1}`).join(", ")})`);
        await run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES ${values.join(", ")}${conflict}`, part.flat());
      }
    },
    selectIn: async <Row>(select: string, column: string, values: readonly SqlValue[]) => {
      const { rows } = await runPrepared(`${select} WHERE ${column} = ANY($1)`, [values.map(toParameter)]);
      return rows as Row[];
    },
  };
}
