/** SQLite behind the port: one file, one machine (better-sqlite3). */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type BetterSqlite3 from "better-sqlite3";
import { CivicproofError } from "../errors.ts";
import { own } from "../own.ts";
import { loadPeer } from "../peer.ts";
import {
  createMutex,
  DatabaseLockedError,
  DatabaseMissingError,
  DatabaseUnavailableError,
  engineCode,
  SCHEMA_WAIT_MILLISECONDS,
  type SqlConnection,
  type SqlDatabase,
  type SqlValue,
  TransactionEndedError,
  unavailable,
} from "./sql.ts";

/** better-sqlite3's own handle. */
export type SqliteSession = BetterSqlite3.Database;

/** Options of {@link openSqlite}. */
export interface OpenSqliteOptions {
  /** Keep every other process out for as long as the file is open; false by default. */
  readonly exclusive?: boolean;
  /** Refuse a file that is missing, or that lacks this table, instead of making it. The file is left as it is. */
  readonly mustHave?: string;
  /** How long another process's transaction is waited for; 5000 by default. */
  readonly busyTimeoutMilliseconds?: number;
  /** How long another process's change of tables is waited for; 10,000 by default. */
  readonly schemaWaitMilliseconds?: number;
}

/** SQLite itself waits this long, with the event loop standing still; the rest of the time is waited out here. */
const BLOCKING_MILLISECONDS = 50;

/**
 * Opens a database file; creates it, for its owner only, when it is missing.
 *
 * Deleted content is overwritten with zeros (`secure_delete`), and commits are on disk before they return
 * (`synchronous = FULL`). Nothing is acknowledged that went into a file that was moved or deleted meanwhile. After a
 * failure the next call opens the file again.
 *
 * @throws DatabaseUnavailableError when the file can't be used, or its name stands for a database in memory
 * @throws DatabaseMissingError when the file or its table is missing and `mustHave` is given
 * @throws DatabaseLockedError when another process keeps everybody out of it
 * @throws PackageMissingError without the package better-sqlite3
 */
export function openSqlite(file: string, options?: OpenSqliteOptions): Promise<SqlDatabase> {
  return connectSqlite(file, options);
}

