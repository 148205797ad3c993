/** How long a decision can be had: as long as the claim is remembered, or until the portal says that it has it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOfPeriod, parseGrid } from "../../../../src/core/period-grid.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { GRID, NOW_SECONDS } from "../../../world.ts";
import { type Asked, type Host, openHost, optionsOf } from "./host.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-results-"));
let postgres: Postgres | undefined;
let portal: TestPortal;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
  portal = createTestPortal();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const STORES = {
  memory: async () => "memory:",
  SQLite: async () => `sqlite:${join(folder, "results.db")}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase("results") } : {}),
};

const DAY = 86_400;
const WEEKEND = 3 * DAY;
const APPEAL = 30 * DAY;
const END = endOfPeriod(parseGrid(GRID), 20261101)! + APPEAL;

describe.each(Object.entries(STORES))("a decision (%s)", (_, makeUrl) => {
  let storage: ServiceStorage;
  let host: Host;
  let clock = NOW_SECONDS;
  beforeAll(async () => {
    storage = await openStorage({ url: await makeUrl() });
    host = await openHost(portal, optionsOf(portal, storage, { now: () => clock, appealSeconds: APPEAL }));
  });
  afterAll(async () => {
    await host.service.close();
    await storage.close();
  });

  const send = ({ id }: Asked, presentation: unknown) =>
    host.call("POST", "/responses", { state: id, vp_token: { eligibility: [presentation] } });
  const at = async (seconds: number): Promise<void> => {
    clock = seconds;
    await host.service.sweep();
  };

  it("is the same for a holder who sends the same answer again after a weekend", async () => {
    await at(NOW_SECONDS);
    const asked = await host.ask();
    const nullifier = 4_711n;
    const presentation = portal.present(asked.request, { nullifier });
    const first = await send(asked, presentation);
    expect(first.body.outcome).toBe("accepted");
    const again = await host.ask();
    const refused = portal.present(again.request, { nullifier });
    expect((await send(again, refused)).body.outcome).toBe("already-used");
    const another = portal.present(asked.request);

    await at(NOW_SECONDS + WEEKEND);
    const { result: _result, ...decision } = first.body;
    expect((await send(asked, presentation)).body).toMatchObject(decision);
    // However its JSON is written.
    const turned = Object.fromEntries(Object.entries(presentation).reverse());
    expect((await send(asked, turned)).body).toMatchObject(decision);
    expect((await send(again, refused)).body.outcome).toBe("already-used");
    // Any other answer is as late as it is.
    expect((await send(asked, another)).body.error?.code).toBe("REQUEST_EXPIRED");
    const forged = { ...presentation, proof: another.proof };
    expect((await send(asked, forged)).body.error?.code).toBe("REQUEST_EXPIRED");
  });

  it("is there for the portal as long as the claim is remembered, and no longer", async () => {
    await at(NOW_SECONDS);
    const [asked, silent] = [await host.ask(), await host.ask()];
    expect((await host.answer(asked)).body.outcome).toBe("accepted");
    await at(NOW_SECONDS + WEEKEND);
    expect((await host.result(asked.id)).body.outcome).toBe("accepted");
    // Nobody answered, so there is nothing to keep.
    expect((await host.result(silent.id)).status).toBe(404);
    await at(END - 1);
    expect((await host.result(asked.id)).body.outcome).toBe("accepted");
    await at(END);
    expect((await host.result(asked.id)).status).toBe(404);
  });

  it("goes a day after the portal has acknowledged it", async () => {
    // A month that is not closed yet.
    await at(END);
    const [asked, open] = [await host.ask(), await host.ask()];
    expect((await host.answer(asked)).body.outcome).toBe("accepted");
    const acknowledge = async ({ id }: Asked) =>
      (await host.service.app!.inject({ method: "DELETE", url: `/requests/${id}/result` })).statusCode;
    expect(await acknowledge(open)).toBe(404);
    expect(await acknowledge({ ...asked, id: "A".repeat(22) })).toBe(404);
    await at(END + WEEKEND);
    expect(await acknowledge(asked)).toBe(204);
    await at(END + WEEKEND + DAY - 1);
    expect((await host.result(asked.id)).body.outcome).toBe("accepted");
    await at(END + WEEKEND + DAY);
    expect((await host.result(asked.id)).status).toBe(404);
  });
});
