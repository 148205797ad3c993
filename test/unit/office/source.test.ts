/** Sources of claims: what each answers, and the code of each way in which there is no answer. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPostgres } from "../../../src/core/database/postgres.ts";
import { openSqlite } from "../../../src/core/database/sqlite.ts";
import { createBreaker } from "../../../src/office/source/breaker.ts";
import { openCsvSource } from "../../../src/office/source/csv.ts";
import { openHttpSource } from "../../../src/office/source/http.ts";
import { type ClaimSource, SourceUnavailableError } from "../../../src/office/source/port.ts";
import { openSqlSource } from "../../../src/office/source/sql.ts";
import { type Postgres, startPostgres } from "../../postgres.ts";
import { ANNA_RECORD, TOWN, TOWN_COLUMNS, TOWN_QUERY, TOWN_TERMS, townScript } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-source-"));
const sqliteFile = join(folder, "register.db");
let postgres: Postgres;
beforeAll(async () => {
  const sqlite = await openSqlite(sqliteFile);
  await sqlite.script(townScript("sqlite"));
  await sqlite.close();
  postgres = await startPostgres();
  const database = await connectPostgres(postgres.url);
  await database.script(townScript("postgres"));
  await database.close();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true });
});

const databases: Readonly<Record<string, () => string>> = {
  SQLite: () => `sqlite:${sqliteFile}`,
  Postgres: () => postgres.url,
};
/** A query that is right and takes far longer than two seconds. */
const SLOW: Readonly<Record<string, string>> = {
  SQLite: `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60000000)
    SELECT born, district, income, disabled, reference FROM people WHERE id = $1 AND (id = '' OR (SELECT count(*) FROM c) > 0)`,
  Postgres: `SELECT born, district, income, disabled, reference FROM people
    WHERE id = $1 AND (id = '' OR (SELECT count(*) FROM generate_series(1, 2000000000)) > 0)`,
};

