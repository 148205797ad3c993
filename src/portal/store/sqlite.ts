/** Nullifiers in an SQLite file: durable, for one machine, shared by any number of its processes. */
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { engineCode, orClose, type SqlDatabase, TransactionEndedError } from "../../core/database/sql.ts";
import { connectSqlite, type SqliteSession } from "../../core/database/sqlite.ts";
import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { type Committed, createGroupCommit } from "../../core/group-commit.ts";
import { own } from "../../core/own.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { asStore } from "./as-store.ts";
import { openHighWater, StoreStaleError } from "./high-water.ts";
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
  StoreUnavailableError,
} from "./port.ts";
import { pinProgramme, STORE_TABLES } from "./programmes.ts";
import { createRowKeys, type HashKey, type RowKeys, StoreKeyError } from "./row-keys.ts";

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
  /** Store keyed hashes instead of nullifiers: at least 32 bytes, kept apart from the file. */
  readonly hashKey?: HashKey;
  /** Refuse a file that is missing, empty or no store: a disk that is not mounted is no fresh start; false by default. */
  readonly mustExist?: boolean;
  /**
   * A file in another directory, better on another disk, that notes how many uses were acknowledged: an older copy of the
   * store is refused. It is made when it is missing, and written with each acknowledgement.
   */
  readonly highWater?: string;
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

/** Version 3: what services claim for, what changed the store, how many uses there ever were, and which store it is. */
const CREATE_PROGRAMMES = `
CREATE TABLE IF NOT EXISTS civicproof_programmes (
  tenant TEXT PRIMARY KEY,
  verifier TEXT NOT NULL,
  programme TEXT NOT NULL,
  scope BLOB NOT NULL,
  policy TEXT NOT NULL,
  policy_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS civicproof_events (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS civicproof_uses (last_value INTEGER NOT NULL) STRICT;
INSERT INTO civicproof_uses
  SELECT coalesce(sum(uses), 0) FROM civicproof_nullifiers WHERE NOT EXISTS (SELECT 1 FROM civicproof_uses);
INSERT OR IGNORE INTO civicproof_meta VALUES ('store-id', randomblob(16));
`;

/** Claims in one transaction, and rows that one step of pruning looks at. */
const MAX_GROUP = 1_000;
const PRUNE_STEP = 5_000;

const TABLES: TableSet = {
  name: "nullifiers",
  tables: [...STORE_TABLES, "civicproof_uses"],
  steps: [CREATE_TABLES, CREATE_SCOPES, CREATE_PROGRAMMES].map((sql) => (connection) => connection.script(sql)),
};

