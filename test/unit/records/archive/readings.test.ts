import { p256 } from "@noble/curves/nist.js";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { InvalidInputError } from "../../../../src/core/json.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { eraseRecord } from "../../../../src/records/archive/change.ts";
import { listDevices, registerDevice, revokeDevice } from "../../../../src/records/archive/devices.ts";
import { createReadingServer } from "../../../../src/records/archive/ingest/http.ts";
import { envelopesOf, openForHolder, proveInclusion } from "../../../../src/records/archive/proofs.ts";
import { createReadingIngest, type ReadingIngest, readingId } from "../../../../src/records/archive/readings.ts";
import type { RecordStore } from "../../../../src/records/archive/record-store.ts";
import {
  checkReadingSignature,
  DEVICE_ALGORITHMS,
  type Device,
  type DeviceAlgorithm,
  devicePublicKey,
  parseReading,
  type Reading,
  ReadingError,
  readingBytes,
  readingToJson,
  signReading,
} from "../../../../src/records/device.ts";
import { verifyInclusion } from "../../../../src/records/inclusion.ts";
import { inspectBatch } from "../../../../src/records/inspection.ts";
import { commit, createTestStore, NOW_SECONDS, TEN_YEARS, type TestStore } from "../world.ts";

const KEYS = { ed25519: new Uint8Array(32).fill(7), p256: new Uint8Array(32).fill(9) } as const;
const reading = (algorithm: DeviceAlgorithm, counter: number, changes: Partial<Reading> = {}): Reading =>
  signReading(
    {
      device: `air-${algorithm}`,
      counter,
      timeSeconds: NOW_SECONDS,
      payload: new TextEncoder().encode("NO2 17"),
      ...changes,
    },
    { algorithm, privateKey: KEYS[algorithm] },
  );
const window = { maxAgeSeconds: 600, maxAheadSeconds: 60 };

let files: TestStore;
let store: RecordStore;
let ingest: ReadingIngest;
beforeEach(async () => {
  files = createTestStore();
  store = await files.open();
  for (const algorithm of DEVICE_ALGORITHMS) {
    const publicKey = devicePublicKey(algorithm, KEYS[algorithm]);
    await registerDevice(store, { device: `air-${algorithm}`, algorithm, publicKey });
  }
  ingest = await createReadingIngest(store, { retentionClass: TEN_YEARS, window });
});
afterEach(async () => {
  await store.close();
  files.remove();
});

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "accepted",
    (error: unknown) => {
      if (error instanceof CivicproofError) return error.code;
      throw error;
    },
  );
const send = (each: Reading, nowSeconds = NOW_SECONDS): Promise<string> => code(ingest.accept(each, nowSeconds));

describe.each(DEVICE_ALGORITHMS)("a device with %s", (algorithm) => {
  it("is believed once, in order, in time", async () => {
    expect(await send(reading(algorithm, 3))).toBe("accepted");
    expect(await send(reading(algorithm, 3))).toBe("READING_REPLAYED");
    expect(await send(reading(algorithm, 2))).toBe("READING_REORDERED");
    // Gaps are lost readings, not wrong ones.
    expect(await send(reading(algorithm, 9))).toBe("accepted");
    expect(await send(reading(algorithm, 3))).toBe("READING_REPLAYED");
    expect(await send(reading(algorithm, 10, { timeSeconds: NOW_SECONDS - 601 }))).toBe("READING_STALE");
    expect(await send(reading(algorithm, 10, { timeSeconds: NOW_SECONDS + 61 }))).toBe("READING_STALE");
    expect(await send(reading(algorithm, 10))).toBe("accepted");
  });

  it("is not believed with a forged, foreign or altered signature", async () => {
    const own = reading(algorithm, 1);
    const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const forgeries: Reading[] = [
      { ...own, counter: 2 },
      { ...own, timeSeconds: own.timeSeconds + 1 },
      { ...own, payload: flipped(own.payload, 0) },
      { ...own, signature: flipped(own.signature, 63) },
      { ...own, signature: new Uint8Array(64) },
      { ...own, signature: own.signature.slice(0, 63) },
      signReading(own, { algorithm, privateKey: new Uint8Array(32).fill(5) }),
      { ...own, device: algorithm === "p256" ? "air-ed25519" : "air-p256" },
    ];
    for (const forgery of forgeries) expect(await send(forgery)).toBe("READING_FORGED");
    expect(await send(own)).toBe("accepted");
  });

  it("signs bytes that have one meaning", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(),
        fc.nat(),
        fc.uint8Array(),
        fc.uint8Array(),
        (device, counter, timeSeconds, a, b) => {
          const [one, other] = [a, b].map((payload) => readingBytes({ device, counter, timeSeconds, payload }));
          expect(Buffer.compare(one!, other!) === 0).toBe(Buffer.compare(a, b) === 0);
        },
      ),
    );
  });
});

