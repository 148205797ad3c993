/** A process to be killed: imports, anchors and publishes, and says in which stage it is. */
import { join } from "node:path";
import { openSqlite } from "../../../../src/core/database/sqlite.ts";
import { commitBatch } from "../../../../src/records/archive/commit.ts";
import { importRecords } from "../../../../src/records/archive/import.ts";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import { publishToFile } from "../../../../src/records/archive/publish.ts";
import { openRecordStore } from "../../../../src/records/archive/record-store.ts";
import { NOW_SECONDS, POLICY, PUBLISHER_KEY, RESIDENCE, residence, TEN_YEARS } from "../world.ts";

const [directory, rows] = [process.argv[2]!, Number(process.argv[3])];
const say = (stage: string): void => {
  process.stdout.write(`${stage}\n`);
};

const store = await openRecordStore({
  keys: await openKeyStore(join(directory, "keys.db")),
  database: await openSqlite(join(directory, "records.db")),
  residency: "at-vienna",
});
say("import");
await importRecords(store, {
  source: "people",
  rows: Array.from({ length: rows }, (_, i) => residence(i)),
  schema: RESIDENCE,
  retentionClass: TEN_YEARS,
  nowSeconds: NOW_SECONDS,
  chunkRows: 40,
});
say("publish");
// Small anchors, so that there are many moments between them.
while (
  (await commitBatch(store, {
    policy: POLICY,
    publisherKey: PUBLISHER_KEY,
    nowSeconds: NOW_SECONDS,
    maxRecords: 100,
  })) !== undefined
) {
  await publishToFile(store, join(directory, "anchors.json"));
}
await publishToFile(store, join(directory, "anchors.json"));
await store.close();
say("done");
