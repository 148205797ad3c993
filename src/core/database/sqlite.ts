/** Record stores on SQLite (better-sqlite3). */
import type { Database, Statement } from "better-sqlite3";
import { StoreUnavailableError } from "../errors.ts";
import { loadPeer } from "../peer.ts";
import { createMutex, type SqlConnection, type SqlDatabase, type SqlValue } from "./sql.ts";

/** better-sqlite3 takes `$1` for a parameter with the name 1. */
const named = (values: readonly SqlValue[]): Record<string, SqlValue> =>
  Object.fromEntries(values.map((value, i) => [String(i + 1), value]));

/**
 * Opens a database file; creates it when it is missing.
 *
 * Deleted content is overwritten with zeros (`secure_delete`), and commits are on disk before they return
 * (`synchronous = FULL`).
 *
 * @param options.exclusive keep every other process out for as long as the file is open
 * @throws StoreUnavailableError when the file can't be used
 */
export async function openSqlite(
  file: string,
  { exclusive = false }: { readonly exclusive?: boolean } = {},
): Promise<SqlDatabase> {
  const { default: BetterSqlite } = await loadPeer("better-sqlite3", () => import("better-sqlite3"));
  let db: Database;
  try {
    db = new BetterSqlite(file);
    db.pragma("busy_timeout = 5000");
    if (exclusive) db.pragma("locking_mode = EXCLUSIVE");
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("secure_delete = ON");
    db.pragma("cache_size = -65536");
    db.pragma("temp_store = MEMORY");
  } catch (cause) {
    throw new StoreUnavailableError({ message: "The database file can't be opened", cause });
  }
  const statements = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new StoreUnavailableError({ message: "The database refused a statement", cause });
    }
  };

  const connection: SqlConnection = {
    query: async <Row>(sql: string, parameters: readonly SqlValue[] = []) =>
      guarded(() => prepare(sql).all(named(parameters)) as Row[]),
    execute: async (sql, parameters = []) => guarded(() => prepare(sql).run(named(parameters)).changes),
    insert: async (table, columns, rows, replace = false) =>
      guarded(() => {
        const values = columns.map(() => "?").join(", ");
        const statement = prepare(
          `INSERT ${replace ? "OR REPLACE " : ""}INTO ${table} (${columns.join(", ")}) VALUES (${values})`,
        );
        for (const row of rows) statement.run(...row);
      }),
    selectIn: async <Row>(select: string, column: string, values: readonly SqlValue[]) =>
      guarded(() => {
        const statement = prepare(`${select} WHERE ${column} = ?`);
        return values.flatMap((value) => statement.all(value) as Row[]);
      }),
  };
  const alone = createMutex();

  return {
    dialect: "sqlite",
    query: (sql, parameters) => alone(() => connection.query(sql, parameters)),
    execute: (sql, parameters) => alone(() => connection.execute(sql, parameters)),
    insert: (...given) => alone(() => connection.insert(...given)),
    selectIn: (...given) => alone(() => connection.selectIn(...given)),
    transaction: (work) =>
      alone(async () => {
        guarded(() => db.exec("BEGIN IMMEDIATE"));
        try {
          const result = await work(connection);
          guarded(() => db.exec("COMMIT"));
          return result;
        } catch (error) {
          if (db.inTransaction) db.exec("ROLLBACK");
          throw error;
        }
      }),
    scrub: () =>
      alone(async () =>
        guarded(() => {
          // The write-ahead log may hold pages as they were; free pages hold zeros already.
          const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
          if (result?.busy !== 0)
            throw new Error("another connection reads the database, so its log can't be emptied now");
        }),
      ),
    copyTo: (target) =>
      alone(async () => {
        await db.backup(target);
      }),
    close: () =>
      alone(async () => {
        db.close();
      }),
  };
}
