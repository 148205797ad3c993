/**
 * The keys of records: one AES-256 key for each version, in a database file of its own. A version's data and salts can
 * be read only with its key, so erasing 32 bytes here erases them in every copy of the record store.
 */
import { existsSync } from "node:fs";
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { openSqlite } from "../../core/database/sqlite.ts";

/** Where the keys of one record store are. */
export interface KeyStore {
  /** Stores keys durably; an id that is there gets the new key. */
  readonly put: (keys: readonly (readonly [id: number, key: Uint8Array])[]) => Promise<void>;
  readonly get: (id: number) => Promise<Uint8Array | undefined>;
  /** Destroys keys, here and in the copies made by {@link KeyStore.copyTo} that are still where they were written. */
  readonly destroy: (ids: readonly number[]) => Promise<void>;
  /** How many keys there are for ids from `first` on. */
  readonly count: (first?: number) => Promise<number>;
  /** Writes a copy, which `destroy` keeps up with. */
  readonly copyTo: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const KEY_TABLES: TableSet = {
  name: "keys",
  steps: [
    (connection) =>
      connection.script(`
        CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY, key BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS copies (file TEXT PRIMARY KEY);
      `),
  ],
};

/**
 * Opens the key file; creates it when it is missing. Other processes are kept out of it, and so of the store, until it is
 * closed.
 *
 * @throws DatabaseLockedError when another process has it open
 * @throws DatabaseUnavailableError when it can't be used
 */
export async function openKeyStore(file: string): Promise<KeyStore> {
  const database = await openSqlite(file, { exclusive: true });
  try {
    await migrate(database, KEY_TABLES);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    put: (keys) => database.transaction((connection) => connection.insert("keys", ["id", "key"], keys, true)),
    async get(id) {
      const [row] = await database.query<{ key: Uint8Array }>("SELECT key FROM keys WHERE id = $1", [id]);
      return row === undefined ? undefined : Uint8Array.from(row.key);
    },
    async destroy(ids) {
      // Copies first: while a key is still here, a destruction that was interrupted is done again.
      const copies = await database.query<{ file: string }>("SELECT file FROM copies");
      for (const copy of copies) {
        if (!existsSync(copy.file)) continue;
        const other = await openSqlite(copy.file);
        try {
          await destroyIn(other, ids);
        } finally {
          await other.close();
        }
      }
      await destroyIn(database, ids);
    },
    async count(first = 0) {
      const [row] = await database.query<{ n: number }>("SELECT count(*) AS n FROM keys WHERE id >= $1", [first]);
      return row!.n;
    },
    async copyTo(target) {
      await database.insert("copies", ["file"], [[target]], true);
      await database.copyTo!(target);
    },
    close: () => database.close(),
  };
}

async function destroyIn(database: Awaited<ReturnType<typeof openSqlite>>, ids: readonly number[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const id of ids) await connection.execute("DELETE FROM keys WHERE id = $1", [id]);
  });
  await database.scrub();
}
