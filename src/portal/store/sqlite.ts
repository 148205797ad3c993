/** Nullifiers in an SQLite file: durable, for one machine, shared by any number of its processes. */
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { engineCode, type SqlDatabase, TransactionEndedError } from "../../core/database/sql.ts";
import { connectSqlite, type SqliteSession } from "../../core/database/sqlite.ts";
import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { own } from "../../core/own.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { asStore } from "./as-store.ts";
import { type Committed, createGroupCommit } from "./group-commit.ts";
import {
  type ConsumeOptions,
  type ConsumeOutcome,
  checkConsume,
  checkSeconds,
  checkTerms,
  type NullifierRecord,
  type NullifierStore,
  PeriodClosedError,
  runNow,
  type ScopeTerms,
  ScopeTermsError,
  StoreKeyError,
  StoreUnavailableError,
} from "./port.ts";
import { createRowKeys, type RowKeys } from "./row-keys.ts";

/** What an effect gets of better-sqlite3's handle: it is the whole handle, and these need none of its types. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
}

/** A prepared statement; parameters by position, or by name as one object. */
export interface SqliteStatement {
  run(...parameters: readonly unknown[]): { readonly changes: number };
  get(...parameters: readonly unknown[]): unknown;
  all(...parameters: readonly unknown[]): unknown[];
}

/** Options of {@link openSqliteStore}. */
export interface SqliteStoreOptions {
  /** Path of the database; SQLite puts `-wal` and `-shm` beside it. Never on a network file system. */
  readonly file: string;
  /** Store keyed hashes instead of nullifiers: at least 32 bytes, kept apart from the file and never changed. */
  readonly hashKey?: Uint8Array;
  /** Refuse to begin with an empty file, so that a disk that is not mounted is no fresh start; false by default. */
  readonly mustExist?: boolean;
  /** How long another process's transaction is waited for; 5000 by default. */
  readonly busyTimeoutMilliseconds?: number;
}

/** An effect gets better-sqlite3's handle; whatever it does through it belongs to the transaction. */
export type SqliteStore = NullifierStore<SqliteDatabase>;