/** As {@link openSqlite}, for those who use better-sqlite3's own handle. */
export async function connectSqlite(
  file: string,
  options: OpenSqliteOptions = {},
): Promise<SqlDatabase<SqliteSession>> {
  const { exclusive = false, mustHave, ...waits } = own(options);
  const { busyTimeoutMilliseconds = 5_000, schemaWaitMilliseconds = SCHEMA_WAIT_MILLISECONDS } = waits;
  const { default: Database } = await loadPeer("better-sqlite3", () => import("better-sqlite3"));
  const alone = createMutex();
  let session: Session | undefined;
  let isClosed = false;
  let isOpened = false;
  let existed = mustHave !== undefined;

  const open = (): Session => {
    requireFile(file);
    if (!existed) createPrivately(file);
    else if (!isOpened && statSync(file, { throwIfNoEntry: false }) === undefined)
      throw new DatabaseMissingError({ path: file, expected: "a file" });
    const db = new Database(file, { fileMustExist: true, timeout: BLOCKING_MILLISECONDS });
    try {
      // Before anything that would write into an empty file.
      if (mustHave !== undefined && !hasTable(db, mustHave))
        throw new DatabaseMissingError({ path: file, expected: `a file with the table ${mustHave}` });
      if (exclusive) db.pragma("locking_mode = EXCLUSIVE");
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = FULL");
      db.pragma("secure_delete = ON");
      db.pragma("cache_size = -65536");
      db.pragma("temp_store = MEMORY");
      existed = true;
      return createSession(db);
    } catch (error) {
      db.close();
      throw error;
    }
  };
  const drop = (): void => {
    session?.close();
    session = undefined;
  };

  /** One attempt. A failure of the database closes the file; what `work` itself throws does not. */
  const attempt = async <T>(work: (session: Session) => T | Promise<T>): Promise<T> => {
    if (isClosed) throw new DatabaseUnavailableError({ expected: "an open database" });
    try {
      session ??= open();
    } catch (error) {
      if (error instanceof CivicproofError) throw error;
      throw isBusy(error) ? new Busy(error) : unavailable(error);
    }
    try {
      const result = await work(session);
      if (session.isFile(file)) return result;
    } catch (error) {
      if (isBusy(error)) throw session.db.inTransaction ? unavailable(error) : new Busy(error);
      const isEngines = engineCode(error)?.startsWith("SQLITE_") === true;
      // A caller's work may have closed the file, or left a transaction that can't be undone.
      if (!session.db.open || session.db.inTransaction) drop();
      if (!isEngines) throw error;
      drop();
      throw unavailable(error);
    }
    drop();
    throw new DatabaseUnavailableError({ path: "file", expected: "the file that was opened" });
  };

  /** Attempts until another process lets go of the file. */
  const run = async <T>(
    work: (session: Session) => T | Promise<T>,
    { waitMilliseconds = busyTimeoutMilliseconds, isLock = false } = {},
  ): Promise<T> => {
    const deadline = Date.now() + waitMilliseconds;
    for (;;) {
      try {
        return await alone(() => attempt(work));
      } catch (error) {
        if (!(error instanceof Busy)) throw error;
        if (Date.now() >= deadline) {
          if (isLock || !isOpened) throw new DatabaseLockedError({ cause: error.cause });
          throw unavailable(error.cause);
        }
        await sleep(5 + Math.random() * 20);
      }
    }
  };

  const transaction =
    <T>(work: (connection: SqlConnection, db: SqliteSession) => T | Promise<T>) =>
    async ({ db, begin, release, commit, rollback, connection }: Session): Promise<T> => {
      begin();
      try {
        const result = await work(connection, db);
        if (!release()) throw new TransactionEndedError();
        commit();
        return result;
      } catch (error) {
        const isOver = !db.inTransaction;
        if (!isOver) rollback();
        // Only the beginning may find another's transaction; later it is a failure, and `work` does not run twice.
        throw isBusy(error) ? unavailable(error) : error;
      }
    };

  await run(() => undefined);
  isOpened = true;
  return {
    dialect: "sqlite",
    query: (sql, parameters) => run(({ connection }) => connection.query(sql, parameters)),
    execute: (sql, parameters) => run(({ connection }) => connection.execute(sql, parameters)),
    script: (sql) => run(({ connection }) => connection.script(sql)),
    insert: (...given) => run(({ connection }) => connection.insert(...given)),
    selectIn: (...given) => run(({ connection }) => connection.selectIn(...given)),
    use: (work) => run(({ db }) => work(db)),
    transaction: (work) => run(transaction(work)),
    snapshot: (work) =>
      run(async ({ connection }) => {
        await connection.script("BEGIN");
        try {
          return await work(connection);
        } finally {
          await connection.script("ROLLBACK");
        }
      }),
    withSchemaLock: (work) => run(transaction(work), { waitMilliseconds: schemaWaitMilliseconds, isLock: true }),
    health: () =>
      run(({ db }) => {
        db.prepare("SELECT count(*) FROM sqlite_master").get();
      }),
    scrub: () =>
      run(({ db }) => {
        // The write-ahead log may hold pages as they were; free pages hold zeros already.
        const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
        if (result?.busy !== 0)
          throw new DatabaseUnavailableError({ expected: "nobody who reads, so that the log can be emptied" });
      }),
    copyTo: (target) =>
      run(({ db }) => {
        const partial = `${target}.partial`;
        rmSync(partial, { force: true });
        createPrivately(partial);
        // One reading transaction: a copy of one moment, whoever writes meanwhile, without what was deleted.
        db.prepare("VACUUM INTO ?").run(partial);
        syncFile(partial);
        renameSync(partial, target);
      }),
    close: () =>
      alone(async () => {
        isClosed = true;
        drop();
      }),
  };
}

/** A file of somebody else that is read and never written. */
export interface SqliteReader {
  /** Rows as the engine has them; integers beyond 2^53 as bigints. */
  readonly all: (sql: string, parameters: readonly SqlValue[]) => readonly Readonly<Record<string, unknown>>[];
  readonly close: () => void;
}

