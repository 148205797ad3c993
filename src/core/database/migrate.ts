/** Versions of tables: each table set has a row that says how many of its steps were taken. */
import { refusal } from "../errors.ts";
import { SCHEMA_LOCK } from "./locks.ts";
import { DatabaseMissingError, DatabaseUnavailableError, type SqlConnection, type SqlDatabase } from "./sql.ts";

/** Tables that belong together and change together. */
export interface TableSet {
  /** Its name in the database, for example `requests`. */
  readonly name: string;
  /** The tables that all steps together make. */
  readonly tables: readonly string[];
  /** On Postgres, the sequences beside those of tables, and the functions. */
  readonly sequences?: readonly string[];
  readonly functions?: readonly string[];
  /**
   * Step n takes the tables from version n to n + 1. A released step never changes: what comes later is a further step.
   * The first one makes only what is missing, so that tables from before there were versions become version 1.
   */
  readonly steps: readonly ((connection: SqlConnection, dialect: SqlDatabase["dialect"]) => Promise<void>)[];
}

const CREATE_VERSIONS = "CREATE TABLE IF NOT EXISTS civicproof_versions (name TEXT PRIMARY KEY, version INTEGER)";
const setVersion = (name: string, version: number): string =>
  `INSERT INTO civicproof_versions (name, version) VALUES ('${name}', ${version})
   ON CONFLICT (name) DO UPDATE SET version = excluded.version`;

/**
 * Takes the steps that a table set still needs, each in a transaction of its own under the lock of all such work. A
 * process that dies in the middle leaves whole steps; the next one continues after them. Tables that are up to date
 * take no lock, and a role that may work with them need not be able to change them.
 *
 * @throws DatabaseVersionNewerError when a newer release has changed the tables
 * @throws DatabaseLockedError when another process changes tables for longer than 10 seconds
 * @throws DatabaseRightsError when the role may not make tables that are missing, or not work with those that are there
 * @throws DatabaseMissingError when a table is missing that was there once
 * @throws DatabaseUnavailableError
 */
export async function migrate(database: SqlDatabase, set: TableSet): Promise<void> {
  const { name, steps, tables, sequences = [] } = set;
  try {
    for (let version = await versionOf(database, database.dialect, set); version < steps.length; ) {
      version = await database.withSchemaLock(async (connection) => {
        const now = await versionOf(connection, database.dialect, set);
        // Another process may have taken it meanwhile.
        if (now === steps.length) return now;
        await steps[now]!(connection, database.dialect);
        await connection.script(CREATE_VERSIONS);
        await connection.execute(setVersion(name, now + 1));
        return now + 1;
      });
    }
    await requireTables(database, database.dialect, tables);
    if (database.dialect === "postgres") await requireRights(database, { name, tables, sequences });
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError && NO_RIGHT.includes(error.received ?? ""))) throw error;
    const { cause } = error;
    throw new DatabaseRightsError({
      path: name,
      expected: "a role that may make tables, or tables made by `civicproof store tables`",
      ...(cause instanceof Error ? { received: cause.message } : {}),
      cause,
    });
  }
}

/** What Postgres calls it when a role may not do something, or not use the schema. */
const NO_RIGHT = ["42501", "3F000"];

/**
 * The statements that bring table sets to the version of this release, for the owner of a Postgres database.
 *
 * @param sets  each with the version that it has now; 0 for none
 * @param role  a role that then works with the tables, and need not be able to change them
 * @param schema  of the tables; by default the first one of the owner's search path
 */
export async function statementsFor(
  sets: readonly { readonly set: TableSet; readonly version: number }[],
  { role, schema }: { readonly role?: string | undefined; readonly schema?: string | undefined },
): Promise<string> {
  const statements: string[] = [];
  const add = (sql: string): void => void statements.push(sql.trim().replace(/;?$/, ";"));
  add("BEGIN");
  if (schema !== undefined) add(`SET LOCAL search_path TO ${quoted(schema)}`);
  add(`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`);
  add(CREATE_VERSIONS);
  for (const { set, version } of sets) {
    const step = recorder(add);
    for (const take of set.steps.slice(version)) await take(step, "postgres");
    if (version < set.steps.length) add(setVersion(set.name, set.steps.length));
  }
  if (role !== undefined) {
    const grant = (what: string): void => add(`GRANT ${what} TO ${quoted(role)}`);
    if (schema !== undefined) grant(`USAGE ON SCHEMA ${quoted(schema)}`);
    grant("SELECT ON civicproof_versions");
    for (const { set } of sets) {
      grant(`${TABLE_RIGHTS.join(", ")} ON ${set.tables.join(", ")}`);
      for (const sequence of set.sequences ?? []) grant(`${SEQUENCE_RIGHTS.join(", ")} ON SEQUENCE ${sequence}`);
      for (const each of set.functions ?? []) grant(`EXECUTE ON FUNCTION ${each}`);
    }
  }
  add("COMMIT");
  return `${statements.join("\n")}\n`;
}

