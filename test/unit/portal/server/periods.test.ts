/** Which period a portal grants a claim in: the one of its grid that holds the day, and no other. */
import { beforeAll, describe, expect, it } from "vitest";
import { formatDate } from "../../../../src/core/dates.ts";
import { dayOf, endOfPeriod, parseGrid, periodAt } from "../../../../src/core/period-grid.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { createMemoryStore } from "../../../../src/portal/store/memory.ts";
import { createRequest, decodeRequest, type PresentationRequest } from "../../../../src/presentation/proof/request.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { GRID, NOW_SECONDS, REGISTRY_ID } from "../../../world.ts";
import { openHost, optionsOf } from "./host.ts";

const at = (text: string): number => Date.parse(text) / 1000;
const KINDS = ["month", "quarter", "year", "once", "days:14"] as const;

let portal: TestPortal;
beforeAll(() => {
  portal = createTestPortal({ nowSeconds: at("2026-11-30T12:00:00Z") });
});

/** What verifying an answer to a request says at an instant. */
async function verify(asked: PresentationRequest, nowSeconds: number): Promise<string> {
  // The attacker is the wallet's owner: the presentation fits the request, whatever that says.
  const answer = { nowSeconds };
  return portal.verified(asked, answer).then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );
}

describe.each(KINDS)("a programme by %s", (kind) => {
  const text = `${kind}/2026-01-05/60`;
  const grid = parseGrid(text);
  const nowSeconds = at("2026-11-30T22:30:00Z");

  it("grants claims in the period that holds the day, and in no other", async () => {
    const asked = portal.request({ grid: text, nowSeconds });
    expect(asked.period).toBe(periodAt(grid, nowSeconds));
    expect(await verify(asked, nowSeconds)).toBe("accepted");
    const others = [
      ...[0, 1, 2, 202611, 202612, 20264, 2026, 2027],
      ...[20260105, 20261101, 20261001, 20260101, 20261130, 20261201, 20261123, 20261207, 20270101, 20261301],
      ...[asked.period - 1, asked.period + 1],
    ];
    for (const period of others) {
      if (period === asked.period) continue;
      expect(await verify({ ...asked, period }, nowSeconds), String(period)).toBe("REQUEST_INVALID");
    }
  });

  it("takes no request for another day than the clock's or the one before", async () => {
    const days = [-300, -31, -2, -1, 0, 1, 2, 31, 366];
    const codes = await Promise.all(
      days.map((days) => {
        const asked = portal.request({ grid: text, nowSeconds: nowSeconds + 86_400 * days });
        return verify({ ...asked, expiresAtSeconds: nowSeconds + 600 }, nowSeconds).catch(() => "outside");
      }),
    );
    const wanted = days.map((day) => (day === 0 || day === -1 ? "accepted" : "REQUEST_INVALID"));
    expect(codes).toEqual(wanted);
  });

  it("takes no day of another period beside its own", async () => {
    const end = endOfPeriod(grid, periodAt(grid, nowSeconds));
    if (end === undefined) return;
    // Minutes after the period has ended: the new period with yesterday's day, and the old one with today's.
    const [before, after] = [end - 60, end + 60];
    const [old, fresh] = [before, after].map((seconds) => portal.request({ grid: text, nowSeconds: seconds }));
    expect(old!.period).not.toBe(fresh!.period);
    expect(await verify({ ...fresh!, today: old!.today }, after)).toBe("REQUEST_INVALID");
    expect(await verify({ ...old!, today: fresh!.today }, after)).toBe("REQUEST_INVALID");
    // The old request itself may still be answered, for the old day and period.
    expect(await verify({ ...old!, expiresAtSeconds: after + 60 }, after)).toBe("accepted");
    expect(await verify(fresh!, after)).toBe("accepted");
    expect(await verify(fresh!, before)).toBe("REQUEST_INVALID");
  });
});