/**
 * Opens or creates a store. A claim is acknowledged once it is on the disk (`synchronous = FULL`); calls that come
 * together share one write to it. After a failure the next call opens the file again.
 *
 * @throws StoreUnavailableError when the file can't be opened
 * @throws DatabaseMissingError when there is no store in it and `mustExist` is given
 * @throws StoreStaleError when the store is older than its high-water mark
 * @throws StoreKeyError when the file was written under another hash key, or under none
 * @throws DatabaseVersionNewerError when the tables are of a newer release
 * @throws PackageMissingError without the package better-sqlite3
 * @example
 * const store = await openSqliteStore({ file: "nullifiers.db" });
 * await store.consume(verified, { effect: (db) => db.prepare("INSERT INTO payments …").run(…) });
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { file, hashKey, mustExist = false, highWater, busyTimeoutMilliseconds = 5_000 } = own(options);
  const keys = createRowKeys(hashKey);
  const mustHave = mustExist ? STORE_TABLES[0] : undefined;
  const database = await asStore(() =>
    connectSqlite(file, { ...(mustHave === undefined ? {} : { mustHave }), busyTimeoutMilliseconds }),
  );
  return orClose(database, () => createSqliteStore(database, keys, highWater));
}

/** A store in an open database, which it closes. */
export async function createSqliteStore(
  database: SqlDatabase<SqliteSession>,
  keys: RowKeys,
  highWater?: string,
): Promise<SqliteStore> {
  let isClosed = false;
  /** The most uses that this process has seen. */
  let lastUse = 0;
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
    const known = sessions.get(db);
    if (known !== undefined) return known;
    const session = prepareSession(db, keys);
    const uses = session.countUses();
    // An older copy was put in the file's place while this process ran.
    if (uses < lastUse) throw new StoreStaleError({ expected: `${lastUse} uses or more`, received: String(uses) });
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
    commit: async (items) => {
      const committed = await transact(({ consumeOne, requireKey, addUses }, db) => {
        requireKey();
        const answers = items.map(({ verified, options }): Committed<ConsumeOutcome> => {
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
        });
        const accepted = answers.filter((answer) => "result" in answer && answer.result === "accepted").length;
        return { answers, uses: accepted === 0 ? 0 : addUses(accepted) };
      });
      lastUse = Math.max(lastUse, committed.uses);
      if (committed.uses > 0) await mark?.raise(committed.uses);
      return committed.answers;
    },
  });

  const age = await use(({ countUses, id }) => ({ id, uses: countUses() }));
  lastUse = age.uses;
  const mark = highWater === undefined ? undefined : await openHighWater(highWater, age);
  return {
    async consume(verified, given = {}) {
      const options = own(given);
      if (isClosed) throw new StoreUnavailableError({ expected: "an open store" });
      checkConsume(verified, options);
      return group.add({ verified, options });
    },
    pin: (programme) => asStore(() => pinProgramme(database, programme)),
    termsOf: (scope) => use(({ termsOf }) => termsOf(scope)),
    lookup: (nullifier) => use(({ lookup }) => lookup(keys.nullifier(fieldToBytes(nullifier)))),
    async prune({ nowSeconds, signal }) {
      checkSeconds(nowSeconds, "nowSeconds");
      const periods = await transact(({ closePeriods }) => closePeriods(nowSeconds));
      let nullifiers = 0;
      for (const table of ["nullifiers", "answers"] as const) {
        for (let after: Uint8Array | undefined = new Uint8Array(); after !== undefined && !signal?.aborted; ) {
          const from: Uint8Array = after;
          const step = await transact(({ forget }) => forget[table](nowSeconds, from));
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
      await mark?.close();
      await database.close();
    },
  };
}

const storedKey = (db: SqliteSession): Buffer | undefined =>
  db.prepare<[], Buffer>("SELECT value FROM civicproof_meta WHERE name = 'hash-key'").pluck().get();

type Session = ReturnType<typeof prepareSession>;

/** The prepared statements of one connection. */
function prepareSession(db: SqliteSession, keys: RowKeys) {
  const selectKey = db.prepare<[], Buffer>("SELECT value FROM civicproof_meta WHERE name = 'hash-key'").pluck();
  /** Also with each claim: under another key than the others, this process would find every nullifier unused. */
  const requireKey = (): void => {
    if (selectKey.get()?.equals(keys.check) !== true) throw new StoreKeyError({ path: "hashKey" });
  };
  requireKey();
  const id = db.prepare<[], Buffer>("SELECT value FROM civicproof_meta WHERE name = 'store-id'").pluck().get()!;
  const selectUses = db.prepare<[], number>("SELECT last_value FROM civicproof_uses").pluck();
  const addUses = db
    .prepare<[number], number>("UPDATE civicproof_uses SET last_value = last_value + ? RETURNING last_value")
    .pluck();
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
    const walk = db.prepare<unknown[], { key: Buffer; over: number | null }>(
      `SELECT ${key} AS key, closed = 1 AND retain_until <= ? AS over FROM civicproof_${table} JOIN civicproof_periods ON id = period_id
       WHERE ${key} > ? ORDER BY ${key} LIMIT ${PRUNE_STEP}`,
    );
    const remove = db.prepare(`DELETE FROM civicproof_${table} WHERE ${key} = ?`);
    return (nowSeconds: number, after: Uint8Array): { deleted: number; last: Uint8Array | undefined } => {
      const rows = walk.all(nowSeconds, after);
      const gone = rows.filter(({ over }) => over === 1);
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
    id,
    requireKey,
    countUses: (): number => selectUses.get()!,
    addUses: (count: number): number => addUses.get(count)!,
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
