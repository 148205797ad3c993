/** Taking readings of devices into a store: each once, in order, signed and fresh; anchored as hashes only. */

import { bytesToHex } from "../../core/bytes.ts";
import { DatabaseUnavailableError } from "../../core/database/sql.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { type Committed, createGroupCommit } from "../../core/group-commit.ts";
import { domainTag } from "../../core/hash.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own, ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { parseSchema } from "../../credentials/credential/schema.ts";
import {
  checkFreshness,
  checkReading,
  type FreshnessWindow,
  hashReading,
  type Reading,
  ReadingError,
  readingToJson,
} from "../device.ts";
import { SALT_BYTES } from "../record.ts";
import type { RetentionClass } from "../retention-class.ts";
import { checkSignatureFast } from "./device-signature.ts";
import { DEVICE_COLUMNS, type DeviceRow } from "./devices.ts";
import { ensureKind, type RecordKind, type RecordStore, requireStore } from "./record-store.ts";
import type { HashMany } from "./register.ts";
import { STATE } from "./tables.ts";
import { bindingOf, createRandomPool, KEY_BYTES, pseudonym, seal } from "./vault.ts";

/** Names the kind of record that a reading is; it has no circuit. */
export const READING_SCHEMA = /* @__PURE__ */ parseSchema({
  civicproof: "schema/v2",
  name: "device-reading",
  version: "1",
  claims: [
    { name: "device", type: "text" },
    { name: "counter", type: "integer" },
    { name: "time", type: "integer" },
  ],
});

/** The name under which a reading is found in its store. */
export const readingId = (reading: Pick<Reading, "device" | "counter">): string => {
  const { device, counter } = ownWith(reading, "device", "counter");
  return `reading ${device} ${counter}`;
};

/** Takes readings in. */
export interface ReadingIngest {
  /**
   * Resolves when the reading is stored for good and waits to be anchored.
   *
   * @throws ReadingError for an unknown or revoked device, or numbers out of range; ReadingForgedError;
   * ReadingReplayedError; ReadingReorderedError, also for a device whose clock went back; ReadingStaleError;
   * DatabaseUnavailableError when it could not be stored
   */
  readonly accept: (reading: Reading, nowSeconds: number) => Promise<void>;
  /** Waits until everything that was handed in is decided. */
  readonly settle: () => Promise<void>;
}

export interface ReadingIngestOptions {
  readonly retentionClass: RetentionClass;
  /** Has to span the longest time for which this side may be away: what waited longer is refused as stale. */
  readonly window: FreshnessWindow;
  /** How far a device's clock may go back from one reading to the next, when it is set right; 0 seconds by default. */
  readonly maxBackSeconds?: number;
  /** Readings stored in one transaction at most; 512 by default. */
  readonly groupSize?: number;
}

/** What of a device's last reading the next one is compared with. */
type LastReading = Pick<Reading, "counter" | "timeSeconds">;

/** A reading and when it came. */
interface Taken {
  readonly reading: Reading;
  readonly nowSeconds: number;
}

/**
 * Opens the ingest of a store. Readings that arrive while others are being stored are stored together.
 *
 * @throws InvalidInputError for limits that are no whole numbers, or below 0
 */
export async function createReadingIngest(store: RecordStore, options: ReadingIngestOptions): Promise<ReadingIngest> {
  requireStore(store);
  const { retentionClass, window, maxBackSeconds = 0, groupSize = 512 } = ownWith(options, "retentionClass", "window");
  const { maxAgeSeconds, maxAheadSeconds } = own(window);
  const limits = { maxAgeSeconds, maxAheadSeconds, maxBackSeconds, groupSize };
  for (const [path, limit] of Object.entries(limits)) {
    if (!Number.isSafeInteger(limit) || limit < 0)
      throw new InvalidInputError({ path, expected: "a whole number from 0 on", received: String(limit) });
  }
  const kind = await ensureKind(store, READING_SCHEMA, retentionClass);
  const random = createRandomPool();
  const storeGroup = async (group: readonly Taken[]): Promise<readonly Committed<void>[]> => {
    const accepted: Taken[] = [];
    const lasts = new Map<string, LastReading>();
    const taken = new Set<string>();
    const devices = await knownDevices(store, group);
    const committed: Committed<void>[] = [];
    for (const each of group) {
      try {
        await check(store, { each, devices, lasts, taken, window, maxBackSeconds });
        taken.add(readingId(each.reading));
        lasts.set(each.reading.device, each.reading);
        accepted.push(each);
        committed.push({ result: undefined });
      } catch (error) {
        if (!(error instanceof CivicproofError) || error instanceof DatabaseUnavailableError) throw error;
        committed.push({ error });
      }
    }
    if (accepted.length > 0) await storeReadings(store, { kind, accepted, lasts, random });
    return committed;
  };
  const taking = createGroupCommit<Taken, void>({
    maxItems: groupSize,
    commit: (group) => store.writer.alone(() => storeGroup(group)),
  });

  return {
    accept: async (reading, nowSeconds) => taking.add({ reading: checkReading(reading), nowSeconds }),
    settle: taking.drain,
  };
}

async function knownDevices(store: RecordStore, group: readonly Taken[]): Promise<ReadonlyMap<string, DeviceRow>> {
  const names = [...new Set(group.map(({ reading }) => reading.device))];
  const rows = await store.database.selectIn<DeviceRow>(`SELECT ${DEVICE_COLUMNS} FROM devices`, "device", names);
  return new Map(rows.map((row) => [row.device, row]));
}