/** Version 1. */
const CREATE_TABLES = `
CREATE TABLE IF NOT EXISTS civicproof_meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS civicproof_periods (
  id INTEGER PRIMARY KEY,
  scope BLOB NOT NULL CHECK (length(scope) = 32),
  period INTEGER NOT NULL,
  retain_until INTEGER,
  closed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (scope, period)
) STRICT;
CREATE TABLE IF NOT EXISTS civicproof_nullifiers (
  nullifier BLOB PRIMARY KEY CHECK (length(nullifier) = 32),
  period_id INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  first_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS civicproof_answers (
  nonce BLOB PRIMARY KEY CHECK (length(nonce) = 32),
  nullifier BLOB NOT NULL,
  operation BLOB,
  period_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Version 2: the terms of each scope, which stay when its periods are closed. */
const CREATE_SCOPES = `
CREATE TABLE IF NOT EXISTS civicproof_scopes (
  scope BLOB PRIMARY KEY CHECK (length(scope) = 32),
  grid TEXT NOT NULL,
  max_claims INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Claims in one transaction, and rows that one step of pruning looks at. */
const MAX_GROUP = 1_000;
const PRUNE_STEP = 5_000;

const TABLES: TableSet = {
  name: "nullifiers",
  steps: [(connection) => connection.script(CREATE_TABLES), (connection) => connection.script(CREATE_SCOPES)],
};

/**
 * Opens or creates a store. A claim is acknowledged once it is on the disk (`synchronous = FULL`); calls that come
 * together share one write to it. After a failure the next call opens the file again.
 *
 * @throws StoreUnavailableError when the file can't be opened, or is missing and `mustExist` is given
 * @throws StoreKeyError when the file was written under another hash key, or under none
 * @throws DatabaseVersionNewerError when the tables are of a newer release
 * @throws PackageMissingError without the package better-sqlite3
 * @example
 * const store = await openSqliteStore({ file: "nullifiers.db" });
 * await store.consume(verified, { effect: (db) => db.prepare("INSERT INTO payments …").run(…) });
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { file, hashKey, mustExist = false, busyTimeoutMilliseconds = 5_000 } = own(options);
  const keys = createRowKeys(hashKey);
  const database = await asStore(() => connectSqlite(file, { mustExist, busyTimeoutMilliseconds }));
  try {
    return await createSqliteStore(database, keys);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A store in an open database, which it closes. */
export async function createSqliteStore(database: SqlDatabase<SqliteSession>, keys: RowKeys): Promise<SqliteStore> {
  let isClosed = false;
  await asStore(async () => {
    await migrate(database, TABLES);
    // A store that has its key is opened without waiting for those who write.
    if ((await database.use(storedKey)) !== undefined) return;
    await database.transaction((_, db) => {
      db.prepare("INSERT INTO civicproof_meta VALUES ('hash-key', ?) ON CONFLICT DO NOTHING").run(keys.check);
    });
  });
  // A file that is opened again may be another one: its key is checked with each session.
  const sessions = new WeakMap<SqliteSession, Session>();
  const prepared = (db: SqliteSession): Session => {
    const session = sessions.get(db) ?? prepareSession(db, keys);
    sessions.set(db, session);
    return session;
  };
  const use = <T>(work: (session: Session) => T): Promise<T> => asStore(() => database.use((db) => work(prepared(db))));
  const transact = <T>(work: (session: Session, db: SqliteSession) => T): Promise<T> =>
    asStore(() => database.transaction((_, db) => work(prepared(db), db)));

  interface Item {
    readonly verified: VerifiedPresentation;
    readonly options: ConsumeOptions<SqliteDatabase>;
  }
  const group = createGroupCommit<Item, ConsumeOutcome>({
    maxItems: MAX_GROUP,
    commit: (items) =>
      transact(({ consumeOne }, db) =>
        items.map(({ verified, options }): Committed<ConsumeOutcome> => {
          try {
            return { result: consumeOne(verified, options) };
          } catch (error) {
            // Other terms and a closed period changed nothing, and an effect's failure undid its own claim only.
            const changedNothing = error instanceof ScopeTermsError || error instanceof PeriodClosedError;
            const isItsOwn = changedNothing || options.effect !== undefined;
            if (isItsOwn && !db.inTransaction) throw new TransactionEndedError({ cause: error });
            if (!isItsOwn || isFailureOfDatabase(error)) throw error;
            return { error };
          }
        }),
      ),
  });

  await use(() => undefined);
  return {
    async consume(verified, given = {}) {
      const options = own(given);
      if (isClosed) throw new StoreUnavailableError({ expected: "an open store" });
      checkConsume(verified, options);
      return group.add({ verified, options });
    },
    termsOf: (scope) => use(({ termsOf }) => termsOf(scope)),
    lookup: (nullifier) => use(({ lookup }) => lookup(keys.nullifier(fieldToBytes(nullifier)))),
    async prune({ nowSeconds }) {
      checkSeconds(nowSeconds, "nowSeconds");
      const periods = await transact(({ closePeriods }) => closePeriods(nowSeconds));
      let nullifiers = 0;
      for (const table of ["nullifiers", "answers"] as const) {
        for (let after: Uint8Array | undefined = new Uint8Array(); after !== undefined; ) {
          const from: Uint8Array = after;
          const step = await transact(({ forget }) => forget[table](from));
          if (table === "nullifiers") nullifiers += step.deleted;
          after = step.last;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      await asStore(() => database.use((db) => db.pragma("wal_checkpoint(TRUNCATE)")));
      return { periods, nullifiers };
    },
    async close() {
      await group.drain();
      isClosed = true;
      await database.close();
    },
  };
}

const storedKey = (db: SqliteSession): Buffer | undefined =>
  db.prepare<[], Buffer>("SELECT value FROM civicproof_meta WHERE name = 'hash-key'").pluck().get();

type Session = ReturnType<typeof prepareSession>;

/** The prepared statements of one connection. */
function prepareSession(db: SqliteSession, keys: RowKeys) {
  if (storedKey(db)?.equals(keys.check) !== true) throw new StoreKeyError({ path: "hashKey" });
  const selectTerms = db.prepare<unknown[], ScopeTerms>(
    "SELECT grid, max_claims AS maxClaims FROM civicproof_scopes WHERE scope = ?",
  );
  const insertTerms = db.prepare("INSERT INTO civicproof_scopes VALUES (:scope, :grid, :maxClaims)");
  const selectPeriod = db.prepare<unknown[], { id: number; closed: number }>(
    "SELECT id, closed FROM civicproof_periods WHERE scope = ? AND period = ?",
  );
  const insertPeriod = db.prepare("INSERT INTO civicproof_periods (scope, period) VALUES (?, ?)");
  const retain = db.prepare(
    "UPDATE civicproof_periods SET retain_until = :until WHERE id = :id AND coalesce(retain_until, -1) < :until",
  );
  const selectAnswer = db.prepare<unknown[], { nullifier: Buffer; operation: Buffer | null }>(
    "SELECT nullifier, operation FROM civicproof_answers WHERE nonce = ?",
  );
  const insertAnswer = db.prepare("INSERT INTO civicproof_answers VALUES (?, ?, ?, ?)");
  // The decision: one statement inserts or counts, and changes one row exactly when a claim was left.
  const useClaim = db.prepare(
    `INSERT INTO civicproof_nullifiers VALUES (:nullifier, :periodId, 1, :usedAt)
     ON CONFLICT (nullifier) DO UPDATE SET uses = uses + 1 WHERE uses < :maxClaims`,
  );
  const selectNullifier = db.prepare<unknown[], NullifierRecord>(
    "SELECT uses, first_used_at AS firstUsedAtSeconds FROM civicproof_nullifiers WHERE nullifier = ?",
  );
  const close = db.prepare("UPDATE civicproof_periods SET closed = 1 WHERE closed = 0 AND retain_until <= ?");

  const forget = (table: "nullifiers" | "answers", key: "nullifier" | "nonce") => {
    const walk = db.prepare<unknown[], { key: Buffer; closed: number }>(
      `SELECT ${key} AS key, closed FROM civicproof_${table} JOIN civicproof_periods ON id = period_id
       WHERE ${key} > ? ORDER BY ${key} LIMIT ${PRUNE_STEP}`,
    );
    const remove = db.prepare(`DELETE FROM civicproof_${table} WHERE ${key} = ?`);
    return (after: Uint8Array): { deleted: number; last: Uint8Array | undefined } => {
      const rows = walk.all(after);
      const gone = rows.filter(({ closed }) => closed === 1);
      for (const row of gone) remove.run(row.key);
      return { deleted: gone.length, last: rows.length < PRUNE_STEP ? undefined : rows.at(-1)!.key };
    };
  };

  const consume = (verified: VerifiedPresentation, options: ConsumeOptions<SqliteDatabase>): ConsumeOutcome => {
    const scope = fieldToBytes(verified.signals.scope);
    const { period, grid, maxClaims } = verified;
    const terms = selectTerms.get(scope);
    checkTerms(terms, { grid, maxClaims });
    const known = selectPeriod.get(scope, period);
    if (known?.closed === 1) throw new PeriodClosedError({ path: "period", received: String(period) });
    const nonce = keys.nonce(verified.nonce);
    const nullifier = keys.nullifier(fieldToBytes(verified.signals.nullifier));
    const operation = keys.operation(options.idempotencyKey);
    const answer = selectAnswer.get(nonce);
    if (answer !== undefined) {
      const isRetry = operation !== null && answer.operation?.equals(operation) === true;
      return isRetry && answer.nullifier.equals(nullifier) ? "accepted-by-this-request" : "already-used";
    }
    const periodId = known?.id ?? Number(insertPeriod.run(scope, period).lastInsertRowid);
    const usedAt = Math.floor(verified.verifiedAtSeconds);
    if (useClaim.run({ nullifier, periodId, usedAt, maxClaims }).changes !== 1) return "already-used";
    insertAnswer.run(nonce, nullifier, operation, periodId);
    if (terms === undefined) insertTerms.run({ scope, grid, maxClaims });
    if (options.retainUntilSeconds !== undefined) retain.run({ id: periodId, until: options.retainUntilSeconds });
    runNow(options.effect, db);
    return "accepted";
  };
  // Inside another transaction, better-sqlite3 makes this a savepoint.
  const consumeAlone = db.transaction(consume);

  return {
    consumeOne: (verified: VerifiedPresentation, options: ConsumeOptions<SqliteDatabase>) =>
      (options.effect === undefined ? consume : consumeAlone)(verified, options),
    termsOf: (scope: FieldElement): ScopeTerms | undefined => selectTerms.get(fieldToBytes(scope)),
    lookup: (nullifier: Uint8Array): NullifierRecord | undefined => selectNullifier.get(nullifier),
    closePeriods: (nowSeconds: number): number => close.run(nowSeconds).changes,
    forget: { nullifiers: forget("nullifiers", "nullifier"), answers: forget("answers", "nonce") },
  };
}

/** Failures after which a transaction can't be trusted, in contrast to a constraint that an effect ran into. */
function isFailureOfDatabase(error: unknown): boolean {
  return /^SQLITE_(?:FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM|BUSY)/.test(engineCode(error) ?? "");
}
