/** Stores under processes that are killed or race. The long form is test/slow/faults.test.ts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { killAll, killDuringConsume, race } from "./rig.ts";

const ROUNDS = 8;
const folder = mkdtempSync(join(tmpdir(), "civicproof-faults-"));
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  killAll();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(hasPostgres ? ["sqlite", "postgres"] : ["sqlite"])("the %s store", (kind) => {
  const store = (name: string): string => (kind === "sqlite" ? join(folder, `${name}.db`) : postgres!.url);

  it("accepts exactly one of 4 × 250 concurrent claims of one person", async () => {
    expect(await race(store("race"), { processes: 4, calls: 250 })).toEqual({ calls: 1_000, accepted: 1 });
  });

  it(`loses nothing and accepts nothing twice over ${ROUNDS} kills in the middle`, async () => {
    const report = await killDuringConsume(store("kill"), { rounds: ROUNDS });
    expect(report).toMatchObject({ rounds: ROUNDS, lost: 0, acceptedTwice: 0 });
    expect(report.acknowledged).toBeGreaterThan(ROUNDS);
  });
});
