/**
 * The keys of records: one AES-256 key for each version, in a database file of its own. A version's data and salts can
 * be read only with its key, so erasing 32 bytes here erases them in every copy of the record store.
 */

import { constants } from "node:fs";
import { chmod, open } from "node:fs/promises";
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { engineCode, orClose, type SqlConnection } from "../../core/database/sql.ts";
import { openSqlite, requireFile } from "../../core/database/sqlite.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { own, requireText } from "../../core/own.ts";

/** What a database and its keys know of each other: they fit while both have taken the same changes. */
export interface StorePairing {
  /** Names the store that both belong to: 32 hexadecimal digits. */
  readonly store: string;
  /** How many changes were made. */
  readonly change: number;
  /** Drawn for the last change: tells two histories of one length apart. 32 hexadecimal digits. */
  readonly mark: string;
}

/** What the keys know of their database. */
export interface KeyPairing extends StorePairing {
  /** The records of the last change are stored, or it had none. */
  readonly isSettled: boolean;
}

/** A copy of the key file that {@link KeyStore.copyTo} made. */
export interface KeyCopy {
  readonly file: string;
  /** Keys that were destroyed here and not there yet. */
  readonly owed: number;
  /** Why the copy could not be reached at the last attempt; undefined when it could, or was not tried. */
  readonly problem?: string;
}

