/** What a database has more after an act than before it: every row of every table, whoever wrote it. */
import { bytesToHex } from "../../../core/bytes.ts";
import { openPostgres } from "../../../core/database/postgres.ts";
import { isPostgresUrl, type PostgresAccess } from "../../../core/database/postgres-access.ts";
import type { SqlDatabase, SqlRow } from "../../../core/database/sql.ts";
import { openSqlite } from "../../../core/database/sqlite.ts";
import { requireFile } from "../../files.ts";
import { UsageError } from "../../report-error.ts";

/** A service that is watched is a test's own; one with more rows is in use. */
const MAX_ROWS = 20_000;

export interface WatchedDatabase {
  /** Rows that are new, or different, since the last call, as JSON. */
  readonly rows: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/**
 * Watches a database from its present content on.
 *
 * @param url `sqlite:<file>` or `postgres://…`
 * @throws UsageError for another address, a file that is not there, and more rows than a test has
 * @throws DatabaseUnavailableError
 */
export async function watchDatabase(url: string, access: PostgresAccess): Promise<WatchedDatabase> {
  const database = await openWatched(url, access);
  try {
    let before = new Set(await allRows(database));
    return {
      async rows() {
        const now = await allRows(database);
        const fresh = now.filter((row) => !before.has(row));
        before = new Set(now);
        return fresh;
      },
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openWatched(url: string, access: PostgresAccess): Promise<SqlDatabase> {
  if (isPostgresUrl(url)) return openPostgres(url, access);
  const [, file] = /^sqlite:(.+)$/.exec(url) ?? [];
  if (file === undefined) throw new UsageError({ message: "--store is sqlite:<file> or postgres://…" });
  await requireFile(file);
  return openSqlite(file);
}

async function allRows(database: SqlDatabase): Promise<readonly string[]> {
  const tables = await database.query<{ name: string }>(
    database.dialect === "sqlite"
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const found = await database.query(`SELECT * FROM ${quoted} LIMIT ${MAX_ROWS + 1}`);
    rows.push(...found.map((row) => JSON.stringify({ table: name, ...readable(row) })));
    if (rows.length > MAX_ROWS)
      throw new UsageError({ message: `the database has more than ${MAX_ROWS} rows: watch a service of a test's own` });
  }
  return rows;
}

function readable(row: SqlRow): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? bytesToHex(value) : value]),
  );
}
