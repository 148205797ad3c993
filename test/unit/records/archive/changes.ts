/** Changes of one store at once, and what they say of themselves. */
import { correctRecord, eraseRecord } from "../../../../src/records/archive/change.ts";
import { registerDevice } from "../../../../src/records/archive/devices.ts";
import { createReadingIngest, readingId } from "../../../../src/records/archive/readings.ts";
import type { RecordStore } from "../../../../src/records/archive/record-store.ts";
import { type Device, devicePublicKey, type Reading, signReading } from "../../../../src/records/device.ts";
import { importAll, NOW_SECONDS, residence, TEN_YEARS } from "../world.ts";

export const KINDS = ["import", "correction", "readings", "erasure", "ingest"] as const;
export type Kind = (typeof KINDS)[number];

/** Each kind with each, itself included. */
export const PAIRS = KINDS.flatMap((one, i) => KINDS.slice(i).map((other) => [one, other] as const));

/** Two to four kinds: each pair in its turn, and up to two more. */
export function kindsOf(round: number, random: () => bigint): readonly Kind[] {
  const more = Array.from({ length: Number(random() % 3n) }, () => KINDS[Number(random() % BigInt(KINDS.length))]!);
  return [...PAIRS[round % PAIRS.length]!, ...more];
}

/** What a change said that it did, or that it was about to do. */
export type Line =
  | { readonly said: "imported"; readonly ids: readonly string[]; readonly street: string }
  | { readonly said: "corrected"; readonly id: string; readonly version: number; readonly street: string }
  | { readonly said: "taken"; readonly id: string }
  | { readonly said: "erasing" | "erased"; readonly id: string };

/** Records that a store of rounds begins with: one for each round. */
export const ROUNDS_OF_A_STORE = 50;
const DEVICES = ["air-readings", "air-ingest"] as const;
const KEY = new Uint8Array(32).fill(7);

export async function fillStore(store: RecordStore): Promise<void> {
  await importAll(
    store,
    Array.from({ length: ROUNDS_OF_A_STORE }, (_, i) => residence(i)),
    { source: "first" },
  );
  for (const device of DEVICES) {
    const known: Device = { device, algorithm: "ed25519", publicKey: devicePublicKey("ed25519", KEY) };
    await registerDevice(store, known);
  }
}

const reading = (device: string, counter: number): Reading =>
  signReading(
    { device, counter, timeSeconds: NOW_SECONDS, payload: new Uint8Array([counter & 255]) },
    { algorithm: "ed25519", privateKey: KEY },
  );

/** Starts the changes of one round, all of which want the record of that round; says what each did. */
export function startChanges(
  store: RecordStore,
  { round, kinds, say }: { round: number; kinds: readonly Kind[]; say: (line: Line) => void },
): Promise<PromiseSettledResult<void>[]> {
  const id = `MA8-${round % ROUNDS_OF_A_STORE}`;
  return Promise.allSettled(
    kinds.map(async (kind, i) => {
      const name = `${round}/${i}`;
      const street = `Gasse ${name}`;
      if (kind === "import") {
        const ids = [0, 1, 2, 3].map((row) => `new ${name}/${row}`);
        const rows = ids.map((each) => residence(0, { id: each, fields: { ...residence(0).fields, street } }));
        await importAll(store, rows, { source: name, chunkRows: 2 });
        say({ said: "imported", ids, street });
      } else if (kind === "correction") {
        const content = { fields: { ...residence(0).fields, street } };
        const receipt = await correctRecord(store, { id, reason: "data-wrong", nowSeconds: NOW_SECONDS, content });
        say({ said: "corrected", id, version: receipt.correction.version, street });
      } else if (kind === "erasure") {
        say({ said: "erasing", id });
        await eraseRecord(store, { id, reason: "subject-request", nowSeconds: NOW_SECONDS });
        say({ said: "erased", id });
      } else {
        const device = kind === "ingest" ? DEVICES[1] : DEVICES[0];
        const window = { maxAgeSeconds: 600, maxAheadSeconds: 60 };
        const ingest = await createReadingIngest(store, { retentionClass: TEN_YEARS, window, groupSize: 2 });
        const taken = [1, 2, 3].map(async (n) => {
          const each = reading(device, 10 * (4 * round + i) + n);
          await ingest.accept(each, NOW_SECONDS);
          say({ said: "taken", id: readingId(each) });
        });
        const failed = (await Promise.allSettled(taken)).find(({ status }) => status === "rejected");
        if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
      }
    }),
  );
}

/** Refusals that two changes of one record give each other. */
const EXPECTED = ["RECORD_ERASED", "RECORD_NOT_CURRENT", "READING_REORDERED", "READING_REPLAYED"];

/** @throws the first failure that neither the crash nor the other change explains */
export function expectExplained(results: readonly PromiseSettledResult<void>[], isCrash: (error: unknown) => boolean) {
  for (const result of results) {
    if (result.status === "fulfilled") continue;
    const { code } = result.reason as { code?: string };
    if (!isCrash(result.reason) && !EXPECTED.includes(code ?? "")) throw result.reason;
  }
}