async function withSource(source: ClaimSource | Promise<ClaimSource>, work: (source: ClaimSource) => Promise<void>) {
  const opened = await source;
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

describe.each(Object.keys(databases))("a SQL source on %s", (engine) => {
  const open = (query = TOWN_QUERY) => openSqlSource({ ...TOWN_TERMS, database: databases[engine]!(), query });

  it("answers with claims and with what an enrolment demands", () =>
    withSource(open(), async (source) => {
      expect(await source.lookup("T-1")).toEqual(ANNA_RECORD);
      expect((await source.lookup("T-2")).claims).toMatchObject({ annualIncome: 1_800_050, disabled: true });
    }));

  it("refuses nobody, two people, no value and a wrong value, each with its code", () =>
    withSource(open(), async (source) => {
      await expect(source.lookup("T-9")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
      await expect(source.lookup("T-3")).rejects.toMatchObject({ code: "SUBJECT_DOUBLED" });
      await expect(source.lookup("T-4")).rejects.toMatchObject({
        code: "SOURCE_CLAIM_MISSING",
        path: "claims.district",
      });
      await expect(source.lookup("T-5")).rejects.toMatchObject({
        code: "SOURCE_CLAIM_INVALID",
        path: "claims.birthDate",
      });
    }));

  it("takes an identifier as a value and never as SQL", () =>
    withSource(open(), async (source) => {
      for (const subject of ["' OR 1=1 --", "T-1'; DROP TABLE people; --", "%", "$1"])
        await expect(source.lookup(subject)).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
      expect(await source.lookup("T-1")).toEqual(ANNA_RECORD);
    }));

  it("refuses a query that takes longer than two seconds, and answers the next one", async () => {
    const started = performance.now();
    await withSource(open(SLOW[engine]), async (source) => {
      await expect(source.lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_SILENT" });
      expect(performance.now() - started).toBeLessThan(40_000);
      await expect(source.lookup("T-9")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
    });
  });

  it.each([
    "DELETE FROM people WHERE id = $1",
    "SELECT 1 WHERE $1 = ''; DELETE FROM people",
    "SELECT born FROM people",
    "SELECT born FROM people WHERE id = $2",
  ])("refuses at its opening what is no single question: %s", (query) =>
    expect(open(query)).rejects.toMatchObject({ code: "INPUT_INVALID", path: "query" }),
  );

  it("refuses at its opening a query that can't run, and one that writes in a place for reading", async () => {
    await expect(open("SELECT nothing FROM people WHERE id = $1")).rejects.toMatchObject({
      code: "SOURCE_UNAVAILABLE",
    });
    const written = "WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone WHERE id = $1";
    await expect(open(written)).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    await withSource(open(), async (source) => expect(await source.lookup("T-1")).toEqual(ANNA_RECORD));
  });

  it("names the column that its query lacks", () =>
    withSource(open("SELECT born, income, disabled, reference FROM people WHERE id = $1"), (source) =>
      expect(source.lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE", expected: "a column district" }),
    ));
});

describe("a SQL source", () => {
  it("can't write on Postgres even through a function", async () => {
    const database = await connectPostgres(postgres.url);
    await database.script(`CREATE TABLE touched (id text);
      CREATE FUNCTION touch(id text) RETURNS text LANGUAGE sql VOLATILE AS 'INSERT INTO touched VALUES (id) RETURNING id'`);
    const query = "SELECT born, district, income, disabled, reference FROM people WHERE id = $1 AND touch($1) = id";
    const source = openSqlSource({ ...TOWN_TERMS, database: postgres.url, query });
    await expect(source.then((opened) => opened.lookup("T-1"))).rejects.toMatchObject({
      code: "SOURCE_UNAVAILABLE",
      received: "25006",
    });
    expect(await database.query("SELECT * FROM touched")).toEqual([]);
    await database.close();
    await (await source.catch(() => undefined))?.close();
  });

  it("takes numbers for identifiers, and a typing error for what it is: no failure of the register", async () => {
    const database = await connectPostgres(postgres.url);
    await database.script(`CREATE TABLE numbered (id integer, born date, district text, income numeric(12, 2), disabled boolean,
      reference text); INSERT INTO numbered VALUES (17, '1950-02-28', 'AT130', 21000, false, 'P-4711')`);
    await database.close();
    const query = "SELECT born, district, income, disabled, reference FROM numbered WHERE id = $1";
    await withSource(openSqlSource({ ...TOWN_TERMS, database: postgres.url, query }), async (source) => {
      for (const subject of ["T-1", "17x", "99999999999", "one", "1.5", "'"])
        await expect(source.lookup(subject)).rejects.toMatchObject({ code: "INPUT_INVALID", path: "subject" });
      await expect(source.lookup("18")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
      expect(await source.lookup("17")).toEqual(ANNA_RECORD);
    });
  });

  it("says that the database is not there", () =>
    expect(
      openSqlSource({ ...TOWN_TERMS, database: "sqlite:/nowhere/register.db", query: TOWN_QUERY }),
    ).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" }));
});

describe("a CSV source", () => {
  const write = (name: string, rows = TOWN, header: readonly string[] = TOWN_COLUMNS): string => {
    const file = join(folder, name);
    writeFileSync(file, [header, ...rows].map((row) => `${row.map((cell) => cell ?? "").join(",")}\n`).join(""));
    return file;
  };
  const open = (file: string) => openCsvSource({ ...TOWN_TERMS, file, subject: "id" });

  it("answers, and refuses each with its code, as SQL does", () =>
    withSource(open(write("town.csv")), async (source) => {
      expect(await source.lookup("T-1")).toEqual(ANNA_RECORD);
      await expect(source.lookup("T-9")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
      await expect(source.lookup("T-3")).rejects.toMatchObject({ code: "SUBJECT_DOUBLED" });
      await expect(source.lookup("T-4")).rejects.toMatchObject({
        code: "SOURCE_CLAIM_MISSING",
        path: "claims.district",
      });
      await expect(source.lookup("T-5")).rejects.toMatchObject({
        code: "SOURCE_CLAIM_INVALID",
        path: "claims.birthDate",
      });
    }));

  it("reads a file again that was replaced", async () => {
    const file = write("replaced.csv");
    await withSource(open(file), async (source) => {
      write("replaced.csv", [["T-7", "1950-02-28", "AT130", "21000.00", "false", "P-4711"]]);
      expect(await source.lookup("T-7")).toEqual(ANNA_RECORD);
      await expect(source.lookup("T-1")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
    });
  });

  it("refuses a file that changes while it is read", async () => {
    const many = Array.from(
      { length: 60_000 },
      (_, i) => [`M-${i}`, ...TOWN[0]!.slice(1)] as unknown as (typeof TOWN)[0],
    );
    const file = write("changing.csv", many);
    const opening = open(file);
    await new Promise((resolve) => setTimeout(resolve, 20));
    write("changing.csv", many.slice(0, 50_000));
    await expect(opening).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });

  it("refuses columns that no claim needs, unless they are listed", async () => {
    const file = write("more.csv", [], [...TOWN_COLUMNS, "religion"]);
    await expect(open(file)).rejects.toMatchObject({ code: "BATCH_INPUT_INVALID" });
    const mapping = { ...TOWN_TERMS.mapping, ignore: ["religion"] };
    await withSource(openCsvSource({ ...TOWN_TERMS, mapping, file, subject: "id" }), async () => {});
  });
});

describe("an HTTP source", () => {
  let server: Server;
  let answer: (response: ServerResponse, subject: string) => void;
  let asked: string[];
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      answer(response, decodeURIComponent(request.url!.slice("/people/".length)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}/people/{subject}`;
  });
  afterAll(() => void server.close());

  const say =
    (status: number, body: unknown) =>
    (response: ServerResponse): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
  const person = { born: "1950-02-28", district: "AT130", income: "21000.00", disabled: false, reference: "P-4711" };
  const ask = (now?: () => number) => {
    asked = [];
    return openHttpSource({ ...TOWN_TERMS, url, breaker: createBreaker(now) });
  };

  it.each([
    ["an object", 200, person, undefined],
    ["a list with one", 200, [person], undefined],
    ["404", 404, "", "SUBJECT_NOT_FOUND"],
    ["an empty list", 200, [], "SUBJECT_NOT_FOUND"],
    ["a list with two", 200, [person, person], "SUBJECT_DOUBLED"],
    ["null for a claim", 200, { ...person, district: null }, "SOURCE_CLAIM_MISSING"],
    ["a claim left out", 200, { ...person, district: undefined }, "SOURCE_CLAIM_MISSING"],
    ["an object for a claim", 200, { ...person, district: {} }, "SOURCE_CLAIM_INVALID"],
    ["a number for a date", 200, { ...person, born: 1950 }, "SOURCE_CLAIM_INVALID"],
    ["500", 500, person, "SOURCE_UNAVAILABLE"],
    ["401", 401, person, "SOURCE_UNAVAILABLE"],
    ["a page", 200, "<html>", "SOURCE_UNAVAILABLE"],
    ["a key twice", 200, `{"born":"1950-02-28","born":"1940-01-01"}`, "SOURCE_UNAVAILABLE"],
    ["a text", 200, `"hello"`, "SOURCE_UNAVAILABLE"],
    ["70 kB", 200, JSON.stringify({ ...person, more: "x".repeat(70_000) }), "SOURCE_UNAVAILABLE"],
  ])("takes or refuses %s", async (_, status, body, code) => {
    answer = say(status, body);
    if (code === undefined) expect(await ask().lookup("T-1")).toEqual(ANNA_RECORD);
    else await expect(ask().lookup("T-1")).rejects.toMatchObject({ code });
  });

  it("takes no bytes that are no UTF-8: with a sign in their place a claim would be another one", async () => {
    const [before, after] = JSON.stringify({ ...person, district: "|" }).split("|");
    answer = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(Buffer.concat([Buffer.from(`${before}AT1`), Buffer.of(0xff), Buffer.from(after!)]));
    };
    await expect(ask().lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
  });

  it("puts an identifier into the address so that it is no other address", async () => {
    answer = say(404, "");
    const source = ask();
    await expect(source.lookup("a/../../admin?x=1#y")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
    expect(asked).toEqual(["/people/a%2F..%2F..%2Fadmin%3Fx%3D1%23y"]);
    await expect(source.lookup("..")).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it("refuses an answer that takes longer than two seconds", async () => {
    answer = () => {};
    const started = performance.now();
    await expect(ask().lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_SILENT" });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("follows nobody to another address", async () => {
    answer = (response) => {
      response.writeHead(302, { location: "http://127.0.0.1:1/" });
      response.end();
    };
    await expect(ask().lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    expect(asked).toHaveLength(1);
  });

  it("is not asked for half a minute after five failures in a row, and then once", async () => {
    let now = 0;
    const source = ask(() => now);
    answer = say(503, "");
    for (let i = 0; i < 5; i++)
      await expect(source.lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE", received: "503" });
    await expect(source.lookup("T-1")).rejects.toMatchObject({ code: "SOURCE_SUSPENDED" });
    expect(asked).toHaveLength(5);
    now = 30_000;
    const [first, second] = await Promise.allSettled([source.lookup("T-1"), source.lookup("T-1")]);
    expect(first).toMatchObject({ reason: { code: "SOURCE_UNAVAILABLE" } });
    expect(second).toMatchObject({ reason: { code: "SOURCE_SUSPENDED" } });
    expect(asked).toHaveLength(6);
    now = 60_000;
    answer = say(200, person);
    expect(await source.lookup("T-1")).toEqual(ANNA_RECORD);
    expect(await source.lookup("T-1")).toEqual(ANNA_RECORD);
  });

  it("goes on asking after four failures and an answer, and after people who are not there", async () => {
    const breaker = createBreaker();
    const fail = () => breaker(() => Promise.reject(new SourceUnavailableError()));
    for (let i = 0; i < 4; i++) await expect(fail()).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    await breaker(async () => undefined);
    for (let i = 0; i < 4; i++) await expect(fail()).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    await expect(breaker(async () => "here")).resolves.toBe("here");
    answer = say(404, "");
    const source = ask();
    for (let i = 0; i < 7; i++) await expect(source.lookup("T-9")).rejects.toMatchObject({ code: "SUBJECT_NOT_FOUND" });
  });

  it.each([
    "http://register.example.org/{subject}",
    "https://{subject}/people",
    "https://register.example.org/",
    "ftp:{subject}",
  ])("refuses the address %s", (address) =>
    expect(() => openHttpSource({ ...TOWN_TERMS, url: address })).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID", path: "url" }),
    ),
  );
});
