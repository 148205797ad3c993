/** A small record store for tests, in a directory of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../../../src/core/database/sqlite.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import { commitBatch } from "../../../src/records/archive/commit.ts";
import { type ImportOptions, importRecords, type RecordInput } from "../../../src/records/archive/import.ts";
import { openKeyStore } from "../../../src/records/archive/keys.ts";
import { openRecordStore, type RecordStore } from "../../../src/records/archive/record-store.ts";
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

export interface TestStore {
  readonly directory: string;
  readonly open: () => Promise<RecordStore>;
  readonly remove: () => void;
}

export function createTestStore(): TestStore {
  const directory = mkdtempSync(join(tmpdir(), "civicproof-records-"));
  return {
    directory,
    open: async () =>
      openRecordStore({
        database: await openSqlite(join(directory, "records.db")),
        keys: await openKeyStore(join(directory, "keys.db")),
        residency: "at-vienna",
      }),
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
