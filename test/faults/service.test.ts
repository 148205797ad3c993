/** The whole service under kills: of itself, of one of two on one store, of workers on a shared queue. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromAuthorizationRequest } from "../../src/presentation/proof/openid4vp.ts";
import { createTestPortal } from "../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { killAll, startScript } from "./rig.ts";
import type { ServiceTask } from "./service-process.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-faults-"));
const portal = createTestPortal();
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  killAll();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startService(task: ServiceTask) {
  const process = startScript("test/faults/service-process.ts", task);
  await process.until((lines) => lines.length > 0);
  return { ...process, base: process.lines[0]! };
}

interface Claim {
  readonly id: string;
  readonly body: string;
  readonly nullifier: bigint;
}

async function makeClaim(base: string, nullifier: bigint): Promise<Claim> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: '{"recipient":"case 1"}' };
  const { id } = (await (await fetch(`${base}/requests`, post)).json()) as { id: string };
  const { request } = fromAuthorizationRequest(await (await fetch(`${base}/requests/${id}`)).json());
  const body = JSON.stringify({ state: id, vp_token: { eligibility: [portal.present(request, { nullifier })] } });
  return { id, body, nullifier };
}

/** The outcome, or undefined when no answer came that decides. */
async function send(base: string, { body }: Claim): Promise<string | undefined> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${base}/responses`, { method: "POST", headers, body });
    const answer = (await response.json()) as { outcome?: string; error?: { code: string } };
    if (response.status === 200) return answer.outcome!;
    expect(response.status).toBe(503);
    return undefined;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As an impatient person would: again until it is decided. */
async function sendUntilDecided(bases: readonly string[], claim: Claim): Promise<string> {
  for (let i = 0; i < 40; i++) {
    const outcome = await send(bases[i % bases.length]!, claim);
    if (outcome !== undefined) return outcome;
    await sleep(100);
  }
  throw new Error("never decided");
}

let person = 1n;
const newPerson = (): bigint => person++ * 1_000_003n;

describe.each(hasPostgres ? ["sqlite", "postgres"] : ["sqlite"])("a service on %s", (kind) => {
  const store = async (name: string): Promise<string> =>
    kind === "sqlite" ? `sqlite:${join(folder, `${name}.db`)}` : postgres!.createDatabase(name);

  it("keeps every acknowledged claim over kills while it verifies and consumes, and starts by itself", async () => {
    const task = { store: await store("service_kill"), threads: 1 };
    let service = await startService(task);
    const port = Number(new URL(service.base).port);
    for (let round = 0; round < 3; round++) {
      const claims = await Promise.all(Array.from({ length: 12 }, () => makeClaim(service.base, newPerson())));
      const running = Promise.all(claims.map((claim) => send(service.base, claim)));
      await sleep(40 + 120 * round);
      await service.kill();
      const before = await running;
      service = await startService({ ...task, port });
      for (const [i, claim] of claims.entries()) {
        const outcome = await sendUntilDecided([service.base], claim);
        expect(outcome).toBe("accepted");
        expect([undefined, "accepted"]).toContain(before[i]);
      }
      const again = await Promise.all(claims.map(({ nullifier }) => makeClaim(service.base, nullifier)));
      const seconds = await Promise.all(again.map((claim) => send(service.base, claim)));
      expect(new Set(seconds)).toEqual(new Set(["already-used"]));
    }
    await service.kill();
  });

  it("accepts one person once when two services share the store, and takes an answer on either", async () => {
    const task = { store: await store("service_pair") };
    const [left, right] = await Promise.all([startService(task), startService(task)]);
    const nullifier = newPerson();
    const claims = await Promise.all(Array.from({ length: 16 }, () => makeClaim(left.base, nullifier)));
    const outcomes = await Promise.all(claims.map((claim, i) => send((i % 2 === 0 ? right : left).base, claim)));
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "already-used")).toHaveLength(15);
    // One answer sent to both at once is one claim, and both say so.
    const shared = await makeClaim(left.base, newPerson());
    expect(await Promise.all([send(left.base, shared), send(right.base, shared)])).toEqual(["accepted", "accepted"]);
    await Promise.all([left.kill(), right.kill()]);
  });
});

describe.runIf(hasPostgres)("a service on a shared queue", () => {
  it("decides every claim once while its workers are killed and replaced", async () => {
    const url = await postgres!.createDatabase("service_queue");
    const task = { store: url, queue: url };
    const webs = await Promise.all([startService({ ...task, role: "web" }), startService({ ...task, role: "web" })]);
    let workers = await Promise.all([
      startService({ ...task, role: "worker" }),
      startService({ ...task, role: "worker" }),
    ]);
    const bases = webs.map(({ base }) => base);
    for (let round = 0; round < 2; round++) {
      const people = Array.from({ length: 10 }, newPerson);
      // Two requests of each person, at the same time.
      const claims = await Promise.all(
        [...people, ...people].map((nullifier, i) => makeClaim(bases[i % 2]!, nullifier)),
      );
      const decided = Promise.all(claims.map((claim) => sendUntilDecided(bases, claim)));
      await sleep(60 + 100 * round);
      await Promise.all(workers.map(({ kill }) => kill()));
      workers = await Promise.all([
        startService({ ...task, role: "worker" }),
        startService({ ...task, role: "worker" }),
      ]);
      const outcomes = await decided;
      for (const [i] of people.entries()) {
        expect([outcomes[i], outcomes[i + people.length]].sort()).toEqual(["accepted", "already-used"]);
      }
    }
    await Promise.all([...webs, ...workers].map(({ kill }) => kill()));
  });

  it("answers 503 while Postgres is away, grants nothing, and continues when it is back", async () => {
    const url = await postgres!.createDatabase("service_away");
    const service = await startService({ store: url });
    const claim = await makeClaim(service.base, newPerson());
    const other = await makeClaim(service.base, newPerson());
    expect(await send(service.base, claim)).toBe("accepted");
    await postgres!.kill();
    expect(await send(service.base, other)).toBeUndefined();
    expect((await fetch(`${service.base}/health`)).status).toBe(503);
    await postgres!.start();
    expect(await sendUntilDecided([service.base], other)).toBe("accepted");
    expect(await send(service.base, await makeClaim(service.base, claim.nullifier))).toBe("already-used");
    await service.kill();
  });
});
