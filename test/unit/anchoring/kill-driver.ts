/** A process to be killed: imports, anchors and publishes, and says in which stage it is. */
import { join } from "node:path";
import { commitBatch } from "../../../src/anchoring/store/commit.ts";
import { importRecords } from "../../../src/anchoring/store/import.ts";
import { openKeyStore } from "../../../src/anchoring/store/keys.ts";
import { publishToFile } from "../../../src/anchoring/store/publish.ts";
import { openRecordStore } from "../../../src/anchoring/store/record-store.ts";
import { openSqlite } from "../../../src/core/database/sqlite.ts";
import { NOW_SECONDS, POLICY, PUBLISHER_KEY, RESIDENCE, residence, TEN_YEARS } from "./world.ts";

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
