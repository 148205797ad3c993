/** A small record store for tests, in a directory of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../../../src/core/database/sqlite.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import { commitBatch } from "../../../src/records/archive/commit.ts";
import { type ImportOptions, importRecords, type RecordInput } from "../../../src/records/archive/import.ts";
import { openKeyStore } from "../../../src/records/archive/keys.ts";
import {
  type OpenRecordStoreOptions,
  openRecordStore,
  type RecordStore,
} from "../../../src/records/archive/record-store.ts";
import { fixedKey, NOW_SECONDS } from "../../world.ts";

export { NOW_SECONDS };
export const DAY = 86_400;

export const RESIDENCE = parseSchema({
  civicproof: "schema/v2",
  name: "residence",
  version: "1",
  claims: [
    { name: "district", type: "code" },
    { name: "movedIn", type: "day" },
    { name: "persons", type: "integer" },
    { name: "birthDate", type: "date" },
    { name: "street", type: "text" },
  ],
});
export const TEN_YEARS = { name: "ten-years", termDays: 3_653, action: "erase" } as const;
export const PUBLISHER_KEY = fixedKey(41);
export const POLICY = { allowedResidency: ["at-vienna"] };

export const residence = (i: number, changes: Partial<RecordInput> = {}): RecordInput => ({
  id: `MA8-${i}`,
  fields: {
    district: `AT13${i % 10}`,
    movedIn: "2015-03-02",
    persons: 1 + (i % 5),
    birthDate: "1958-11-04",
    street: `Gasse ${i}`,
  },
  ...changes,
});

/** Opens `records.db` and `keys.db` of a directory, or what is given in their place. */
export async function openStoreIn(
  directory: string,
  changes: Partial<Omit<OpenRecordStoreOptions, "keys">> & { readonly keys?: string } = {},
): Promise<RecordStore> {
  const { keys: keyFile = join(directory, "keys.db"), database, ...options } = changes;
  const keys = await openKeyStore(keyFile);
  const opened = database ?? (await openSqlite(join(directory, "records.db")));
  try {
    return await openRecordStore({ database: opened, keys, residency: "at-vienna", ...options });
  } catch (error) {
    await opened.close();
    await keys.close();
    throw error;
  }
}

export interface TestStore {
  readonly directory: string;
  readonly open: () => Promise<RecordStore>;
  readonly remove: () => void;
}

export function createTestStore(): TestStore {
  const directory = mkdtempSync(join(tmpdir(), "civicproof-records-"));
  return {
    directory,
    open: () => openStoreIn(directory),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function importAll(store: RecordStore, rows: ImportOptions["rows"], changes: Partial<ImportOptions> = {}) {
  return importRecords(store, {
    source: "file",
    rows,
    schema: RESIDENCE,
    retentionClass: TEN_YEARS,
    nowSeconds: NOW_SECONDS,
    ...changes,
  });
}

export async function commit(store: RecordStore, nowSeconds = NOW_SECONDS + 60) {
  const signed = await commitBatch(store, { policy: POLICY, publisherKey: PUBLISHER_KEY, nowSeconds });
  return signed?.anchor;
}
