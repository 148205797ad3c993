/** A claim on one device and across devices: somebody who passes a request on gets nothing by it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newResponseCode } from "../../../../src/portal/server/response-code.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { type Answer, type Asked, type Host, openHost, optionsOf } from "./host.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-device-"));
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
  SQLite: async () => `sqlite:${join(folder, "device.db")}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase("device") } : {}),
};
const RETURN = "https://benefits.example.org/claims/done?lang=de";

/** The code that the person's browser brings to the portal's page. */
function codeOf({ body }: Answer): string {
  const uri = String(body.redirect_uri);
  const parts = uri.split("#response_code=");
  expect(parts).toEqual([RETURN, expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)]);
  return parts[1]!;
}

describe.each(Object.entries(STORES))("on one device (%s)", (_, makeUrl) => {
  let storage: ServiceStorage;
  let host: Host;
  let clock = NOW_SECONDS;
  beforeAll(async () => {
    storage = await openStorage({ url: await makeUrl() });
    const options = { returnPath: "/claims/done?lang=de", now: () => clock };
    host = await openHost(portal, optionsOf(portal, storage, options));
  });
  afterAll(async () => {
    await host.service.close();
    await storage.close();
  });
  const ask = (): Promise<Asked> => host.ask({ sameDevice: true });
  const refused = async (answer: Promise<Answer>): Promise<void> =>
    expect(await answer).toMatchObject({ status: 403, body: { error: { code: "RESPONSE_CODE_WRONG" } } });

  it("the result goes to the session that brings the code back", async () => {
    const asked = await ask();
    const answered = await host.answer(asked);
    expect(answered).toMatchObject({ status: 200, body: { outcome: "accepted", decidedAtSeconds: NOW_SECONDS } });
    const read = await host.result(asked.id, codeOf(answered));
    expect(read).toMatchObject({ status: 200, body: { outcome: "accepted" } });
    expect(decodeJwt(read.body.result as string)).toMatchObject({ jti: asked.id, outcome: "accepted" });
  });

  it("who only passed the request on learns nothing, before and after the answer", async () => {
    const asked = await ask();
    await refused(host.result(asked.id));
    await refused(host.result(asked.id, "A".repeat(43)));
    const answered = await host.answer(asked);
    expect(answered.body.result).toBeUndefined();
    await refused(host.result(asked.id));
    await refused(host.result(asked.id, "A".repeat(43)));
    for (const code of ["", "A", "A".repeat(44), `${"A".repeat(42)}=`, codeOf(answered).slice(1)])
      expect((await host.result(asked.id, encodeURIComponent(code))).status).toBe(400);
    // Guesses take nothing from the person.
    expect((await host.result(asked.id, codeOf(answered))).body.outcome).toBe("accepted");
  });

  it("a code is good once, also when two ask with it at once", async () => {
    const asked = await ask();
    const code = codeOf(await host.answer(asked));
    const reads = await Promise.all(Array.from({ length: 8 }, () => host.result(asked.id, code)));
    expect(reads.map(({ status }) => status).sort()).toEqual([200, ...new Array(7).fill(403)]);
    await refused(host.result(asked.id, code));
  });

  it("a code is good for five minutes", async () => {
    const [early, late] = [await ask(), await ask()];
    const codes = [codeOf(await host.answer(early)), codeOf(await host.answer(late))] as const;
    clock = NOW_SECONDS + 299;
    expect((await host.result(early.id, codes[0])).status).toBe(200);
    clock = NOW_SECONDS + 300;
    await refused(host.result(late.id, codes[1]));
    clock = NOW_SECONDS;
  });

  it("a code is good for its own request", async () => {
    const [one, other] = [await ask(), await ask()];
    const codes = [codeOf(await host.answer(one)), codeOf(await host.answer(other))] as const;
    await refused(host.result(other.id, codes[0]));
    await refused(host.result(one.id, codes[1]));
    expect((await host.result(one.id, codes[0])).status).toBe(200);
  });

  it("an answer that was lost is sent again, and the newest code counts", async () => {
    const asked = await ask();
    const presentation = portal.present(asked.request);
    const send = () => host.call("POST", "/responses", { state: asked.id, vp_token: { eligibility: [presentation] } });
    const [first, second] = [await send(), await send()];
    expect(second.body.outcome).toBe("accepted");
    await refused(host.result(asked.id, codeOf(first)));
    expect((await host.result(asked.id, codeOf(second))).body.outcome).toBe("accepted");
  });

  it("who answered in vain gets no code for the answer of somebody else", async () => {
    const nullifier = BigInt(NOW_SECONDS) * 1_000n + 7n;
    expect((await host.answer(await ask(), { nullifier })).body.outcome).toBe("accepted");
    // The attacker's own presentation first, which is used up, then the victim's, then the attacker's again.
    const asked = await ask();
    const before = await host.answer(asked, { nullifier });
    expect(before.body.outcome).toBe("already-used");
    const victim = await host.answer(asked);
    expect(victim.body.outcome).toBe("accepted");
    const after = await host.answer(asked, { nullifier });
    expect(after).toMatchObject({ status: 200, body: { outcome: "already-used" } });
    expect(after.body.redirect_uri).toBeUndefined();
    await refused(host.result(asked.id, codeOf(before)));
    expect((await host.result(asked.id, codeOf(victim))).body.outcome).toBe("accepted");
  });

  it("an acceptance takes away the code of the answer before, at once", async () => {
    // The moment between the acceptance and its own code, in which the attacker would read it.
    const { id, request } = await ask();
    const nullifier = BigInt(NOW_SECONDS) * 1_000n + 9n;
    expect((await host.answer(await ask(), { nullifier })).body.outcome).toBe("accepted");
    const [used, fresh] = [await portal.verified(request, { nullifier }), await portal.verified(request)];
    const [old, late] = [newResponseCode(), newResponseCode()];
    const untilSeconds = NOW_SECONDS + 300;
    expect((await storage.decide(id, used, undefined)).outcome).toBe("already-used");
    expect(await storage.setCode(id, "already-used", { hash: old.hash, untilSeconds })).toBe(true);
    expect((await storage.decide(id, fresh, undefined)).outcome).toBe("accepted");
    expect(await storage.takeCode(id, old.hash, NOW_SECONDS)).toBe(false);
    expect(await storage.setCode(id, "already-used", { hash: late.hash, untilSeconds })).toBe(false);
    await refused(host.result(id, old.code));
    await refused(host.result(id, late.code));
  });

  it("somebody who has claimed already is sent back with that answer", async () => {
    const nullifier = BigInt(NOW_SECONDS) * 1_000n + 8n;
    await host.answer(await ask(), { nullifier });
    const asked = await ask();
    const again = await host.answer(asked, { nullifier });
    expect((await host.result(asked.id, codeOf(again))).body.outcome).toBe("already-used");
  });

  it("a refused presentation brings no code", async () => {
    const [one, other] = [await ask(), await ask()];
    const swapped = portal.present(other.request);
    const answer = await host.call("POST", "/responses", { state: one.id, vp_token: { eligibility: [swapped] } });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "PUBLIC_SIGNAL_MISMATCH" } } });
    expect(answer.body.redirect_uri).toBeUndefined();
  });

  it("across devices a request names its recipient and lives for two minutes", async () => {
    for (const body of [{}, { sameDevice: false }]) {
      const answer = await host.call("POST", "/requests", body);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: "INPUT_INVALID", path: "body.recipient" } } });
    }
    const made = await host.call("POST", "/requests", { recipient: "case 4711" });
    expect(made).toMatchObject({ status: 201, body: { expiresAtSeconds: NOW_SECONDS + 120 } });
    expect(await host.call("POST", "/requests", { sameDevice: true })).toMatchObject({
      ...{ status: 201, body: { expiresAtSeconds: NOW_SECONDS + 600 } },
    });
    const asked = await host.ask();
    clock = NOW_SECONDS + 120;
    expect((await host.answer(asked)).body.error?.code).toBe("REQUEST_EXPIRED");
    clock = NOW_SECONDS;
    // Without a code: the recipient is what ties the answer to the session.
    const answered = await host.answer(asked);
    expect(answered.body.redirect_uri).toBeUndefined();
    expect(decodeJwt(answered.body.result as string)).toMatchObject({ recipient: "case 4711" });
    expect((await host.result(asked.id)).body.outcome).toBe("accepted");
  });

  it("a recipient is text that hashes to itself alone", async () => {
    for (const recipient of ["case \ud800", "\udc00 case", "a\udfff\ud800b"]) {
      const answer = await host.call("POST", "/requests", { recipient });
      expect([400, 422]).toContain(answer.status);
      expect(answer.body.error?.code).toMatch(/^(?:INPUT|REQUEST)_INVALID$/);
    }
    expect((await host.call("POST", "/requests", { recipient: "case 😀" })).status).toBe(201);
  });
});

describe("a service", () => {
  it("keeps a shorter lifetime than two minutes", async () => {
    const storage = await openStorage({ url: "memory:" });
    const host = await openHost(portal, optionsOf(portal, storage, { requestLifetimeSeconds: 30 }));
    const made = await host.call("POST", "/requests", { recipient: "case 4711" });
    expect(made.body.expiresAtSeconds).toBe(NOW_SECONDS + 30);
    await host.service.close();
  });

  it.each([
    "//evil.example/",
    "https://evil.example/",
    "done",
    "",
    "/done#code",
    "/\\evil.example",
    "/\n/evil.example",
  ])("sends nobody to %j", async (returnPath) => {
    const storage = await openStorage({ url: "memory:" });
    await expect(openHost(portal, optionsOf(portal, storage, { returnPath }))).rejects.toMatchObject({
      ...{ code: "INPUT_INVALID", path: "returnPath" },
    });
  });
});
