/** What the commands on a record store share. */
import { join } from "node:path";
import { openPostgres } from "../../../core/database/postgres.ts";
import { isPostgresUrl } from "../../../core/database/postgres-access.ts";
import type { SqlDatabase } from "../../../core/database/sql.ts";
import { openSqlite } from "../../../core/database/sqlite.ts";
import { makeDirectory } from "../../../core/make-directory.ts";
import { visible } from "../../../core/text.ts";
import { createPoseidonPool } from "../../../engine/poseidon/pool.ts";
import { hashAnchor } from "../../../records/anchor.ts";
import { type CommitOptions, commitBatch } from "../../../records/archive/commit.ts";
import { makePrivate, openKeyStore } from "../../../records/archive/keys.ts";
import { openRecordStore, type RecordStore } from "../../../records/archive/record-store.ts";
import { option, required, shared } from "../../command.ts";
import { type DatabaseOptions, databaseAccess, readDatabaseAccess } from "../../database-options.ts";
import { writeJson } from "../../files.ts";
import { UsageError } from "../../report-error.ts";
import type { Terminal } from "../../terminal.ts";

export interface StoreOptions extends DatabaseOptions {
  readonly store: string;
  readonly keys?: string;
  readonly now?: number;
}

export const store = [
  required(
    "--store <place>",
    "the record store: a directory with records.db and keys.db, or postgres://user@host/database",
  ),
  option("--keys <file>", "the key file, where it is kept apart; default: keys.db in the store's directory"),
  ...databaseAccess,
  shared.now,
];

export const record = required("--id <name>", "the agency's own name of the record");
export const reason = required("--reason <code>", "a reason code: data-wrong, subject-request, … or other:<code>");
export const out = option("--out <file>", "where the result goes; default: stdout");

/** Longest publication file, in bytes. */
export const MAX_PUBLICATION_BYTES = 200_000_000;

/** The threads that hash records and nodes in bulk. */
export const THREADS = 2;

interface OpenOptions {
  /** Given where the command may make the store. */
  readonly residency?: string;
  readonly threads?: number;
  readonly acceptOlderCopy?: { readonly nowSeconds: number };
}

/** Opens the store, and closes it whatever the work does. */
export async function withStore<T>(
  options: StoreOptions,
  work: (store: RecordStore) => Promise<T>,
  { threads = 0, ...open }: OpenOptions = {},
): Promise<T> {
  const pool = threads > 0 ? createPoseidonPool({ threads }) : undefined;
  try {
    // Only an import makes a store.
    const mayMake = open.residency !== undefined;
    const { database, keyFile } = await openDatabase(options, mayMake);
    try {
      const keys = await openKeyStore(keyFile, { mustExist: !mayMake });
      try {
        return await work(await openRecordStore({ database, keys, ...open, ...(pool === undefined ? {} : { pool }) }));
      } finally {
        await keys.close();
      }
    } finally {
      await database.close();
    }
  } finally {
    await pool?.close();
  }
}

/** @throws UsageError for what looks like a URL of anything else, and for a Postgres database without a key file */
async function openDatabase(
  { store: place, keys, ...access }: StoreOptions,
  mayMake: boolean,
): Promise<{ readonly database: SqlDatabase; readonly keyFile: string }> {
  if (!isPostgresUrl(place)) {
    // A mistyped URL is also the name of a directory that could be made. One letter is a drive.
    if (/^\s*[a-z][a-z0-9+.-]+:/i.test(place))
      throw new UsageError({ message: "--store is a directory, or postgres://user@host/database" });
    const file = join(place, "records.db");
    if (mayMake) {
      // What is wrong with the place is said by whoever opens the database.
      await makeDirectory(place, 0o700).catch(() => {});
      await makePrivate(file);
    }
    return {
      database: await openSqlite(file, mayMake ? {} : { mustHave: "records" }),
      keyFile: keys ?? join(place, "keys.db"),
    };
  }
  if (keys === undefined)
    throw new UsageError({ message: "give --keys: on Postgres the keys are in a file of their own" });
  return { database: await openPostgres(place, await readDatabaseAccess(access)), keyFile: keys };
}

/** Anchors everything that waits. */
export async function commitAll(
  opened: RecordStore,
  { nowSeconds, ...options }: Omit<CommitOptions, "nowSeconds"> & { readonly nowSeconds: () => number },
) {
  const anchors = [];
  for (;;) {
    const signed = await commitBatch(opened, { ...options, nowSeconds: nowSeconds() });
    if (signed === undefined) return anchors;
    const { index, count, currentRoot } = signed.anchor;
    anchors.push({ index, count, anchorHash: String(hashAnchor(signed.anchor)), currentRoot: String(currentRoot) });
  }
}

/** Says on stderr which copies of the keys an erasure could not reach. */
export async function warnOfCopies(store: RecordStore, terminal: Terminal): Promise<void> {
  for (const { file, owed, problem } of await store.keys.copies()) {
    if (owed === 0) continue;
    terminal.writeErr(
      `warning: ${visible(file)} still has ${owed} destroyed keys (${visible(problem ?? "not reached")}); ` +
        "the next erasure tries again, or give `anchor backup --forget` when the copy is gone for good\n",
    );
  }
}

/** The result on stdout, or in a file that only its owner reads. */
export async function hand(value: unknown, file: string | undefined, force = false) {
  if (file === undefined) return { text: JSON.stringify(value, null, 2), json: value };
  await writeJson(file, value, { force, isPrivate: true });
  return { text: `Written to ${file}.`, json: value };
}
