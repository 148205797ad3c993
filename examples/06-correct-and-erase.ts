/** A health office's record: anchored, corrected, erased. What stays provable, and what nobody can open any more. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CivicproofError, generatePrivateKey, parseSchema } from "../src/index.ts";
import {
  auditStore,
  commitBatch,
  correctRecord,
  envelopesOf,
  eraseRecord,
  importRecords,
  inspectBatch,
  openForHolder,
  openKeyStore,
  openRecordStore,
  openSqlite,
  proveCurrent,
  proveInclusion,
  verifyCurrent,
  verifyInclusion,
} from "../src/records/archive/index.ts";

const schema = parseSchema({
  civicproof: "schema/v2",
  name: "vaccination",
  version: "1",
  claims: [
    { name: "vaccine", type: "code" },
    { name: "givenOn", type: "day" },
    { name: "doses", type: "integer" },
  ],
});
const noon = Math.floor(Date.UTC(2026, 10, 23, 12) / 1000);
const directory = mkdtempSync(join(tmpdir(), "health-office-"));
const store = await openRecordStore({
  keys: await openKeyStore(join(directory, "keys.db")),
  database: await openSqlite(join(directory, "records.db")),
  residency: "at-graz",
});
const publisherKey = generatePrivateKey();
const anchor = (nowSeconds: number) =>
  commitBatch(store, { policy: { allowedResidency: ["at-graz"] }, publisherKey, nowSeconds });

// The evening's records, and an anchor over them.
await importRecords(store, {
  source: "2026-11-23",
  rows: Array.from({ length: 200 }, (_, i) => ({
    id: `GA-${i}`,
    fields: { vaccine: "MMR", givenOn: "2026-11-23", doses: 1 },
  })),
  schema,
  retentionClass: { name: "ten-years", termDays: 3_653, action: "erase" },
  nowSeconds: noon,
});
const first = (await anchor(noon + 60))!;
console.log(`anchor ${first.anchor.index}: ${first.anchor.count} records`);
const asRecorded = await proveCurrent(store, { id: "GA-17" });

// A nurse sees that it was the second dose.
const receipt = await correctRecord(store, {
  id: "GA-17",
  reason: "data-wrong",
  nowSeconds: noon + 3_600,
  content: { fields: { vaccine: "MMR", givenOn: "2026-11-23", doses: 2 } },
});
await anchor(noon + 3_660);
console.log(`receipt: version ${receipt.superseded.version} became version ${receipt.correction.version}`);
verifyCurrent(await proveCurrent(store, { id: "GA-17" }));
verifyCurrent(await proveCurrent(store, { id: "GA-17", version: 1, asOf: 0 }));
console.log("the correction is current; the first version holds as of anchor 0");
await refused("version 1 as current", proveCurrent(store, { id: "GA-17", version: 1 }));

// The person asks for erasure.
const certificate = await eraseRecord(store, { id: "GA-17", reason: "subject-request", nowSeconds: noon + 7_200 });
await anchor(noon + 7_260);
console.log(`certificate: ${certificate.keysDestroyed} keys destroyed, ${certificate.tombstones.length} tombstones`);
await refused("opening it", openForHolder(store, { id: "GA-17", version: 1, asOf: 0 }));
verifyCurrent(asRecorded);
verifyInclusion(await proveInclusion(store, { id: "GA-17", version: 1 }));
console.log("old proofs still verify against old roots, and say nothing any more");
const inspection = await inspectBatch(first.anchor, envelopesOf(store, 0));
console.log(`an inspector counts ${inspection.records} records, none twice, and ${inspection.tombstones} tombstone`);
console.log(`audit: ${(await auditStore(store)).findings.length} findings`);

await store.close();
rmSync(directory, { recursive: true });

async function refused(what: string, work: Promise<unknown>): Promise<void> {
  await work.then(
    () => console.log(`${what}: done`),
    (error: unknown) => console.log(`${what}: ${error instanceof CivicproofError ? error.code : error}`),
  );
}
