import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidInputError } from "../../../../src/core/json.ts";
import { StoreUnavailableError } from "../../../../src/portal/store/port.ts";
import { StoreKeyError } from "../../../../src/portal/store/row-keys.ts";
import { openSqliteStore } from "../../../../src/portal/store/sqlite.ts";
import type { VerifiedPresentation } from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal } from "../../../portal.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { describeStore } from "./contract.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFile = (): string => join(folder, `${count++}.db`);
const hashKey = new Uint8Array(randomBytes(32));

const files = new WeakMap<object, string>();
async function open(file = newFile(), options: { hashKey?: Uint8Array } = {}) {
  const store = await openSqliteStore({ file, ...options });
  files.set(store, file);
  return store;
}

describeStore("the SQLite store", {
  open: () => open(),
  reopen: (store) => open(files.get(store)),
  downgrade: async (store) => {
    const db = new Database(files.get(store)!);
    db.exec("DROP TABLE civicproof_scopes; UPDATE civicproof_versions SET version = 1 WHERE name = 'nullifiers'");
    db.close();
  },
});
describeStore("the SQLite store with keyed hashes", {
  open: () => open(newFile(), { hashKey }),
  reopen: (store) => open(files.get(store), { hashKey }),
});

describe("the SQLite store", () => {
  let some: readonly VerifiedPresentation[];
  beforeAll(async () => {
    some = await createTestPortal().verifiedMany(5);
  });

  it("writes an effect's rows with the claim", async () => {
    const store = await open();
    await store.consume(some[0]!, { effect: (db) => db.exec("CREATE TABLE paid (n); INSERT INTO paid VALUES (1)") });
    await expect(
      store.consume(some[1]!, {
        effect: (db) => db.exec("INSERT INTO paid VALUES (2); INSERT INTO nowhere VALUES (3)"),
      }),
    ).rejects.toThrow("no such table");
    await store.close();
    const db = new Database(files.get(store)!);
    expect(db.prepare("SELECT n FROM paid").pluck().all()).toEqual([1]);
    db.close();
  });

  it("refuses an asynchronous effect and leaves the claim unused", async () => {
    const store = await open();
    const effect = (async () => {}) as unknown as () => void;
    await expect(store.consume(some[0]!, { effect })).rejects.toBeInstanceOf(InvalidInputError);
    expect(await store.lookup(some[0]!.nullifier)).toBeUndefined();
    await store.close();
  });

  it("takes the next claim after an effect that closed the file", async () => {
    const store = await open();
    const effect = (db: unknown) => void (db as { close(): void }).close();
    await expect(store.consume(some[0]!, { effect })).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
    expect(await store.consume(some[0]!)).toBe("accepted");
    await store.close();
  });

  it("holds no nullifier and no nonce in the clear with a hash key, and refuses another key", async () => {
    const file = newFile();
    const store = await open(file, { hashKey });
    for (const each of some) await store.consume(each, { idempotencyKey: `payment ${each.nonce}` });
    const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
    for (const { nullifierKey, nonce } of some) {
      expect(bytes.includes(Buffer.from(nullifierKey))).toBe(false);
      expect(bytes.includes(nonce)).toBe(false);
    }
    await store.close();
    await expect(openSqliteStore({ file })).rejects.toBeInstanceOf(StoreKeyError);
    await expect(openSqliteStore({ file, hashKey: new Uint8Array(32) })).rejects.toBeInstanceOf(StoreKeyError);
    const plain = await open();
    await plain.close();
    await expect(openSqliteStore({ file: files.get(plain)!, hashKey })).rejects.toBeInstanceOf(StoreKeyError);
    await expect(openSqliteStore({ file: newFile(), hashKey: new Uint8Array(31) })).rejects.toBeInstanceOf(
      InvalidInputError,
    );
  });

  it("leaves no byte of a pruned nullifier in its files", async () => {
    const store = await open();
    const file = files.get(store)!;
    for (const each of some) await store.consume(each, { retainUntilSeconds: NOW_SECONDS });
    expect(readFileSync(`${file}-wal`).includes(Buffer.from(some[0]!.nullifierKey))).toBe(true);
    await store.prune({ nowSeconds: NOW_SECONDS });
    const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
    for (const { nullifierKey } of some) expect(bytes.includes(Buffer.from(nullifierKey))).toBe(false);
    await store.close();
  });

  it("fails closed while its file is away, and heals when it is back", async () => {
    const store = await open();
    const file = files.get(store)!;
    expect(await store.consume(some[0]!)).toBe("accepted");
    for (const suffix of ["", "-wal", "-shm"]) renameSync(`${file}${suffix}`, `${file}.away${suffix}`);
    for (let i = 0; i < 3; i++) {
      await expect(store.consume(some[1]!)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.lookup(some[0]!.nullifier)).rejects.toBeInstanceOf(StoreUnavailableError);
    }
    for (const suffix of ["", "-wal", "-shm"]) {
      try {
        renameSync(`${file}.away${suffix}`, `${file}${suffix}`);
      } catch {
        // SQLite tidied it up when the store let go of the file.
      }
    }
    expect(await store.consume(some[0]!)).toBe("already-used");
    expect(await store.consume(some[2]!)).toBe("accepted");
    await store.close();
  });

  it("never takes a missing, empty or foreign file for a store that must exist, and leaves it as it is", async () => {
    const missing = newFile();
    const [empty, foreign, tables] = [newFile(), newFile(), newFile()];
    writeFileSync(empty, "");
    const db = new Database(foreign);
    db.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('ours')");
    db.close();
    await (await open(tables)).close();
    const damaged = new Database(tables);
    damaged.exec("DROP TABLE civicproof_nullifiers");
    damaged.close();
    for (const file of [missing, empty, foreign, tables]) {
      const before = existsSync(file) ? readFileSync(file) : undefined;
      await expect(openSqliteStore({ file, mustExist: true })).rejects.toMatchObject({ code: "DATABASE_MISSING" });
      expect(existsSync(file) ? readFileSync(file) : undefined).toEqual(before);
      expect(existsSync(`${file}-wal`)).toBe(false);
    }
    await expect(openSqliteStore({ file: tables })).rejects.toMatchObject({ code: "DATABASE_MISSING" });
    const store = newFile();
    await (await open(store)).close();
    await (await openSqliteStore({ file: store, mustExist: true })).close();
  });

  it("is for its owner only, with all that SQLite puts beside it", async () => {
    const store = await open();
    await store.consume(some[0]!);
    const file = files.get(store)!;
    const modes = ["", "-wal", "-shm"].map((suffix) => statSync(`${file}${suffix}`).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    await store.close();
  });

  it("is no file of another kind", async () => {
    const file = newFile();
    await expect(openSqliteStore({ file: join(folder, "nowhere/x.db") })).rejects.toBeInstanceOf(StoreUnavailableError);
    writeFileSync(file, "this is no database, and long enough to look like one ".repeat(100));
    await expect(openSqliteStore({ file })).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it("waits for another process's transaction, and not for ever", async () => {
    const file = newFile();
    const store = await openSqliteStore({ file, busyTimeoutMilliseconds: 300 });
    const other = new Database(file);
    other.exec("BEGIN IMMEDIATE");
    await expect(store.consume(some[0]!)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", received: "SQLITE_BUSY" });
    const waiting = store.consume(some[0]!);
    setTimeout(() => other.exec("COMMIT"), 100);
    expect(await waiting).toBe("accepted");
    other.close();
    await store.close();
  });
});
