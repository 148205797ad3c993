/** Devices and their readings on the command line: HTTP and MQTT into one store, anchored on the way. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { expect, it, onTestFinished } from "vitest";
import { run } from "../../../src/cli/program.ts";
import { devicePublicKey, readingToJson, signReading } from "../../../src/records/device.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

const privateKey = new Uint8Array(32).fill(7);
const publicKey = Buffer.from(devicePublicKey("ed25519", privateKey)).toString("hex");
const message = (device: string, counter: number): string =>
  JSON.stringify(
    readingToJson(
      signReading(
        { device, counter, timeSeconds: Math.floor(Date.now() / 1000), payload: new Uint8Array(1) },
        { algorithm: "ed25519", privateKey },
      ),
    ),
  );

it("registers, lists and revokes devices, takes their readings from both sides, and anchors them", async () => {
  const file = await temporaryDirectory();
  const store = ["--store", file("records")];
  const register = (name: string, ...more: string[]) =>
    cli("device", "register", ...store, "--name", name, "--public-key", publicKey, ...more);
  expect(await register("meter-1")).toMatchObject({ code: 1 });
  expect(await register("meter-1", "--residency", "at-vienna")).toMatchObject({ code: 0 });
  expect(await register("meter-2")).toMatchObject({ code: 0 });
  expect(await register("Meter 3")).toMatchObject({ code: 1, stderr: expect.stringContaining("DEVICE_INVALID") });
  await cli("issuer", "keygen", "--out", file("publisher.json"));

  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => broker.close(() => server.close(() => resolve()))));
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { written, running, stop, post } = await start([
    ...store,
    ...["--mqtt", url, "--topic", "meters/{device}/readings", "--session", "city"],
    ...["--publisher", file("publisher.json"), "--allow-residency", "at-vienna", "--anchor-every", "1"],
    ...["--to", file("anchors.json")],
  ]);
  await expect.poll(() => written.err, { timeout: 20_000 }).toContain("subscribed to");
  const device = await mqtt.connectAsync(url);
  await device.publishAsync("meters/meter-1/readings", message("meter-1", 1), { qos: 1 });
  await device.publishAsync("meters/meter-1/readings", message("meter-2", 1), { qos: 1 });
  await device.publishAsync("meters/meter-1/readings", message("meter-1", 2), { qos: 1 });
  expect(await post(message("meter-2", 1))).toBe(202);
  expect(await post(message("meter-2", 1))).toBe(409);
  await device.endAsync();
  await expect.poll(() => anchored(file("anchors.json")), { timeout: 20_000 }).toBe(3);
  stop();
  expect(await running).toBe(0);
  expect(JSON.parse(written.out)).toMatchObject({ accepted: 3, refused: { READING_INVALID: 1, READING_REPLAYED: 1 } });
  expect(written.err).toContain("READING_REPLAYED: 1 readings");

  expect(await cli("device", "revoke", ...store, "--name", "meter-2")).toMatchObject({ code: 0 });
  const { stdout } = await cli("device", "list", ...store);
  expect(stdout).toMatch(/^meter-1 \(ed25519\): 2 at .*Z\nmeter-2 \(ed25519\): 1 at .*, revoked .*Z\n$/);
  expect(await cli("anchor", "audit", ...store, "--json")).toMatchObject({ code: 0 });
}, 90_000);

it("goes on when its database is away at the time of an anchor, and anchors later", async () => {
  const file = await temporaryDirectory();
  const store = ["--store", file("records")];
  const key = ["--public-key", publicKey, "--residency", "at-vienna"];
  expect(await cli("device", "register", ...store, "--name", "meter-1", ...key)).toMatchObject({ code: 0 });
  await cli("issuer", "keygen", "--out", file("publisher.json"));
  const { written, running, stop, post } = await start([
    ...store,
    ...["--publisher", file("publisher.json"), "--allow-residency", "at-vienna", "--anchor-every", "1"],
    ...["--to", file("anchors.json")],
  ]);
  renameSync(file("records/records.db"), file("elsewhere.db"));
  await expect.poll(() => written.err, { timeout: 20_000 }).toContain("the anchor has to wait");
  expect(await post(message("meter-1", 1))).toBe(503);
  renameSync(file("elsewhere.db"), file("records/records.db"));
  expect(await post(message("meter-1", 1))).toBe(202);
  await expect.poll(() => anchored(file("anchors.json")), { timeout: 20_000 }).toBe(1);
  stop();
  expect(await running).toBe(0);
}, 60_000);

it("asks for what belongs together", async () => {
  const file = await temporaryDirectory();
  writeFileSync(file("x"), "x");
  const ingest = (...args: string[]) =>
    cli("ingest", "--store", file("records"), "--class", "ten-years", "--term", "3653", ...args);
  for (const args of [
    [],
    ["--mqtt", "mqtt://127.0.0.1"],
    ["--http-port", "0", "--publisher", file("x")],
    ["--http-port", "70000"],
  ])
    expect(await ingest(...args)).toMatchObject({ code: 2 });
});

/** The command as it runs until it is stopped, with HTTP on a free port. */
async function start(options: readonly string[]) {
  const stopping = new AbortController();
  const written = { out: "", err: "" };
  const running = run(["ingest", "--class", "ten-years", "--term", "3653", "--json", "--http-port", "0", ...options], {
    writeOut: (text) => {
      written.out += text;
    },
    writeErr: (text) => {
      written.err += text;
    },
    isInteractive: false,
    signal: stopping.signal,
  });
  await expect.poll(() => written.err, { timeout: 20_000 }).toContain("listening on");
  const address = /listening on (\S+)/.exec(written.err)![1]!;
  const headers = { "content-type": "application/json" };
  const post = async (body: string) => (await fetch(`${address}/readings`, { method: "POST", headers, body })).status;
  return { written, running, post, stop: () => stopping.abort() };
}

function anchored(file: string): number {
  try {
    const { anchors } = JSON.parse(readFileSync(file, "utf8")) as { anchors: { anchor: { count: number } }[] };
    return anchors.reduce((sum, { anchor }) => sum + anchor.count, 0);
  } catch {
    return 0;
  }
}