async function check(
  store: RecordStore,
  {
    each: { reading, nowSeconds },
    devices,
    lasts,
    taken,
    window,
    maxBackSeconds,
  }: {
    readonly each: Taken;
    readonly devices: ReadonlyMap<string, DeviceRow>;
    /** Of each device the reading before it in the group. */
    readonly lasts: ReadonlyMap<string, LastReading>;
    /** Names of the readings before it in the group. */
    readonly taken: ReadonlySet<string>;
    readonly window: FreshnessWindow;
    readonly maxBackSeconds: number;
  },
): Promise<void> {
  const row = devices.get(reading.device);
  if (row === undefined || row.revoked !== null) throw new ReadingError({ path: "device", expected: "a known device" });
  const { device, algorithm, public_key: publicKey } = row;
  checkSignatureFast(reading, { device, algorithm, publicKey: Uint8Array.from(publicKey) });
  const last = lasts.get(reading.device) ?? { counter: row.counter, timeSeconds: row.last_time ?? 0 };
  if (reading.counter <= last.counter) {
    const known = await store.database.query("SELECT id FROM records WHERE record_id = $1", [
      pseudonym(store.secret, readingId(reading)),
    ]);
    if (known.length > 0 || taken.has(readingId(reading))) throw new ReadingReplayedError({ path: "counter" });
    throw new ReadingReorderedError({
      path: "counter",
      expected: `more than ${last.counter}`,
      received: String(reading.counter),
    });
  }
  checkFreshness(reading, { ...window, nowSeconds });
  if (reading.timeSeconds < last.timeSeconds - maxBackSeconds)
    throw new ReadingReorderedError({
      path: "timeSeconds",
      expected: `${last.timeSeconds - maxBackSeconds} or later`,
      received: String(reading.timeSeconds),
    });
}

const RECORD_TAG = /* @__PURE__ */ pure(() => fieldToBytes(domainTag("record")));
const VERSION = /* @__PURE__ */ fieldToBytes(1n as FieldElement);

/** The leaves of readings, 32 bytes each: P-26 in bulk. */
export async function hashReadings(
  hashMany: HashMany,
  rows: readonly { readonly reading: Reading; readonly recordId: Uint8Array; readonly salt: Uint8Array }[],
): Promise<Uint8Array> {
  const inputs = new Uint8Array(rows.length * 5 * 32);
  rows.forEach(({ reading, recordId, salt }, i) => {
    const at = i * 5 * 32;
    inputs.set(RECORD_TAG, at);
    inputs.set(recordId, at + 33);
    inputs.set(VERSION, at + 64);
    inputs.set(salt, at + 4 * 32 - SALT_BYTES);
    inputs.set(fieldToBytes(hashReading(reading)), at + 4 * 32);
  });
  return hashMany(5, inputs);
}

/** Stores readings and counters in one change. */
async function storeReadings(
  store: RecordStore,
  {
    kind,
    accepted,
    lasts,
    random,
  }: {
    readonly kind: RecordKind;
    readonly accepted: readonly Taken[];
    readonly lasts: ReadonlyMap<string, LastReading>;
    readonly random: (length: number) => Uint8Array;
  },
): Promise<void> {
  const salts = accepted.map(() => random(SALT_BYTES));
  const recordIds = accepted.map(({ reading }) => pseudonym(store.secret, readingId(reading)));
  const leaves = await hashReadings(
    store.hashMany,
    accepted.map(({ reading }, i) => ({ reading, recordId: recordIds[i]!, salt: salts[i]! })),
  );
  const keys = accepted.map(() => random(KEY_BYTES));
  await store.writer.addVersions(keys, async (connection, ids) => {
    await connection.insert(
      "records",
      ["id", "record_id", "version", "kind", "created", "leaf", "body", "state"],
      accepted.map(({ reading, nowSeconds }, i) => [
        ids[i]!,
        recordIds[i]!,
        1,
        kind.kind,
        nowSeconds,
        leaves.subarray(32 * i, 32 * i + 32),
        seal(
          {
            id: readingId(reading),
            fields: {},
            reading: readingToJson(reading),
            salt: bytesToHex(salts[i]!),
            fieldsSalt: "",
          },
          { key: keys[i]!, iv: random(12), binding: bindingOf(recordIds[i]!, 1) },
        ),
        STATE.current,
      ]),
    );
    await connection.insert(
      "pending",
      ["kind", "record_id", "id"],
      accepted.map((_, i) => [kind.kind, recordIds[i]!, ids[i]!]),
    );
    for (const [device, { counter, timeSeconds }] of lasts) {
      await connection.execute("UPDATE devices SET counter = $1, last_time = $2 WHERE device = $3", [
        counter,
        timeSeconds,
        device,
      ]);
    }
  });
}

/**
 * The reading was taken in before.
 *
 * What to do: nothing; it is stored once.
 */
export class ReadingReplayedError extends /* @__PURE__ */ refusal(
  "READING_REPLAYED",
  "ReadingReplayedError",
  "The reading was taken in before",
) {}

/**
 * The reading's counter or time is below one that was taken in.
 *
 * What to do: nothing; a later reading is stored already. A device whose time went back has its clock to be looked at.
 */
export class ReadingReorderedError extends /* @__PURE__ */ refusal(
  "READING_REORDERED",
  "ReadingReorderedError",
  "A later reading of the device was taken in before",
) {}
