/** What the commands on a record store share. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openSqlite } from "../../../core/database/sqlite.ts";
import { createPoseidonPool } from "../../../engine/poseidon/pool.ts";
import { openKeyStore } from "../../../records/archive/keys.ts";
import { openRecordStore, type RecordStore } from "../../../records/archive/record-store.ts";
import { option, required, shared } from "../../command.ts";
import { writeJson } from "../../files.ts";

export interface StoreOptions {
  readonly store: string;
  readonly keys?: string;
  readonly now?: number;
}

export const store = [
  required("--store <directory>", "the record store: records.db and keys.db"),
  option("--keys <file>", "the key file, where it is kept apart; default: keys.db in the store's directory"),
  shared.now,
];

export const record = required("--id <name>", "the agency's own name of the record");
export const reason = required("--reason <code>", "a reason code: data-wrong, subject-request, … or other:<code>");
export const out = option("--out <file>", "where the result goes; default: stdout");

/** Longest publication file, in bytes. */
export const MAX_PUBLICATION_BYTES = 200_000_000;

/** The threads that hash records and nodes in bulk. */
export const THREADS = 2;

/** Opens the store, and closes it whatever the work does. */
export async function withStore<T>(
  { store: directory, keys }: StoreOptions,
  work: (store: RecordStore) => Promise<T>,
  { residency, threads = 0 }: { readonly residency?: string; readonly threads?: number } = {},
): Promise<T> {
  // Only an import makes a store.
  if (residency !== undefined) await mkdir(directory, { recursive: true, mode: 0o700 });
  const pool = threads > 0 ? createPoseidonPool({ threads }) : undefined;
  try {
    const keyStore = await openKeyStore(keys ?? join(directory, "keys.db"));
    const opened = await openRecordStore({
      database: await openSqlite(join(directory, "records.db")),
      keys: keyStore,
      ...(residency === undefined ? {} : { residency }),
      ...(pool === undefined ? {} : { pool }),
    });
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  } finally {
    await pool?.close();
  }
}

/** The result on stdout, or in a file that only its owner reads. */
export async function hand(value: unknown, file: string | undefined, force = false) {
  if (file === undefined) return { text: JSON.stringify(value, null, 2), json: value };
  await writeJson(file, value, { force, isPrivate: true });
  return { text: `Written to ${file}.`, json: value };
}
