/** The port of databases, on both engines. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../../../src/core/database/migrate.ts";
import { openPostgres } from "../../../../src/core/database/postgres.ts";
import type { SqlDatabase } from "../../../../src/core/database/sql.ts";
import { openSqlite, openSqliteReader } from "../../../../src/core/database/sqlite.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { openPostgresStore } from "../../../../src/portal/store/postgres.ts";
import { openSqliteStore } from "../../../../src/portal/store/sqlite.ts";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import { openRecordStore } from "../../../../src/records/archive/record-store.ts";
import { killAll, startScript } from "../../../faults/rig.ts";
import { createTestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { openDatabase, stepsUpTo } from "./upgrader.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-database-"));
let postgres: Postgres | undefined;
let count = 0;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  killAll();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `work` on a database and closes it. */
async function withDatabase<T>(url: string, work: (database: SqlDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const versions = (url: string) =>
  withDatabase(url, (database) => database.query("SELECT name, version FROM civicproof_versions ORDER BY name"));
const letters = (url: string) =>
  withDatabase(url, async (database) =>
    (await database.query<{ step: number }>("SELECT step FROM letters ORDER BY step")).map(({ step }) => step),
  );

describe("a file of SQLite", () => {
  it.each(["", ":memory:", " a.db", "a.db "])("is never kept in memory or elsewhere than it says: %j", async (file) => {
    await expect(openSqlite(file)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE", path: "file" });
    await expect(openKeyStore(file)).rejects.toMatchObject({ path: "file" });
    await expect(openStorage({ url: `sqlite:${file}` })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(existsSync(file)).toBe(false);
  });

  it("is no pipe, device or directory, and nobody waits for one", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    for (const file of [pipe, "/dev/null", folder]) {
      await expect(openSqlite(file)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE", path: "file" });
      await expect(openSqlite(file, { mustHave: "keys" })).rejects.toMatchObject({ path: "file" });
      await expect(openSqliteReader(file)).rejects.toMatchObject({ path: "file" });
      await expect(openKeyStore(file)).rejects.toMatchObject({ path: "file" });
    }
  });
});

describe.each(hasPostgres ? ["sqlite", "postgres"] : ["sqlite"])("a database on %s", (engine) => {
  const isSqlite = engine === "sqlite";
  const fresh = async (): Promise<string> =>
    isSqlite ? join(folder, `${count++}.db`) : postgres!.createDatabase(`database${count++}`);
  const storageUrl = (url: string): string => (isSqlite ? `sqlite:${url}` : url);
  const openStore = (url: string) => (isSqlite ? openSqliteStore({ file: url }) : openPostgresStore({ url }));
  const openRecords = async (url: string) => {
    const keys = await openKeyStore(join(folder, `keys${count++}.db`));
    const database = await openDatabase(url);
    try {
      return await openRecordStore({ database, keys, residency: "at-vienna" });
    } catch (error) {
      await database.close();
      await keys.close();
      throw error;
    }
  };

  it("takes each step of a table set once, however many start together", async () => {
    const url = await fresh();
    await withDatabase(url, (database) => migrate(database, stepsUpTo(1)));
    await Promise.all([1, 2, 3].map(() => withDatabase(url, (database) => migrate(database, stepsUpTo(3)))));
    expect(await letters(url)).toEqual([1, 2, 3]);
    expect(await versions(url)).toEqual([{ name: "letters", version: 3 }]);
  });

  it("leaves nothing of a step that fails, and says why", async () => {
    const url = await fresh();
    const fail = async (): Promise<void> => {
      throw new Error("no");
    };
    await withDatabase(url, async (database) => {
      await expect(migrate(database, stepsUpTo(2, fail))).rejects.toThrow("no");
    });
    expect(await letters(url)).toEqual([1]);
    expect(await versions(url)).toEqual([{ name: "letters", version: 1 }]);
  });

  it("resumes an upgrade whose process was killed mid-upgrade", async () => {
    const url = await fresh();
    await withDatabase(url, (database) => migrate(database, stepsUpTo(1)));
    const upgrader = startScript("test/unit/core/database/upgrader.ts", { url, last: 3 });
    await upgrader.until((lines) => lines.includes("in the middle"));
    await upgrader.kill();
    expect(await versions(url)).toEqual([{ name: "letters", version: 2 }]);
    expect(await letters(url)).toEqual([1, 2]);
    await withDatabase(url, (database) => migrate(database, stepsUpTo(3)));
    expect(await letters(url)).toEqual([1, 2, 3]);
  });

  it("lets a second starter wait for the first, and not for ever", async () => {
    const url = await fresh();
    await withDatabase(url, async (first) => {
      let release = (): void => {};
      let isHeld = false;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const holding = first.withSchemaLock(async () => {
        isHeld = true;
        await held;
      });
      while (!isHeld) await sleep(5);
      const options = { schemaWaitMilliseconds: 300 };
      const second = await (isSqlite ? openSqlite(url, options) : openPostgres(url, options));
      const started = performance.now();
      await expect(migrate(second, stepsUpTo(1))).rejects.toMatchObject({ code: "DATABASE_LOCKED" });
      expect(performance.now() - started).toBeGreaterThan(290);
      await second.close();
      const third = withDatabase(url, (database) => migrate(database, stepsUpTo(1)));
      setTimeout(release, 50);
      await Promise.all([third, holding]);
    });
    expect(await letters(url)).toEqual([1]);
  });

  it("refuses tables of a newer release at once, without touching them", async () => {
    const refusal = { code: "DATABASE_VERSION_NEWER", received: "9" };
    const cases = [
      { name: "nullifiers", expected: "version 3 or older", open: openStore },
      {
        name: "requests",
        expected: "version 6 or older",
        open: (url: string) => openStorage({ url: storageUrl(url) }),
      },
      { name: "records", expected: "version 3 or older", open: openRecords },
    ];
    for (const { name, expected, open } of cases) {
      const url = await fresh();
      await (await open(url)).close();
      await withDatabase(url, (database) =>
        database.execute("UPDATE civicproof_versions SET version = 9 WHERE name = $1", [name]),
      );
      await withDatabase(url, async (newer) => {
        // Not even a lock is waited for.
        const refused = newer.withSchemaLock(async () => {
          await expect(open(url)).rejects.toMatchObject({ ...refusal, path: name, expected });
        });
        await refused;
      });
      expect(await versions(url)).toContainEqual({ name, version: 9 });
    }
  });

  it("takes tables from before there were versions as version 1", async () => {
    const [portal, records] = [await fresh(), await fresh()];
    const storage = await openStorage({ url: storageUrl(portal) });
    const test = createTestPortal();
    const request = test.request();
    const claim = await test.verified(request);
    await storage.put({ id: "first", service: "this", request, isSameDevice: false });
    await storage.decide("first", claim, undefined);
    await storage.close();
    await (await openRecords(records)).close();
    // What was there before: the same tables without their versions, and a format in the record store's own table.
    for (const url of [portal, records]) {
      await withDatabase(url, (database) => database.script("DROP TABLE civicproof_versions"));
    }
    await withDatabase(records, (database) => database.script("ALTER TABLE devices DROP COLUMN last_time"));
    await withDatabase(portal, async (database) => {
      await database.script("DROP TABLE civicproof_scopes");
      await database.script("DROP INDEX civicproof_requests_delete_at");
      await database.script("DROP INDEX civicproof_requests_notify_at");
      await database.script("DROP INDEX civicproof_requests_response_key");
      for (const column of [
        "service",
        "same_device",
        "code",
        "code_until",
        "delete_at",
        "answer",
        "part",
        "notifies",
        "notify_at",
        "notify_attempts",
        "response_key",
      ])
        await database.script(`ALTER TABLE civicproof_requests DROP COLUMN ${column}`);
      await database.script("DROP TABLE civicproof_request_parts");
      await database.execute("UPDATE civicproof_requests SET request = $1", [JSON.stringify(request)]);
    });
    await withDatabase(records, (database) => database.insert("meta", ["name", "value"], [["format", "1"]]));

    const again = await openStorage({ url: storageUrl(portal) });
    // It is kept until it is swept, and belongs to no service.
    expect((await again.get("first", ""))?.decision?.outcome).toBe("accepted");
    expect(await again.get("first", "this")).toBeUndefined();
    await again.close();
    const store = await openStore(portal);
    expect(await store.lookup(claim.nullifier)).toMatchObject({ uses: 1 });
    await store.close();
    expect(await versions(portal)).toEqual([
      { name: "nullifiers", version: 3 },
      { name: "requests", version: 6 },
    ]);
    // Another key file: the tables are taken, the keys are not.
    await expect(openRecords(records)).rejects.toMatchObject({ code: "RECORD_KEYS_FOREIGN" });
    expect(await versions(records)).toEqual([{ name: "records", version: 3 }]);
  });

  it("commits all or nothing, and passes on what the work throws", async () => {
    await withDatabase(await fresh(), async (database) => {
      await migrate(database, stepsUpTo(1));
      const work = database.transaction(async (connection) => {
        await connection.execute("INSERT INTO letters VALUES ($1)", [7]);
        throw new RangeError("mine");
      });
      await expect(work).rejects.toThrow(RangeError);
      expect(await database.query("SELECT step FROM letters")).toEqual([{ step: 1 }]);
      await expect(database.query("SELECT nothing FROM nowhere")).rejects.toMatchObject({
        code: "DATABASE_UNAVAILABLE",
        received: isSqlite ? "SQLITE_ERROR" : "42P01",
      });
      expect(await database.query("SELECT step FROM letters")).toEqual([{ step: 1 }]);
      await database.health();
    });
  });

  it.each(["ROLLBACK", "ROLLBACK; BEGIN", "ROLLBACK; BEGIN; INSERT INTO letters VALUES (9)"])(
    "acknowledges no transaction that its work ended with %s",
    async (ending) => {
      await withDatabase(await fresh(), async (database) => {
        await migrate(database, stepsUpTo(1));
        const work = database.transaction(async (connection) => {
          await connection.execute("INSERT INTO letters VALUES ($1)", [7]);
          await connection.script(ending);
        });
        await expect(work).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
        expect(await database.query("SELECT step FROM letters")).toEqual([{ step: 1 }]);
      });
    },
  );

  it("says that it is closed", async () => {
    const database = await openDatabase(await fresh());
    await database.close();
    await database.close();
    await expect(database.health()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    await expect(database.query("SELECT 1")).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });
});

describe.runIf(hasPostgres)("a transaction on Postgres", () => {
  it("is refused when its work kept an SQL error to itself, unless a savepoint undid that", async () => {
    const url = await postgres!.createDatabase(`database${count++}`);
    await withDatabase(url, async (database) => {
      await migrate(database, stepsUpTo(1));
      const workWith = (before: string, after: string) =>
        database.transaction(async (connection) => {
          await connection.execute("INSERT INTO letters VALUES ($1)", [7]);
          if (before !== "") await connection.script(before);
          await connection.query("SELECT nothing FROM nowhere").catch(() => {});
          if (after !== "") await connection.script(after);
        });
      await expect(workWith("", "")).rejects.toMatchObject({ code: "TRANSACTION_ENDED", received: "25P02" });
      expect(await database.query("SELECT step FROM letters")).toEqual([{ step: 1 }]);
      await workWith("SAVEPOINT mine", "ROLLBACK TO SAVEPOINT mine");
      expect(await database.query("SELECT step FROM letters")).toEqual([{ step: 1 }, { step: 7 }]);
    });
  });

  it("runs again when the server breaks off a deadlock", async () => {
    const url = await postgres!.createDatabase(`database${count++}`);
    const database = await openPostgres(url, { maxConnections: 2, oneAtATime: false });
    await database.script(
      "CREATE TABLE pair (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO pair VALUES (1, 0), (2, 0)",
    );
    let runs = 0;
    const update = (order: readonly number[]) =>
      database.transaction(async (connection) => {
        runs++;
        for (const id of order) {
          await connection.execute("UPDATE pair SET n = n + 1 WHERE id = $1", [id]);
          await sleep(200);
        }
      });
    await Promise.all([update([1, 2]), update([2, 1])]);
    expect(runs).toBeGreaterThan(2);
    expect(await database.query("SELECT n FROM pair")).toEqual([{ n: 2 }, { n: 2 }]);
    await database.close();
  });

  it("is refused while the server is away, by the code of its own", async () => {
    await expect(openPostgres("postgres://postgres@127.0.0.1:1/x")).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
      received: "ECONNREFUSED",
    });
  });
});
