/** Gives a store another hash key, when the one it has became known. */
import { bytesToHex } from "../../core/bytes.ts";
import type { SqlConnection, SqlValue } from "../../core/database/sql.ts";
import { InvalidInputError } from "../../core/json.ts";
import { asStore } from "./as-store.ts";
import { pages } from "./copy.ts";
import { logEvent } from "./programmes.ts";
import { createLayer, createRowKeys, type HashKey, toList } from "./row-keys.ts";
import { type OpenedStore, withoutClaims } from "./upkeep.ts";

/** Columns of each table, its key first; those that hold a hash. */
const HASHED = [
  {
    table: "nullifiers",
    columns: ["nullifier", "period_id", "uses", "first_used_at"],
    hashes: ["nullifier"],
  },
  {
    table: "answers",
    columns: ["nonce", "nullifier", "operation", "period_id"],
    hashes: ["nonce", "nullifier", "operation"],
  },
] as const;
type Row = Readonly<Record<string, SqlValue>>;

/** Keys in one DELETE. */
const STATEMENT = 500;

export interface Rekeyed {
  readonly nullifiers: number;
  readonly requests: number;
}

/**
 * Hashes each row once more, under each key that the new list has more. It is one step: whoever still has the old keys is
 * refused from then on. On Postgres the old rows are on the disk until VACUUM, and in its write-ahead log.
 *
 * @param keys  those of the open store, and those of it from now on: the same ones with at least one more
 * @throws InvalidInputError when the new list does not begin with the old one, or has no more
 * @throws StoreUnavailableError; the store is then as it was
 */
export async function rekeyStore(
  { database }: OpenedStore,
  { now, next }: { readonly now: HashKey | undefined; readonly next: HashKey },
): Promise<Rekeyed> {
  const layers = furtherKeys(now, next).map(createLayer);
  const hash = (row: Uint8Array): Uint8Array => layers.reduce((bytes, layer) => layer(bytes), row);
  const done = await withoutClaims(database, async (connection) => {
    const counts = [];
    for (const each of HASHED) counts.push(await rehash(connection, each, hash));
    await connection.execute("UPDATE civicproof_meta SET value = $1 WHERE name = 'hash-key'", [
      createRowKeys(next).check,
    ]);
    const [nullifiers, requests] = counts as [number, number];
    await logEvent(connection, "rekeyed", { nullifiers, requests });
    return { nullifiers, requests };
  });
  await asStore(() => database.scrub());
  return done;
}

function furtherKeys(now: HashKey | undefined, next: HashKey): readonly Uint8Array[] {
  const [old, all] = [toList(now), toList(next)];
  const text = (key: Uint8Array | undefined): string => (key === undefined ? "none" : bytesToHex(key));
  const further = all.slice(old.length);
  const isFollowed = old.every((key, i) => i < all.length && text(key) === text(all[i]));
  if (!isFollowed || further.length === 0)
    throw new InvalidInputError({
      path: "newHashKey",
      expected: "the keys that the store has, and one more after them",
    });
  return further.map((key) => {
    if (key === undefined) throw new InvalidInputError({ path: "newHashKey", expected: "a key after another" });
    return key;
  });
}

/** The period's number is below zero for rows that are done, so that no row is taken twice. */
async function rehash(
  connection: SqlConnection,
  { table, columns, hashes }: (typeof HASHED)[number],
  hash: (row: Uint8Array) => Uint8Array,
): Promise<number> {
  const [key] = columns;
  let count = 0;
  for await (const rows of pages<Row>(connection, table, columns, key, "period_id > 0")) {
    count += rows.length;
    for (let first = 0; first < rows.length; first += STATEMENT) {
      const keys = rows.slice(first, first + STATEMENT).map((row) => row[key]!);
      const places = keys.map((_, i) => `$${i + 1}`).join(", ");
      await connection.execute(`DELETE FROM civicproof_${table} WHERE ${key} IN (${places})`, keys);
    }
    const changed = rows.map((row) =>
      columns.map((column): SqlValue => {
        const value = row[column]!;
        if (column === "period_id") return -(value as number);
        return value !== null && (hashes as readonly string[]).includes(column) ? hash(value as Uint8Array) : value;
      }),
    );
    await connection.insert(`civicproof_${table}`, columns, changed);
  }
  await connection.execute(`UPDATE civicproof_${table} SET period_id = -period_id WHERE period_id < 0`);
  return count;
}
