/** Record stores on Postgres (pg). The keys stay in a key file of their own, as with SQLite. */
import type { Pool, PoolClient } from "pg";
import { StoreUnavailableError } from "../errors.ts";
import { loadPeer } from "../peer.ts";
import { createMutex, type SqlConnection, type SqlDatabase, type SqlValue } from "./sql.ts";

/** OID of int8, which pg hands out as text; all integers here are safe ones. */
const INT8 = 20;
/** Rows in one INSERT: Postgres takes 65,535 parameters. */
const MAX_PARAMETERS = 60_000;

/**
 * Connects to a database of one's own: the store makes its tables there and expects to be the only writer, which the key
 * file's lock sees to.
 *
 * Postgres keeps deleted rows until VACUUM, and in its write-ahead log: what erasure relies on is the destroyed key.
 *
 * @throws StoreUnavailableError when the database can't be reached
 * @throws PackageMissingError when the package pg is not installed
 */
export async function openPostgres(connectionString: string): Promise<SqlDatabase> {
  const { default: pg } = await loadPeer("pg", () => import("pg"));
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      oid === INT8 ? (text: string) => Number(text) : pg.types.getTypeParser(oid, format as "text"),
  };
  const pool: Pool = new pg.Pool({ connectionString, max: 2, types: types as never });
  // A broken idle connection is replaced when the next one is needed.
  pool.on("error", ignore);
  await guarded(() => pool.query("SELECT 1"));
  const alone = createMutex();
  const direct = connectionOf(pool);
  return {
    dialect: "postgres",
    query: (sql, parameters) => alone(() => direct.query(sql, parameters)),
    execute: (sql, parameters) => alone(() => direct.execute(sql, parameters)),
    insert: (...given) => alone(() => direct.insert(...given)),
    selectIn: (...given) => alone(() => direct.selectIn(...given)),
    transaction: (work) => alone(() => inTransaction(pool, work)),
    scrub: async () => {},
    copyTo: undefined,
    close: () => alone(() => pool.end()),
  };
}

const ignore = (): void => {};

async function inTransaction<T>(pool: Pool, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  const client = await guarded(() => pool.connect());
  // A connection that breaks is found by the next statement.
  client.on("error", ignore);
  try {
    await guarded(() => client.query("BEGIN"));
    const result = await work(connectionOf(client));
    await guarded(() => client.query("COMMIT"));
    client.off("error", ignore);
    client.release();
    return result;
  } catch (error) {
    const isRolledBack = await client.query("ROLLBACK").then(
      () => true,
      () => false,
    );
    client.off("error", ignore);
    // A connection in an unknown state is closed.
    client.release(!isRolledBack);
    throw error;
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new StoreUnavailableError({ message: "The database refused a statement", cause });
  }
}

const toParameter = (value: SqlValue): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;

function connectionOf(client: Pool | PoolClient): SqlConnection {
  const run = (sql: string, parameters: readonly SqlValue[] = []) =>
    guarded(() => client.query(sql, parameters.map(toParameter)));
  return {
    query: async <Row>(sql: string, parameters?: readonly SqlValue[]) => (await run(sql, parameters)).rows as Row[],
    execute: async (sql, parameters) => (await run(sql, parameters)).rowCount ?? 0,
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
      const found = await guarded(() => client.query(`${select} WHERE ${column} = ANY($1)`, [values.map(toParameter)]));
      return found.rows as Row[];
    },
  };
}
