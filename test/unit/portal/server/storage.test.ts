import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openPostgres } from "../../../../src/core/database/postgres.ts";
import { generateResponseKey } from "../../../../src/core/openid/encrypted-response.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-storage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const portal = createTestPortal();
const CLAIMS = 400;

describe("a claim in SQLite", () => {
  it("costs less than 1.5 kB, as policy and schema are kept once", { timeout: 120_000 }, async () => {
    const file = join(folder, "claims.db");
    const storage = await openStorage({ url: `sqlite:${file}` });
    const before = statSync(file).size;
    const requests = Array.from({ length: CLAIMS }, () => portal.request({ recipient: "case 4711/26 of somebody" }));
    const claims = (await Promise.all(requests.map((request) => portal.claims([request])))).flat();
    for (const [i, request] of requests.entries()) {
      const id = `${i}`.padStart(22, "A");
      await storage.put({ id, service: "a".repeat(64), request, isSameDevice: false });
      await storage.decide(id, claims[i]!, 2_000_000_000);
    }
    expect((await storage.get("0".padStart(22, "A"), "a".repeat(64)))?.request).toEqual(requests[0]);
    await storage.close();
    expect((statSync(file).size - before) / CLAIMS).toBeLessThan(1_500);
  });

  it("finds what requests share in a database that is put back beneath it", async () => {
    const file = join(folder, "put-back.db");
    const storage = await openStorage({ url: `sqlite:${file}` });
    const ask = (id: string) => storage.put({ id, service: "s", request: portal.request(), isSameDevice: false });
    await ask("before");
    await storage.get("before", "s");
    const db = new Database(file);
    db.exec("DELETE FROM civicproof_requests; DELETE FROM civicproof_request_parts");
    db.close();
    await ask("after");
    // What this process remembers is no help to another one.
    const other = await openStorage({ url: `sqlite:${file}` });
    expect((await other.get("after", "s"))?.request.policyHash).toBe(portal.request().policyHash);
    await other.close();
    await storage.close();
  });

  it("of a release before, with policy and schema in each row, is read", async () => {
    const file = join(folder, "before.db");
    const storage = await openStorage({ url: `sqlite:${file}` });
    const request = portal.request();
    await storage.put({ id: "one", service: "s", request, isSameDevice: false });
    const db = new Database(file);
    db.prepare("UPDATE civicproof_requests SET request = ?, part = NULL").run(JSON.stringify(request));
    db.close();
    expect((await storage.get("one", "s"))?.request).toEqual(request);
    await storage.close();
  });
});

describe.runIf(hasPostgres)("requests that come together, on Postgres,", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({ maxSeconds: 300 });
  });
  afterAll(() => postgres.remove());

  /** Twenty requests with a claim for each, decided together. */
  async function decideTogether() {
    const url = await postgres.createDatabase(`together${randomBytes(4).toString("hex")}`);
    const storage = await openStorage({ url });
    const requests = Array.from({ length: 20 }, () => portal.request());
    const claims = (await Promise.all(requests.map((request) => portal.claims([request])))).flat();
    const put = requests.map((request, i) => storage.put({ id: `${i}`, service: "s", request, isSameDevice: false }));
    await Promise.all(put);
    const database = await openPostgres(url);
    onTestFinished(async () => {
      await database.close();
      await storage.close();
    });
    const transactions = async (): Promise<unknown> =>
      (await database.query("SELECT DISTINCT xmin::text AS transaction FROM civicproof_requests")).length;
    const asked = await transactions();
    const decide = () => Promise.all(claims.map((claim, i) => storage.decide(`${i}`, claim, 2_000_000_000)));
    const decisions = await decide();
    return { storage, asked, decisions, decided: await transactions(), decide };
  }

  it("are one transaction, as are their decisions", async () => {
    const { asked, decided } = await decideTogether();
    expect([asked, decided]).toEqual([1, 1]);
  });

  it("keep their decision when they are decided again", async () => {
    const { storage, decisions, decide } = await decideTogether();
    expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    expect(await decide()).toEqual(decisions);
    for (const [i, decision] of decisions.entries())
      expect((await storage.get(`${i}`, "s"))?.decision).toEqual(decision);
  });
});

describe.each(["memory:", `sqlite:${join(folder, "handed-over.db")}`])(
  "what a relay was given of a request, in %s",
  (url) => {
    it("is one, whichever presentation comes first", async () => {
      const storage = await openStorage({ url });
      const scope = { verifier: "benefits.example.org", chainId: "eip155:1", contract: `0x${"11".repeat(20)}` };
      const request = portal.request({ scope, recipient: `0x${"22".repeat(20)}` });
      const [one, other] = await portal.claims([request, request]);
      await storage.put({ id: "one", service: "s", request, isSameDevice: false });
      const given = await storage.handOver("one", one!, 2_000_000_000);
      expect(given.outcome).toBe("handed-over");
      expect(await storage.handOver("one", one!, 2_000_000_000)).toEqual(given);
      await expect(storage.handOver("one", other!, 2_000_000_000)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
      expect((await storage.get("one", "s"))?.decision).toEqual(given);
      await storage.close();
    });
  },
);

const PLACES = [
  ["in memory", "memory:"],
  ["in SQLite", `sqlite:${join(folder, "keys.db")}`],
  ...(hasPostgres ? [["on Postgres", "postgres:"] as const] : []),
] as const;

describe.each(PLACES)("the key of an answer, %s,", (_, place) => {
  let postgres: Postgres | undefined;
  beforeAll(async () => {
    if (place === "postgres:") postgres = await startPostgres();
  });
  afterAll(() => postgres?.remove());

  it("is kept with its request until that is over, and the decision after it", async () => {
    const storage = await openStorage({ url: (await postgres?.createDatabase("answer_keys")) ?? place! });
    onTestFinished(() => storage.close());
    const { privateJwk: responseKey } = await generateResponseKey("one");
    const request = portal.request();
    const [claim] = await portal.claims([request]);
    const rows = [{ id: "one", responseKey }, { id: "two" }].map((row) => ({ ...row, service: "s", request }));
    await Promise.all(rows.map((row) => storage.put({ ...row, isSameDevice: false })));
    await storage.decide("one", claim!, 2_000_000_000);
    const keys = async (): Promise<unknown[]> =>
      (await Promise.all(rows.map(({ id }) => storage.get(id, "s")))).map((row) => row?.responseKey);
    await storage.sweep({ nowSeconds: request.expiresAtSeconds - 1 });
    expect(await keys()).toEqual([responseKey, undefined]);
    await storage.sweep({ nowSeconds: request.expiresAtSeconds });
    expect(await keys()).toEqual([undefined, undefined]);
    expect((await storage.get("one", "s"))?.decision?.outcome).toBe("accepted");
  });
});
