/** `civicproof store …` on SQLite and on Postgres, in this process. */
import { randomBytes } from "node:crypto";
import { copyFileSync, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { hexToBytes } from "../../../src/core/bytes.ts";
import { programmeOf } from "../../../src/portal/server/programme.ts";
import { openStorage } from "../../../src/portal/server/storage.ts";
import type { VerifiedPresentation } from "../../../src/presentation/verification/verify.ts";
import { createTestPortal } from "../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../postgres.ts";
import { GRID, NOW_SECONDS } from "../../world.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

const portal = createTestPortal();
let postgres: Postgres | undefined;
let some: readonly VerifiedPresentation[];
let count = 0;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
  some = await portal.claims(Array.from({ length: 12 }, () => portal.request()));
});
afterAll(() => postgres?.remove());

const programme = programmeOf({ policy: portal.policy, verifier: "benefits.example.org", grid: GRID });
const NOW = ["--now", String(NOW_SECONDS)];

async function store(...args: readonly string[]) {
  const ran = await cli("store", ...args, "--json");
  return { code: ran.code, json: JSON.parse(ran.stdout) as Record<string, never> & { error?: Record<string, string> } };
}

const ENGINES = {
  SQLite: async (file: (name: string) => string) => `sqlite:${file(`portal-${count++}.db`)}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase(`store_${count++}`) } : {}),
};

/** Uses claims as a service does, each under a request that it keeps. */
async function claim(url: string, claims: readonly VerifiedPresentation[], options: { hashKey?: Uint8Array } = {}) {
  const storage = await openStorage({ url, ...options });
  await storage.pin(programme);
  const outcomes: string[] = [];
  for (const [i, each] of claims.entries()) {
    const id = `${i}-${each.nonce}`;
    await storage.put({ id, service: "this", request: portal.request(), isSameDevice: false });
    outcomes.push((await storage.decide(id, each, NOW_SECONDS + 1_000)).outcome);
  }
  await storage.close();
  return outcomes;
}

describe.each(Object.entries(ENGINES))("a store on %s", (engine, makeUrl) => {
  it("is counted and compared by check, which says what is wrong", async () => {
    const url = await makeUrl(await temporaryDirectory());
    await claim(url, some.slice(0, 3));
    const good = await store("check", "--store", url);
    expect(good).toMatchObject({
      code: EXIT_CODES.ok,
      json: {
        uses: 3,
        findings: [],
        programmes: [{ programme: "fixture-2026", grid: GRID, maxClaims: 1, policy: "fixture version 1" }],
        periods: [
          { period: 20261101, isClosed: false, nullifiers: 3, uses: 3, retainUntilSeconds: NOW_SECONDS + 1_000 },
        ],
        events: [{ what: "pinned" }],
      },
    });
    const storage = await openStorage({ url });
    await storage.close();
    await damage(url, "DELETE FROM civicproof_answers WHERE nonce IN (SELECT nonce FROM civicproof_answers LIMIT 1)");
    await damage(url, "UPDATE civicproof_nullifiers SET uses = 5");
    const { code, json } = await store("check", "--store", url);
    expect(code).toBe(EXIT_CODES.refused);
    expect(json.findings).toEqual([
      "15 uses, but 2 answered requests",
      "15 uses, but 3 were ever counted",
      "3 people with more claims than their programme allows, or none",
    ]);
  });

  it("is copied while it serves, and restores to the same count with the same answers", async () => {
    const file = await temporaryDirectory();
    const url = await makeUrl(file);
    await claim(url, some.slice(0, 5));
    const serving = await openStorage({ url });
    await serving.pin(programme);
    const copied = await store("backup", "--store", url, "--to", file("backup/copy.db"));
    expect(copied).toMatchObject({ code: EXIT_CODES.ok, json: { uses: 5, findings: [] } });
    expect(statSync(file("backup/copy.db")).mode & 0o777).toBe(0o600);
    expect(statSync(file("backup")).mode & 0o777).toBe(0o700);
    expect((await store("backup", "--store", url, "--to", file("backup/copy.db"))).code).toBe(EXIT_CODES.usage);
    await serving.close();

    const restored = engine === "SQLite" ? `sqlite:${file("backup/copy.db")}` : await makeUrl(file);
    if (engine !== "SQLite") {
      const from = ["--from", `sqlite:${file("backup/copy.db")}`, "--create"];
      const done = await store("reconcile", "--store", restored, ...from);
      expect(done).toMatchObject({ code: EXIT_CODES.ok, json: { nullifiers: 5, uses: 5, requests: 5, isCopy: true } });
    }
    const [before, after] = [await store("check", "--store", url), await store("check", "--store", restored)];
    for (const name of ["id", "uses", "programmes", "periods"]) expect(after.json[name]).toEqual(before.json[name]);
    const storage = await openStorage({ url: restored });
    await storage.pin(programme);
    expect((await storage.get(`0-${some[0]!.nonce}`, "this"))?.decision?.outcome).toBe("accepted");
    // The same operation is the same answer; another one is refused.
    expect((await storage.decide(`0-${some[0]!.nonce}`, some[0]!, undefined)).outcome).toBe("accepted");
    const again = await portal.claims([portal.request()], { nullifier: some[1]!.nullifier });
    expect((await storage.decide("other", again[0]!, undefined)).outcome).toBe("already-used");
    await storage.close();
  });

  it("gets back by reconcile what an older copy lacks, each use once", async () => {
    const file = await temporaryDirectory();
    const url = await makeUrl(file);
    await claim(url, some.slice(0, 4));
    await store("backup", "--store", url, "--to", file("old.db"));
    // After the backup, one went on with some people, the other with others, and one with both.
    await claim(url, some.slice(4, 8));
    await claim(`sqlite:${file("old.db")}`, [some[4]!, ...some.slice(8, 10)]);
    const from = ["--store", `sqlite:${file("old.db")}`, "--from", url];
    expect(await store("reconcile", ...from)).toMatchObject({ code: EXIT_CODES.ok, json: { nullifiers: 3, uses: 3 } });
    expect(await store("reconcile", ...from)).toMatchObject({ json: { nullifiers: 0, uses: 0, requests: 0 } });
    const checked = await store("check", "--store", `sqlite:${file("old.db")}`);
    expect(checked.json).toMatchObject({ findings: [], periods: [{ nullifiers: 10, uses: 10 }] });
    const others = await Promise.all(
      some.slice(0, 10).map(({ nullifier }) => portal.verified(portal.request(), { nullifier })),
    );
    expect(new Set(await claim(`sqlite:${file("old.db")}`, others))).toEqual(new Set(["already-used"]));
  });

  it("lets nobody claim in a period that is closed by hand, and still knows who did", async () => {
    const url = await makeUrl(await temporaryDirectory());
    await claim(url, some.slice(0, 2));
    expect((await store("close-period", "--store", url)).code).toBe(EXIT_CODES.usage);
    const wrong = await store("close-period", "--store", url, "--period", "20261102");
    expect(wrong.json.error).toMatchObject({ code: "PERIOD_GRID_INVALID" });
    const named = await store("close-period", "--store", url, "--period", "20261001");
    expect(named.json.closed).toMatchObject([{ period: 20261001 }]);
    const closed = await store("close-period", "--store", url, "--current", ...NOW);
    // From January 2020 to November 2026, but the one that is closed already.
    expect(closed.json.closed).toHaveLength(82);
    for (const each of some.slice(1, 3))
      await expect(claim(url, [each])).rejects.toMatchObject({ code: "PERIOD_CLOSED" });
    const found = await store("lookup", "--store", url, "--nullifier", String(some[1]!.nullifier));
    expect(found.json).toMatchObject({ isUsed: true, uses: 1, period: 20261101 });
    expect((await store("close-period", "--store", url, "--current", ...NOW)).json.closed).toEqual([]);
    const events = (await store("check", "--store", url)).json.events as unknown as { what: string }[];
    expect(events.map(({ what }) => what)).toEqual(["periods-closed", "periods-closed", "periods-closed", "pinned"]);
  });

  it("that is older than its mark serves again once the missing uses are back, or their periods closed", async () => {
    const file = await temporaryDirectory();
    const url = await makeUrl(file);
    const mark = file("portal.mark");
    await claim(url, some.slice(0, 2));
    await store("backup", "--store", url, "--to", file("old.db"));
    const open = (at: string) => openStorage({ url: at, highWater: mark });
    await claim(url, some.slice(2, 4));
    await (await open(url)).close();
    const old = `sqlite:${file("old.db")}`;
    await expect(open(old)).rejects.toMatchObject({ code: "STORE_STALE", expected: "4 uses or more", received: "2" });
    const checked = await store("check", "--store", old, "--high-water", mark);
    expect(checked.json.findings).toEqual(["2 uses are missing by the high-water mark"]);
    copyFileSync(file("old.db"), file("older.db"));
    expect((await store("reconcile", "--store", old, "--from", url, "--high-water", mark)).json.missing).toBe(0);
    await (await open(old)).close();
    const older = `sqlite:${file("older.db")}`;
    await store("close-period", "--store", older, "--current", "--high-water", mark, ...NOW);
    await (await open(older)).close();
    await expect(claim(older, [some[3]!])).rejects.toMatchObject({ code: "PERIOD_CLOSED" });
  });

  it("says whether a nullifier was used, with its hash key only", async () => {
    const file = await temporaryDirectory();
    const url = await makeUrl(file);
    const hex = Buffer.from(randomBytes(32)).toString("hex");
    await writeFile(file("hash.key"), `${hex}\n`);
    await claim(url, some.slice(0, 1), { hashKey: hexToBytes(hex) });
    const nullifier = String(some[0]!.nullifier);
    const key = ["--hash-key", file("hash.key")];
    const used = { isUsed: true, uses: 1, firstUsedAtSeconds: some[0]!.verifiedAtSeconds };
    expect((await store("lookup", "--store", url, ...key, "--nullifier", nullifier)).json).toMatchObject(used);
    const bytes = Buffer.from(some[0]!.nullifierKey).toString("hex");
    expect((await store("lookup", "--store", url, ...key, "--nullifier", bytes)).json).toMatchObject(used);
    expect((await store("lookup", "--store", url, ...key, "--nullifier", "7")).json).toMatchObject({ isUsed: false });
    const blind = await store("lookup", "--store", url, "--nullifier", nullifier);
    expect(blind).toMatchObject({ code: EXIT_CODES.refused, json: { error: { code: "STORE_KEY_WRONG" } } });
  });

  it.each([false, true])(
    "gets a further hash key, and knows everybody as before; keyed before: %s",
    async (isKeyed) => {
      const file = await temporaryDirectory();
      const url = await makeUrl(file);
      const [old, next, third] = [1, 2, 3].map(() => randomBytes(32).toString("hex")) as [string, string, string];
      await writeFile(file("old.key"), old);
      const first = isKeyed ? old : "none";
      await writeFile(file("new.key"), `${first}\n${next}\n`);
      await writeFile(file("third.key"), `${first}\n${next}\n${third}\n`);
      await writeFile(file("wrong.key"), `${third}\n${next}\n`);
      const given = isKeyed ? ["--hash-key", file("old.key")] : [];
      const before = isKeyed ? { hashKey: hexToBytes(old) } : {};
      await claim(url, some.slice(0, 5), before);
      const serving = await openStorage({ url, ...before });
      const keysOf = async () => {
        const out = file(`${count++}.csv`);
        const key = ["--hash-key", file("new.key")];
        await store("export", "--store", url, "--format", "csv", "--out", out, ...key);
        return readFileSync(out, "utf8")
          .split("\n")
          .slice(1)
          .map((line) => line.split(",")[2]);
      };
      for (const wrong of ["old.key", "wrong.key"]) {
        const refused = await store("rekey", "--store", url, ...given, "--new-hash-key", file(wrong));
        expect(refused.json.error).toMatchObject({ code: "INPUT_INVALID", path: "newHashKey" });
      }
      const done = await store("rekey", "--store", url, ...given, "--new-hash-key", file("new.key"));
      expect(done).toMatchObject({ code: EXIT_CODES.ok, json: { nullifiers: 5, requests: 5 } });
      // Whoever goes on with the old key grants nothing.
      await expect(serving.decide("late", some[6]!, undefined)).rejects.toMatchObject({ code: "STORE_KEY_WRONG" });
      await serving.close();
      expect((await store("check", "--store", url, ...given)).json.error?.code).toBe("STORE_KEY_WRONG");
      const hashes = await keysOf();
      for (let round = 0; round < 2; round++) {
        const key = ["--hash-key", file(round === 0 ? "new.key" : "third.key")];
        expect((await store("check", "--store", url, ...key)).json).toMatchObject({ findings: [], uses: 5 });
        const found = await store("lookup", "--store", url, ...key, "--nullifier", String(some[1]!.nullifier));
        expect(found.json).toMatchObject({ isUsed: true, uses: 1 });
        const all = [...(isKeyed ? [hexToBytes(old)] : [undefined]), hexToBytes(next), hexToBytes(third)];
        const now = await openStorage({ url, hashKey: all.slice(0, 2 + round) });
        expect((await now.decide(`0-${some[0]!.nonce}`, some[0]!, undefined)).outcome).toBe("accepted");
        const [again] = await portal.claims([portal.request()], { nullifier: some[1]!.nullifier });
        expect((await now.decide("other", again!, undefined)).outcome).toBe("already-used");
        expect((await now.decide("another", some[0]!, undefined)).outcome).toBe("already-used");
        await now.close();
        await store("rekey", "--store", url, ...key, "--new-hash-key", file("third.key"));
      }
      if (!isKeyed)
        for (const { nullifierKey } of some) expect(hashes).not.toContain(Buffer.from(nullifierKey).toString("hex"));
    },
  );

  it("is written out line by line", async () => {
    const file = await temporaryDirectory();
    const url = await makeUrl(file);
    await claim(url, some.slice(0, 3));
    for (const format of ["csv", "ndjson"]) {
      const out = file(`uses.${format}`);
      const done = await store("export", "--store", url, "--format", format, "--out", out);
      expect(done.json).toEqual({ out, lines: 3 });
      expect(statSync(out).mode & 0o777).toBe(0o600);
      const lines = readFileSync(out, "utf8").trim().split("\n");
      const wanted = some.slice(0, 3).map((each) => ({
        ...{ scope: String(each.signals.scope), period: 20261101 },
        ...{ nullifier: Buffer.from(each.nullifierKey).toString("hex"), uses: 1 },
        firstUsedAt: new Date(each.verifiedAtSeconds * 1000).toISOString(),
      }));
      wanted.sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1));
      if (format === "ndjson") expect(lines.map((line) => JSON.parse(line))).toEqual(wanted);
      else
        expect(lines).toEqual([
          "scope,period,nullifier,uses,firstUsedAt",
          ...wanted.map((each) => Object.values(each).join(",")),
        ]);
    }
  });

  it("is none that is not there, and of no other kind", async () => {
    const file = await temporaryDirectory();
    await writeFile(file("empty.db"), "");
    for (const command of ["check", "export"])
      for (const url of [`sqlite:${file("missing.db")}`, `sqlite:${file("empty.db")}`]) {
        const args = command === "export" ? ["--out", file("out")] : [];
        expect((await store(command, "--store", url, ...args)).json.error?.code).toBe("DATABASE_MISSING");
      }
    expect((await store("check", "--store", "memory:")).json.error?.code).toBe("INPUT_INVALID");
  });
});

describe("a new policy of a store", () => {
  const policyFile = (change: object) => JSON.stringify({ ...portal.policy.policy, ...change });
  const schema = JSON.stringify(portal.policy.schema);

  it("is let in by migrate alone, with the programme's terms, and is written down", async () => {
    const file = await temporaryDirectory();
    const url = `sqlite:${file("portal.db")}`;
    await claim(url, some.slice(0, 1));
    await writeFile(file("schema.json"), schema);
    const migrate = async (change: object, ...more: string[]) => {
      await writeFile(file("policy.json"), policyFile(change));
      const args = ["--store", url, "--policy", file("policy.json"), "--schema", file("schema.json"), "--grid", GRID];
      return store("migrate", ...args, "--verifier", "benefits.example.org", ...more);
    };
    const younger = { version: 2, require: { claim: "birthDate", yearsAgo: { ">=": 60 } } };
    for (const [change, ...more] of [
      [{ ...younger, programme: "another" }],
      [{ ...younger, maxClaims: 3 }],
      [younger, "--tenant", "west"],
      [younger, "--verifier", "other.example.org"],
    ] as const) {
      const { code, json } = await migrate(change, ...more);
      expect(code).toBe(EXIT_CODES.refused);
      expect(json.error?.code).toMatch(/^(?:STORE_PROGRAMME_CHANGED|SCOPE_TERMS_CHANGED)$/);
    }
    const done = await migrate(younger);
    expect(done).toMatchObject({
      code: EXIT_CODES.ok,
      json: { was: { policy: "fixture version 1" }, now: { policy: "fixture version 2" } },
    });
    const storage = await openStorage({ url });
    await expect(storage.pin(programme)).rejects.toMatchObject({ code: "STORE_PROGRAMME_CHANGED", path: "policy" });
    await storage.close();
    const { events } = (await store("check", "--store", url)).json as unknown as { events: { what: string }[] };
    expect(events.map(({ what }) => what)).toEqual(["migrated", "pinned"]);
  });

  it("may have other terms while nobody has claimed", async () => {
    const file = await temporaryDirectory();
    const url = `sqlite:${file("portal.db")}`;
    await claim(url, []);
    await writeFile(file("schema.json"), schema);
    await writeFile(file("policy.json"), policyFile({ programme: "another", maxClaims: 3 }));
    const args = ["--store", url, "--policy", file("policy.json"), "--schema", file("schema.json")];
    const terms = ["--grid", "year/2026-01-01/60", "--verifier", "other.example.org"];
    expect((await store("migrate", ...args, ...terms)).code).toBe(EXIT_CODES.ok);
    expect((await store("check", "--store", url)).json.programmes).toMatchObject([
      { verifier: "other.example.org", programme: "another", grid: "year/2026-01-01/60", maxClaims: 3 },
    ]);
  });
});

async function damage(url: string, sql: string): Promise<void> {
  if (url.startsWith("sqlite:")) {
    const db = new Database(url.slice("sqlite:".length));
    db.exec(sql);
    db.close();
    return;
  }
  const { Client } = await import("pg");
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
