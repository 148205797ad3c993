/**
 * Whether a database and a key file belong together and are of one moment. Each change is counted and marked in both, so a
 * copy that is older, newer or went another way is noticed before anything is destroyed or written.
 */
import { bytesToHex } from "../../core/bytes.ts";
import type { SqlConnection } from "../../core/database/sql.ts";
import { refusal } from "../../core/errors.ts";
import { randomBytes } from "../../core/platform.ts";
import type { KeyPairing, KeyStore, StorePairing } from "./keys.ts";
import { STATE } from "./tables.ts";

/** What the database knows. */
export interface DatabasePairing extends StorePairing {
  /** Mark of the change before the last one. */
  readonly previous: string;
  /** The database knows that the keys have taken the last change. */
  readonly isSettled: boolean;
  /** The id of the next version; none is given out twice. */
  readonly nextId: number;
}

interface PairingRow {
  readonly store: string;
  readonly change: number;
  readonly mark: string;
  readonly previous: string;
  readonly settled: number;
  readonly next_id: number;
}

const randomMark = (): string => bytesToHex(randomBytes(16));

/** The pairing of a new store. */
export function newPairing(nextId: number): DatabasePairing {
  return { store: randomMark(), change: 0, mark: randomMark(), previous: "", isSettled: true, nextId };
}

/** Undefined in a database that was never paired. */
export async function readPairing(connection: SqlConnection): Promise<DatabasePairing | undefined> {
  const [row] = await connection.query<PairingRow>(
    "SELECT store, change, mark, previous, settled, next_id FROM pairing",
  );
  if (row === undefined) return undefined;
  const { settled, next_id: nextId, ...rest } = row;
  return { ...rest, isSettled: settled === 1, nextId };
}

export async function writePairing(connection: SqlConnection, pairing: DatabasePairing): Promise<void> {
  const { store, change, mark, previous, isSettled, nextId } = pairing;
  await connection.insert(
    "pairing",
    ["one", "store", "change", "mark", "previous", "settled", "next_id"],
    [[1, store, change, mark, previous, isSettled ? 1 : 0, nextId]],
    true,
  );
}

/** The pairing after one more change, which takes `ids` ids. */
export function nextPairing(pairing: DatabasePairing, ids = 0): DatabasePairing {
  return {
    store: pairing.store,
    change: pairing.change + 1,
    mark: randomMark(),
    previous: pairing.mark,
    isSettled: false,
    nextId: pairing.nextId + ids,
  };
}

/** Puts `next` in the place of `last`. @throws RecordStoreMismatchError when somebody else changed the store meanwhile */
export async function replacePairing(
  connection: SqlConnection,
  last: DatabasePairing,
  next: DatabasePairing,
): Promise<void> {
  const changed = await connection.execute(
    `UPDATE pairing SET change = $1, mark = $2, previous = $3, settled = $4, next_id = $5
     WHERE store = $6 AND change = $7 AND mark = $8`,
    [next.change, next.mark, next.previous, next.isSettled ? 1 : 0, next.nextId, last.store, last.change, last.mark],
  );
  if (changed !== 1)
    throw new RecordStoreMismatchError({ path: "database", expected: `the store after change ${last.change}` });
}

/**
 * Whether the two are of one moment: both have taken the same changes, or only the keys have not yet heard of the last
 * one, as after a kill.
 */
export function isPair(database: DatabasePairing, keys: KeyPairing): boolean {
  if (database.change === keys.change && database.mark === keys.mark) return true;
  return !database.isSettled && database.change === keys.change + 1 && database.previous === keys.mark;
}

/** What two copies of different moments lack. */
export interface MissingParts {
  /** Keys without a record: the database is older, or was restored. */
  readonly keysWithoutRecord: number;
  /** Records that are not erased and have no key: the keys are older, or an erasure was after the copy. */
  readonly recordsWithoutKey: number;
}

const PAGE = 10_000;

/** Counts what is missing, in pages. */
export async function countMissing(database: SqlConnection, keys: KeyStore): Promise<MissingParts> {
  const counted = await keys.count();
  const [row] = await database.query<{ last: number | null }>("SELECT max(id) AS last FROM records");
  const last = row?.last ?? 0;
  let recordsWithoutKey = 0;
  let keysWithRecord = 0;
  for (let first = 1; first <= last; first += PAGE) {
    const rows = await database.query<{ id: number; state: number }>(
      "SELECT id, state FROM records WHERE id >= $1 AND id < $2",
      [first, first + PAGE],
    );
    const there = await keys.range(first, first + PAGE - 1);
    for (const { id, state } of rows) {
      if (there.has(id)) keysWithRecord++;
      else if (state !== STATE.erased) recordsWithoutKey++;
    }
  }
  return { keysWithoutRecord: counted.keys - keysWithRecord, recordsWithoutKey };
}

/** Says which of the two is older, and what is missing. */
export function describeMismatch(
  database: DatabasePairing,
  keys: KeyPairing,
  { keysWithoutRecord, recordsWithoutKey }: MissingParts,
): RecordStoreMismatchError {
  const [ofDatabase, ofKeys] = [database.change, keys.change];
  const received =
    ofDatabase < ofKeys || (ofDatabase === ofKeys && database.mark === keys.mark)
      ? `a database of change ${ofDatabase}, older than the keys`
      : ofDatabase > ofKeys
        ? `keys of change ${ofKeys}, older than the database`
        : `a database and keys that went different ways before change ${ofKeys}`;
  return new RecordStoreMismatchError({
    path: ofDatabase > ofKeys ? "keys" : "database",
    expected: `database and keys of one moment (change ${Math.max(ofDatabase, ofKeys)})`,
    received: `${received}; ${keysWithoutRecord} keys have no record, ${recordsWithoutKey} records have no key`,
  });
}

/**
 * Database and keys are of different moments: one of them is an older copy, or was changed without the other. Nothing was
 * destroyed.
 *
 * What to do: bring the newest database and the newest key file together. Where one is lost, `acceptOlderCopy` (`anchor
 * restore`) goes on with what there is.
 */
export class RecordStoreMismatchError extends /* @__PURE__ */ refusal(
  "RECORD_STORE_MISMATCH",
  "RecordStoreMismatchError",
  "The database and the keys of the record store don't fit together",
) {}

/**
 * The key file has not the keys of this store.
 *
 * What to do: open the store with the key file that was made with it; a new store needs a new key file.
 */
export class RecordKeysForeignError extends /* @__PURE__ */ refusal(
  "RECORD_KEYS_FOREIGN",
  "RecordKeysForeignError",
  "The keys belong to another record store",
) {}
