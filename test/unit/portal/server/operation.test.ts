/** What those who operate a service are told: whether it can decide, why calls failed, and nothing of that to callers. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashApiKey } from "../../../../src/core/service/access.ts";
import { createInProcessQueue } from "../../../../src/portal/server/queue.ts";
import { openPostgresQueue } from "../../../../src/portal/server/queue-postgres.ts";
import type { VerifierService, VerifierServiceOptions } from "../../../../src/portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { type Host, identityOf, openHost, optionsOf } from "./host.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-operation-"));
let portal: TestPortal;
let postgres: Postgres | undefined;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  portal = createTestPortal();
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  for (const each of open.reverse()) await each.close();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<VerifierServiceOptions> = {}, url = "memory:") {
  const storage = options.storage ?? (await openStorage({ url }));
  const lines: string[] = [];
  const logDestination = { write: (line: string) => void lines.push(line) };
  const host = await openHost(portal, optionsOf(portal, storage, { logLevel: "info", logDestination, ...options }));
  open.push(storage, host.service);
  const log = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...host, storage, log };
}

/** What a server says to bytes that no client of HTTP would send. */
function sendRaw(base: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), "127.0.0.1", () => void socket.write(text));
    let answer = "";
    socket.setEncoding("utf8").on("data", (data) => {
      answer += data;
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
  });
}

const health = async ({ service }: Host) => {
  const [ready, live] = [await service.app.inject("/health"), await service.app.inject("/health/live")];
  expect(live.json()).toEqual({ status: "ok" });
  const { failing } = ready.json() as { failing?: string[] };
  return { status: ready.statusCode, failing };
};
const away = async (): Promise<never> => {
  throw new Error("no route to the registry");
};

