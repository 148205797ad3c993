import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../../../../src/portal/store/port.ts";
import { openPostgresStore, type PostgresStoreOptions } from "../../../../src/portal/store/postgres.ts";
import { StoreKeyError } from "../../../../src/portal/store/row-keys.ts";
import type { VerifiedPresentation } from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { describeStore } from "./contract.ts";

const hashKey = new Uint8Array(randomBytes(32));
let postgres: Postgres;
let count = 0;
/** A schema of its own stands for a database of its own; it is made a hundred times faster. */
async function newDatabase(): Promise<string> {
  const schema = `store_${count++}`;
  await query(postgres.url, `CREATE SCHEMA ${schema}`);
  return `${postgres.url}?options=-c%20search_path%3D${schema}`;
}

const urls = new WeakMap<object, string>();
async function open(url?: string, options: Omit<PostgresStoreOptions, "url"> = {}) {
  const database = url ?? (await newDatabase());
  const store = await openPostgresStore({ url: database, timeoutMilliseconds: 3_000, ...options });
  urls.set(store, database);
  return store;
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe.runIf(hasPostgres)("with Postgres", () => {
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.remove());

  /** The function of version 1, by its parameters. */
  const before = "civicproof_consume(bytea[], bigint[], bytea[], bytea[], bytea[], integer[], bigint[], bigint[])";
  describeStore("the Postgres store", {
    open: () => open(),
    reopen: (store) => open(urls.get(store)),
    downgrade: async (store) => {
      const url = urls.get(store)!;
      await query(
        url,
        `DROP TABLE civicproof_scopes; DROP FUNCTION civicproof_consume;
         CREATE FUNCTION ${before} RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['accepted'] $$;
         UPDATE civicproof_versions SET version = 1 WHERE name = 'nullifiers'`,
      );
    },
  });
  describeStore("the Postgres store with keyed hashes", {
    open: () => open(undefined, { hashKey }),
    reopen: (store) => open(urls.get(store), { hashKey }),
  });

  describe("the Postgres store", () => {
    let some: readonly VerifiedPresentation[];
    beforeAll(async () => {
      some = await createTestPortal().verifiedMany(20);
    });

    it("writes an effect's rows with the claim", async () => {
      const store = await open();
      const url = urls.get(store)!;
      await query(url, "CREATE TABLE paid (n int)");
      await store.consume(some[0]!, {
        effect: async (client) => void (await client.query("INSERT INTO paid VALUES (1)")),
      });
      const broken = store.consume(some[1]!, {
        effect: async (client) => {
          await client.query("INSERT INTO paid VALUES (2)");
          await client.query("INSERT INTO nowhere VALUES (3)");
        },
      });
      await expect(broken).rejects.toThrow("does not exist");
      expect(await query(url, "SELECT n FROM paid")).toEqual([{ n: 1 }]);
      expect(await store.lookup(some[1]!.nullifier)).toBeUndefined();
      await store.close();
    });

    it("refuses a claim whose effect kept an SQL error to itself, and takes it with an effect that does not", async () => {
      const store = await open();
      const url = urls.get(store)!;
      await query(url, "CREATE TABLE paid (n int PRIMARY KEY)");
      await query(url, "INSERT INTO paid VALUES (1)");
      const pay = (sql: string) => async (client: { query(text: string): Promise<unknown> }) => {
        await client.query("INSERT INTO paid VALUES (2)");
        await client.query(sql).catch(() => {});
      };
      for (let i = 0; i < 3; i++) {
        const refused = store.consume(some[0]!, { effect: pay("INSERT INTO paid VALUES (1)") });
        await expect(refused).rejects.toMatchObject({ code: "TRANSACTION_ENDED", received: "25P02" });
        expect(await store.lookup(some[0]!.nullifier)).toBeUndefined();
        expect(await query(url, "SELECT n FROM paid")).toEqual([{ n: 1 }]);
      }
      const effect = pay("INSERT INTO paid VALUES (1) ON CONFLICT DO NOTHING");
      expect(await store.consume(some[0]!, { effect })).toBe("accepted");
      expect(await query(url, "SELECT n FROM paid ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
      await store.close();
    });

    it("decides on its own tables and writes to the disk, whatever an effect set on the connection", async () => {
      const url = await newDatabase();
      await query(url, "CREATE SCHEMA one; CREATE SCHEMA other; CREATE ROLE clerk");
      await (await open(url, { schema: "other" })).close();
      const store = await open(url, { schema: "one", maxConnections: 1 });
      expect(await store.consume(some[0]!)).toBe("accepted");
      const settings = ["SET search_path TO other; SET synchronous_commit TO off", "SET ROLE clerk"];
      for (const [i, sql] of settings.entries()) {
        const effect = async (client: { query(text: string): Promise<unknown> }) => void (await client.query(sql));
        expect(await store.consume(some[i + 1]!, { effect })).toBe("accepted");
        expect(await store.consume(some[0]!), sql).toBe("already-used");
      }
      let shown: unknown;
      await store.consume(some[3]!, {
        effect: async (client) => {
          const select = "SELECT current_setting('synchronous_commit') AS commits, current_user <> 'clerk' AS own";
          shown = (await client.query(select)).rows[0];
        },
      });
      expect(shown).toEqual({ commits: "on", own: true });
      await store.close();
    });

    it("holds no nullifier with a hash key, and refuses another key", async () => {
      const store = await open(undefined, { hashKey });
      const url = urls.get(store)!;
      await store.consume(some[0]!);
      const stored = await query(url, "SELECT nullifier FROM civicproof_nullifiers");
      expect(stored).toHaveLength(1);
      expect((stored[0]!.nullifier as Buffer).equals(some[0]!.nullifierKey)).toBe(false);
      await expect(openPostgresStore({ url })).rejects.toBeInstanceOf(StoreKeyError);
      await expect(openPostgresStore({ url, hashKey: new Uint8Array(32) })).rejects.toBeInstanceOf(StoreKeyError);
      await store.close();
    });

    it("leaves nothing behind with which a process of the release before could go on", async () => {
      const url = await newDatabase();
      await (await open(url)).close();
      await query(url, `CREATE FUNCTION ${before} RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['accepted'] $$`);
      await query(url, "UPDATE civicproof_versions SET version = 1 WHERE name = 'nullifiers'");
      await query(url, "DROP TABLE civicproof_scopes");
      await (await open(url)).close();
      const signatures = await query(
        url,
        "SELECT pronargs FROM pg_proc WHERE proname = 'civicproof_consume' AND pronamespace = current_schema()::regnamespace",
      );
      expect(signatures).toEqual([{ pronargs: 10 }]);
    });

    it("is none where its tables are missing, foreign or empty, and something must be there", async () => {
      const url = await newDatabase();
      const mustExist = (at: string) => openPostgresStore({ url: at, mustExist: true });
      await expect(mustExist(url)).rejects.toMatchObject({ code: "DATABASE_MISSING" });
      expect(await query(url, "SELECT to_regclass('civicproof_meta') AS found")).toEqual([{ found: null }]);
      await (await open(url)).close();
      await (await mustExist(url)).close();
      await query(url, "DROP TABLE civicproof_nullifiers");
      for (const opening of [mustExist, open])
        await expect(opening(url)).rejects.toMatchObject({ code: "DATABASE_MISSING", path: "civicproof_nullifiers" });
      const foreign = await newDatabase();
      await query(foreign, "CREATE TABLE civicproof_meta (id int, note text)");
      await expect(mustExist(foreign)).rejects.toBeInstanceOf(StoreUnavailableError);
    });

    it("forgets what is closed in as many steps as it takes", async () => {
      const people = 45_000;
      const url = await postgres.createDatabase("steps");
      const store = await openPostgresStore({ url });
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(`
        INSERT INTO civicproof_scopes (scope, grid, max_claims)
          SELECT decode(repeat('00', 32), 'hex'), 'month/2020-01-01/0', 1;
        INSERT INTO civicproof_periods (scope, period, retain_until, closed)
          SELECT scope, 20200101, 1, true FROM civicproof_scopes;
        INSERT INTO civicproof_nullifiers (nullifier, period_id, uses, first_used_at)
          SELECT sha256(convert_to('' || n, 'UTF8')), (SELECT max(id) FROM civicproof_periods), 1, 1
          FROM generate_series(1, ${people}) AS n`);
      await client.end();
      // A process that ends stops after a step, here before the first one.
      const signal = AbortSignal.abort();
      expect((await store.prune({ nowSeconds: NOW_SECONDS, signal })).nullifiers).toBe(0);
      expect((await store.prune({ nowSeconds: NOW_SECONDS })).nullifiers).toBe(people);
      expect((await store.prune({ nowSeconds: NOW_SECONDS })).nullifiers).toBe(0);
      await store.close();
    });

    it("can't be tangled up by batches that want the same claims in another order", async () => {
      const url = await newDatabase();
      const stores = await Promise.all([open(url), open(url), open(url)]);
      const portal = createTestPortal();
      const requests = some.map(() => portal.request());
      const nullifiers = some.map(({ nullifier }) => nullifier);
      const claims = await Promise.all(
        stores.map((_, k) =>
          Promise.all(
            requests.map((asked, i) => portal.verified(asked, { nullifier: nullifiers[(i * (k + 1)) % 20]! })),
          ),
        ),
      );
      const outcomes = await Promise.all(stores.flatMap((store, k) => claims[k]!.map((each) => store.consume(each))));
      const accepted = outcomes.filter((outcome) => outcome === "accepted").length;
      const [{ n, most }] = (await query(
        url,
        "SELECT count(*)::int AS n, max(uses) AS most FROM civicproof_nullifiers",
      )) as [{ n: number; most: number }];
      expect({ n, most }).toEqual({ n: accepted, most: 1 });
      expect(accepted).toBeGreaterThan(0);
      await Promise.all(stores.map((store) => store.close()));
    });

    it("refuses a server that does not write to disk, and one that is not there", async () => {
      await expect(openPostgresStore({ url: "postgres://postgres@127.0.0.1:1/x" })).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
        received: "ECONNREFUSED",
      });
      const careless = await startPostgres({ settings: { fsync: "off" } });
      try {
        await expect(openPostgresStore({ url: careless.url })).rejects.toMatchObject({
          code: "STORE_UNAVAILABLE",
          expected: "a server with fsync on",
        });
      } finally {
        await careless.remove();
      }
    });

    it("refuses a server that became a standby, and heals when it is the primary again", async () => {
      const store = await open();
      expect(await store.consume(some[0]!)).toBe("accepted");
      const signal = join(postgres.directory, "standby.signal");
      await postgres.stop();
      await writeFile(signal, "");
      try {
        await postgres.start();
        await expect(store.consume(some[0]!)).rejects.toBeInstanceOf(StoreUnavailableError);
        await expect(store.consume(some[1]!)).rejects.toBeInstanceOf(StoreUnavailableError);
        await expect(store.lookup(some[0]!.nullifier)).rejects.toBeInstanceOf(StoreUnavailableError);
        await expect(openPostgresStore({ url: postgres.url })).rejects.toMatchObject({
          code: "DATABASE_NOT_WRITABLE",
          received: "a standby",
        });
      } finally {
        await postgres.stop();
        await rm(signal, { force: true });
        await postgres.start();
      }
      expect(await store.consume(some[0]!)).toBe("already-used");
      expect(await store.consume(some[1]!)).toBe("accepted");
      await store.close();
    });

    it.each(["stop", "kill"] as const)("fails closed over a %s of the server in the middle, and heals", async (how) => {
      const store = await open();
      expect(await store.consume(some[0]!)).toBe("accepted");
      const inFlight = some.slice(1).map((each) => store.consume(each, { idempotencyKey: each.nonce }));
      const settled = Promise.allSettled(inFlight);
      await postgres[how]();
      const results = await settled;
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toBeInstanceOf(StoreUnavailableError);
      }
      await expect(store.consume(some[0]!)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.lookup(some[0]!.nullifier)).rejects.toBeInstanceOf(StoreUnavailableError);
      await postgres.start();
      expect(await store.consume(some[0]!)).toBe("already-used");
      for (const [i, each] of some.slice(1).entries()) {
        const retry = await store.consume(each, { idempotencyKey: each.nonce });
        const before = results[i]!;
        // Nothing acknowledged is lost; what was not acknowledged is either in or out.
        if (before.status === "fulfilled") expect(retry).toBe("accepted-by-this-request");
        else expect(["accepted", "accepted-by-this-request"]).toContain(retry);
        expect((await store.lookup(each.nullifier))?.uses).toBe(1);
      }
      await store.close();
    });
  });
});
