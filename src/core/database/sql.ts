/**
 * The port of every database: the same few calls run on SQLite and on Postgres. Only the two modules beside this one open
 * connections.
 */
import { refusal } from "../errors.ts";

export type SqlValue = string | number | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Runs statements; parameters are `$1`, `$2` … */
export interface SqlConnection {
  readonly query: <Row = SqlRow>(sql: string, parameters?: readonly SqlValue[]) => Promise<readonly Row[]>;
  /** @returns the number of changed rows */
  readonly execute: (sql: string, parameters?: readonly SqlValue[]) => Promise<number>;
  /** Runs several statements without parameters. */
  readonly script: (sql: string) => Promise<void>;
  /** Inserts many rows. @param replace  overwrite rows with the same key, the first column */
  readonly insert: (
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    replace?: boolean,
  ) => Promise<void>;
  /** Rows whose `column` is one of the values: `select` is everything up to WHERE. */
  readonly selectIn: <Row = SqlRow>(
    select: string,
    column: string,
    values: readonly SqlValue[],
  ) => Promise<readonly Row[]>;
}

/**
 * A database with transactions. On SQLite, and on Postgres where it was opened so, calls run one after the other, and
 * calls outside a running transaction wait for its end. A connection that fails is replaced by the next call.
 *
 * Every call throws DatabaseUnavailableError when the database can't be used or does not answer in time; what `work`
 * itself throws goes through as it is.
 *
 * @typeParam Session the engine's own handle
 */
export interface SqlDatabase<Session = unknown> extends SqlConnection {
  readonly dialect: "sqlite" | "postgres";
  /** Runs `work` on the engine's own handle, outside a transaction. */
  readonly use: <T>(work: (session: Session) => T | Promise<T>) => Promise<T>;
  /**
   * Commits what `work` did, or nothing when it throws. When the database asks for it (a deadlock, a serialization
   * failure), `work` runs again from its beginning.
   *
   * @throws TransactionEndedError when `work` kept an SQL error of Postgres to itself, or ended the transaction
   */
  readonly transaction: <T>(
    work: (connection: SqlConnection, session: Session) => T | Promise<T>,
    options?: {
      /** `work` gives the session to a caller: what that sets there holds for no later call. */
      readonly isLent?: boolean;
    },
  ) => Promise<T>;
  /** Runs `work` on the database as it is at its first query, whoever writes meanwhile; `work` only reads. */
  readonly snapshot: <T>(work: (connection: SqlConnection) => Promise<T>) => Promise<T>;
  /**
   * A transaction during which no other process changes tables. A statement may take an hour.
   *
   * @throws DatabaseLockedError when another process changes tables for longer than 10 seconds
   */
  readonly withSchemaLock: <T>(work: (connection: SqlConnection) => Promise<T>) => Promise<T>;
  /** Returns when the database answers, and would write. */
  readonly health: () => Promise<void>;
  /** Leaves nothing of deleted rows in files that the database may rewrite; does nothing on Postgres. */
  readonly scrub: () => Promise<void>;
  /** Writes a copy of the database to a file; undefined where the database has means of its own. */
  readonly copyTo: ((file: string) => Promise<void>) | undefined;
  readonly close: () => Promise<void>;
}

/** How long a start waits for another that changes tables. */
export const SCHEMA_WAIT_MILLISECONDS = 10_000;

/** Runs one after the other what must not overlap. */
export function createMutex(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** The engine's own code of a failure: `SQLITE_BUSY`, `40P01`, `ECONNREFUSED`. */
export function engineCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** A failure of the engine as a refusal; `received` is the engine's own code. */
export function unavailable(cause: unknown): DatabaseUnavailableError {
  const code = engineCode(cause);
  return new DatabaseUnavailableError({ cause, ...(code === undefined ? {} : { received: code }) });
}

/** Leaves nothing open when what is built on a database can't be opened. */
export async function orClose<T>(database: Pick<SqlDatabase, "close">, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * The database can't be reached, does not answer in time, or refuses a statement.
 *
 * What to do: look at `received`, the database's own code; nothing was written, so try again once it is back.
 */
export class DatabaseUnavailableError extends /* @__PURE__ */ refusal(
  "DATABASE_UNAVAILABLE",
  "DatabaseUnavailableError",
  "The database can't be used",
) {}

/**
 * The database was to be there, and is not: the file is missing, empty or of another program, or tables are missing.
 *
 * What to do: look at the path, the mount and the schema. To begin with an empty database, say so.
 */
export class DatabaseMissingError extends /* @__PURE__ */ refusal(
  "DATABASE_MISSING",
  "DatabaseMissingError",
  "The database is not there",
) {}

/**
 * Another process has the database for itself, or changes its tables.
 *
 * What to do: wait until the other process is done, or end it.
 */
export class DatabaseLockedError extends /* @__PURE__ */ refusal(
  "DATABASE_LOCKED",
  "DatabaseLockedError",
  "Another process holds the database",
) {}

/**
 * What ran inside a transaction, such as an application's effect, kept an SQL error to itself after which Postgres writes
 * nothing more, or ended the transaction. Nothing was written but what it committed itself.
 *
 * What to do: let the error through. To go on after one, set a savepoint before the statement, or use ON CONFLICT. Never
 * send BEGIN, COMMIT or ROLLBACK there.
 */
export class TransactionEndedError extends /* @__PURE__ */ refusal(
  "TRANSACTION_ENDED",
  "TransactionEndedError",
  "The transaction is not the one that was begun",
) {}
