/** Readings over HTTP and MQTT into one store, at a rate; 500 a second for ten seconds is test/slow/readings-rate.test.ts. */
import { type AddressInfo, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { expect, onTestFinished } from "vitest";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { registerDevice } from "../../../../src/records/archive/devices.ts";
import { createReadingServer } from "../../../../src/records/archive/ingest/http.ts";
import { subscribeReadings } from "../../../../src/records/archive/ingest/mqtt.ts";
import { createReadingIngest } from "../../../../src/records/archive/readings.ts";
import { devicePublicKey, readingToJson, signReading } from "../../../../src/records/device.ts";
import { createTestStore, NOW_SECONDS, TEN_YEARS } from "../world.ts";

const DEVICES = 50;
const privateKey = new Uint8Array(32).fill(7);

/** Sends readings at a rate and says what that took. @throws where one is lost or refused */
export async function takeReadings({
  seconds: long,
  perSecond,
}: {
  seconds: number;
  perSecond: number;
}): Promise<{ readonly said: string; readonly processorSeconds: number }> {
  const files = createTestStore();
  const store = await files.open();
  const broker = await Aedes.createBroker();
  const brokerServer = createServer(broker.handle);
  await new Promise<void>((resolve) => brokerServer.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    await new Promise<void>((resolve) => broker.close(() => brokerServer.close(() => resolve())));
    await store.close();
    files.remove();
  });
  const publicKey = devicePublicKey("ed25519", privateKey);
  const names = Array.from({ length: DEVICES }, (_, i) => `meter-${i}`);
  for (const device of names) await registerDevice(store, { device, algorithm: "ed25519", publicKey });
  // Signed beforehand: the devices' work is not the receiver's.
  const total = long * perSecond;
  const messages = Array.from({ length: total }, (_, i) => {
    const device = names[i % DEVICES]!;
    const reading = { device, counter: Math.floor(i / DEVICES), timeSeconds: NOW_SECONDS, payload: new Uint8Array(16) };
    return { device, text: JSON.stringify(readingToJson(signReading(reading, { algorithm: "ed25519", privateKey }))) };
  });

  const ingest = await createReadingIngest(store, {
    retentionClass: TEN_YEARS,
    window: { maxAgeSeconds: 600, maxAheadSeconds: 60 },
  });
  const nowSeconds = () => NOW_SECONDS;
  const http = await createReadingServer({ ingest, nowSeconds });
  const address = await http.listen({ host: "127.0.0.1", port: 0 });
  const url = `mqtt://127.0.0.1:${(brokerServer.address() as AddressInfo).port}`;
  const refused: string[] = [];
  const subscription = await subscribeReadings({
    url,
    topic: "meters/{device}/readings",
    session: "city",
    ingest,
    nowSeconds,
    onRefused: ({ code }) => refused.push(code),
  });
  const client = await mqtt.connectAsync(url);
  // Even devices speak HTTP, one request at a time each; odd ones MQTT.
  const queues = new Map<string, Promise<number>>();
  const send = (device: string, body: string): Promise<unknown> => {
    if (Number(device.slice(6)) % 2 === 1) return client.publishAsync(`meters/${device}/readings`, body, { qos: 1 });
    const headers = { "content-type": "application/json" };
    const sent = (queues.get(device) ?? Promise.resolve(202)).then(async () => {
      return (await fetch(`${address}/readings`, { method: "POST", headers, body })).status;
    });
    queues.set(device, sent);
    return sent.then((status) => expect(status).toBe(202));
  };

  const started = performance.now();
  const cpu = process.cpuUsage();
  const sending: Promise<unknown>[] = [];
  for (let tick = 0; tick < long * 10; tick++) {
    for (const { device, text } of messages.slice((tick * perSecond) / 10, ((tick + 1) * perSecond) / 10))
      sending.push(send(device, text));
    await setTimeout(Math.max(0, started + (tick + 1) * 100 - performance.now()));
  }
  await Promise.all(sending);
  const count = async () =>
    Number((await store.database.query<{ n: number }>("SELECT count(*) AS n FROM pending"))[0]!.n);
  await expect.poll(count, { timeout: 60_000 }).toBe(total);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await client.endAsync();
  await subscription.close();
  await http.close();
  expect(refused).toEqual([]);
  expect(await auditStore(store)).toMatchObject({ pending: total, findings: [] });
  const processorSeconds = (user + system) / 1e6;
  const each = ((1_000 * processorSeconds) / total).toFixed(2);
  const said = `${total} readings in ${seconds.toFixed(1)} s, ${each} ms of processor time each, devices and broker included`;
  return { said, processorSeconds };
}
