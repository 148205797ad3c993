/** 10,000 issues, renewals, replacements and retries from four processes that are killed again and again. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Postgres, startPostgres } from "../postgres.ts";
import { runRounds } from "../support/office-rounds.ts";

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres({ maxSeconds: 3_600 });
});
afterAll(() => postgres?.remove());

describe("four processes with forty kills", () => {
  it("leave one live credential for each person after 10,000 rounds", async () => {
    const found = await runRounds({ database: postgres.url, processes: 4, rounds: 10_000, subjects: 300, kills: 40 });
    console.log(JSON.stringify(found));
    expect(found).toMatchObject({
      ...{ lost: 0, otherAnswers: 0, subjectsWithTwo: 0, subjectsWithNone: 0, halves: 0, secondNullifiers: 0 },
    });
    expect(found.killed).toBeGreaterThan(30);
  });
});