describe("a service is ready", () => {
  it("when store, queue and registry are there", async () => {
    expect(await health(await start())).toEqual({ status: 200, failing: undefined });
  });

  it("not without a worker", async () => {
    const host = await start({ role: "web", queue: createInProcessQueue() });
    expect(await health(host)).toMatchObject({ status: 503, failing: ["queue"] });
  });

  it("not when the registry is away, or has published nothing for too long", async () => {
    const options = optionsOf(portal, await openStorage({ url: "memory:" }));
    const late = portal.statementsAt(options.now!() - 8_000);
    for (const readStatements of [away, async () => [], async () => late]) {
      const host = await start({ readStatements });
      expect(await health(host)).toMatchObject({ status: 503, failing: ["registry"] });
      expect((await host.service.app.inject("/metrics")).body).toContain('civicproof_ready{part="registry"} 0');
    }
  });

  const TABLES = ["requests", "nullifiers", "answers", "periods", "scopes"].map((name) => `civicproof_${name}`);

  it("not on tables of somebody else", async () => {
    for (const table of TABLES) {
      const file = join(folder, `${table}.db`);
      const host = await start({}, `sqlite:${file}`);
      const db = new Database(file);
      db.exec(`DROP TABLE ${table}; CREATE TABLE ${table} (number TEXT)`);
      db.close();
      expect(await health(host), table).toMatchObject({ status: 503, failing: ["store"] });
    }
  });

  it.runIf(hasPostgres)("not on a database in which a table is gone, or is somebody else's", async () => {
    const url = await postgres!.createDatabase("gone");
    const host = await start({}, url);
    const admin = new Client({ connectionString: url });
    await admin.connect();
    for (const table of TABLES.slice(1, 3)) {
      await expect.poll(async () => (await health(host)).status, { timeout: 10_000 }).toBe(200);
      await admin.query(`ALTER TABLE ${table} RENAME TO ours`);
      await expect.poll(async () => (await health(host)).failing, { timeout: 10_000 }).toEqual(["store"]);
      await admin.query(`CREATE TABLE ${table} (number text)`);
      await sleep(1_100);
      expect(await health(host), table).toMatchObject({ status: 503, failing: ["store"] });
      await admin.query(`DROP TABLE ${table}; ALTER TABLE ours RENAME TO ${table}`);
    }
    await admin.end();
  });

  it.runIf(hasPostgres)("not on a database that only reads, and again when it writes", async () => {
    const url = await postgres!.createDatabase("readonly");
    const host = await start({}, url);
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query("ALTER DATABASE readonly SET default_transaction_read_only = on");
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'civicproof'");
    // The answer to a probe is good for a second.
    await expect.poll(async () => (await health(host)).failing, { timeout: 10_000 }).toEqual(["store"]);
    const [line] = host.log().filter(({ msg }) => msg === "not ready");
    expect(line).toMatchObject({ part: "store", code: "STORE_UNAVAILABLE", level: 50 });
    await admin.query("SET default_transaction_read_only = off");
    await admin.query("ALTER DATABASE readonly SET default_transaction_read_only = off");
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'civicproof'");
    await expect.poll(async () => (await health(host)).status, { timeout: 10_000 }).toBe(200);
    await admin.end();
  });

  it.runIf(hasPostgres)("not on a database that refuses writes on connections that stay", async () => {
    const url = await postgres!.createDatabase("refusing");
    const host = await start({}, url);
    expect(await health(host)).toMatchObject({ status: 200 });
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'no writes' USING ERRCODE = 'read_only_sql_transaction'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON civicproof_requests EXECUTE FUNCTION refuse();`);
    await expect.poll(async () => (await health(host)).failing, { timeout: 10_000 }).toEqual(["store"]);
    await admin.query("DROP TRIGGER refuse ON civicproof_requests");
    await expect.poll(async () => (await health(host)).status, { timeout: 10_000 }).toBe(200);
    await admin.end();
  });
});

describe("a worker", () => {
  it.runIf(hasPostgres)("has health, metrics and log lines of its own", async () => {
    const url = await postgres!.createDatabase("worker");
    const storage = await openStorage({ url });
    const options = optionsOf(portal, storage);
    const queueOf = () => openPostgresQueue({ url, services: [identityOf(options)] });
    const web = await start({ storage, role: "web", queue: await queueOf() });
    expect(await health(web)).toMatchObject({ status: 503, failing: ["queue"] });
    const worker = await start({ storage, role: "worker", queue: await queueOf() });
    expect(await health(worker)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await health(web)).status, { timeout: 10_000 }).toBe(200);
    expect((await web.answer(await web.ask())).body.outcome).toBe("accepted");
    const asked = await web.ask();
    const forged = { ...portal.present(asked.request), proof: portal.present(asked.request).proof };
    const refused = await web.call("POST", "/responses", { state: asked.id, vp_token: { eligibility: [forged] } });
    expect(refused.body.error?.code).toBe("PROOF_INVALID");
    const metrics = (await worker.service.app.inject("/metrics")).body;
    expect(metrics).toContain('civicproof_jobs_total{result="accepted"} 1');
    expect(metrics).toContain('civicproof_jobs_total{result="PROOF_INVALID"} 1');
    expect(worker.log()).toContainEqual(expect.objectContaining({ code: "PROOF_INVALID", msg: "refused" }));
    expect((await worker.service.app.inject({ method: "POST", url: "/requests" })).statusCode).toBe(404);
  });

  it("that stumbles over a job says so and goes on", async () => {
    const host = await start({ readStatements: away });
    const answered = await host.answer(await host.ask());
    expect([answered.status, answered.body.error]).toEqual([500, expect.objectContaining({ code: "INTERNAL" })]);
    expect(host.log()).toContainEqual(expect.objectContaining({ msg: "a defect", level: 50 }));
  });
});

describe("the start of a service", () => {
  it("sweeps what is old at once, not an hour later", async () => {
    const host = await start();
    const metrics = async () => (await host.service.app.inject("/metrics")).body;
    await expect.poll(metrics, { timeout: 10_000 }).toContain('civicproof_sweeps_total{outcome="done"} 1');
  });

  it("ends at once, however much is left to sweep, and takes no call meanwhile", async () => {
    const storage = await openStorage({ url: "memory:" });
    const sweep: ServiceStorage["sweep"] = ({ signal }) =>
      new Promise((resolve) => signal!.addEventListener("abort", () => resolve(), { once: true }));
    const host = await openHost(portal, optionsOf(portal, { ...storage, sweep }));
    const base = await host.service.app.listen({ host: "127.0.0.1", port: 0, listenTextResolver: () => "listening" });
    await host.service.close();
    await expect(fetch(`${base}/health/live`)).rejects.toThrow();
  });

  it("says when days of the grid begin at another hour than days of the place", async () => {
    const timeZone = "Europe/Vienna";
    const now = () => Date.parse("2026-01-15T12:00:00Z") / 1_000;
    const noticesOf = async (grid: string) => {
      const { log } = await start({ grid, timeZone, now });
      return log().filter((line) => "gridOffsetMinutes" in line);
    };
    expect(await noticesOf("month/2026-01-01/0")).toEqual([
      expect.objectContaining({ level: 40, timeZone, gridOffsetMinutes: 0 }),
    ]);
    expect(await noticesOf("month/2026-01-01/60")).toEqual([]);
  });
});

describe("each failed call", () => {
  it("leaves one line with its code and place", async () => {
    const host = await start({ apiKeys: [{ name: "portal", sha256: hashApiKey("a key of the portal") }] });
    const state = "A".repeat(22);
    const calls: [options: object, status: number, code: string][] = [
      [{ method: "POST", url: "/requests", payload: {} }, 401, "API_KEY_WRONG"],
      [{ method: "POST", url: "/responses", payload: { state: 7 } }, 400, "INPUT_INVALID"],
      [{ method: "POST", url: "/responses", payload: { state, vp_token: {} } }, 422, "PRESENTATION_MALFORMED"],
      [{ method: "GET", url: `/requests/${state}` }, 404, "NOT_FOUND"],
      [{ method: "GET", url: "/nowhere" }, 404, "NOT_FOUND"],
      [{ method: "GET", url: "/requests/%zz" }, 400, "CALL_UNREADABLE"],
      [{ method: "GET", url: `/requests/${"x".repeat(200)}` }, 400, "CALL_UNREADABLE"],
      [{ method: "POST", url: "/responses", payload: { state: "x".repeat(20_000) } }, 413, "CALL_TOO_LARGE"],
    ];
    for (const [call, status, code] of calls) {
      const before = host.log().length;
      const response = await host.service.app.inject(call);
      expect([response.statusCode, (response.json() as { error: { code: string } }).error.code]).toEqual([
        status,
        code,
      ]);
      const lines = host.log().slice(before);
      expect(lines).toEqual([expect.objectContaining({ level: 40, msg: "refused", code })]);
    }
    const metrics = (await host.service.app.inject("/metrics")).body;
    expect(metrics).toContain('civicproof_calls_total{route="/requests",status="401",code="API_KEY_WRONG"} 1');
  });

  it("that is no HTTP, or only half of it, leaves one line and is answered with its code", async () => {
    const host = await start();
    const base = await host.service.app.listen({ host: "127.0.0.1", port: 0, listenTextResolver: () => "listening" });
    const before = host.log().length;
    const chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    const calls = [
      ["FOO /requests HTTP/1.1\r\nHost: a\r\n\r\n", 400, "CALL_UNREADABLE"],
      [`POST /responses HTTP/1.1\r\nHost: a\r\n${chunked}no length\r\n`, 400, "CALL_UNREADABLE"],
      [`GET /health HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, 431, "CALL_TOO_LARGE"],
    ] as const;
    for (const [call, status, code] of calls) {
      const answer = await sendRaw(base, call);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ error: { code } });
    }
    // The route of a call that breaks off says nothing more, and least of all that it was a defect.
    await expect.poll(() => host.log().length).toBe(before + calls.length);
    expect(host.log().slice(before)).toEqual(
      calls.map(([_, status, code]) =>
        expect.objectContaining({ level: 40, msg: "refused", code, res: { statusCode: status } }),
      ),
    );
    const metrics = (await host.service.app.inject("/metrics")).body;
    expect(metrics).toContain('civicproof_calls_total{route="unknown",status="400",code="CALL_UNREADABLE"} 2');
  });

  it("names no key of somebody's presentation", async () => {
    const host = await start();
    const { id, request } = await host.ask();
    const good = portal.present(request);
    const presentation = { ...good, proof: { ...good.proof, "Berta, born 1950": 1 } };
    await host.call("POST", "/responses", { state: id, vp_token: { eligibility: [presentation] } });
    expect(host.log()).toContainEqual(expect.objectContaining({ code: "PRESENTATION_MALFORMED", path: "proof" }));
    expect(JSON.stringify(host.log())).not.toMatch(/Berta|1950/);
  });

  it("tells its caller nothing of the database", async () => {
    const storage = await openStorage({ url: `sqlite:${join(folder, "broken.db")}` });
    const host = await start({ storage });
    const asked = await host.ask();
    const db = new Database(join(folder, "broken.db"));
    db.exec("DROP TABLE civicproof_requests");
    db.close();
    const { status, body } = await host.answer(asked);
    expect([status, Object.keys(body.error!)]).toEqual([503, ["code", "message"]]);
    expect(JSON.stringify(body)).not.toMatch(/SQLITE|received/);
    expect(host.log()).toContainEqual(
      expect.objectContaining({ code: "STORE_UNAVAILABLE", received: "SQLITE_ERROR", level: 50, msg: "failed" }),
    );
  });
});

