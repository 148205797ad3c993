/** What `dpia observe` reads beside the wire: logs as they grow, and what a database has more. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WatchedDatabase, watchDatabase } from "../../../../src/cli/dpia/observe/watched-database.ts";
import { watchFile } from "../../../../src/cli/dpia/observe/watched-file.ts";
import { openPostgres } from "../../../../src/core/database/postgres.ts";
import type { SqlDatabase } from "../../../../src/core/database/sql.ts";
import { openSqlite } from "../../../../src/core/database/sqlite.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-watched-"));
const file = (name: string): string => join(folder, name);
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe("a log", () => {
  it("is read from its end on: whole lines, once each, also after it was rotated", async () => {
    writeFileSync(file("access.log"), "before\n");
    const log = await watchFile(file("access.log"));
    expect(await log.lines()).toEqual([]);
    appendFileSync(file("access.log"), "first\nsecond\nthi");
    expect(await log.lines()).toEqual(["first", "second"]);
    appendFileSync(file("access.log"), "rd\n");
    expect(await log.lines()).toEqual(["third"]);
    writeFileSync(file("access.log"), "new\n");
    expect(await log.lines()).toEqual(["new"]);
  });

  it("that is not there is named", async () => {
    await expect(watchFile(file("no.log"))).rejects.toThrow("no.log");
  });
});

describe("a database", () => {
  const places: readonly (readonly [kind: string, open: () => Promise<readonly [string, SqlDatabase]>])[] = [
    ["SQLite", async () => [`sqlite:${file("portal.db")}`, await openSqlite(file("portal.db"))] as const],
    ...(hasPostgres
      ? [
          [
            "Postgres",
            async () => {
              const url = await postgres!.createDatabase("watched");
              return [url, await openPostgres(url)] as const;
            },
          ] as const,
        ]
      : []),
  ];

  it.each(places)("shows rows that are new or changed, of every table: %s", async (_, open) => {
    const [url, database] = await open();
    let watched: WatchedDatabase | undefined;
    try {
      await database.script(
        "CREATE TABLE uses (nullifier TEXT PRIMARY KEY, times INTEGER); CREATE TABLE notes (text TEXT)",
      );
      await database.insert("uses", ["nullifier", "times"], [["aa", 1]]);
      watched = await watchDatabase(url, {});
      expect(await watched.rows()).toEqual([]);
      await database.execute("UPDATE uses SET times = 2 WHERE nullifier = $1", ["aa"]);
      await database.insert("notes", ["text"], [["somebody came"]]);
      expect((await watched.rows()).map((row) => JSON.parse(row) as object)).toEqual([
        { table: "notes", text: "somebody came" },
        { table: "uses", nullifier: "aa", times: 2 },
      ]);
      expect(await watched.rows()).toEqual([]);
    } finally {
      await watched?.close();
      await database.close();
    }
  });

  it("that is not there, or is none, is refused", async () => {
    await expect(watchDatabase(`sqlite:${file("no.db")}`, {})).rejects.toThrow("no.db");
    await expect(watchDatabase("mysql://x", {})).rejects.toThrow("--store");
  });
});