it("refuses the other of two signatures that ECDSA allows", () => {
  const own = reading("p256", 1);
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${Buffer.from(own.signature.slice(32)).toString("hex")}`);
  const high = Uint8Array.from([
    ...own.signature.slice(0, 32),
    ...Buffer.from((order - s).toString(16).padStart(64, "0"), "hex"),
  ]);
  const device = { device: own.device, algorithm: "p256", publicKey: devicePublicKey("p256", KEYS.p256) } as const;
  checkReadingSignature(own, device);
  expect(() => checkReadingSignature({ ...own, signature: high }, device)).toThrow("not signed by its device");
});

it("decides readings that arrive at once in their order", async () => {
  const outcomes = await Promise.all([1, 2, 2, 5, 4, 1, 6].map((counter) => send(reading("ed25519", counter))));
  expect(outcomes).toEqual([
    "accepted",
    "accepted",
    "READING_REPLAYED",
    "accepted",
    "READING_REORDERED",
    "READING_REPLAYED",
    "accepted",
  ]);
});

it("remembers counters over a restart, and forgets revoked devices", async () => {
  expect(await send(reading("ed25519", 5))).toBe("accepted");
  await store.close();
  store = await files.open();
  ingest = await createReadingIngest(store, { retentionClass: TEN_YEARS, window });
  expect(await send(reading("ed25519", 5))).toBe("READING_REPLAYED");
  await revokeDevice(store, "air-ed25519", NOW_SECONDS);
  expect(await send(reading("ed25519", 6))).toBe("READING_INVALID");
  expect(await code(revokeDevice(store, "nobody", NOW_SECONDS))).toBe("DEVICE_INVALID");
});

it("revokes no device at an instant that is none, which would leave it as it is", async () => {
  for (const nowSeconds of [undefined, Number.NaN])
    expect(await code(revokeDevice(store, "air-ed25519", nowSeconds as number))).toBe("INPUT_INVALID");
});

it("anchors hashes that an inspector can count and a reading can be shown for", async () => {
  await Promise.all([1, 2, 3].map((counter) => send(reading("p256", counter))));
  const anchor = (await commit(store))!;
  expect(anchor.count).toBe(3);
  const all = [];
  for await (const each of envelopesOf(store, 0)) all.push(each);
  expect(await inspectBatch(anchor, all)).toEqual({ records: 3, tombstones: 0 });
  const id = readingId({ device: "air-p256", counter: 2 });
  verifyInclusion(await proveInclusion(store, { id }));
  expect(await code(openForHolder(store, { id }))).toBe("RECORD_INVALID");
  await eraseRecord(store, { id, reason: "term-ended", nowSeconds: NOW_SECONDS });
  expect((await auditStore(store)).findings).toEqual([]);
});

describe("readings that come one after the other in one turn of the event loop", () => {
  it("are stored together, not each by itself while the others wait to be heard", async () => {
    let groups = 0;
    const counting = createTestStore();
    onTestFinished(counting.remove);
    const opened = await counting.open();
    const { addVersions } = opened.writer;
    const counted: RecordStore = {
      ...opened,
      writer: {
        ...opened.writer,
        addVersions(...given) {
          groups++;
          return addVersions(...given);
        },
      },
    };
    await registerDevice(counted, {
      device: "air-ed25519",
      algorithm: "ed25519",
      publicKey: devicePublicKey("ed25519", KEYS.ed25519),
    });
    const each = await createReadingIngest(counted, { retentionClass: TEN_YEARS, window });
    const messages = Array.from({ length: 8 }, (_, i) => reading("ed25519", i + 1));
    // As messages come: each in a callback of its own.
    await Promise.all(
      messages.map(
        (message) => new Promise<void>((done) => setTimeout(() => done(each.accept(message, NOW_SECONDS)), 1)),
      ),
    );
    await opened.close();
    expect(groups).toBeLessThanOrEqual(2);
  });
});

describe("the form of a reading", () => {
  it("survives the wire", () => {
    const own = reading("ed25519", 1);
    expect(parseReading(JSON.parse(JSON.stringify(readingToJson(own))))).toEqual(own);
  });
  it.each<[string, object]>([
    ["another format", { civicproof: "record/v2" }],
    ["a counter that is no integer", { counter: 1.5 }],
    ["a negative counter", { counter: -1 }],
    ["a device with a space", { device: "air 1" }],
    ["padding", { payload: "AA==" }],
    ["loose bits at the end", { payload: "AB" }],
    ["a payload of more than 4096 bytes", { payload: "A".repeat(5_464) }],
    ["a short signature", { signature: "AA" }],
    ["another key", { more: 1 }],
  ])("refuses %s", (_, changes) => {
    expect(() => parseReading({ ...readingToJson(reading("ed25519", 1)), ...changes })).toThrow("Unusable reading");
  });
});

it("takes readings over HTTP, and says why it takes one not", async () => {
  const server = await createReadingServer({ ingest, nowSeconds: () => NOW_SECONDS });
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const post = async (body: unknown, type = "application/json") => {
    const answer = await fetch(`${address}/readings`, {
      method: "POST",
      headers: { "content-type": type },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return [answer.status, await answer.json()];
  };
  try {
    expect(await post(readingToJson(reading("ed25519", 1)))).toEqual([202, { accepted: true }]);
    const second = readingToJson(reading("ed25519", 2));
    const whole = JSON.stringify(second);
    for (const [body, status, code] of [
      [readingToJson(reading("ed25519", 1)), 409, "READING_REPLAYED"],
      [readingToJson(reading("ed25519", 0)), 409, "READING_REORDERED"],
      [{ ...second, counter: 3 }, 401, "READING_FORGED"],
      [readingToJson(reading("ed25519", 2, { timeSeconds: 1 })), 422, "READING_STALE"],
      [{ ...second, more: 1 }, 400, "READING_INVALID"],
      // Of two values one would be checked by one program and used by another.
      [`{"counter":9,${whole.slice(1)}`, 400, "INPUT_INVALID"],
      ["{", 400, "CALL_UNREADABLE"],
      ["x".repeat(20_000), 413, "CALL_TOO_LARGE"],
    ] as const) {
      const message = expect.stringMatching(/.{20}/);
      expect(await post(body)).toEqual([status, { error: expect.objectContaining({ code, message }) }]);
    }
    expect(await post(whole, "text/plain")).toMatchObject([415, { error: { code: "MEDIA_TYPE_NOT_TAKEN" } }]);
    expect(await post(second)).toEqual([202, { accepted: true }]);
  } finally {
    await server.close();
  }
});

describe("what a device says out of turn", () => {
  it.each<[string, Partial<Reading>]>([
    ["a counter that is no number", { counter: Number.NaN }],
    ["a negative counter", { counter: -1 }],
    ["half a counter", { counter: 1.5 }],
    ["a time that is no number", { timeSeconds: Number.NaN }],
    ["a negative time", { timeSeconds: -1 }],
    ["a payload that is text", { payload: "NO2 17" as never }],
    ["another name", { device: "Air\n1" }],
  ])("is refused: %s", async (_, changes) => {
    const own = reading("ed25519", 1);
    expect(await send({ ...own, ...changes })).toBe("READING_INVALID");
    expect(() => reading("ed25519", 1, changes)).toThrow(ReadingError);
  });

  it("is refused: a clock that went back, unless it went back by as little as is agreed", async () => {
    expect(await send(reading("ed25519", 1))).toBe("accepted");
    const earlier = (counter: number, seconds: number) =>
      reading("ed25519", counter, { timeSeconds: NOW_SECONDS - seconds });
    expect(await send(earlier(2, 1))).toBe("READING_REORDERED");
    // In one transaction, and after a restart.
    expect(
      await Promise.all([send(reading("p256", 1)), send(reading("p256", 2, { timeSeconds: NOW_SECONDS - 1 }))]),
    ).toEqual(["accepted", "READING_REORDERED"]);
    await store.close();
    store = await files.open();
    ingest = await createReadingIngest(store, { retentionClass: TEN_YEARS, window, maxBackSeconds: 2 });
    expect(await send(earlier(2, 3))).toBe("READING_REORDERED");
    expect(await send(earlier(2, 2))).toBe("accepted");
  });

  it("is refused whatever the clock of the receiver says that is no number", async () => {
    expect(await send(reading("ed25519", 1), Number.NaN)).toBe("READING_STALE");
    const limits = { maxAgeSeconds: Number.NaN, maxAheadSeconds: 60 };
    await expect(createReadingIngest(store, { retentionClass: TEN_YEARS, window: limits })).rejects.toThrow(
      InvalidInputError,
    );
  });
});

describe("registering a device", () => {
  const key = devicePublicKey("ed25519", KEYS.ed25519);
  // The neutral point, and one of order 8: everybody can sign for them (RFC 8032 §5.1.7 with A of small order).
  const neutral = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
  const orderEight = Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex");
  it.each<[string, object]>([
    ["a name with a line break", { device: "air\n1" }],
    ["an empty name", { device: "" }],
    ["a name that is a topic filter", { device: "+" }],
    ["no algorithm", { algorithm: "none" }],
    ["no key", { publicKey: new Uint8Array() }],
    ["a key as text", { publicKey: "AA" }],
    ["a key of zeros", { publicKey: new Uint8Array(32) }],
    ["the neutral key", { publicKey: neutral }],
    ["a key of small order", { publicKey: new Uint8Array(orderEight) }],
    ["a key of the other curve", { publicKey: devicePublicKey("p256", KEYS.p256) }],
    ["a P-256 key that is no point", { algorithm: "p256", publicKey: new Uint8Array(33).fill(255).with(0, 2) }],
    ["a long P-256 key", { algorithm: "p256", publicKey: p256.getPublicKey(KEYS.p256, false) }],
  ])("refuses %s", async (_, changes) => {
    const device = { device: "air", algorithm: "ed25519", publicKey: key, ...changes } as Device;
    expect(await code(registerDevice(store, device))).toBe("DEVICE_INVALID");
  });

  it.each<[string, Partial<Device>, string]>([
    ["a short key", { publicKey: new Uint8Array(31) }, "expected 32 bytes, received 31 bytes"],
    ["bytes that are no point", { publicKey: neutral }, "expected a point of the curve that only one key signs for"],
    ["no P-256 point", { algorithm: "p256", publicKey: new Uint8Array(33) }, "expected a point of the curve"],
  ])("says what is wrong with %s: its length or its point", async (_, changes, words) => {
    const device: Device = { device: "air", algorithm: "ed25519", publicKey: key, ...changes };
    await expect(registerDevice(store, device)).rejects.toThrow(words);
  });

  it("is listed with how far the device is", async () => {
    await send(reading("ed25519", 7));
    await revokeDevice(store, "air-p256", NOW_SECONDS);
    expect(await listDevices(store)).toEqual([
      expect.objectContaining({ device: "air-ed25519", publicKey: key, counter: 7, timeSeconds: NOW_SECONDS }),
      expect.objectContaining({ device: "air-p256", counter: undefined, revokedSeconds: NOW_SECONDS }),
    ]);
  });
});
