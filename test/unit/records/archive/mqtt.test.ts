/** Readings over MQTT: nothing is lost between a broker and the store, whatever ends when. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Aedes, type Client } from "aedes";
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseUnavailableError } from "../../../../src/core/database/sql.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { registerDevice } from "../../../../src/records/archive/devices.ts";
import {
  BrokerError,
  type MqttIngestOptions,
  type ReadingSubscription,
  subscribeReadings,
} from "../../../../src/records/archive/ingest/mqtt.ts";
import { parseReadingTopic } from "../../../../src/records/archive/ingest/topic.ts";
import { createReadingIngest, type ReadingIngest } from "../../../../src/records/archive/readings.ts";
import type { RecordStore } from "../../../../src/records/archive/record-store.ts";
import { devicePublicKey, readingToJson, signReading } from "../../../../src/records/device.ts";
import { createTestStore, NOW_SECONDS, TEN_YEARS, type TestStore } from "../world.ts";

const privateKey = new Uint8Array(32).fill(7);
const message = (counter: number, device = "meter-1"): string =>
  JSON.stringify(
    readingToJson(
      signReading(
        { device, counter, timeSeconds: NOW_SECONDS, payload: new Uint8Array([counter % 256]) },
        { algorithm: "ed25519", privateKey },
      ),
    ),
  );

let files: TestStore;
let store: RecordStore;
let ingest: ReadingIngest;
const closing: (() => Promise<unknown>)[] = [];
const later = <T>(value: T, close: (value: T) => Promise<unknown>): T => {
  closing.unshift(() => close(value));
  return value;
};
beforeEach(async () => {
  files = createTestStore();
  store = await files.open();
  for (const device of ["meter-1", "meter-2"])
    await registerDevice(store, { device, algorithm: "ed25519", publicKey: devicePublicKey("ed25519", privateKey) });
  ingest = await createReadingIngest(store, {
    retentionClass: TEN_YEARS,
    window: { maxAgeSeconds: 600, maxAheadSeconds: 60 },
  });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await store.close();
  files.remove();
});

const refusals: string[] = [];
async function subscribe(url: string, changes: Partial<MqttIngestOptions> = {}): Promise<ReadingSubscription> {
  refusals.length = 0;
  return subscribeReadings({
    url,
    topic: "meters/{device}/readings",
    session: "city",
    ingest,
    nowSeconds: () => NOW_SECONDS,
    onRefused: ({ code }) => refusals.push(code),
    ...changes,
  });
}
const stored = async (): Promise<number> =>
  Number((await store.database.query<{ n: number }>("SELECT count(*) AS n FROM pending"))[0]!.n);
const untilStored = (count: number) => expect.poll(stored, { timeout: 15_000, interval: 50 }).toBe(count);

/** A broker in this process. */
async function openBroker() {
  const broker = await Aedes.createBroker();
  const server: Server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  later(broker, () => new Promise<void>((resolve) => broker.close(() => server.close(() => resolve()))));
  const acknowledged: number[] = [];
  broker.on("ack", (packet) => {
    const { payload } = packet as unknown as { payload?: Uint8Array };
    const counter = /"counter":(\d+)/.exec(payload === undefined ? "" : Buffer.from(payload).toString())?.[1];
    if (counter !== undefined) acknowledged.push(Number(counter));
  });
  return { broker, acknowledged, url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
async function openDevice(url: string, options: object = {}, topic = "meters/meter-1/readings") {
  const client = later(await mqtt.connectAsync(url, options), (each) => each.endAsync(true));
  return (text: string, to = topic) => client.publishAsync(to, text, { qos: 1 });
}

describe("a broker", () => {
  it("hands over readings, each once, and hears which are refused by their code only", async () => {
    const { url } = await openBroker();
    const subscription = await subscribe(url);
    const publish = await openDevice(url);
    for (const counter of [1, 2, 2, 3]) await publish(message(counter));
    await publish("no JSON");
    await publish(message(4).replace('"counter":4', '"counter":7'));
    // One device can't speak on another one's topic.
    await publish(message(5, "meter-2"));
    await expect.poll(() => refusals.length, { timeout: 10_000 }).toBe(4);
    await subscription.close();
    expect([...refusals].sort()).toEqual(["READING_FORGED", "READING_INVALID", "READING_INVALID", "READING_REPLAYED"]);
    expect(await auditStore(store)).toMatchObject({ pending: 3, findings: [] });
  });

  it("gets an acknowledgement after the commit and not before", async () => {
    const { url, acknowledged } = await openBroker();
    let commit = (): void => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const slow: ReadingIngest = { ...ingest, accept: (...each) => held.then(() => ingest.accept(...each)) };
    const subscription = later(await subscribe(url, { ingest: slow }), ({ close }) => close());
    const publish = await openDevice(url);
    for (let counter = 1; counter <= 50; counter++) await publish(message(counter));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([acknowledged, await stored()]).toEqual([[], 0]);
    commit();
    await untilStored(50);
    await subscription.close();
    expect(acknowledged.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it("keeps what is sent while nobody is there, and delivers it with the answer to CONNECT", async () => {
    const { url } = await openBroker();
    await (await subscribe(url)).close();
    const publish = await openDevice(url);
    for (let counter = 1; counter <= 20; counter++) await publish(message(counter));
    const subscription = await subscribe(url);
    await untilStored(20);
    await subscription.close();
    expect(refusals).toEqual([]);
  });

  it("keeps what is sent while the database is away: nothing is acknowledged, and all of it comes again in order", async () => {
    const { url, acknowledged } = await openBroker();
    let isAway = true;
    const accept: ReadingIngest["accept"] = async (...each) => {
      if (isAway) throw new DatabaseUnavailableError({ received: "ECONNREFUSED" });
      return ingest.accept(...each);
    };
    let failures = 0;
    const options = { ingest: { ...ingest, accept }, onUnavailable: () => void failures++ };
    const subscription = await subscribe(url, options);
    const publish = await openDevice(url);
    for (let counter = 1; counter <= 20; counter++) await publish(message(counter));
    await expect.poll(() => failures, { timeout: 20_000 }).toBeGreaterThan(3);
    expect([acknowledged, await stored()]).toEqual([[], 0]);
    isAway = false;
    await untilStored(20);
    await subscription.close();
    expect(refusals.filter((code) => code !== "READING_REPLAYED")).toEqual([]);
  });

  it("that refuses the subscription ends it, at first and later", async () => {
    const { url, broker } = await openBroker();
    let isAllowed = false;
    const clients: Client[] = [];
    broker.on("client", (client) => clients.push(client));
    broker.authorizeSubscribe = (_, subscription, done) => done(null, isAllowed ? subscription : null);
    await expect(subscribe(url)).rejects.toThrow(BrokerError);
    isAllowed = true;
    const subscription = await subscribe(url);
    isAllowed = false;
    for (const connected of clients) connected.close();
    await expect(subscription.ended).rejects.toThrow(BrokerError);
    await subscription.close();
  });

  it("that is not there is named with the system's code", async () => {
    await expect(subscribe("mqtt://127.0.0.1:9")).rejects.toMatchObject({
      code: "BROKER_UNAVAILABLE",
      received: "ECONNREFUSED",
    });
  });
});

describe("a topic", () => {
  it.each([
    ["meters/{device}/readings", "meters/a/readings", "a", true],
    ["meters/{device}/readings", "meters/a/readings", "b", false],
    ["meters/{device}/readings", "other/a/readings", "a", false],
    ["meters/+/readings", "meters/a/readings", "b", true],
    ["meters/#", "meters/a/readings", "b", true],
    ["meters/#", "meters", "b", true],
    ["meters/#", "other", "b", false],
    ["meters/+", "meters/a/readings", "b", false],
    ["$share/city/meters/{device}", "meters/a", "a", true],
  ])("%s is for %s of %s: %s", (filter, topic, device, isFor) => {
    expect(parseReadingTopic(filter).isFor(topic, device)).toBe(isFor);
  });

  it.each(["", "a/#/b", "a+", "a/{device}s", "a\0", undefined as never])("is not %j", (filter) => {
    expect(() => parseReadingTopic(filter)).toThrow("Invalid input at topic");
  });
});

const MOSQUITTO = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"].find(existsSync);
if (MOSQUITTO === undefined) console.warn("SKIPPED: mosquitto is not installed, so no real broker was asked");

describe.skipIf(MOSQUITTO === undefined)("mosquitto, over TLS", () => {
  it("delivers everything over its own restart, the database's and the subscriber's", async () => {
    const directory = mkdtempSync(join(tmpdir(), "civicproof-broker-"));
    later(directory, async (each) => rmSync(each, { recursive: true }));
    const port = await freePort();
    const start = brokerIn(directory, port);
    const url = `mqtts://localhost:${port}`;
    const client = { ca: readFileSync(join(directory, "cert.pem")), username: "x", password: "y" };
    let broker = await start();
    const first = await subscribe(url, { client });
    const publish = await openDevice(url, client);
    for (let counter = 1; counter <= 100; counter++) await publish(message(counter));
    await untilStored(100);
    await first.close();
    // Nobody listens; then the broker itself starts again.
    for (let counter = 101; counter <= 300; counter++) await publish(message(counter));
    await end(broker);
    broker = await start();
    await publish(message(301));
    const second = await subscribe(url, { client });
    await untilStored(301);
    await end(broker);
    broker = await start();
    await publish(message(302));
    await untilStored(302);
    await second.close();
    await end(broker);
    expect(refusals.filter((code) => code !== "READING_REPLAYED")).toEqual([]);
    expect((await auditStore(store)).findings).toEqual([]);
  }, 120_000);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A broker with a certificate of its own that keeps sessions on disk; answers what starts it. */
function brokerIn(directory: string, port: number): () => Promise<ChildProcess> {
  const file = (name: string): string => join(directory, name);
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...[
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
      "-keyout",
      file("key.pem"),
      "-out",
      file("cert.pem"),
    ],
  ]);
  expect(made.status).toBe(0);
  writeFileSync(
    file("mosquitto.conf"),
    [
      `listener ${port} 127.0.0.1`,
      `certfile ${file("cert.pem")}`,
      `keyfile ${file("key.pem")}`,
      "allow_anonymous true",
      "persistence true",
      `persistence_location ${directory}/`,
      "max_queued_messages 100000",
      ...(process.getuid?.() === 0 ? ["user root"] : []),
    ].join("\n"),
  );
  return async () => {
    const broker = spawn(MOSQUITTO!, ["-c", file("mosquitto.conf")], { stdio: ["ignore", "ignore", "pipe"] });
    later(broker, end);
    let said = "";
    broker.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 10_000, interval: 50 }).toMatch(/ running/);
    return broker;
  };
}

async function end(broker: ChildProcess): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return;
  broker.kill("SIGTERM");
  await new Promise((resolve) => broker.on("exit", resolve));
}
