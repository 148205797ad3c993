/**
 * A programme whose policy changes while requests are open: the older and the newer policy side by side until a day, or the
 * newer in the older one's place. Nothing is lost, and nobody is paid twice.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVerifierServices, type VerifierService } from "../../../../src/portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { fromAuthorizationRequest } from "../../../../src/presentation/proof/openid4vp.ts";
import { compilePolicy } from "../../../../src/statement/policy/compile.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { fieldFrom } from "../../../trapdoor.ts";
import { GRID, NOW_SECONDS } from "../../../world.ts";
import { cli, temporaryDirectory } from "../../cli/terminal.ts";
import { type Host, openHost, optionsOf } from "./host.ts";

const DAY = 86_400;
const folder = mkdtempSync(join(tmpdir(), "civicproof-change-over-"));
const portal = createTestPortal();
const younger = {
  ...portal.policy.policy,
  version: 2,
  require: { claim: "birthDate", yearsAgo: { ">=": 60 } },
} as const;
const policy = compilePolicy(younger, portal.policy.schema);

let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
const STORES = {
  SQLite: async () => `sqlite:${join(folder, `${count++}.db`)}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase(`change_over_${count++}`) } : {}),
};

/** A person, by the nullifier that the circuit makes of her secret, the scope and the period. */
const claimOf = (person: string) => ({ nullifier: fieldFrom(`${person} in the programme`) });