describe("a credential that ended on 30 November", () => {
  /** What the circuit demands of a credential's dates: this is all that a holder can prove. */
  const canProve = ({ today }: PresentationRequest): boolean => today <= "2026-11-30";

  it("claims nothing for December, however a request is made", async () => {
    const text = "month/2026-01-01/60";
    // From the last hours of November to the second of December, every two hours.
    for (let now = at("2026-11-30T20:00:00Z"); now < at("2026-12-02T12:00:00Z"); now += 7_200) {
      const honest = portal.request({ grid: text, nowSeconds: now });
      const candidates: PresentationRequest[] = [
        honest,
        { ...honest, today: "2026-11-30" },
        { ...honest, period: 20261201, today: "2026-11-30" },
        { ...portal.request({ grid: text, nowSeconds: now, asOfSeconds: at("2026-11-30T12:00:00Z") }) },
        {
          ...portal.request({ grid: text, nowSeconds: now, asOfSeconds: at("2026-11-30T12:00:00Z") }),
          period: 20261201,
        },
      ];
      for (const asked of candidates) {
        if (!canProve(asked) || (await verify(asked, now)) !== "accepted") continue;
        expect(asked.period, `${asked.today} at ${new Date(now * 1000).toISOString()}`).toBe(20261101);
      }
    }
  });
});

describe("a decision as of an earlier instant", () => {
  const asOfSeconds = at("2026-10-20T12:00:00Z");
  const nowSeconds = at("2026-11-30T12:00:00Z");

  it("is for the day and the period of that instant", async () => {
    const appeal = portal.request({ nowSeconds, asOfSeconds });
    expect(appeal).toMatchObject({ today: "2026-10-20", period: 20261001, asOfSeconds });
    const now = portal.request({ nowSeconds });
    const changes: Partial<PresentationRequest>[] = [
      // Yesterday's roots for this month's claim: who was revoked meanwhile would claim now.
      { period: now.period },
      { period: now.period, today: now.today },
      { today: now.today },
      { today: "2026-10-19" },
      { today: "2026-10-21" },
      { asOfSeconds: nowSeconds },
      { asOfSeconds: asOfSeconds - 86_400 },
    ];
    for (const change of changes)
      expect(await verify({ ...appeal, ...change }, nowSeconds), JSON.stringify(change)).toBe("REQUEST_INVALID");
    const { asOfSeconds: _, ...withoutInstant } = appeal;
    expect(await verify(withoutInstant, nowSeconds)).toBe("REQUEST_INVALID");
    expect(await verify({ ...now, asOfSeconds }, nowSeconds)).toBe("REQUEST_INVALID");
  });

  it("is made for no instant to come", () => {
    for (const later of [nowSeconds + 1, nowSeconds + 86_400, Number.NaN, -1])
      expect(() => portal.request({ nowSeconds, asOfSeconds: later })).toThrow(
        expect.objectContaining({ code: "REQUEST_INVALID", path: "asOfSeconds" }),
      );
  });

  it("uses up the same claim as a decision at that time", async () => {
    const store = createMemoryStore();
    const then = createTestPortal({ nowSeconds: asOfSeconds });
    const claimed = await then.verified();
    expect(await store.consume(claimed)).toBe("accepted");
    const day = at("2026-10-21T12:00:00Z");
    const appeal = then.request({ nowSeconds: day, asOfSeconds });
    const again = await then.verified(appeal, { nullifier: claimed.nullifier, nowSeconds: day });
    expect(again.period).toBe(claimed.period);
    expect(await store.consume(again)).toBe("already-used");
  });
});