/** Where the keys of one record store are. */
export interface KeyStore {
  /** Undefined before the first {@link KeyStore.note}. */
  readonly pairing: () => Promise<KeyPairing | undefined>;
  /**
   * Notes a change and stores its keys, durably and all or none.
   *
   * @throws RecordKeyTakenError when a key is there for one of the ids: keys are never replaced
   */
  readonly note: (pairing: KeyPairing, keys?: readonly (readonly [id: number, key: Uint8Array])[]) => Promise<void>;
  readonly get: (id: number) => Promise<Uint8Array | undefined>;
  /** The keys there are of ids from `first` to `last`. */
  readonly range: (first: number, last: number) => Promise<ReadonlyMap<number, Uint8Array>>;
  /** How many keys there are, and the highest id of one. The secret of pseudonyms, id 0, does not count. */
  readonly count: () => Promise<{ readonly keys: number; readonly lastId: number }>;
  /**
   * Destroys keys: here first, then in the copies made by {@link KeyStore.copyTo}. A copy that can't be reached stops
   * nothing; it is owed the destruction, which every later call tries again.
   */
  readonly destroy: (ids: readonly number[]) => Promise<void>;
  /** Writes a copy, readable for its owner only, which `destroy` keeps up with. */
  readonly copyTo: (file: string) => Promise<void>;
  readonly copies: () => Promise<readonly KeyCopy[]>;
  /** Says that a copy was destroyed by other means: nothing is owed to it any more. */
  readonly forgetCopy: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const KEY_TABLES: TableSet = {
  name: "keys",
  tables: ["keys", "copies", "pairing", "owed"],
  steps: [
    (connection) =>
      connection.script(`
        CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY, key BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS copies (file TEXT PRIMARY KEY);
      `),
    (connection) =>
      connection.script(`
        CREATE TABLE IF NOT EXISTS pairing
          (one INTEGER PRIMARY KEY, store TEXT NOT NULL, change INTEGER NOT NULL, mark TEXT NOT NULL, settled INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS owed (file TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (file, id)) WITHOUT ROWID;
      `),
  ],
};

/** The id under which the secret of pseudonyms is kept. */
export const SECRET_ID = 0;

/** Options of {@link openKeyStore}. */
export interface OpenKeyStoreOptions {
  /** Refuse a file that is missing instead of making it; false by default. */
  readonly mustExist?: boolean;
}

/**
 * Opens the key file; creates it when it is missing. Other processes are kept out of it, and so of the store, until it is
 * closed. Only its owner can read it.
 *
 * @throws DatabaseLockedError when another process has it open
 * @throws DatabaseUnavailableError when it can't be used
 */
export async function openKeyStore(file: string, options: OpenKeyStoreOptions = {}): Promise<KeyStore> {
  const { mustExist = false } = own(options);
  requireText("file", file);
  if (!mustExist) await makePrivate(file);
  const database = await openSqlite(file, { exclusive: true, ...(mustExist ? { mustHave: "keys" } : {}) });
  await orClose(database, () => migrate(database, KEY_TABLES));
  const problems = new Map<string, string>();

  const owedTo = (copy: string): Promise<readonly { readonly id: number }[]> =>
    database.query<{ id: number }>("SELECT id FROM owed WHERE file = $1 ORDER BY id", [copy]);
  const get = async (id: number): Promise<Uint8Array | undefined> => {
    const [row] = await database.query<{ key: Uint8Array }>("SELECT key FROM keys WHERE id = $1", [id]);
    return row === undefined ? undefined : Uint8Array.from(row.key);
  };
  const files = async (): Promise<readonly string[]> =>
    (await database.query<{ file: string }>("SELECT file FROM copies ORDER BY file")).map((row) => row.file);

  /** Destroys in the copies what they are owed; what can't be reached is remembered with its reason. */
  const payCopies = async (): Promise<void> => {
    for (const copy of await files()) {
      const ids = (await owedTo(copy)).map(({ id }) => id);
      if (ids.length === 0) continue;
      const problem = await destroyInCopy(copy, ids, await get(SECRET_ID));
      if (problem === undefined) {
        await database.execute("DELETE FROM owed WHERE file = $1", [copy]);
        problems.delete(copy);
      } else problems.set(copy, problem);
    }
  };

  return {
    async pairing() {
      const [row] = await database.query<StorePairing & { settled: number }>(
        "SELECT store, change, mark, settled FROM pairing",
      );
      if (row === undefined) return undefined;
      const { store, change, mark, settled } = row;
      return { store, change, mark, isSettled: settled === 1 };
    },
    note: ({ store, change, mark, isSettled }, keys = []) =>
      database.transaction(async (connection) => {
        for (const [id] of keys) await refuseTaken(connection, id);
        await connection.insert("keys", ["id", "key"], keys);
        await connection.insert(
          "pairing",
          ["one", "store", "change", "mark", "settled"],
          [[1, store, change, mark, isSettled ? 1 : 0]],
          true,
        );
      }),
    get,
    async range(first, last) {
      const rows = await database.query<{ id: number; key: Uint8Array }>(
        "SELECT id, key FROM keys WHERE id >= $1 AND id <= $2",
        [first, last],
      );
      return new Map(rows.map(({ id, key }) => [id, Uint8Array.from(key)]));
    },
    async count() {
      const [row] = await database.query<{ n: number; last: number | null }>(
        `SELECT count(*) AS n, max(id) AS last FROM keys WHERE id <> ${SECRET_ID}`,
      );
      return { keys: row!.n, lastId: row!.last ?? 0 };
    },
    async destroy(ids) {
      await database.transaction(async (connection) => {
        for (const id of ids) {
          await connection.execute("DELETE FROM keys WHERE id = $1", [id]);
          await connection.execute("INSERT OR IGNORE INTO owed (file, id) SELECT file, $1 FROM copies", [id]);
        }
      });
      await database.scrub();
      await payCopies();
    },
    async copyTo(target) {
      await database.insert("copies", ["file"], [[target]], true);
      await database.copyTo!(target);
      // It is as the keys are now, whatever was there before.
      await database.execute("DELETE FROM owed WHERE file = $1", [target]);
      problems.delete(target);
    },
    copies: async () =>
      Promise.all(
        (await files()).map(async (copy) => {
          const problem = problems.get(copy);
          const owed = (await owedTo(copy)).length;
          return { file: copy, owed, ...(problem === undefined ? {} : { problem }) };
        }),
      ),
    forgetCopy: (copy) =>
      database.transaction(async (connection) => {
        await connection.execute("DELETE FROM copies WHERE file = $1", [copy]);
        await connection.execute("DELETE FROM owed WHERE file = $1", [copy]);
      }),
    close: () => database.close(),
  };
}

/**
 * Makes a file that is missing, and lets nobody else read it; SQLite gives its log the same rights. The rights of what is
 * no database, such as a directory, stay as they are: whoever opens it says what is wrong with the path.
 */
export async function makePrivate(file: string): Promise<void> {
  requireFile(file);
  await open(file, "wx", 0o600)
    .then((handle) => handle.close())
    .catch(() => {});
  const header = await readHeader(file);
  if (header === "" || header === SQLITE_HEADER) await chmod(file, 0o600).catch(() => {});
}

async function refuseTaken(connection: SqlConnection, id: number): Promise<void> {
  const [taken] = await connection.query("SELECT id FROM keys WHERE id = $1", [id]);
  if (taken !== undefined) throw new RecordKeyTakenError({ path: "keys", received: `key ${id}` });
}

const SQLITE_HEADER = "SQLite format 3\0";

/** @returns why the copy could not be reached; undefined when the keys are destroyed there */
async function destroyInCopy(
  file: string,
  ids: readonly number[],
  secret: Uint8Array | undefined,
): Promise<string | undefined> {
  const header = await readHeader(file);
  // SQLite would make a database of an empty file.
  if (header !== SQLITE_HEADER)
    return header.startsWith("no ") ? header : header === "" ? "an empty file" : "no key file";
  try {
    const copy = await openSqlite(file, { mustHave: "keys", busyTimeoutMilliseconds: 500 });
    try {
      const [own] = await copy.query<{ key: Uint8Array }>(`SELECT key FROM keys WHERE id = ${SECRET_ID}`);
      if (own === undefined || secret === undefined || Buffer.compare(own.key, secret) !== 0)
        return "keys of another store";
      await copy.transaction(async (connection) => {
        for (const id of ids) await connection.execute("DELETE FROM keys WHERE id = $1", [id]);
      });
      await copy.scrub();
      return undefined;
    } finally {
      await copy.close();
    }
  } catch (error) {
    if (error instanceof CivicproofError) return error.received ?? error.code;
    throw error;
  }
}

/** The first bytes of a file, or the code of the system's error. */
async function readHeader(file: string): Promise<string> {
  try {
    // A pipe in the place of a file would be waited for.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) return "no key file (no regular file)";
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(SQLITE_HEADER.length));
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return `no key file (${engineCode(error) ?? "unreadable"})`;
  }
}

/**
 * A key is there already for a new record.
 *
 * What to do: nothing was stored; look whether database and keys were copied or restored apart.
 */
export class RecordKeyTakenError extends /* @__PURE__ */ refusal(
  "RECORD_KEY_DUPLICATED",
  "RecordKeyTakenError",
  "A key of another record has this place",
) {}