describe.each(Object.entries(STORES))("an older policy and one that supersedes it (%s)", (_, makeUrl) => {
  let storage: ServiceStorage;
  let service: VerifierService;
  let nowSeconds = NOW_SECONDS;
  const today = new Date(NOW_SECONDS * 1_000).toISOString().slice(0, 10);
  const settings = (change: Partial<Parameters<typeof optionsOf>[2]> = {}) => optionsOf(portal, storage, change);
  beforeAll(async () => {
    storage = await openStorage({ url: await makeUrl() });
    const now = () => nowSeconds;
    const readStatements = async () => portal.statementsAt(nowSeconds);
    service = await createVerifierServices({
      ...{ storage, now, publicUrl: "https://verifier.example.org", logLevel: "silent" },
      programmes: {
        pass: settings({ until: today, readStatements }),
        "pass-2": settings({ policy, supersedes: "pass", readStatements }),
      },
    });
  });
  afterAll(async () => {
    await service.close();
    await storage.close();
  });

  const call = async (method: "GET" | "POST", url: string, payload?: object) => {
    const answer = await service.app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const ask = async (name: string) => {
    const { body } = await call("POST", `/${name}/requests`, { recipient: "case 1" });
    const shown = await call("GET", `/${name}/requests/${body.id}`);
    return { name, id: body.id as string, request: fromAuthorizationRequest(shown.body).request };
  };
  const answer = async ({ name, id, request }: Awaited<ReturnType<typeof ask>>, person: string) => {
    const presentation = portal.present(request, claimOf(person));
    const { body } = await call("POST", `/${name}/responses`, {
      state: id,
      vp_token: { eligibility: [presentation] },
    });
    return body.outcome ?? body.error.code;
  };

  it("each ask under their own policy, and use up one claim of a person together", async () => {
    const [older, newer] = [await ask("pass"), await ask("pass-2")];
    expect(older.request.policyHash).not.toBe(newer.request.policyHash);
    expect(await answer(older, "Ada")).toBe("accepted");
    expect(await answer(newer, "Ada")).toBe("already-used");
    expect(await answer(await ask("pass-2"), "Ben")).toBe("accepted");
    expect(await answer(await ask("pass"), "Ben")).toBe("already-used");
  });

  it("decide an open request of the older policy after its last day, and make none any more", async () => {
    const open = await ask("pass");
    const decided = await ask("pass");
    expect(await answer(decided, "Cleo")).toBe("accepted");
    nowSeconds = Math.ceil((NOW_SECONDS + 1) / DAY) * DAY - 30;
    const late = await ask("pass");
    nowSeconds += 60;
    try {
      expect(await call("POST", "/pass/requests", { recipient: "case 1" })).toMatchObject({
        ...{ status: 410, body: { error: { code: "PROGRAMME_ENDED", path: "until" } } },
      });
      expect(await answer(late, "Dora")).toBe("accepted");
      expect((await call("GET", `/pass/requests/${decided.id}/result`)).body.outcome).toBe("accepted");
      // Nobody answered it in time: she claims under the newer one.
      expect(await answer(open, "Ella")).toBe("REQUEST_EXPIRED");
      expect(await answer(await ask("pass-2"), "Ella")).toBe("accepted");
    } finally {
      nowSeconds = NOW_SECONDS;
    }
  });

  it("are not served where the newer one would give people a further claim", async () => {
    const program = (change: object) => compilePolicy({ ...younger, version: 3, ...change }, portal.policy.schema);
    for (const [change, refusal] of [
      [{ policy: program({ programme: "another" }) }, { code: "STORE_PROGRAMME_CHANGED", path: "programme" }],
      [{ policy: program({ maxClaims: 3 }) }, { code: "SCOPE_TERMS_CHANGED", path: "maxClaims" }],
      [{ verifier: "other.example.org" }, { code: "STORE_PROGRAMME_CHANGED", path: "verifier" }],
      [{ grid: "year/2020-01-01/0" }, { code: "SCOPE_TERMS_CHANGED", path: "grid" }],
      [{ supersedes: "nobody" }, { code: "STORE_PROGRAMME_CHANGED", path: "supersedes" }],
      [{ until: "2026-02-30" }, { path: "until" }],
      [
        { chain: { chainId: "eip155:1", contract: `0x${"11".repeat(20)}`, version: 1, handOver: async () => {} } },
        { code: "INPUT_INVALID", path: "supersedes" },
      ],
    ] as const) {
      const next = { policy: program({}), tenant: "pass-3", supersedes: "pass-2", ...(change as object) };
      await expect(openHost(portal, settings(next))).rejects.toMatchObject(refusal);
    }
  });
});

describe.each(Object.entries(STORES))("a policy in the place of an older one, by store migrate (%s)", (_, makeUrl) => {
  /** Lets the store serve a policy, as an operator does between two starts. */
  const migrate = async (store: string, to: object) => {
    const file = await temporaryDirectory();
    await writeFile(file("policy.json"), JSON.stringify(to));
    await writeFile(file("schema.json"), JSON.stringify(portal.policy.schema));
    const files = ["--policy", file("policy.json"), "--schema", file("schema.json")];
    const terms = ["--grid", GRID, "--verifier", "benefits.example.org"];
    expect((await cli("store", "migrate", "--store", store, ...files, ...terms)).code).toBe(0);
  };
  const serve = async <Result>(url: string, change: object, use: (host: Host) => Promise<Result>): Promise<Result> => {
    const storage = await openStorage({ url });
    const host = await openHost(portal as TestPortal, optionsOf(portal, storage, change));
    try {
      return await use(host);
    } finally {
      await host.service.close();
      await storage.close();
    }
  };
  const outcome = async (host: Host, asked: Awaited<ReturnType<Host["ask"]>>, person: string) =>
    (await host.answer(asked, claimOf(person))).body;

  it("pays nobody twice, and what was open or unread is there again under the older policy", async () => {
    const url = await makeUrl();
    const { open, unread } = await serve(url, {}, async (host) => {
      const unread = await host.ask();
      expect(await outcome(host, unread, "Ada")).toMatchObject({ outcome: "accepted" });
      return { open: await host.ask(), unread };
    });
    await expect(serve(url, { policy }, async () => {})).rejects.toMatchObject({ code: "STORE_PROGRAMME_CHANGED" });
    await migrate(url, younger);
    await expect(serve(url, {}, async () => {})).rejects.toMatchObject({ code: "STORE_PROGRAMME_CHANGED" });
    await serve(url, { policy }, async (host) => {
      // Another service's requests: neither shown nor decided, and nobody's claim is used up by that.
      expect((await host.result(unread.id)).status).toBe(404);
      expect(await outcome(host, open, "Ben")).toMatchObject({ error: { code: "REQUEST_INVALID", path: "state" } });
      expect(await outcome(host, await host.ask(), "Ada")).toMatchObject({ outcome: "already-used" });
      expect(await outcome(host, await host.ask(), "Ben")).toMatchObject({ outcome: "accepted" });
    });
    await migrate(url, portal.policy.policy);
    await serve(url, {}, async (host) => {
      expect((await host.result(unread.id)).body).toMatchObject({ outcome: "accepted", result: expect.any(String) });
      expect(await outcome(host, open, "Ben")).toMatchObject({ outcome: "already-used" });
      expect(await outcome(host, await host.ask(), "Cleo")).toMatchObject({ outcome: "accepted" });
    });
  });
});
