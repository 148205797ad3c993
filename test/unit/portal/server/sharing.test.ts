/** Several services on one store and one queue: each decides and signs what it asked itself, and nothing else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProcessor } from "../../../../src/portal/server/processor.ts";
import {
  createInProcessQueue,
  type VerificationHandler,
  type VerificationQueue,
} from "../../../../src/portal/server/queue.ts";
import { openPostgresQueue } from "../../../../src/portal/server/queue-postgres.ts";
import type { VerifierServiceOptions } from "../../../../src/portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { GRID } from "../../../world.ts";
import { type Host, identityOf, openHost, optionsOf } from "./host.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-sharing-"));
let postgres: Postgres | undefined;
let portal: TestPortal;
let residency: TestPortal;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
  portal = createTestPortal();
  residency = createTestPortal({ circuit: "residency" });
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
const STORES = {
  memory: async () => "memory:",
  SQLite: async () => `sqlite:${join(folder, `${count++}.db`)}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase(`sharing_${count++}`) } : {}),
};

const both = {
  age: createTestPortal().trapdoor.key,
  residency: createTestPortal({ circuit: "residency" }).trapdoor.key,
};

describe.each(Object.entries(STORES))("two services on one store (%s)", (_, makeUrl) => {
  let storage: ServiceStorage;
  let own: Host;
  beforeAll(async () => {
    storage = await openStorage({ url: await makeUrl() });
    own = await openHost(portal, optionsOf(portal, storage));
  });
  afterAll(async () => {
    await own.service.close();
    await storage.close();
  });

  const others: readonly [what: string, change: () => Partial<VerifierServiceOptions>][] = [
    ["another verifier", () => ({ verifier: "other.example.org", tenant: "other" })],
    ["another origin", () => ({ origin: "https://other.example.org" })],
    ["another registry", () => ({ registry: "77".repeat(32) })],
    ["another policy", () => ({ policy: residency.policy, verificationKeys: both, tenant: "residency" })],
    ["another tenant", () => ({ tenant: "west" })],
  ];
  it.each(others)("with %s: neither shows, decides nor signs the other's requests", async (_what, change) => {
    const foreign = await openHost(portal, optionsOf(portal, storage, change()));
    try {
      const asked = await own.ask();
      expect((await foreign.call("GET", `/requests/${asked.id}`)).status).toBe(404);
      const refused = await foreign.answer(asked);
      expect([refused.status, refused.body.error]).toMatchObject([422, { code: "REQUEST_INVALID", path: "state" }]);
      expect(refused.body.result).toBeUndefined();
      expect((await foreign.result(asked.id)).status).toBe(404);
      // It stays open for the service that made it, and its result stays with that one.
      expect((await own.result(asked.id)).status).toBe(202);
      expect((await own.answer(asked)).body.outcome).toBe("accepted");
      expect((await own.result(asked.id)).body.outcome).toBe("accepted");
      expect((await foreign.result(asked.id)).status).toBe(404);
    } finally {
      await foreign.service.close();
    }
  });

  it("that are one service share their requests", async () => {
    const twin = await openHost(portal, optionsOf(portal, storage));
    try {
      const asked = await own.ask();
      expect((await twin.answer(asked)).body.outcome).toBe("accepted");
      expect((await own.result(asked.id)).body.outcome).toBe("accepted");
    } finally {
      await twin.service.close();
    }
  });

  it("does not start with other terms than the store's", async () => {
    await own.answer(await own.ask());
    const grids = ["month/2020-01-02/0", "month/2020-01-01/60", "year/2020-01-01/0", "once/2020-01-01/0"];
    for (const grid of grids)
      await expect(openHost(portal, optionsOf(portal, storage, { grid }))).rejects.toMatchObject({
        ...{ code: "SCOPE_TERMS_CHANGED", path: "grid", expected: GRID, received: grid },
      });
    const policy = { ...portal.policy, policy: { ...portal.policy.policy, maxClaims: 3 } };
    await expect(openHost(portal, optionsOf(portal, storage, { policy }))).rejects.toMatchObject({
      ...{ code: "SCOPE_TERMS_CHANGED", path: "maxClaims", expected: "1", received: "3" },
    });
  });
});

describe("two services that start on an empty store with other terms", () => {
  it.each(Object.entries(STORES))("are one: the other does not start (%s)", async (_, makeUrl) => {
    const storage = await openStorage({ url: await makeUrl() });
    const generous = { ...portal.policy, policy: { ...portal.policy.policy, maxClaims: 3 } };
    const one = await openHost(portal, optionsOf(portal, storage));
    await expect(openHost(portal, optionsOf(portal, storage, { policy: generous }))).rejects.toMatchObject({
      ...{ code: "SCOPE_TERMS_CHANGED", path: "maxClaims", expected: "1", received: "3" },
    });
    const stricter = { policy: residency.policy, verificationKeys: both };
    await expect(openHost(portal, optionsOf(portal, storage, stricter))).rejects.toMatchObject({
      ...{ code: "STORE_PROGRAMME_CHANGED", path: "policy" },
    });
    expect((await one.answer(await one.ask())).body.outcome).toBe("accepted");
    await one.service.close();
    await storage.close();
  });
});

describe("a queue", () => {
  it("gets nothing decided by another service's worker", async () => {
    const storage = await openStorage({ url: "memory:" });
    const [here, west] = [optionsOf(portal, storage), optionsOf(portal, storage, { tenant: "west" })];
    const host = await openHost(portal, here);
    const asked = await host.ask();
    const processorOf = (options: VerifierServiceOptions): VerificationHandler =>
      createProcessor({ ...options, service: identityOf(options), now: options.now!, retainUntil: () => undefined });
    const presentation = portal.present(asked.request);
    const { scope, policyHash } = asked.request;
    const job = { service: identityOf(here), scope, policyHash, requestId: asked.id, secondsLeft: 60, presentation };
    const refused = [{ error: expect.objectContaining({ code: "REQUEST_INVALID", path: "state" }) }];
    expect(await processorOf(west)([job])).toEqual(refused);
    expect(await processorOf(west)([{ ...job, service: identityOf(west) }])).toEqual(refused);
    expect(await processorOf(here)([{ ...job, service: identityOf(west) }])).toEqual(refused);
    expect((await host.result(asked.id)).status).toBe(202);
    const misnamed = [{ error: expect.objectContaining({ code: "REQUEST_INVALID", path: "job" }) }];
    expect(await processorOf(here)([{ ...job, policyHash: "7" }])).toEqual(misnamed);
    expect(await processorOf(here)([{ ...job, scope: { ...scope, programme: "another" } }])).toEqual(misnamed);
    expect(await processorOf(here)([job])).toMatchObject([{ outcome: "accepted" }]);
    await host.service.close();
    await storage.close();
  });

  it("gets nothing signed that is not in the store", async () => {
    const storage = await openStorage({ url: "memory:" });
    const lying: VerificationQueue = {
      ...createInProcessQueue(),
      submit: async () => ({ outcome: "accepted", decidedAtSeconds: 1 }),
    };
    const host = await openHost(portal, optionsOf(portal, storage, { queue: lying }));
    const asked = await host.ask();
    const refused = await host.answer(asked);
    expect([refused.status, refused.body.error?.code]).toEqual([503, "STORE_UNAVAILABLE"]);
    expect((await host.result(asked.id)).status).toBe(202);
    await host.service.close();
    await storage.close();
  });

  it.runIf(hasPostgres)("of each service is its own in one database", async () => {
    const url = await postgres!.createDatabase("sharing_queue");
    const storage = await openStorage({ url });
    const hosts = await Promise.all(
      [undefined, "west"].map(async (tenant) => {
        const options = optionsOf(portal, storage, { tenant });
        const queue = await openPostgresQueue({ url, services: [identityOf(options)], timeoutSeconds: 10 });
        return openHost(portal, { ...options, queue });
      }),
    );
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const host = hosts[i % 2]!;
        return (await host.answer(await host.ask())).body.outcome;
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set(["accepted"]));
    await Promise.all(hosts.map(({ service }) => service.close()));
    await storage.close();
  });

  it.runIf(hasPostgres).each(["", "a b", "x".repeat(65), "a;drop"])("can't be named %j", async (name) => {
    await expect(openPostgresQueue({ url: postgres!.url, services: [name] })).rejects.toMatchObject({
      code: "INPUT_INVALID",
    });
  });
});