describe("a verifier service", () => {
  it("asks for the grid's period at every instant, and keeps its claims until that has ended", async () => {
    for (const kind of KINDS) {
      const text = `${kind}/2026-01-05/-210`;
      const grid = parseGrid(text);
      let clock = at("2026-01-05T03:30:00Z");
      const storage = await openStorage({ url: "memory:" });
      const host = await openHost(
        portal,
        optionsOf(portal, storage, { grid: text, now: () => clock, appealSeconds: 5 }),
      );
      for (let i = 0; i < 60; i++, clock += 17 * 86_400 + 3_601) {
        const { id, request } = await host.ask();
        expect([request.today, request.period, request.grid]).toEqual([
          ...[formatDate(dayOf(grid, clock)), periodAt(grid, clock), text],
        ]);
        const sent = (await host.call("GET", `/requests/${id}`)).body as { transaction_data: string[] };
        const data = JSON.parse(Buffer.from(sent.transaction_data[0]!, "base64url").toString());
        const end = endOfPeriod(grid, request.period);
        expect(data.retain_until).toBe(end === undefined ? undefined : end + 5);
      }
      await host.service.close();
      await storage.close();
    }
  });

  it("asks for nothing before the grid's first day, and starts", async () => {
    let clock = NOW_SECONDS;
    const storage = await openStorage({ url: "memory:" });
    const host = await openHost(portal, optionsOf(portal, storage, { grid: "month/2026-12-01/60", now: () => clock }));
    const refused = await host.call("POST", "/requests", { recipient: "case 1" });
    expect(refused.body.error).toMatchObject({ code: "REQUEST_INVALID", path: "grid" });
    clock = at("2026-11-30T23:00:00Z");
    expect((await host.ask()).request.period).toBe(20261201);
    await host.service.close();
    await storage.close();
  });

  it.each(["month/2026-01-02/0", "month/2026-01-01/60", "quarter/2026-01-01/0"])(
    "takes no other grid than its policy's: %s",
    async (grid) => {
      const own = "month/2026-01-01/0";
      const policy = { ...portal.policy, policy: { ...portal.policy.policy, grid: own } };
      const storage = await openStorage({ url: "memory:" });
      await expect(openHost(portal, optionsOf(portal, storage, { policy, grid }))).rejects.toMatchObject({
        ...{ code: "REQUEST_INVALID", path: "grid", received: grid },
      });
      const scope = { verifier: "benefits.example.org" };
      const options = { policy, scope, registry: REGISTRY_ID, origin: "https://benefits.example.org" };
      expect(() => createRequest({ ...options, grid, nowSeconds: NOW_SECONDS })).toThrow(
        expect.objectContaining({ code: "REQUEST_INVALID", path: "grid" }),
      );
      expect(createRequest({ ...options, grid: own, nowSeconds: NOW_SECONDS }).grid).toBe(own);
      const host = await openHost(portal, optionsOf(portal, storage, { policy, grid: own }));
      expect((await host.ask()).request.grid).toBe(own);
      await host.service.close();
    },
  );

  it.each([undefined, "", "monthly", "month/2026-13-01/0", "week/2026-11-02/0"])(
    "does not start with the grid %j",
    async (grid) => {
      const storage = await openStorage({ url: "memory:" });
      await expect(openHost(portal, optionsOf(portal, storage, { grid }))).rejects.toMatchObject({
        code: "PERIOD_GRID_INVALID",
      });
    },
  );

  it.each([
    ["verifier", "Benefits.Example.org"],
    ["verifier", "benefits.example.org."],
    ["verifier", "https://benefits.example.org"],
    ["origin", "https://Benefits.example.org"],
    ["origin", "https://benefits.example.org/"],
    ["origin", "javascript:alert(1)"],
    ["registry", "0"],
  ])("does not start with the %s %j, which would be another scope or nobody's", async (name, value) => {
    const storage = await openStorage({ url: "memory:" });
    await expect(openHost(portal, optionsOf(portal, storage, { [name]: value }))).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:REQUEST_INVALID|INPUT_INVALID)$/),
    });
  });

  it.each([7_200_000, 0, -1, 7_200.5, Number.NaN, "7200"])(
    "does not start with roots that are good for %j seconds: milliseconds, or no time at all",
    async (maxRootAgeSeconds) => {
      const storage = await openStorage({ url: "memory:" });
      const options = optionsOf(portal, storage, { maxRootAgeSeconds: maxRootAgeSeconds as number });
      await expect(openHost(portal, options)).rejects.toMatchObject({
        ...{ code: "INPUT_INVALID", path: "maxRootAgeSeconds", received: String(maxRootAgeSeconds) },
      });
    },
  );
});

describe("a stored request", () => {
  it("is refused with another grid's text for the same day", () => {
    const asked = portal.request({ nowSeconds: NOW_SECONDS });
    expect(asked.grid).toBe(GRID);
    for (const grid of ["quarter/2020-01-01/0", "days:7/2020-01-01/0", "month/2020-01-01/+0", "month/2026-11-24/0"])
      expect(() => decodeRequest({ ...asked, grid })).toThrow(expect.objectContaining({ code: "REQUEST_INVALID" }));
  });
});
