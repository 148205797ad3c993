/** Databases and key files that are copies, older, newer or strange: they are told apart, and nothing is destroyed. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../../../src/core/database/postgres.ts";
import { openSqlite } from "../../../../src/core/database/sqlite.ts";
import type { CivicproofError } from "../../../../src/core/errors.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { backupStore } from "../../../../src/records/archive/backup.ts";
import { correctRecord, eraseRecord, placeHold } from "../../../../src/records/archive/change.ts";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import { findVersion, openVersion, type RecordStore } from "../../../../src/records/archive/record-store.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { commit, createTestStore, importAll, NOW_SECONDS, openStoreIn, residence, type TestStore } from "../world.ts";

let files: TestStore;
let store: RecordStore;
beforeEach(async () => {
  files = createTestStore();
  store = await files.open();
});
afterEach(async () => {
  await store.close().catch(() => {});
  files.remove();
});

const at = (...names: string[]): string => join(files.directory, ...names);
const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => residence(from + i));
const load = (n: number, from: number) => importAll(store, rows(n, from), { source: `from ${from}` });
const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: CivicproofError) => error.code,
  );
const street = async (id: string, of = store): Promise<unknown> =>
  (await openVersion(of, await findVersion(of, { id }))).body.fields.street;
const erase = (id: string, of = store) =>
  eraseRecord(of, { id, reason: "subject-request", nowSeconds: NOW_SECONDS + 5 });
/** Copies the closed database. */
const copyRecords = (name: string): void => {
  mkdirSync(at(name));
  copyFileSync(at("records.db"), at(name, "records.db"));
};
const reopen = async (): Promise<void> => {
  await store.close();
  store = await files.open();
};
/** All records of the live store open, and its audit finds nothing. */
const expectWhole = async (ids: readonly number[]): Promise<void> => {
  await reopen();
  for (const i of ids) expect(await street(`MA8-${i}`)).toBe(`Gasse ${i}`);
  expect((await auditStore(store)).findings).toEqual([]);
};

describe("the keys of records that a database does not know", () => {
  it("survive a copy of the directory that is opened with the live keys", async () => {
    await load(2, 0);
    await store.close();
    copyRecords("copy");
    store = await files.open();
    await load(2, 10);
    await store.close();
    const refused = openStoreIn(at("copy"), { keys: at("keys.db") });
    await expect(refused).rejects.toMatchObject({
      code: "RECORD_STORE_MISMATCH",
      path: "database",
      received: expect.stringMatching(/older than the keys; 2 keys have no record, 0 records have no key$/),
    });
    await expectWhole([0, 1, 10, 11]);
  });

  it("survive a new directory that is opened with the live keys", async () => {
    await load(2, 0);
    await store.close();
    mkdirSync(at("new"));
    expect(await code(openStoreIn(at("new"), { keys: at("keys.db") }))).toBe("RECORD_KEYS_FOREIGN");
    await expectWhole([0, 1]);
  });

  it("survive yesterday's database, which goes on when it is accepted", async () => {
    await load(2, 0);
    await store.close();
    copyRecords("yesterday");
    store = await files.open();
    await load(2, 10);
    await erase("MA8-1");
    await store.close();
    rmSync(at("records.db-wal"), { force: true });
    rmSync(at("records.db-shm"), { force: true });
    copyFileSync(at("records.db"), at("yesterday", "today.db"));
    copyFileSync(at("yesterday", "records.db"), at("records.db"));
    expect(await code(files.open())).toBe("RECORD_STORE_MISMATCH");

    store = await openStoreIn(files.directory, { acceptOlderCopy: { nowSeconds: NOW_SECONDS } });
    expect(await street("MA8-0")).toBe("Gasse 0");
    // It was erased after the copy: its key is gone, and the audit says so.
    expect(await code(street("MA8-1"))).toBe("RECORD_KEYS_FOREIGN");
    const events = await store.database.query("SELECT detail FROM events WHERE action = 'restore'");
    expect(events).toEqual([{ detail: "2 keys without record, 1 records without key" }]);
    // New records take no id that a key has.
    await load(3, 20);
    expect(await street("MA8-22")).toBe("Gasse 22");
    expect((await auditStore(store)).findings).toEqual([
      "1 records that are not erased have no key",
      "2 keys have no record",
    ]);
    // And from now on the other database is the older one.
    await store.close();
    copyFileSync(at("yesterday", "today.db"), at("records.db"));
    expect(await code(files.open())).toBe("RECORD_STORE_MISMATCH");
  });

  it("survive a copy that was made while they were being stored", async () => {
    await load(2, 0);
    const { note } = store.keys;
    let copied = Promise.resolve();
    const watched = Object.assign(store.keys as { note: typeof note }, {
      note: async (...given: Parameters<typeof note>) => {
        await note(...given);
        if (!existsSync(at("between")) && !given[0].isSettled) {
          mkdirSync(at("between"));
          copied = store.database.copyTo!(at("between", "records.db"));
        }
      },
    });
    await load(2, 10);
    await copied;
    expect(watched.note).not.toBe(note);
    await store.close();
    expect(await code(openStoreIn(at("between"), { keys: at("keys.db") }))).toBe("RECORD_STORE_MISMATCH");
    store = await files.open();
    await expectWhole([0, 1, 10, 11]);
  });
});

