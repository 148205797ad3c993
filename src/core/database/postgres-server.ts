/** What must be so of a server and of the way to it, before a connection is used. */
import type { ClientBase } from "pg";
import { refusal } from "../errors.ts";
import { DatabaseMissingError, DatabaseUnavailableError } from "./sql.ts";

/** What each connection is told. */
export interface ConnectionSettings {
  /** `undefined` leaves the role's search path. */
  readonly schema: string | undefined;
  readonly statementMilliseconds: number;
  /** How long the answer to this itself may take. */
  readonly answerMilliseconds: number;
  /** Only read, of whatever server it is. */
  readonly readOnly?: boolean;
  /** How long a transaction may wait for its next statement. A client that vanished holds its rows no longer. */
  readonly idleMilliseconds: number;
}

interface Server {
  readonly standby: boolean;
  readonly readOnly: boolean;
  readonly fsync: string;
  readonly pid: number;
  readonly hasSchema: boolean;
}

/** Told after the connection is made, as poolers refuse such settings in the first message. */
const PREPARE = `
  SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS "readOnly",
    current_setting('fsync') AS fsync, pg_backend_pid() AS pid,
    CASE WHEN $3 = '' THEN current_schema() IS NOT NULL ELSE to_regnamespace(quote_ident($3)) IS NOT NULL END AS "hasSchema",
    CASE WHEN $3 <> '' THEN set_config('search_path', quote_ident($3), false) END,
    CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END,
    CASE $4 WHEN 'on' THEN set_config('default_transaction_read_only', 'on', false) END,
    set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $2, false)`;

/**
 * Tells a connection its settings. A standby's answers are old, and without fsync a commit may be lost.
 *
 * @returns whether somebody stands between this process and the server
 * @throws DatabaseNotWritableError, DatabaseMissingError, DatabaseUnavailableError
 */
export async function prepareConnection(
  client: ClientBase,
  { schema = "", readOnly: reads = false, ...times }: ConnectionSettings,
): Promise<boolean> {
  const { statementMilliseconds, answerMilliseconds, idleMilliseconds } = times;
  const values = [String(statementMilliseconds), String(idleMilliseconds), schema, reads ? "on" : "off"];
  const query = { text: PREPARE, values, query_timeout: answerMilliseconds };
  const { rows } = await client.query<Server>(query);
  const { standby, readOnly, fsync, pid, hasSchema } = rows[0]!;
  if (!reads) requireWritable({ standby, readOnly, fsync });
  if (!hasSchema)
    throw new DatabaseMissingError({
      path: "schema",
      expected: schema === "" ? "a search path with a schema that is there" : `the schema ${schema}`,
    });
  // A pooler has process ids of its own.
  return (client as { readonly processID?: number }).processID !== pid;
}

function requireWritable({ standby, readOnly, fsync }: Pick<Server, "standby" | "readOnly" | "fsync">): void {
  if (standby) throw new DatabaseNotWritableError({ path: "url", expected: "the primary", received: "a standby" });
  if (readOnly) throw new DatabaseNotWritableError({ path: "url", expected: "a database that can be written to" });
  if (fsync !== "on") throw new DatabaseUnavailableError({ path: "url", expected: "a server with fsync on" });
}

const PROBES = 3;

/**
 * Looks whether a pooler gives each transaction another connection to the server: what a connection was told is then told
 * to somebody else's, prepared statements are missing or doubled, and no notification arrives.
 *
 * @param client  a connection, prepared
 * @param other  another one from the same place
 * @throws DatabaseConnectionSharedError
 */
export async function requireOwnConnection(client: ClientBase, other: ClientBase): Promise<void> {
  const pidOf = async (asked: ClientBase): Promise<number> =>
    (await asked.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]!.pid;
  const own = await pidOf(client);
  let isShared = (await pidOf(other)) === own;
  // Who is given a connection only while its transaction runs loses it to another one's.
  for (let i = 0; i < PROBES && !isShared; i++) {
    await other.query("BEGIN");
    isShared = (await pidOf(other)) === own || (await pidOf(client)) !== own;
    await other.query("ROLLBACK");
  }
  if (isShared)
    throw new DatabaseConnectionSharedError({
      path: "url",
      expected: "the server itself, or a pooler in session mode",
      received: "a pooler that shares connections between transactions",
    });
}

/**
 * The database only reads: it is a standby, or the database or the role is set to `default_transaction_read_only`.
 *
 * What to do: give the URL of the primary, and a role that may write.
 */
export class DatabaseNotWritableError extends /* @__PURE__ */ refusal(
  "DATABASE_NOT_WRITABLE",
  "DatabaseNotWritableError",
  "The database only reads",
) {}

/**
 * A pooler between gives connections to one transaction after the other, such as PgBouncer with `pool_mode =
 * transaction`. Settings, prepared statements and notifications belong to a connection and would be lost or mixed up.
 *
 * What to do: connect to the server itself, or let the pooler share connections by session. Bound the connections of a
 * process with `--database-connections`.
 */
export class DatabaseConnectionSharedError extends /* @__PURE__ */ refusal(
  "DATABASE_CONNECTION_SHARED",
  "DatabaseConnectionSharedError",
  "The database connection is shared",
) {}
