/** What a claim costs in statements, whose number is the same on every machine: with a queue that others share, too. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openPostgresQueue } from "../../../../src/portal/server/queue-postgres.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { type Host, identityOf, openHost, optionsOf } from "./host.ts";

const portal = createTestPortal();
let postgres: Postgres;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => postgres?.remove());

/** A service on Postgres, alone or as one of several that share a queue. */
async function openOn(url: string, hasQueue: boolean, role: "all" | "web" | "worker" = "all") {
  const storage = await openStorage({ url });
  const options = optionsOf(portal, storage);
  const queue = hasQueue ? await openPostgresQueue({ url, services: [identityOf(options)] }) : undefined;
  const host = await openHost(portal, { ...options, queue, role });
  return {
    host,
    storage,
    async close() {
      await host.service.close();
      await storage.close();
    },
  };
}

/** The statements about requests and claims that run meanwhile, each by its first word. */
async function statementsOf(work: () => Promise<void>): Promise<readonly string[]> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    return query.mock.calls
      .map(([given]) => (typeof given === "string" ? given : (given as unknown as { readonly text: string }).text))
      .filter((text) => /civicproof_(?:requests|request_parts|consume)\b/.test(text))
      .map((text) => /\w+/.exec(text)![0]);
  } finally {
    query.mockRestore();
  }
}

const claim = async (host: Host): Promise<void> => {
  expect((await host.answer(await host.ask())).body.outcome).toBe("accepted");
};

describe.runIf(hasPostgres)("a claim", () => {
  it.each([
    ["of one process", false],
    ["of one of several processes", true],
  ])("%s costs four statements: made, shown, read for its answer, decided", async (_, hasQueue) => {
    const { host, close } = await openOn(await postgres.createDatabase(`statements_${hasQueue}`), hasQueue);
    await claim(host);
    expect(await statementsOf(() => claim(host))).toEqual(["INSERT", "SELECT", "SELECT", "WITH"]);
    await close();
  });

  it("has its request decoded by no process that made it, though what is stored is compared each time", async () => {
    const url = await postgres.createDatabase("statements_decoded");
    const [{ host, close }, storage] = [await openOn(url, true), await openStorage({ url })];
    const parse = vi.spyOn(JSON, "parse");
    const decoded = () => parse.mock.calls.filter(([text]) => text.startsWith('{"nonce"')).length;
    try {
      await claim(host);
      expect(decoded()).toBe(0);
      const { id } = await host.ask();
      expect((await storage.get(id, identityOf(optionsOf(portal, storage))))?.request.nonce).toBeDefined();
      expect(decoded()).toBe(1);
    } finally {
      parse.mockRestore();
    }
    // A request that its maker changes afterwards is what it was when it was stored.
    const given = { ...structuredClone(portal.request()), recipient: "case 1" };
    const before = structuredClone(given.policy);
    const row = { id: "changed", service: "service", isSameDevice: false, request: given };
    await storage.put(row);
    given.recipient = "case 2";
    Object.assign(given.policy as object, { name: "another" });
    const stored = (await storage.get("changed", "service"))?.request;
    expect(stored?.recipient).toBe("case 1");
    expect(stored?.policy).toEqual(before);
    await close();
    await storage.close();
  });

  it("carries policy and schema that were decoded and written once, in the process that made it and in another", async () => {
    const url = await postgres.createDatabase("statements_files");
    const [{ host, storage: own, close }, storage] = [await openOn(url, true), await openStorage({ url })];
    const service = identityOf(optionsOf(portal, storage));
    const write = vi.spyOn(JSON, "stringify");
    const ids: string[] = [];
    let written: number;
    try {
      for (let i = 0; i < 3; i++) ids.push((await host.ask()).id);
      const isPart = (value: unknown) =>
        Object.hasOwn(Object(value), "policy") && !Object.hasOwn(Object(value), "today");
      written = write.mock.calls.filter(([value]) => isPart(value)).length;
    } finally {
      write.mockRestore();
    }
    expect(written).toBe(1);
    for (const place of [own, storage]) {
      const [first, ...others] = await Promise.all(ids.map(async (id) => (await place.get(id, service))!.request));
      for (const { policy, schema } of others) {
        expect(policy).toBe(first!.policy);
        expect(schema).toBe(first!.schema);
      }
      expect(first!.policy).toEqual(structuredClone(portal.policy.policy));
      for (const file of [first!.policy, first!.schema])
        for (const inner of [file, ...Object.values(file as object)]) expect(Object.isFrozen(inner)).toBe(true);
    }
    await close();
    await storage.close();
  });

  it("that another process decides is read there, and again before it is signed", async () => {
    const url = await postgres.createDatabase("statements_apart");
    const [web, worker] = [await openOn(url, true, "web"), await openOn(url, true, "worker")];
    await claim(web.host);
    expect(await statementsOf(() => claim(web.host))).toEqual([
      "INSERT",
      "SELECT",
      "SELECT",
      "SELECT",
      "WITH",
      "SELECT",
    ]);
    await Promise.all([web.close(), worker.close()]);
  });

  it("is written and read at once, whoever else is: a group of statements costs less than a wait", async () => {
    const { host, close } = await openOn(await postgres.createDatabase("statements_rows"), false);
    const together = () => Promise.all(Array.from({ length: 32 }, () => host.ask()));
    await together();
    const timers = vi.spyOn(globalThis, "setTimeout");
    try {
      await together();
      expect(timers.mock.calls.filter(([, milliseconds = 0]) => milliseconds < 100)).toEqual([]);
    } finally {
      timers.mockRestore();
    }
    await close();
  });

  it("is decided with its batch at once, as the next batch comes when this one is decided", async () => {
    const storage = await openStorage({ url: await postgres.createDatabase("statements_batch") });
    const batch = async () => {
      const requests = Array.from({ length: 200 }, () => portal.request());
      const claims = await portal.claims(requests);
      return claims.map((verified, i) => storage.decide(`${requests[i]!.nonce}`, verified, undefined));
    };
    await Promise.all(await batch());
    const timers = vi.spyOn(globalThis, "setTimeout");
    try {
      await Promise.all(await batch());
      // What is left are the limits of statements, which are seconds.
      expect(timers.mock.calls.filter(([, milliseconds = 0]) => milliseconds < 100)).toEqual([]);
    } finally {
      timers.mockRestore();
    }
    await storage.close();
  });
});