/**
 * Opens a file so that nothing can be written to it, whatever the statement. Statements run at once and hold up their
 * thread.
 *
 * @throws DatabaseUnavailableError when the file can't be read
 * @throws PackageMissingError without the package better-sqlite3
 */
export async function openSqliteReader(file: string): Promise<SqliteReader> {
  const { default: Database } = await loadPeer("better-sqlite3", () => import("better-sqlite3"));
  requireFile(file);
  let db: SqliteSession;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: BLOCKING_MILLISECONDS });
    db.pragma("query_only = ON");
  } catch (error) {
    throw unavailable(error);
  }
  return {
    all(sql, parameters) {
      try {
        return db.prepare(sql).safeIntegers(true).all(named(parameters)) as Record<string, unknown>[];
      } catch (error) {
        throw unavailable(error);
      }
    },
    close: () => void db.close(),
  };
}

/** Another process has the file now: nothing happened, so it can be tried again. */
class Busy extends Error {
  constructor(cause: unknown) {
    super("busy", { cause });
  }
}

const isBusy = (error: unknown): boolean => engineCode(error)?.startsWith("SQLITE_BUSY") === true;

/**
 * SQLite keeps a database with some names in memory, better-sqlite3 leaves blanks away, and to open a pipe is to wait for
 * whoever writes, with the event loop standing still.
 *
 * @throws DatabaseUnavailableError
 */
export function requireFile(file: string): void {
  if (file === "" || file === ":memory:" || file !== file.trim())
    throw new DatabaseUnavailableError({ path: "file", expected: "the name of a file" });
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new DatabaseUnavailableError({ path: "file", expected: "a file, and no directory, pipe or device" });
}

/** SQLite gives `-wal` and `-shm` the mode of the file itself. */
function createPrivately(file: string): void {
  closeSync(openSync(file, "a", 0o600));
}

function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function hasTable(db: SqliteSession, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/** better-sqlite3 takes `$1` for a parameter with the name 1. */
const named = (values: readonly SqlValue[]): Record<string, SqlValue> =>
  Object.fromEntries(values.map((value, i) => [String(i + 1), value]));

type Session = ReturnType<typeof createSession>;

/** One open file with its prepared statements. */
function createSession(db: SqliteSession) {
  const opened = statSync(db.name);
  const statements = new Map<string, BetterSqlite3.Statement>();
  const prepare = (sql: string): BetterSqlite3.Statement => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const connection: SqlConnection = {
    query: async <Row>(sql: string, parameters: readonly SqlValue[] = []) =>
      prepare(sql).all(named(parameters)) as Row[],
    execute: async (sql, parameters = []) => prepare(sql).run(named(parameters)).changes,
    script: async (sql) => void db.exec(sql),
    async insert(table, columns, rows, replace = false) {
      const values = columns.map(() => "?").join(", ");
      const statement = prepare(
        `INSERT ${replace ? "OR REPLACE " : ""}INTO ${table} (${columns.join(", ")}) VALUES (${values})`,
      );
      for (const row of rows) statement.run(...row);
    },
    selectIn: async <Row>(select: string, column: string, values: readonly SqlValue[]) => {
      const statement = prepare(`${select} WHERE ${column} = ?`);
      return values.flatMap((value) => statement.all(value) as Row[]);
    },
  };
  return {
    db,
    connection,
    begin(): void {
      prepare("BEGIN IMMEDIATE").run();
      prepare("SAVEPOINT civicproof_work").run();
    },
    /** Whether the transaction is still the one that was begun. */
    release(): boolean {
      try {
        prepare("RELEASE civicproof_work").run();
        return true;
      } catch (error) {
        if (engineCode(error) !== "SQLITE_ERROR") throw error;
        return false;
      }
    },
    commit: () => void prepare("COMMIT").run(),
    rollback: () => void prepare("ROLLBACK").run(),
    isFile(file: string): boolean {
      const now = statSync(file, { throwIfNoEntry: false });
      return now !== undefined && now.ino === opened.ino && now.dev === opened.dev;
    },
    close(): void {
      try {
        db.close();
      } catch {
        // A full disk can keep SQLite from tidying up; the next opening does it.
      }
    },
  };
}
