/** The queue of several processes on a real Postgres: also behind a network that swallows what is sent. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { VerificationAnswer, VerificationHandler, VerificationJob } from "../../../../src/portal/server/queue.ts";
import { openPostgresQueue } from "../../../../src/portal/server/queue-postgres.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { openSilentProxy } from "../../../support/silent-proxy.ts";

let postgres: Postgres;
let url: string;
beforeAll(async () => {
  if (!hasPostgres) return;
  postgres = await startPostgres();
  url = await postgres.createDatabase("queue");
});
afterAll(async () => postgres?.remove());

const jobOf = (service: string, change: Partial<VerificationJob> = {}): VerificationJob => ({
  service,
  scope: { verifier: "benefits.example.org", programme: "p" },
  policyHash: "1",
  requestId: "request",
  secondsLeft: 60,
  presentation: { a: "presentation" },
  ...change,
});
const ACCEPTED: VerificationAnswer = { outcome: "accepted", decidedAtSeconds: 1 };
const accept: VerificationHandler = async (jobs) => jobs.map(() => ACCEPTED);
const newName = (): string => `q${randomBytes(8).toString("hex")}`;

async function sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Again until it holds; the test's own limit ends what never does. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

describe.runIf(hasPostgres)("a queue on Postgres", () => {
  it("carries jobs from one process to another, and each answer to whom it is for", async () => {
    const name = newName();
    const [web, other, worker] = await Promise.all([
      openPostgresQueue({ url, services: [name] }),
      openPostgresQueue({ url, services: [name] }),
      openPostgresQueue({ url, services: [name] }),
    ]);
    await worker.work(async (jobs) =>
      jobs.map(({ requestId }) => ({ outcome: "accepted", decidedAtSeconds: Number(requestId) })),
    );
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, i) => (i % 2 === 0 ? web : other).submit(jobOf(name, { requestId: String(i) }))),
    );
    expect(answers).toEqual(Array.from({ length: 150 }, (_, i) => ({ outcome: "accepted", decidedAtSeconds: i })));
    expect(await sql("SELECT FROM civicproof_jobs WHERE queue = $1", [name])).toEqual([]);
    expect([web.waiting(), other.waiting()]).toEqual([0, 0]);
    await Promise.all([web.close(), other.close(), worker.close()]);
  });

  it("lets a process that works decide its own jobs, and hands on what is more than a batch", async () => {
    const name = newName();
    const [busy, other] = await Promise.all(
      [4, 64].map((maxBatch) => openPostgresQueue({ url, services: [name], maxBatch })),
    );
    const decidedBy = { busy: 0, other: 0 };
    let isFree = () => {};
    const free = new Promise<void>((resolve) => {
      isFree = resolve;
    });
    let hasBegun = false;
    await busy!.work(async (jobs) => {
      hasBegun = true;
      await free;
      decidedBy.busy += jobs.length;
      return jobs.map(() => ACCEPTED);
    });
    const first = busy!.submit(jobOf(name));
    // Whoever has nothing to do takes jobs of the table, too, and it is to be at work when those come.
    await until(async () => hasBegun);
    const answers = [first, ...Array.from({ length: 9 }, () => busy!.submit(jobOf(name)))];
    const handedOn = async () =>
      Number((await sql<{ n: string }>("SELECT count(*) AS n FROM civicproof_jobs WHERE queue = $1", [name]))[0]!.n);
    // Four at most are its own.
    await until(async () => (await handedOn()) >= 6);
    await other!.work(async (jobs) => {
      decidedBy.other += jobs.length;
      return jobs.map(() => ACCEPTED);
    });
    expect(await Promise.race(answers)).toEqual(ACCEPTED);
    await until(async () => decidedBy.other >= 6);
    isFree();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 10 }, () => ACCEPTED));
    expect(decidedBy.busy + decidedBy.other).toBe(10);
    expect(decidedBy.busy).toBeGreaterThanOrEqual(1);
    expect(decidedBy.busy).toBeLessThanOrEqual(4);
    await Promise.all([busy!.close(), other!.close()]);
  });

  it("waits for a batch as long as three quarters of the one before took, at most 12 ms, and not for a job by itself", async () => {
    const name = newName();
    const queue = await openPostgresQueue({ url, services: [name] });
    await queue.work(async (jobs) => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return jobs.map(() => ACCEPTED);
    });
    await Promise.all([queue.submit(jobOf(name)), queue.submit(jobOf(name))]);
    const timers = vi.spyOn(globalThis, "setTimeout");
    const waits = () => timers.mock.calls.map(([, milliseconds]) => milliseconds!).filter((each) => each < 40);
    try {
      await queue.submit(jobOf(name));
      expect(waits()).toEqual([12]);
      await queue.submit(jobOf(name));
      expect(waits()).toEqual([12]);
    } finally {
      timers.mockRestore();
    }
    await queue.close();
  });

  it("writes no row of a job that its own process decides", async () => {
    const name = newName();
    const queue = await openPostgresQueue({ url, services: [name], maxBatch: 4 });
    const rows = () => sql("SELECT FROM civicproof_jobs WHERE queue = $1", [name]);
    let whileDeciding: unknown[] = [];
    await queue.work(async (jobs) => {
      whileDeciding = [...whileDeciding, ...(await rows())];
      return jobs.map(() => ACCEPTED);
    });
    await Promise.all(Array.from({ length: 4 }, () => queue.submit(jobOf(name))));
    expect(whileDeciding).toEqual([]);
    await queue.close();
  });

  it("carries the jobs of several services over one connection that listens", async () => {
    const [left, right, neither] = [newName(), newName(), newName()];
    const web = await openPostgresQueue({ url, services: [left, right] });
    const worker = await openPostgresQueue({ url, services: [right, left] });
    const half = await openPostgresQueue({ url, services: [left] });
    await half.work(accept);
    await expect(web.health()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", expected: "a worker" });
    const seen: string[] = [];
    await worker.work(async (jobs) => {
      seen.push(...jobs.map(({ service }) => service));
      return jobs.map(() => ACCEPTED);
    });
    await web.health();
    await half.close();
    expect(await Promise.all([web.submit(jobOf(left)), web.submit(jobOf(right))])).toEqual([ACCEPTED, ACCEPTED]);
    expect(seen.sort()).toEqual([left, right].sort());
    await expect(web.submit(jobOf(neither))).rejects.toMatchObject({ code: "INPUT_INVALID", path: "job.service" });
    await Promise.all([web.close(), worker.close()]);
  });

  it("tells whether somebody works on it", async () => {
    const name = newName();
    const [web, worker] = [
      await openPostgresQueue({ url, services: [name] }),
      await openPostgresQueue({ url, services: [name] }),
    ];
    await expect(web.health()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", expected: "a worker" });
    await worker.work(accept);
    await web.health();
    await worker.close();
    await expect(web.health()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", expected: "a worker" });
    await web.close();
  });

  it("keeps two programmes in one database apart", async () => {
    const [left, right] = [newName(), newName()];
    const [here, there] = [
      await openPostgresQueue({ url, services: [left] }),
      await openPostgresQueue({ url, services: [right] }),
    ];
    const seen: string[] = [];
    const note: VerificationHandler = async (jobs) => {
      seen.push(...jobs.map(({ service }) => service));
      return jobs.map(() => ACCEPTED);
    };
    const waiting = here.submit(jobOf(left));
    await there.work(note);
    expect(await there.submit(jobOf(right))).toEqual(ACCEPTED);
    expect(seen).toEqual([right]);
    await here.work(accept);
    expect(await waiting).toEqual(ACCEPTED);
    await Promise.all([here.close(), there.close()]);
  });

  it("deletes a job when its request is over, though no worker runs and the service that made it is gone", async () => {
    const name = newName();
    const web = await openPostgresQueue({ url, services: [name], timeoutSeconds: 1 });
    const refused = web.submit(jobOf(name, { secondsLeft: 0.5 }));
    await expect(refused).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", expected: "an answer in time" });
    expect(web.waiting()).toBe(0);
    await web.close();
    expect(await sql("SELECT FROM civicproof_jobs WHERE queue = $1", [name])).toHaveLength(1);
    await (await openPostgresQueue({ url, services: [newName()] })).close();
    expect(await sql("SELECT FROM civicproof_jobs WHERE queue = $1", [name])).toEqual([]);
  });

  it("writes no presentation into the write-ahead log, and keeps none that was decided", async () => {
    const [table] = await sql("SELECT relpersistence AS kind FROM pg_class WHERE relname = 'civicproof_jobs'");
    expect(table).toEqual({ kind: "u" });
    const name = newName();
    const web = await openPostgresQueue({ url, services: [name], timeoutSeconds: 1 });
    const lost = web.submit(jobOf(name)).catch(() => "late");
    await until(async () => (await sql("SELECT FROM civicproof_jobs WHERE queue = $1", [name])).length === 1);
    await web.close();
    expect(await lost).toBe("late");
    const worker = await openPostgresQueue({ url, services: [name] });
    await worker.work(accept);
    const stands = () =>
      sql<{ job: string; answer: string | null }>("SELECT job, answer FROM civicproof_jobs WHERE queue = $1", [name]);
    await until(async () => (await stands())[0]?.answer != null);
    expect((await stands())[0]!.job).toBe("");
    await worker.close();
  });

  it("answers foreign rows and goes on", async () => {
    const name = newName();
    const queue = await openPostgresQueue({ url, services: [name] });
    for (const [i, job] of ["null", "7", "{}", "no json", "[]"].entries())
      await sql(
        `INSERT INTO civicproof_jobs (id, queue, reply_to, job, expires_at)
         VALUES ($1, $2, 'civicproof_nobody', $3, now() + interval '1 hour')`,
        [`${name}${i}`, name, job],
      );
    const seen: VerificationJob[] = [];
    const web = await openPostgresQueue({ url, services: [name] });
    await queue.work(async (jobs) => {
      seen.push(...jobs);
      return jobs.map(() => ACCEPTED);
    });
    expect(await web.submit(jobOf(name))).toEqual(ACCEPTED);
    await web.close();
    expect(seen).toHaveLength(1);
    await until(async () => {
      const rows = await sql<{ answer: string | null }>("SELECT answer FROM civicproof_jobs WHERE queue = $1", [name]);
      return rows.length === 5 && rows.every(({ answer }) => answer?.includes("REQUEST_INVALID"));
    });
    await queue.close();
  });

  it("says what keeps a worker from working, and gives its jobs to another", async () => {
    const name = newName();
    const [web, broken] = [
      await openPostgresQueue({ url, services: [name] }),
      await openPostgresQueue({ url, services: [name] }),
    ];
    const reported: unknown[] = [];
    await broken.work(
      async () => {
        throw new TypeError("a defect");
      },
      (error) => void reported.push(error),
    );
    const answer = web.submit(jobOf(name));
    await until(async () => reported.length > 0);
    expect(reported[0]).toBeInstanceOf(TypeError);
    await broken.close();
    await sql("UPDATE civicproof_jobs SET taken_until = now() WHERE queue = $1", [name]);
    await web.work(accept);
    expect(await answer).toEqual(ACCEPTED);
    await web.close();
  });

  it("costs fewer than five transactions a second when two processes have nothing to do", async () => {
    const url = await postgres.createDatabase("idle");
    const name = newName();
    const queues = [
      await openPostgresQueue({ url, services: [name] }),
      await openPostgresQueue({ url, services: [name] }),
    ];
    for (const queue of queues) await queue.work(accept);
    await queues[0]!.submit(jobOf(name));
    const count = async () => {
      const text = "SELECT sum(xact_commit)::int AS commits, extract(epoch FROM clock_timestamp())::float8 AS at";
      return (await sql<{ commits: number; at: number }>(`${text} FROM pg_stat_database WHERE datname = 'idle'`))[0]!;
    };
    // A session that falls idle counts its transactions ten seconds later.
    await sleep(12_000);
    const before = await count();
    await sleep(8_000);
    const after = await count();
    expect((after.commits - before.commits) / (after.at - before.at)).toBeLessThan(5);
    await Promise.all(queues.map((queue) => queue.close()));
  });

  it("works where no notification arrives", async () => {
    const name = newName();
    // As a pooler of transactions does: what one session listens to, another one gets.
    const [deaf, worker] = [
      await openPostgresQueue({ url, services: [name], timeoutSeconds: 10 }),
      await openPostgresQueue({ url, services: [name] }),
    ];
    await worker.work(accept);
    const kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ '^(LISTEN|UNLISTEN)'";
    for (let i = 0; i < 3; i++) {
      await sql(kill);
      expect(await deaf.submit(jobOf(name))).toEqual(ACCEPTED);
    }
    await Promise.all([deaf.close(), worker.close()]);
  });
});

describe.runIf(hasPostgres)("a queue behind a network that swallows what is sent", () => {
  it("settles every call, counts nothing that is over, and works again by itself", { timeout: 60_000 }, async () => {
    const name = newName();
    const proxy = await openSilentProxy(postgres.port);
    const through = url.replace(`:${postgres.port}/`, `:${proxy.port}/`);
    const queue = await openPostgresQueue({ url: through, services: [name], timeoutSeconds: 2 });
    const worker = await openPostgresQueue({ url: through, services: [name] });
    const reported: unknown[] = [];
    await worker.work(accept, (error) => void reported.push(error));
    expect(await queue.submit(jobOf(name))).toEqual(ACCEPTED);
    proxy.silence();
    const lost = await Promise.allSettled(Array.from({ length: 20 }, () => queue.submit(jobOf(name))));
    for (const result of lost)
      expect(result).toMatchObject({ status: "rejected", reason: { code: "STORE_UNAVAILABLE" } });
    expect(queue.waiting()).toBe(0);
    await expect(queue.health()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await until(async () => reported.length > 0);
    // Whoever waits in vain is told why, as far as it is known by then.
    await until(async () => (await queue.submit(jobOf(name)).catch(({ cause }) => cause)) !== undefined);
    proxy.restore();
    await until(async () => (await queue.submit(jobOf(name)).catch(() => undefined)) !== undefined);
    expect(queue.waiting()).toBe(0);
    await until(async () => (await queue.health().catch(() => "no worker")) === undefined);
    await Promise.all([queue.close(), worker.close()]);
    await proxy.close();
  });

  it("closes, with what waits refused", { timeout: 60_000 }, async () => {
    const name = newName();
    const proxy = await openSilentProxy(postgres.port);
    const through = url.replace(`:${postgres.port}/`, `:${proxy.port}/`);
    const queue = await openPostgresQueue({ url: through, services: [name], timeoutSeconds: 600 });
    proxy.silence();
    const waiting = expect(queue.submit(jobOf(name))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await queue.close();
    await waiting;
    await expect(queue.submit(jobOf(name))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await proxy.close();
  });

  it("is refused when it is opened", { timeout: 60_000 }, async () => {
    const proxy = await openSilentProxy(postgres.port);
    const through = url.replace(`:${postgres.port}/`, `:${proxy.port}/`);
    proxy.silence();
    await expect(openPostgresQueue({ url: through, services: [newName()] })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    await proxy.close();
  });
});
