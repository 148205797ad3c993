/** A store that is put back to what it was is noticed by a mark that is kept apart. */
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgresStore } from "../../../../src/portal/store/postgres.ts";
import { openSqliteStore } from "../../../../src/portal/store/sqlite.ts";
import type { VerifiedPresentation } from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-high-water-"));
let postgres: Postgres | undefined;
let some: readonly VerifiedPresentation[];
let count = 0;
const path = (name: string): string => join(folder, `${count}-${name}`);
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
  const portal = createTestPortal();
  some = await portal.claims(Array.from({ length: 20 }, () => portal.request()));
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function sql(url: string, text: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

/** Each engine's way to keep a copy of a store, and to put it back. */
const ENGINES = {
  SQLite: async () => {
    const file = path("portal.db");
    return {
      open: (highWater?: string) => openSqliteStore({ file, ...(highWater === undefined ? {} : { highWater }) }),
      keep: async () => copyFileSync(file, `${file}.kept`),
      putBack: async () => copyFileSync(`${file}.kept`, file),
      drop: async () => rmSync(file),
    };
  },
  ...(hasPostgres
    ? {
        Postgres: async () => {
          const name = `high_water_${count}`;
          const url = await postgres!.createDatabase(name);
          return {
            open: (highWater?: string) => openPostgresStore({ url, ...(highWater === undefined ? {} : { highWater }) }),
            keep: () => sql(postgres!.url, `CREATE DATABASE ${name}_kept TEMPLATE ${name}`),
            putBack: () =>
              sql(postgres!.url, `DROP DATABASE ${name}`).then(() =>
                sql(postgres!.url, `CREATE DATABASE ${name} TEMPLATE ${name}_kept`),
              ),
            drop: () =>
              sql(postgres!.url, `DROP DATABASE ${name}`).then(() => sql(postgres!.url, `CREATE DATABASE ${name}`)),
          };
        },
      }
    : {}),
};

describe.each(Object.entries(ENGINES))("a high-water mark of a store on %s", (_, make) => {
  it("refuses yesterday's copy, and takes the store of today", async () => {
    count++;
    const { open, keep, putBack } = await make();
    const mark = path("mark");
    const first = await open(mark);
    expect(await first.consume(some[0]!)).toBe("accepted");
    await first.close();
    await keep();
    const second = await open(mark);
    const outcomes = await Promise.all(some.slice(1, 6).map((each) => second.consume(each)));
    expect(new Set(outcomes)).toEqual(new Set(["accepted"]));
    expect(await second.consume(some[1]!)).toBe("already-used");
    await second.close();
    const third = await open(mark);
    await third.close();
    await putBack();
    await expect(open(mark)).rejects.toMatchObject({ code: "STORE_STALE", path: mark, received: "1" });
    // Without the mark, nothing would say so.
    const unaware = await open();
    expect(await unaware.consume(some[5]!)).toBe("accepted");
    await unaware.close();
    await expect(open(mark)).rejects.toMatchObject({ code: "STORE_STALE" });
    expect(statSync(mark).mode & 0o777).toBe(0o600);
  });

  it("refuses another store in the place of the first", async () => {
    count++;
    const { open, drop } = await make();
    const mark = path("mark");
    await (await open(mark)).close();
    await drop();
    await expect(open(mark)).rejects.toMatchObject({
      ...{ code: "STORE_STALE", expected: expect.stringMatching(/^the store [0-9a-f]{32}$/) },
    });
  });

  it("begins with what the store has, counts what is forgotten, and is shared by processes", async () => {
    count++;
    const { open } = await make();
    const mark = path("mark");
    const before = await open();
    for (const each of some.slice(0, 3)) await before.consume(each, { retainUntilSeconds: 1 });
    await before.close();
    const [one, two] = await Promise.all([open(mark), open(mark)]);
    expect(await one.prune({ nowSeconds: 1 })).toMatchObject({ nullifiers: 3 });
    await one.close();
    await two.close();
    await (await open(mark)).close();
  });
});

it("an SQLite store notices an older file that takes its place while it is open", async () => {
  count++;
  const file = path("portal.db");
  const store = await openSqliteStore({ file });
  await store.consume(some[0]!);
  await store.close();
  copyFileSync(file, `${file}.kept`);
  const running = await openSqliteStore({ file });
  expect(await running.consume(some[1]!)).toBe("accepted");
  rmSync(file);
  copyFileSync(`${file}.kept`, file);
  for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
  // The first call finds out that the file is another one, the next ones what it is.
  await expect(running.consume(some[1]!)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  for (let i = 0; i < 2; i++)
    await expect(running.consume(some[1]!)).rejects.toMatchObject({ code: "STORE_STALE", expected: "2 uses or more" });
  await running.close();
});