describe("a presentation that can't travel", () => {
  it.runIf(hasPostgres)("is refused before it is queued", async () => {
    const url = await postgres!.createDatabase("odd");
    const storage: ServiceStorage = await openStorage({ url });
    const name = identityOf(optionsOf(portal, storage));
    const queue = await openPostgresQueue({ url, services: [name] });
    let submitted = 0;
    const submit: typeof queue.submit = (job) => {
      submitted++;
      return queue.submit(job);
    };
    const host = await start({ storage, queue: { ...queue, submit } });
    const { id, request } = await host.ask();
    const good = portal.present(request);
    const whole = JSON.stringify({ state: id, vp_token: { eligibility: [{ ...good, circuit: "?" }] } });
    for (const circuit of ['"a\\u0000b"', '"\\ud800"', `${"[".repeat(6_000)}${"]".repeat(6_000)}`]) {
      const payload = whole.replace('"?"', () => circuit);
      const headers = { "content-type": "application/json" };
      const response = await host.service.app.inject({ method: "POST", url: "/responses", headers, payload });
      const { error } = response.json() as { error: { code: string } };
      expect([response.statusCode, error.code]).toEqual([422, "PRESENTATION_MALFORMED"]);
    }
    const other = await host.call("POST", "/responses", { state: id, vp_token: { eligibility: [null] } });
    expect(other.status).toBe(422);
    expect(submitted).toBe(0);
    expect((await host.answer({ id, request })).body.outcome).toBe("accepted");
  });
});

