/** What a portal is told of decisions: signed, until it answers, and from the store, so that no restart loses it. */
import { createHmac, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import {
  isPublicAddress,
  lookUpPublic,
  postWebhook,
  readWebhookUrl,
} from "../../../../src/portal/server/webhook-post.ts";
import { openWebhookSigner } from "../../../../src/portal/server/webhook-signature.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { type Host, openHost, optionsOf } from "./host.ts";

const SECRET = Buffer.from("a secret of twenty-four b").toString("base64");
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const seed = Buffer.from(privateKey.export({ format: "jwk" }).d!, "base64url").toString("base64");
const secrets = [`whsec_${SECRET}`, `whsk_${seed}`];

const folder = mkdtempSync(join(tmpdir(), "civicproof-webhooks-"));
let portal: TestPortal;
let postgres: Postgres | undefined;
beforeAll(async () => {
  portal = createTestPortal();
  if (hasPostgres) postgres = await startPostgres();
});
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly message: { readonly type: string; readonly data: Record<string, unknown> };
}

/** A portal's webhook that answers with these states, the last one for ever. */
async function receiver(...states: number[]) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += String(data);
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body, message: JSON.parse(body) });
      const status = states.length > 1 ? states.shift()! : states[0]!;
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

/** A service with a webhook and a clock of its own. */
async function start(url: string, storage: ServiceStorage, clock = { now: NOW_SECONDS }): Promise<Host> {
  const webhook = { url, secrets, allowPrivate: true };
  const options = optionsOf(portal, storage, { webhook, now: () => clock.now });
  const host = await openHost(portal, options);
  open.push(host.service);
  return host;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
const told = async ({ service }: Host, outcome: string) =>
  (await service.app.inject("/metrics")).body.includes(`civicproof_webhooks_total{outcome="${outcome}"}`);

let count = 0;
const STORES: Readonly<Record<string, () => Promise<string>>> = {
  memory: async () => "memory:",
  SQLite: async () => `sqlite:${join(folder, `${count++}.db`)}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase(`webhooks_${count++}`) } : {}),
};

describe.each(Object.entries(STORES))("a portal with a webhook (%s)", (_, makeUrl) => {
  it("gets each decision, signed with every key, and has acknowledged it then", async () => {
    const { received, url } = await receiver(204);
    const storage = await openStorage({ url: await makeUrl() });
    open.push(storage);
    const host = await start(url, storage);
    const asked = await host.ask();
    expect((await host.answer(asked)).body.outcome).toBe("accepted");
    await until(() => received.length === 1);
    const [{ headers, body, message }] = received as [Received];
    expect(message).toMatchObject({ type: "request.decided", data: { id: asked.id, outcome: "accepted" } });
    const jwks = createLocalJWKSet((await host.call("GET", "/.well-known/jwks.json")).body as never);
    const currentDate = new Date(NOW_SECONDS * 1_000);
    expect((await jwtVerify(message.data.result as string, jwks, { currentDate })).payload.jti).toBe(asked.id);
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const [hmac, ed25519] = (headers["webhook-signature"] as string).split(" ");
    expect(hmac).toBe(`v1,${createHmac("sha256", Buffer.from(SECRET, "base64")).update(signed).digest("base64")}`);
    const [version, signature] = ed25519!.split(",");
    expect(version).toBe("v1a");
    expect(verify(null, Buffer.from(signed), publicKey, Buffer.from(signature!, "base64"))).toBe(true);
    // The decision goes a day after the request's end.
    await until(() => told(host, "delivered"));
    await storage.sweep({ nowSeconds: asked.request.expiresAtSeconds + 86_401 });
    expect((await host.result(asked.id)).status).toBe(404);
  });

  it("is told again after a failure, also by another process, with the same id", async () => {
    const { received, url } = await receiver(500, 302, 200);
    const storage = await openStorage({ url: await makeUrl() });
    open.push(storage);
    const clock = { now: NOW_SECONDS };
    const first = await start(url, storage, clock);
    const asked = await first.ask();
    await first.answer(asked);
    await until(() => told(first, "failed"));
    expect(received).toHaveLength(1);
    await first.service.close();
    clock.now += 5;
    const second = await start(url, storage, clock);
    await until(() => told(second, "failed"));
    await second.service.close();
    clock.now += 299;
    const third = await start(url, storage, clock);
    await sleep(100);
    expect(received).toHaveLength(2);
    await third.service.close();
    clock.now += 1;
    const last = await start(url, storage, clock);
    await until(() => told(last, "delivered"));
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(received.map(({ headers }) => Number(headers["webhook-timestamp"]) - NOW_SECONDS)).toEqual([0, 5, 305]);
  });
});

describe("a webhook", () => {
  it("says of a claim on one device only that it was decided, and takes no answer for an acknowledgement", async () => {
    const { received, url } = await receiver(200);
    const storage = await openStorage({ url: "memory:" });
    open.push(storage);
    const host = await start(url, storage);
    const asked = await host.ask({ sameDevice: true });
    await host.answer(asked);
    await until(() => told(host, "delivered"));
    expect(received[0]!.message.data).toEqual({ id: asked.id });
    await storage.sweep({ nowSeconds: asked.request.expiresAtSeconds + 86_401 });
    expect((await host.result(asked.id)).status).toBe(403);
  });

  it("is given up after 72 hours, and the result can still be read", async () => {
    const { received, url } = await receiver(503);
    const storage = await openStorage({ url: "memory:" });
    open.push(storage);
    const clock = { now: NOW_SECONDS };
    const first = await start(url, storage, clock);
    const asked = await first.ask();
    await first.answer(asked);
    const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000];
    for (const [i, wait] of waits.entries()) {
      await until(() => received.length === i + 1);
      clock.now += wait;
      // A service looks when it starts.
      await (await start(url, storage, clock)).service.close();
    }
    expect(received).toHaveLength(10);
    expect((clock.now - NOW_SECONDS) / 3_600).toBeCloseTo(72, 0);
    const last = await start(url, storage, { now: clock.now + 3_600 });
    await sleep(50);
    expect(received).toHaveLength(10);
    expect(await told(last, "delivered")).toBe(false);
    clock.now = NOW_SECONDS + 60;
    expect((await first.result(asked.id)).body.outcome).toBe("accepted");
  });

  it("leads to no address of a private network, and to none by a redirect", async () => {
    for (const address of `10.1.2.3 127.0.0.1 169.254.169.254 172.31.0.1 192.168.1.1 100.64.0.1 0.0.0.0 224.0.0.1 ::1 ::
      fe80::1 fd00::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001:db8::1`.split(/\s+/))
      expect(isPublicAddress(address), address).toBe(false);
    for (const address of ["93.184.216.34", "2606:2800:220:1::1"]) expect(isPublicAddress(address)).toBe(true);
    const { received, url } = await receiver(302);
    const call = { headers: {}, body: "{}", allowPrivate: false };
    for (const each of [url, url.replace("127.0.0.1", "localhost"), url.replace("127.0.0.1", "[::1]")])
      await expect(postWebhook({ ...call, url: new URL(each) })).rejects.toMatchObject({
        code: "WEBHOOK_ADDRESS_REFUSED",
      });
    const failure = await new Promise((resolve) => lookUpPublic("localhost", { all: true }, resolve));
    expect(failure).toMatchObject({ code: "WEBHOOK_ADDRESS_REFUSED" });
    expect(received).toHaveLength(0);
    expect(await postWebhook({ ...call, url: new URL(url), allowPrivate: true })).toBe(302);
    expect(received).toHaveLength(1);
  });

  it.each(["http://example.org/", "ftp://example.org/", "https://u:p@example.org/", "https://example.org/#a", "hook"])(
    "has no address %s",
    (url) => {
      expect(() => readWebhookUrl(url, false)).toThrow(expect.objectContaining({ path: "webhook.url" }));
    },
  );

  it.each([["whsec_AAAA"], ["whsec_"], [`whsk_${"A".repeat(20)}`], ["secret"], [`WHSEC_${SECRET}`]])(
    "is signed with no secret such as %s",
    (secret) => {
      expect(() => openWebhookSigner([secret])).toThrow(expect.objectContaining({ path: "webhook.secrets[0]" }));
    },
  );

  it("is signed as the example of the specification", () => {
    const signer = openWebhookSigner(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
    const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timeSeconds: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signer.headersOf(message)["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("of Ed25519 takes a key with its public half, too", () => {
    const raw = createPublicKey(privateKey).export({ format: "jwk" }).x!;
    const both = Buffer.concat([Buffer.from(seed, "base64"), Buffer.from(raw, "base64url")]).toString("base64");
    const message = { id: "a", timeSeconds: 1, body: "b" };
    expect(openWebhookSigner([`whsk_${both}`]).headersOf(message)).toEqual(
      openWebhookSigner([`whsk_${seed}`]).headersOf(message),
    );
  });
});