describe("keys", () => {
  it("of another store are refused and left alone", async () => {
    await load(2, 0);
    const other = createTestStore();
    const stranger = await other.open();
    await importAll(stranger, rows(5));
    await stranger.close();
    await store.close();
    await expect(openStoreIn(files.directory, { keys: join(other.directory, "keys.db") })).rejects.toMatchObject({
      code: "RECORD_KEYS_FOREIGN",
      received: expect.stringMatching(/^keys of store [0-9a-f]{32}$/),
    });
    const again = await other.open();
    expect(await street("MA8-4", again)).toBe("Gasse 4");
    await again.close();
    other.remove();
    await expectWhole([0, 1]);
  });

  it("of yesterday are refused; accepted, they lose again what was erased since", async () => {
    await load(3, 0);
    await store.close();
    copyFileSync(at("keys.db"), at("yesterday.db"));
    store = await files.open();
    await load(2, 10);
    await erase("MA8-1");
    const { id } = await findVersion(store, { id: "MA8-1" });
    await store.close();
    const old = { keys: at("yesterday.db") };
    await expect(openStoreIn(files.directory, old)).rejects.toMatchObject({
      code: "RECORD_STORE_MISMATCH",
      path: "keys",
      received: expect.stringMatching(/older than the database; 0 keys have no record, 2 records have no key$/),
    });
    store = await openStoreIn(files.directory, { ...old, acceptOlderCopy: { nowSeconds: NOW_SECONDS } });
    expect(await store.keys.get(id)).toBeUndefined();
    expect(await street("MA8-0")).toBe("Gasse 0");
  });

  it("are never replaced", async () => {
    await load(1, 0);
    const { id } = await findVersion(store, { id: "MA8-0" });
    const pairing = (await store.keys.pairing())!;
    const put = store.keys.note(pairing, [[id, new Uint8Array(32)]]);
    expect(await code(put)).toBe("RECORD_KEY_DUPLICATED");
    await expectWhole([0]);
  });

  it("whose records were never stored are destroyed by what was noted before", async () => {
    await load(2, 0);
    const { keys, database } = store;
    const before = await keys.count();
    const transaction = database.transaction.bind(database);
    let changes = 0;
    // The third transaction of an import stores the records: kind, ids, records.
    Object.assign(database, {
      transaction: (work: Parameters<typeof transaction>[0]) => {
        if (++changes === 3) throw new Error("power cut");
        return transaction(work);
      },
    });
    await expect(load(4, 10)).rejects.toThrow("power cut");
    expect(await keys.count()).toEqual({ keys: before.keys + 4, lastId: before.lastId + 4 });
    await reopen();
    expect(await store.keys.count()).toEqual(before);
    await load(4, 10);
    await expectWhole([0, 1, 10, 13]);
  });

  it("stay while a legal hold is on their record, even when its erasure has begun", async () => {
    await load(2, 0);
    const { id } = await findVersion(store, { id: "MA8-1" });
    await placeHold(store, { id: "MA8-1", reason: "litigation", nowSeconds: NOW_SECONDS });
    await store.database.insert("erasures", ["id", "reason", "since"], [[id, "subject-request", NOW_SECONDS]]);
    await expectWhole([0, 1]);
  });

  it("are destroyed by no database that a hold did not reach", async () => {
    await load(2, 0);
    await store.close();
    copyRecords("copy");
    store = await files.open();
    await placeHold(store, { id: "MA8-1", reason: "litigation", nowSeconds: NOW_SECONDS });
    await store.close();
    expect(await code(openStoreIn(at("copy"), { keys: at("keys.db") }))).toBe("RECORD_STORE_MISMATCH");
  });
});

