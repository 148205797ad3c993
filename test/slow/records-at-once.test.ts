/**
 * Changes of one record store at once: many rounds of the test in test/unit/records/archive/at-once.test.ts. What ends is a
 * process, never the machine, so a folder in memory does: `TMPDIR=/dev/shm npm run test:slow -- records-at-once`.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { changeKillRounds, crashRounds } from "../unit/records/archive/crash-rounds.ts";

let postgres: Postgres | undefined;
let count = 0;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres({ maxSeconds: 36_000 });
});
afterAll(() => postgres?.remove());

describe.each(hasPostgres ? ["sqlite", "postgres"] : ["sqlite"])("changes at once on %s", (engine) => {
  const fresh = async (directory: string): Promise<string> =>
    engine === "sqlite" ? join(directory, "records.db") : postgres!.createDatabase(`changes${count++}`);

  it("lose nothing in 10,000 rounds with crash points", async () => {
    console.log(engine, await crashRounds(10_000, 1_600, fresh));
  }, 18_000_000);

  it("lose nothing in 300 rounds with kill -9", async () => {
    const { crashed } = await changeKillRounds(300, 1_700, fresh);
    expect(crashed).toBe(300);
  }, 7_200_000);
});
