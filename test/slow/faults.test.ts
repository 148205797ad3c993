/** 200 kills in the middle of claiming, for each durable store; prints what it counted. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { killAll, killDuringConsume } from "../faults/rig.ts";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";

const ROUNDS = 200;
const folder = mkdtempSync(join(tmpdir(), "civicproof-faults-"));
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres({ maxSeconds: 3_600 });
});
afterAll(async () => {
  killAll();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

it.concurrent.each(hasPostgres ? ["sqlite", "postgres"] : ["sqlite"])("%s over 200 kills", async (kind) => {
  const report = await killDuringConsume(kind === "sqlite" ? join(folder, "kill.db") : postgres!.url, {
    rounds: ROUNDS,
  });
  console.log(kind, JSON.stringify(report));
  expect(report).toMatchObject({ rounds: ROUNDS, lost: 0, acceptedTwice: 0 });
});
