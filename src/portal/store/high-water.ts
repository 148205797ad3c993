/**
 * How many uses a store has acknowledged, in a file kept apart from it. A copy of the store that is put back, or an empty
 * one in its place, has fewer: it would grant what is used up.
 */

import { bytesToHex } from "../../core/bytes.ts";
import { orClose, type SqlConnection } from "../../core/database/sql.ts";
import { openSqlite } from "../../core/database/sqlite.ts";
import { refusal } from "../../core/errors.ts";
import { asStore } from "./as-store.ts";

export interface HighWater {
  /** Notes that so many uses are acknowledged; a lower number than before changes nothing. On the disk when it returns. */
  raise(uses: number): Promise<void>;
  close(): Promise<void>;
}

/** What a store says of itself. */
export interface StoreAge {
  /** Random, made with the store and copied with it. */
  readonly id: Uint8Array;
  /** Uses ever; it only grows, whatever is forgotten. */
  readonly uses: number;
}

/** Of the store in a database, on either engine. */
export async function readAge(connection: SqlConnection): Promise<StoreAge> {
  const [row] = await connection.query<StoreAge>(
    "SELECT value AS id, last_value AS uses FROM civicproof_meta, civicproof_uses WHERE name = 'store-id'",
  );
  return row!;
}

const CREATE = `CREATE TABLE IF NOT EXISTS civicproof_high_water (
  store BLOB PRIMARY KEY, uses INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;
const RAISE = `INSERT INTO civicproof_high_water VALUES ($1, $2)
  ON CONFLICT (store) DO UPDATE SET uses = excluded.uses WHERE uses < excluded.uses`;

/** The mark of a store, or undefined. @throws StoreStaleError when the file is of another store */
async function readMark(database: Awaited<ReturnType<typeof openSqlite>>, file: string, { id }: StoreAge) {
  const rows = await database.query<{ store: Uint8Array; uses: number }>("SELECT * FROM civicproof_high_water");
  const received = bytesToHex(Uint8Array.from(id));
  const marks = rows.map(({ store, uses }) => ({ store: bytesToHex(Uint8Array.from(store)), uses }));
  const own = marks.find(({ store }) => store === received);
  if (own === undefined && marks[0] !== undefined)
    throw new StoreStaleError({ path: file, expected: `the store ${marks[0].store}`, received });
  return own?.uses;
}

/**
 * Opens a mark and compares the store with it. A missing file is made, and begins with what the store has. Several
 * processes may share it.
 *
 * @throws StoreStaleError when the store has fewer uses than it has acknowledged, or is another one
 * @throws StoreUnavailableError when the file can't be used
 */
export function openHighWater(file: string, store: StoreAge): Promise<HighWater> {
  return asStore(async () => {
    const database = await openSqlite(file);
    const raise = async (uses: number) => void (await database.execute(RAISE, [store.id, uses]));
    await orClose(database, async () => {
      await database.script(CREATE);
      const mark = await readMark(database, file, store);
      if (mark !== undefined && store.uses < mark)
        throw new StoreStaleError({ path: file, expected: `${mark} uses or more`, received: String(store.uses) });
      await raise(store.uses);
    });
    return { raise: (uses) => asStore(() => raise(uses)), close: () => database.close() };
  });
}

/** How many uses a mark says at least; 0 without one. For the commands that mend a store. @throws StoreStaleError */
export function readHighWater(file: string, store: StoreAge): Promise<number> {
  return asStore(async () => {
    const database = await openSqlite(file, { mustHave: "civicproof_high_water" });
    try {
      return (await readMark(database, file, store)) ?? 0;
    } finally {
      await database.close();
    }
  });
}

/**
 * The store is older than its high-water mark, or another one: uses are missing, and would be granted again.
 *
 * What to do: stop serving. Bring the missing uses back with `civicproof store reconcile`, or close the periods with
 * `civicproof store close-period --current`.
 */
export class StoreStaleError extends /* @__PURE__ */ refusal(
  "STORE_STALE",
  "StoreStaleError",
  "The store is older than it should be",
) {}
