/** Ways to a real Postgres: schemas, encryption, passwords, poolers, standbys, and networks that fall silent. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenPostgresOptions, openPostgres } from "../../../../src/core/database/postgres.ts";
import { openPostgresQueue } from "../../../../src/portal/server/queue-postgres.ts";
import { openPostgresStore } from "../../../../src/portal/store/postgres.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { hasPgBouncer, type PgBouncer, startPgBouncer } from "../../../support/pgbouncer.ts";
import { openSilentProxy } from "../../../support/silent-proxy.ts";
import { OPENERS, opening, removeKeys, sql } from "./openers.ts";

const pem = (name: string): string => join("test/fixtures/tls", name);

let postgres: Postgres;
let count = 0;
const freshDatabase = (): Promise<string> => postgres.createDatabase(`ways_${count++}`);
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres({ tls: true });
});
afterAll(async () => {
  await postgres?.remove();
  removeKeys();
});

describe.runIf(hasPostgres)("a Postgres", () => {
  describe("with a schema", () => {
    it("has its tables in it, whatever opens it", async () => {
      const url = await freshDatabase();
      for (const [name, open] of opening) {
        const access = { schema: `The "portal" ${name}` };
        await sql(url, `CREATE SCHEMA "The ""portal"" ${name}"`);
        if (name === "openStoreForUpkeep") await OPENERS.openStorage!(url, access);
        await open(url, access);
        await open(url, access);
      }
      expect(await sql(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    });

    it("that is not there is none", async () => {
      const url = await freshDatabase();
      const schema = 'x"; DROP SCHEMA public; --';
      await expect(openPostgresStore({ url, schema })).rejects.toMatchObject({
        code: "DATABASE_MISSING",
        expected: `the schema ${schema}`,
      });
      await expect(openPostgres(`${url}?options=-csearch_path%3Dnowhere`)).rejects.toMatchObject({
        code: "DATABASE_MISSING",
        path: "schema",
      });
    });
  });

  describe("with TLS", () => {
    const ca = readFileSync(pem("ca.pem"), "utf8");
    const named = (url: string, parameters = "") => `${url.replace("127.0.0.1", "localhost")}${parameters}`;
    const isEncrypted = async (url: string, access: OpenPostgresOptions = {}): Promise<unknown> => {
      const database = await openPostgres(url, access);
      const [row] = await database.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      await database.close();
      return row!.ssl;
    };

    it("is encrypted for an authority that is given, beside the URL or in it", async () => {
      expect(await isEncrypted(postgres.url)).toBe(false);
      expect(await isEncrypted(named(postgres.url), { ca })).toBe(true);
      for (const mode of ["require", "verify-ca", "verify-full"])
        expect(await isEncrypted(named(postgres.url, `?sslmode=${mode}&sslrootcert=${pem("ca.pem")}`))).toBe(true);
    });

    it.each([
      ["of another authority", "localhost", { ca: readFileSync(pem("other-ca.pem"), "utf8") }],
      ["for another name", "127.0.0.1", { ca }],
      ["of no known authority", "localhost", {}],
    ])("is refused where its certificate is %s", async (_, host, access) => {
      const url = `${postgres.url.replace("127.0.0.1", host)}?sslmode=verify-full`;
      for (const open of [OPENERS.openPostgres!, OPENERS.openPostgresStore!, OPENERS.openPostgresQueue!])
        await expect(open(url, access)).rejects.toMatchObject({
          code: expect.stringMatching(/^(?:DATABASE|STORE)_UNAVAILABLE$/),
          received: expect.stringMatching(/^(?:UNABLE_TO_VERIFY|ERR_TLS_CERT_ALTNAME|SELF_SIGNED|DEPTH_ZERO)/),
        });
    });

    it("is never spoken to in the clear where encryption was asked for", async () => {
      const plain = await startPostgres();
      try {
        await expect(openPostgres(named(plain.url), { ca })).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
      } finally {
        await plain.remove();
      }
    });
  });

  describe("with a password", () => {
    const secret = "p@ss/wörd?#:";
    const withUser = (password?: string): string => {
      const url = new URL(postgres.url);
      url.username = "guarded";
      if (password !== undefined) url.password = encodeURIComponent(password);
      return url.href;
    };
    beforeAll(async () => {
      await sql(
        postgres.url,
        `CREATE ROLE guarded LOGIN PASSWORD '${secret}'; CREATE SCHEMA guarded AUTHORIZATION guarded`,
      );
      const hba = join(postgres.directory, "pg_hba.conf");
      writeFileSync(hba, `host all guarded 127.0.0.1/32 scram-sha-256\n${readFileSync(hba, "utf8")}`);
      await sql(postgres.url, "SELECT pg_reload_conf()");
    });

    it("takes it from the URL, beside it, and from the environment", async () => {
      await OPENERS.openPostgresStore!(withUser(secret));
      await OPENERS.openPostgresStore!(withUser(), { password: secret });
      await OPENERS.openPostgresQueue!(withUser(), { password: async () => secret });
      process.env.PGPASSWORD = secret;
      try {
        await OPENERS.openStorage!(withUser());
      } finally {
        delete process.env.PGPASSWORD;
      }
      const folder = mkdtempSync(join(tmpdir(), "civicproof-pgpass-"));
      const file = join(folder, "pgpass");
      writeFileSync(file, `127.0.0.1:*:*:guarded:${secret.replaceAll(":", "\\:")}\n`, { mode: 0o600 });
      process.env.PGPASSFILE = file;
      try {
        await OPENERS.openRecordStore!(withUser());
      } finally {
        delete process.env.PGPASSFILE;
        rmSync(folder, { recursive: true });
      }
    });

    it.each(opening)("shows none in what it throws: %s", async (_, open) => {
      const wrong = "hush-hush-9";
      const urls = [
        withUser(wrong),
        withUser(wrong).replace(/:(\d+)\//, ":1/"),
        `postgres://guarded:${wrong}@127.0.0.1:port/x`,
        `postgres://guarded:${wrong}@a,b/x`,
        `${withUser(wrong)}?sslmode=no-verify`,
        `${withUser(wrong)}?unknown=1`,
      ];
      for (const url of urls) {
        const error: unknown = await open(url).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: expect.any(String) });
        expect(`${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`).not.toContain(wrong);
      }
    });
  });

  it("that only reads is refused at once, whatever opens it", async () => {
    const url = await freshDatabase();
    for (const [, open] of opening) await open(url);
    await sql(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
    for (const [name, open] of opening) {
      const started = performance.now();
      await expect(open(url), name).rejects.toMatchObject({ code: "DATABASE_NOT_WRITABLE" });
      expect(performance.now() - started, name).toBeLessThan(1_000);
    }
  });

  it("that only reads serves who only reads, and writes nothing for them", async () => {
    const url = await freshDatabase();
    await sql(url, "CREATE TABLE people (n int)");
    const readAndTry = async (): Promise<void> => {
      const reader = await openPostgres(url, { readOnly: true });
      try {
        expect(await reader.query("SELECT n FROM people")).toEqual([]);
        await expect(reader.execute("INSERT INTO people VALUES (1)")).rejects.toMatchObject({ received: "25006" });
      } finally {
        await reader.close();
      }
    };
    await readAndTry();
    await sql(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
    await readAndTry();
  });

  it("keeps to the number of connections that it is given", async () => {
    const url = await freshDatabase();
    const store = await openPostgresStore({ url, maxConnections: 2 });
    const queue = await openPostgresQueue({ url, services: ["service"], maxConnections: 2 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.lookup(BigInt(i) as never)));
    const select = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = '${new URL(url).pathname.slice(1)}'
      AND pid <> pg_backend_pid()`;
    const [{ n }] = (await sql(url, select)) as unknown as [{ n: number }];
    expect(n).toBeLessThanOrEqual(4);
    await Promise.all([store.close(), queue.close()]);
  });

  describe.skipIf(!hasPgBouncer)("behind PgBouncer", () => {
    const poolers: PgBouncer[] = [];
    const pooler = async (settings: Readonly<Record<string, string>>): Promise<PgBouncer> => {
      const started = await startPgBouncer(postgres, settings);
      poolers.push(started);
      return started;
    };
    afterAll(() => Promise.all(poolers.map((each) => each.remove())));

    it.each([
      { pool_mode: "transaction" },
      { pool_mode: "transaction", default_pool_size: "1" },
      { pool_mode: "transaction", server_round_robin: "1", min_pool_size: "4" },
      { pool_mode: "statement" },
    ])("is refused in words at opening where transactions share connections: %o", async (settings) => {
      const url = (await pooler(settings)).urlOf(await freshDatabase());
      for (const [name, open] of opening)
        await expect(open(url), name).rejects.toMatchObject({
          code: "DATABASE_CONNECTION_SHARED",
        });
    });

    it("works where sessions do", async () => {
      const direct = await freshDatabase();
      const url = (await pooler({ pool_mode: "session" })).urlOf(direct);
      for (const [, open] of opening) await open(url);
      const queue = await openPostgresQueue({ url, services: ["service"] });
      await queue.work(async (jobs) => jobs.map(() => ({ outcome: "accepted" as const, decidedAtSeconds: 1 })));
      await queue.health();
      await queue.close();
    });
  });

  describe("on a network that falls silent", () => {
    const limits = { connectTimeoutMilliseconds: 500, statementTimeoutMilliseconds: 500 };

    it("is refused in a bounded time at opening, and opens again after it, whatever opens it", async () => {
      const url = await freshDatabase();
      for (const [, open] of opening) await open(url);
      const proxy = await openSilentProxy(postgres.port);
      const through = url.replace(`:${postgres.port}/`, `:${proxy.port}/`);
      proxy.silence();
      const refused = opening.map(async ([name, open]) => {
        const started = performance.now();
        const code = expect.stringMatching(/^(?:DATABASE|STORE)_UNAVAILABLE$/);
        await expect(open(through, limits), name).rejects.toMatchObject({ code });
        expect(performance.now() - started, name).toBeLessThan(12_000);
      });
      await Promise.all(refused);
      proxy.restore();
      for (const [, open] of opening) await open(through);
      await proxy.close();
    });

    it("holds the rows of a transaction that was left no longer than the server is told", async () => {
      const told = async (options: OpenPostgresOptions): Promise<unknown> => {
        const database = await openPostgres(await freshDatabase(), options);
        const [row] = await database.query(
          `SELECT current_setting('statement_timeout') AS statement,
             current_setting('idle_in_transaction_session_timeout') AS idle`,
        );
        await database.close();
        return row;
      };
      expect(await told({ statementTimeoutMilliseconds: 5_000 })).toEqual({ statement: "5s", idle: "20s" });
      expect(await told({})).toEqual({ statement: "2min", idle: "4min" });
    });

    it("ends each call with an error in its time, closes, and works again", async () => {
      const proxy = await openSilentProxy(postgres.port);
      const url = (await freshDatabase()).replace(`:${postgres.port}/`, `:${proxy.port}/`);
      const database = await openPostgres(url, limits);
      await database.script("CREATE TABLE held (n INTEGER); INSERT INTO held VALUES (1)");
      proxy.silence();
      const silent = { code: "DATABASE_UNAVAILABLE" };
      await expect(database.query("SELECT 1")).rejects.toMatchObject(silent);
      await expect(database.transaction((connection) => connection.execute("SELECT 1"))).rejects.toMatchObject(silent);
      await expect(database.snapshot((connection) => connection.query("SELECT 1"))).rejects.toMatchObject(silent);
      await expect(database.withSchemaLock(async () => 1)).rejects.toMatchObject(silent);
      await expect(database.health()).rejects.toMatchObject(silent);
      proxy.restore();
      expect(await database.query("SELECT n FROM held")).toEqual([{ n: 1 }]);
      proxy.silence();
      const started = performance.now();
      await database.close();
      expect(performance.now() - started).toBeLessThan(6_000);
      await proxy.close();
    });
  });
});
