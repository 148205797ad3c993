/** 120 services that start on empty databases, 4 at the same moment. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { killAll } from "../faults/rig.ts";
import { startTogether } from "../faults/starts.ts";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";

const ROUNDS = 30;
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres({ maxSeconds: 3_600 });
});
afterAll(async () => {
  killAll();
  await postgres?.remove();
});

it.runIf(hasPostgres)(`starts 4 services together on a fresh Postgres, ${ROUNDS} times`, async () => {
  const starts = [];
  for (let round = 0; round < ROUNDS; round++) {
    starts.push(...(await startTogether(await postgres!.createDatabase(`round${round}`), 4)));
  }
  expect(starts).toEqual(Array.from({ length: 4 * ROUNDS }, () => 0));
});