const TABLE_RIGHTS = ["SELECT", "INSERT", "UPDATE", "DELETE"];
const SEQUENCE_RIGHTS = ["SELECT", "USAGE", "UPDATE"];

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** Writes down what a step would do. Steps make and change tables; they read nothing. */
function recorder(add: (sql: string) => void): SqlConnection {
  const refuse = (): never => {
    throw new TypeError("a step of a table set has statements without parameters only");
  };
  return {
    script: async (sql) => add(sql),
    async execute(sql) {
      add(sql);
      return 0;
    },
    query: refuse,
    insert: refuse,
    selectIn: refuse,
  };
}

/** @throws DatabaseRightsError when the role lacks a right to work with what is there */
async function requireRights(
  connection: SqlConnection,
  {
    name,
    tables,
    sequences,
  }: { readonly name: string; readonly tables: readonly string[]; sequences: readonly string[] },
): Promise<void> {
  const list = (texts: readonly string[]): string => `ARRAY[${texts.map((text) => `'${text}'`).join(", ")}]::text[]`;
  const [lacking] = await connection.query<{ role: string; object: string; lacking: string }>(
    `SELECT current_user AS role, object, string_agg(needed, ', ') AS lacking FROM (
       SELECT object, needed FROM unnest(${list(tables)}) AS object, unnest(${list(TABLE_RIGHTS)}) AS needed
       WHERE NOT has_table_privilege(object, needed)
       UNION ALL
       SELECT object, needed FROM unnest(${list(sequences)}) AS object, unnest(${list(SEQUENCE_RIGHTS)}) AS needed
       WHERE NOT has_sequence_privilege(object, needed)
     ) AS missing GROUP BY object ORDER BY object LIMIT 1`,
  );
  if (lacking !== undefined)
    throw new DatabaseRightsError({
      path: name,
      expected: `${lacking.lacking} on ${lacking.object} for ${lacking.role}`,
      received: "less",
    });
}

/** @throws DatabaseMissingError when one of the tables is not there */
export async function requireTables(
  connection: SqlConnection,
  dialect: SqlDatabase["dialect"],
  names: readonly string[],
): Promise<void> {
  const wanted = names.map((name) => `SELECT '${name}' AS name`).join(" UNION ALL ");
  const isMissing =
    dialect === "sqlite"
      ? "name NOT IN (SELECT name FROM sqlite_master WHERE type = 'table')"
      : "to_regclass(name) IS NULL";
  const [missing] = await connection.query<{ name: string }>(
    `SELECT name FROM (${wanted}) AS wanted WHERE ${isMissing} LIMIT 1`,
  );
  if (missing !== undefined)
    throw new DatabaseMissingError({ path: missing.name, expected: "the tables of this release" });
}

/**
 * How many steps of a table set were taken; 0 where there are no tables.
 *
 * @throws DatabaseVersionNewerError when there are more than this release knows
 */
export async function versionOf(
  connection: SqlConnection,
  dialect: SqlDatabase["dialect"],
  { name, steps }: TableSet,
): Promise<number> {
  const version = await readVersion(connection, dialect, name);
  if (version <= steps.length) return version;
  const expected = `version ${steps.length} or older`;
  throw new DatabaseVersionNewerError({ path: name, expected, received: String(version) });
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

/**
 * The role may not make the tables that are missing, or not work with those that are there.
 *
 * What to do: let the owner of the database run what `civicproof store tables --role …` prints.
 */
export class DatabaseRightsError extends /* @__PURE__ */ refusal(
  "DATABASE_RIGHTS_MISSING",
  "DatabaseRightsError",
  "The role has not the rights that it needs",
) {}
