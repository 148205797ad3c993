/** Stores of a size that a city has: reading a whole one, and forgetting what is closed while claims go on. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgres } from "../../src/core/database/postgres.ts";
import type { SqlDatabase } from "../../src/core/database/sql.ts";
import { openSqlite } from "../../src/core/database/sqlite.ts";
import { openStorage } from "../../src/portal/server/storage.ts";
import { openPostgresStore } from "../../src/portal/store/postgres.ts";
import { checkStore, openStoreForUpkeep } from "../../src/portal/store/upkeep.ts";
import { createTestPortal } from "../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { NOW_SECONDS } from "../world.ts";

const MILLION = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), "civicproof-large-"));
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres({ maxSeconds: 3_600 });
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers from 1, and a fresh key of 32 bytes, in the words of each engine. */
const WORDS = {
  sqlite: {
    numbers: (n: number) =>
      `(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${n}) SELECT n FROM s)`,
    key: () => "randomblob(32)",
    yes: "1",
    scope: "zeroblob(32)",
    uses: (n: number) => `UPDATE civicproof_uses SET last_value = ${n}`,
  },
  postgres: {
    numbers: (n: number) => `generate_series(1, ${n}) AS n`,
    key: (label: string) => `sha256(convert_to('${label}' || n, 'UTF8'))`,
    yes: "true",
    scope: "decode(repeat('00', 32), 'hex')",
    uses: (n: number) => `SELECT setval('civicproof_uses', ${n})`,
  },
} as const;

/** People who have claimed once in one period, in an open store; in the order of keys, as that is faster. */
async function fill(database: SqlDatabase, people: number, isClosed: boolean): Promise<void> {
  const { numbers, key, yes, scope, uses } = WORDS[database.dialect];
  await database.script(`
    INSERT INTO civicproof_scopes (scope, grid, max_claims)
      SELECT ${scope}, 'month/2020-01-01/0', 1;
    INSERT INTO civicproof_periods (scope, period, retain_until, closed)
      SELECT scope, 20200101, 1, ${isClosed ? yes : `NOT ${yes}`} FROM civicproof_scopes;
    INSERT INTO civicproof_nullifiers (nullifier, period_id, uses, first_used_at)
      SELECT ${key("person")}, (SELECT max(id) FROM civicproof_periods), 1, 1 FROM ${numbers(people)} ORDER BY 1;
    INSERT INTO civicproof_answers (nonce, nullifier, period_id)
      SELECT ${key("request")}, ${key("person")}, (SELECT max(id) FROM civicproof_periods) FROM ${numbers(people)} ORDER BY 1;
    ${uses(people)};`);
}

async function fillAt(url: string, people: number, isClosed: boolean): Promise<void> {
  await (await openStorage({ url })).close();
  const database = url.startsWith("sqlite:")
    ? await openSqlite(url.slice("sqlite:".length))
    : await openPostgres(url, { statementTimeoutMilliseconds: 1_800_000 });
  await fill(database, people, isClosed);
  await database.close();
}

describe.each(hasPostgres ? ["SQLite", "Postgres"] : ["SQLite"])("a store with a million people on %s", (engine) => {
  it("is read and compared as a whole in 10 seconds", async () => {
    const url = engine === "SQLite" ? `sqlite:${join(folder, "large.db")}` : await postgres!.createDatabase("large");
    await fillAt(url, MILLION, false);
    const opened = await openStoreForUpkeep({ url });
    const [started, before] = [performance.now(), process.cpuUsage()];
    const report = await checkStore(opened);
    const seconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(before);
    await opened.store.close();
    const own = ((user + system) / 1e6).toFixed(1);
    console.log(
      `${engine}: checked a million people in ${seconds.toFixed(1)} s, ${own} s of processor time in this process`,
    );
    expect(report.periods).toMatchObject([{ nullifiers: MILLION, uses: MILLION }]);
    expect(report.findings).toEqual([]);
    expect(seconds).toBeLessThan(10);
  });
});

describe.runIf(hasPostgres)("five million people whose period is closed, on Postgres", () => {
  it("are forgotten in steps that each end in time, while others claim", async () => {
    const url = await postgres!.createDatabase("closed");
    await fillAt(url, 5 * MILLION, true);
    const store = await openPostgresStore({ url });
    const portal = createTestPortal();
    const claims = await portal.verifiedMany(200);
    let isDone = false;
    const started = performance.now();
    const pruning = store.prune({ nowSeconds: NOW_SECONDS }).finally(() => {
      isDone = true;
    });
    const waits: number[] = [];
    for (const claim of claims) {
      if (isDone) break;
      const asked = performance.now();
      expect(await store.consume(claim)).toBe("accepted");
      waits.push(performance.now() - asked);
      await sleep(500);
    }
    expect((await pruning).nullifiers).toBe(5 * MILLION);
    const seconds = (performance.now() - started) / 1_000;
    console.log(
      `Postgres: forgot 5,000,000 people in ${seconds.toFixed(0)} s; ${waits.length} claims meanwhile, the longest ${Math.max(...waits).toFixed(0)} ms`,
    );
    const [row] = await openPostgres(url).then(async (database) => {
      const rows = await database.query("SELECT count(*) AS n FROM civicproof_answers");
      await database.close();
      return rows;
    });
    expect(row).toEqual({ n: waits.length });
    await store.close();
  });
});
