/** Services that start at the same moment on an empty database. The long form is test/slow/starts.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { killAll } from "./rig.ts";
import { startTogether } from "./starts.ts";

describe.runIf(hasPostgres)("services that start together on a fresh Postgres", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    killAll();
    await postgres?.remove();
  });

  it("all start and end in order, in 3 rounds of 4", async () => {
    for (let round = 0; round < 3; round++) {
      expect(await startTogether(await postgres.createDatabase(`round${round}`), 4)).toEqual([0, 0, 0, 0]);
    }
  }, 300_000);
});