describe("a store from before database and keys knew each other", () => {
  const unpair = async (): Promise<void> => {
    await store.close();
    for (const [name, version] of [
      ["records", "records.db"],
      ["keys", "keys.db"],
    ] as const) {
      const database = await openSqlite(at(version));
      if (name === "records") await database.script("ALTER TABLE devices DROP COLUMN last_time");
      await database.script(`DROP TABLE pairing; UPDATE civicproof_versions SET version = 1 WHERE name = '${name}'`);
      await database.close();
    }
  };

  it("is paired when its newest record opens", async () => {
    await load(3, 0);
    await unpair();
    store = await files.open();
    await load(2, 10);
    await expectWhole([0, 2, 10, 11]);
  });

  it("is refused with keys that don't open its newest record", async () => {
    await load(3, 0);
    await unpair();
    const other = createTestStore();
    const stranger = await other.open();
    await stranger.close();
    const refused = openStoreIn(files.directory, { keys: join(other.directory, "keys.db") });
    expect(await code(refused)).toBe("RECORD_KEYS_FOREIGN");
    other.remove();
  });
});

describe("an erasure with copies of the keys", () => {
  const isRoot = process.getuid?.() === 0;
  const damage: [string, (file: string) => void, problem?: string][] = [
    ["is gone", (file) => rmSync(file)],
    ["is empty", (file) => writeFileSync(file, "")],
    ["is damaged", (file) => writeFileSync(file, Buffer.alloc(8192, 7))],
    [
      "is a folder",
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
    [
      "is a pipe",
      (file) => {
        rmSync(file);
        execFileSync("mkfifo", [file]);
      },
      "no key file (no regular file)",
    ],
    ["has a header and nothing right after it", (file) => writeFileSync(file, `SQLite format 3\0${"x".repeat(5000)}`)],
  ];
  if (!isRoot) damage.push(["is read-only", (file) => chmodSync(file, 0o400)]);

  it.each(damage)("goes on when a copy %s, names it, and finishes there later", async (_, spoil, problem) => {
    await load(3, 0);
    await backupStore(store, at("bad"));
    await backupStore(store, at("good"));
    const [bad, good] = [at("bad", "keys.db"), at("good", "keys.db")];
    copyFileSync(bad, at("kept.db"));
    spoil(bad);
    const { id } = await findVersion(store, { id: "MA8-1" });
    expect(await erase("MA8-1")).toMatchObject({ keysDestroyed: 1, copiesUnreached: 1 });
    expect(await store.keys.copies()).toEqual([
      { file: bad, owed: 1, problem: problem ?? expect.any(String) },
      { file: good, owed: 0 },
    ]);
    const copy = await openKeyStore(good);
    expect(await copy.get(id)).toBeUndefined();
    await copy.close();
    // Every other command works, and the audit names the copy.
    await reopen();
    expect(await street("MA8-0")).toBe("Gasse 0");
    expect((await auditStore(store)).findings).toEqual([expect.stringContaining(`not yet in the copy ${bad}`)]);
    // Back in its place, the copy gets what it is owed with the next erasure.
    rmSync(bad, { recursive: true, force: true });
    cpSync(at("kept.db"), bad);
    expect(await erase("MA8-2")).toMatchObject({ copiesUnreached: 0 });
    const late = await openKeyStore(bad);
    expect(await late.get(id)).toBeUndefined();
    await late.close();
  });

  it("changes no file of another store that took the place of a copy", async () => {
    await load(2, 0);
    await backupStore(store, at("backup"));
    const other = createTestStore();
    const stranger = await other.open();
    await importAll(stranger, rows(2));
    await stranger.close();
    copyFileSync(join(other.directory, "keys.db"), at("backup", "keys.db"));
    expect(await erase("MA8-0")).toMatchObject({ copiesUnreached: 1 });
    expect(await store.keys.copies()).toMatchObject([{ owed: 1, problem: "keys of another store" }]);
    const kept = await openKeyStore(at("backup", "keys.db"));
    expect((await kept.count()).keys).toBe(2);
    await kept.close();
    await store.keys.forgetCopy(at("backup", "keys.db"));
    expect(await store.keys.copies()).toEqual([]);
    other.remove();
  });

  it("destroys the live keys first", async () => {
    await load(2, 0);
    await backupStore(store, at("backup"));
    // The copy stands still: its lock is held by somebody else.
    const holder = await openSqlite(at("backup", "keys.db"), { exclusive: true });
    await holder.query("SELECT count(*) FROM keys");
    const { id } = await findVersion(store, { id: "MA8-0" });
    expect(await erase("MA8-0")).toMatchObject({ copiesUnreached: 1 });
    expect(await store.keys.get(id)).toBeUndefined();
    await holder.close();
  });
});

it("keeps keys, records and backups for their owner only", async () => {
  await load(1, 0);
  await backupStore(store, at("backup"));
  const mode = (...names: string[]): number => statSync(at(...names)).mode & 0o777;
  expect([mode("keys.db"), mode("backup", "keys.db"), mode("backup", "records.db")]).toEqual([0o600, 0o600, 0o600]);
  expect(mode("backup")).toBe(0o700);
});

it("leaves the rights of a path alone that is no key file", async () => {
  mkdirSync(at("folder"), { mode: 0o755 });
  writeFileSync(at("notes.txt"), "of somebody else", { mode: 0o644 });
  for (const [path, mode] of [["folder", 0o755] as const, ["notes.txt", 0o644] as const]) {
    await expect(openKeyStore(at(path))).rejects.toMatchObject({ code: expect.any(String) });
    expect(statSync(at(path)).mode & 0o777, path).toBe(mode);
  }
});

describe.skipIf(!hasPostgres)("on Postgres", () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  it("a replica that lags is refused, and the keys it does not know survive", async () => {
    const url = await server.createDatabase("live");
    const [live, replica] = [at("live.db"), url.replace(/live$/, "replica")];
    const open = async (database: string) =>
      openStoreIn(files.directory, { keys: live, database: await openPostgres(database) });
    const first = await open(url);
    await importAll(first, rows(2));
    await first.close();
    const admin = await openPostgres(url.replace(/live$/, "postgres"));
    await admin.execute("CREATE DATABASE replica TEMPLATE live");
    await admin.close();
    const second = await open(url);
    await importAll(second, rows(2, 10), { source: "more" });
    await commit(second);
    await correctRecord(second, {
      id: "MA8-0",
      reason: "data-wrong",
      nowSeconds: NOW_SECONDS,
      content: { fields: residence(7).fields },
    });
    await second.close();
    await expect(open(replica)).rejects.toMatchObject({
      code: "RECORD_STORE_MISMATCH",
      received: expect.stringMatching(/3 keys have no record, 0 records have no key$/),
    });
    const third = await open(url);
    expect((await auditStore(third)).findings).toEqual([]);
    expect(await auditStore(third, { sample: 2 })).toMatchObject({ versions: 5, opened: 2, findings: [] });
    expect(await street("MA8-11", third)).toBe("Gasse 11");
    await third.close();
  });

  it("two processes with copies of one key file don't both write", async () => {
    const url = await server.createDatabase("shared");
    const open = async (name: string) =>
      openStoreIn(files.directory, { keys: at(name), database: await openPostgres(url) });
    await (await open("one.db")).close();
    copyFileSync(at("one.db"), at("two.db"));
    const [one, two] = [await open("one.db"), await open("two.db")];
    await importAll(one, rows(2));
    expect(await code(importAll(two, rows(2, 10), { source: "two" }))).toBe("RECORD_STORE_MISMATCH");
    expect((await auditStore(one)).findings).toEqual([]);
    await one.close();
    await two.close();
  });
});
