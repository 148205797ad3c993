/** A day of a meter's readings: signed by the device, refused when replayed or forged, anchored as hashes only. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatePrivateKey } from "../src/index.ts";
import {
  commitBatch,
  createReadingIngest,
  createReadingServer,
  devicePublicKey,
  envelopesOf,
  inspectBatch,
  openKeyStore,
  openRecordStore,
  openSqlite,
  proveInclusion,
  type Reading,
  readingId,
  readingToJson,
  registerDevice,
  signReading,
  verifyInclusion,
} from "../src/records/archive/index.ts";

const directory = mkdtempSync(join(tmpdir(), "meters-"));
const store = await openRecordStore({
  keys: await openKeyStore(join(directory, "keys.db")),
  database: await openSqlite(join(directory, "records.db")),
  residency: "at-vienna",
});
const deviceKey = crypto.getRandomValues(new Uint8Array(32));
await registerDevice(store, {
  device: "meter-7",
  algorithm: "ed25519",
  publicKey: devicePublicKey("ed25519", deviceKey),
});
const ingest = await createReadingIngest(store, {
  retentionClass: { name: "readings", termDays: 1_096, action: "erase" },
  window: { maxAgeSeconds: 900, maxAheadSeconds: 60 },
});

// The day has 96 quarters of an hour; the clock goes with the device's.
const midnight = Math.floor(Date.UTC(2026, 10, 23) / 1000);
let clock = midnight;
const server = await createReadingServer({ ingest, nowSeconds: () => clock });
const url = `${await server.listen({ host: "127.0.0.1", port: 0 })}/readings`;
const send = async (reading: Reading): Promise<string> => {
  const body = JSON.stringify(readingToJson(reading));
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { error } = (await answer.json()) as { error?: { code: string } };
  return error?.code ?? "accepted";
};
const at = (quarter: number): Reading =>
  signReading(
    {
      device: "meter-7",
      counter: quarter,
      timeSeconds: midnight + 900 * quarter,
      payload: new TextEncoder().encode(JSON.stringify({ wattHours: 120 + (quarter % 7) })),
    },
    { algorithm: "ed25519", privateKey: deviceKey },
  );

const tally = new Map<string, number>();
for (let quarter = 0; quarter < 96; quarter++) {
  clock = midnight + 900 * quarter + 2;
  const outcome = await send(at(quarter));
  tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
}
for (const [outcome, count] of tally) console.log(`${count} readings: ${outcome}`);
console.log(`the last one again: ${await send(at(95))}`);
console.log(`another value under the same signature: ${await send({ ...at(96), payload: new Uint8Array(2) })}`);
console.log(
  `one from the day before: ${await send({ ...signReading({ ...at(97), timeSeconds: midnight - 900 }, { algorithm: "ed25519", privateKey: deviceKey }) })}`,
);
await server.close();

const { anchor } = (await commitBatch(store, {
  policy: { allowedResidency: ["at-vienna"] },
  publisherKey: generatePrivateKey(),
  nowSeconds: midnight + 86_400,
}))!;
const { records } = await inspectBatch(anchor, envelopesOf(store, 0));
console.log(`the day's anchor commits to ${records} readings, none twice`);
verifyInclusion(await proveInclusion(store, { id: readingId({ device: "meter-7", counter: 40 }) }));
console.log("the reading of 10:00 is among them");

await store.close();
rmSync(directory, { recursive: true });