describe("connections", () => {
  const dial = async (service: VerifierService): Promise<Socket> => {
    const { port } = service.app.server.address() as { port: number };
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("connect", resolve));
    return socket;
  };
  const closed = (socket: Socket) =>
    new Promise((resolve) => (socket.destroyed ? resolve(0) : socket.on("close", resolve)));

  it("that send half a head are ended, and no more are held than the service says", async () => {
    const { service } = await start({ maxConnections: 3 });
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    const held = await Promise.all([dial(service), dial(service), dial(service)]);
    for (const socket of held) socket.resume().write("GET /health HTTP/1.1\r\nhost: a\r\n");
    const fourth = await dial(service);
    let said = "";
    fourth.on("data", (data) => {
      said += String(data);
    });
    fourth.write("GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    await closed(fourth);
    expect(said).toBe("");
    // These have five seconds for their head.
    await Promise.all(held.map(closed));
    expect(service.app.server.headersTimeout).toBe(5_000);
    expect(service.app.server.requestTimeout).toBe(10_000);
  }, 30_000);

  it("outlive the queue's wait for an answer", async () => {
    const { service } = await start({ queue: { ...createInProcessQueue(), timeoutSeconds: 60 } });
    expect(service.app.server.timeout).toBeGreaterThan(60_000);
  });
});
