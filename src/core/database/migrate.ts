/** Versions of tables: each table set has a row that says how many of its steps were taken. */
import { refusal } from "../errors.ts";
import { DatabaseMissingError, type SqlConnection, type SqlDatabase } from "./sql.ts";

/** Tables that belong together and change together. */
export interface TableSet {
  /** Its name in the database, for example `requests`. */
  readonly name: string;
  /**
   * Step n takes the tables from version n to n + 1. A released step never changes: what comes later is a further step.
   * The first one makes only what is missing, so that tables from before there were versions become version 1.
   */
  readonly steps: readonly ((connection: SqlConnection, dialect: SqlDatabase["dialect"]) => Promise<void>)[];
}

/**
 * Takes the steps that a table set still needs, each in a transaction of its own under the lock of all such work. A
 * process that dies in the middle leaves whole steps; the next one continues after them. Tables that are up to date
 * take no lock.
 *
 * @throws DatabaseVersionNewerError when a newer release has changed the tables
 * @throws DatabaseLockedError when another process changes tables for longer than 10 seconds
 * @throws DatabaseUnavailableError
 */
export async function migrate(database: SqlDatabase, { name, steps }: TableSet): Promise<void> {
  const check = (version: number): number => {
    if (version > steps.length)
      throw new DatabaseVersionNewerError({
        path: name,
        expected: `version ${steps.length} or older`,
        received: String(version),
      });
    return version;
  };
  for (let version = check(await readVersion(database, database.dialect, name)); version < steps.length; ) {
    version = await database.withSchemaLock(async (connection) => {
      const now = check(await readVersion(connection, database.dialect, name));
      // Another process may have taken it meanwhile.
      if (now === steps.length) return now;
      await steps[now]!(connection, database.dialect);
      await connection.script(
        "CREATE TABLE IF NOT EXISTS civicproof_versions (name TEXT PRIMARY KEY, version INTEGER)",
      );
      await connection.execute(
        `INSERT INTO civicproof_versions (name, version) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET version = excluded.version`,
        [name, now + 1],
      );
      return now + 1;
    });
  }
}

/** @throws DatabaseMissingError when one of the tables is not there */
export async function requireTables(database: SqlDatabase, names: readonly string[]): Promise<void> {
  const select =
    database.dialect === "sqlite"
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1"
      : "SELECT 1 AS name WHERE to_regclass($1) IS NOT NULL";
  for (const name of names) {
    const [found] = await database.query(select, [name]);
    if (found === undefined) throw new DatabaseMissingError({ path: name, expected: "the tables of this release" });
  }
}

/** 0 where no step was taken. */
async function readVersion(connection: SqlConnection, dialect: SqlDatabase["dialect"], name: string): Promise<number> {
  const [table] = await connection.query(
    dialect === "sqlite"
      ? "SELECT name FROM sqlite_master WHERE name = 'civicproof_versions'"
      : "SELECT 1 AS name WHERE to_regclass('civicproof_versions') IS NOT NULL",
  );
  if (table === undefined) return 0;
  const [row] = await connection.query<{ version: number }>("SELECT version FROM civicproof_versions WHERE name = $1", [
    name,
  ]);
  return row?.version ?? 0;
}

/**
 * The tables were changed by a newer release; this one must not touch them.
 *
 * What to do: run the newer release, or restore a backup from before it.
 */
export class DatabaseVersionNewerError extends /* @__PURE__ */ refusal(
  "DATABASE_VERSION_NEWER",
  "DatabaseVersionNewerError",
  "The tables are of a newer release",
) {}
