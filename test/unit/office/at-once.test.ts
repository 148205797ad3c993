/** Several processes issue from one store, and are killed: one person has one live credential. The long form is slow. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Postgres, startPostgres } from "../../postgres.ts";
import { runRounds } from "../../support/office-rounds.ts";

const NOTHING_WRONG = {
  ...{ lost: 0, otherAnswers: 0, subjectsWithTwo: 0, subjectsWithNone: 0, halves: 0, secondNullifiers: 0 },
};

const folder = mkdtempSync(join(tmpdir(), "civicproof-at-once-"));
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true });
});

describe("four processes with kills", () => {
  it.each([
    ["SQLite", () => `sqlite:${join(folder, "office.db")}`],
    ["Postgres", () => postgres.url],
  ])(
    "leave one live credential for each person on %s, and lose nothing",
    async (_, place) => {
      const found = await runRounds({ database: place(), processes: 4, rounds: 240, subjects: 12, kills: 4 });
      expect(found).toMatchObject(NOTHING_WRONG);
      expect(found.killed).toBeGreaterThan(0);
      expect(found.acknowledged).toBeGreaterThan(20);
      expect(Object.keys(found.kinds).sort()).toEqual(["first", "renewal", "replacement"]);
    },
    240_000,
  );
});
