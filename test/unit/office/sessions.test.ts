/** Sessions of the office's people: a real provider of OpenID Connect, roles on every route, CSRF, step-up, expiry. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SignInSettings } from "../../../src/office/sign-in/settings.ts";
import { ROLES, type Role } from "../../../src/office/store/keys.ts";
import { OFFICE_ORIGIN } from "../../office.ts";
import { createVisitor, type IdentityProvider, startIdentityProvider } from "../../support/identity-provider.ts";
import { ACCESS, url } from "./access.ts";
import { startOffice, type TestOffice, TOWN_CREDENTIAL } from "./office.ts";

const now = (): number => Math.floor(Date.now() / 1_000);
const ACCOUNTS = {
  "sub-carla": { name: "carla.clerk", groups: ["office-clerks", "choir"] },
  "sub-anton": { name: "anton.approver", groups: ["office-approvers"] },
  "sub-audrey": { name: "audrey.auditor", groups: ["office-auditors"] },
  "sub-adam": { name: "adam.admin", groups: ["office-administrators"] },
  "sub-both": { name: "bea.both", groups: ["office-clerks", "office-approvers"] },
  "sub-guest": { name: "gus.guest", groups: ["choir"] },
  "sub-twin": { name: "carla.clerk", groups: ["office-clerks"] },
  "sub-nameless": { name: "", groups: ["office-clerks"] },
  "sub-key": { name: "clerk-1", groups: ["office-clerks"] },
} as const;
const WHO: Readonly<Record<Role, keyof typeof ACCOUNTS>> = {
  clerk: "sub-carla",
  approver: "sub-anton",
  auditor: "sub-audrey",
  administrator: "sub-adam",
};

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider([`${OFFICE_ORIGIN}/sign-in/back`], ACCOUNTS);
});
afterAll(() => provider.close());
afterEach(() => {
  provider.tamper = undefined;
});

const settings = (change: Partial<SignInSettings> = {}): SignInSettings => ({
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: async () => provider.clientSecret,
  roles: {
    claim: "groups",
    values: {
      "office-clerks": ["clerk"],
      "office-approvers": ["approver"],
      "office-auditors": ["auditor"],
      "office-administrators": ["administrator"],
    },
  },
  ...change,
});
const openOffice = (change: Partial<SignInSettings> = {}, needsSecond?: () => boolean): Promise<TestOffice> =>
  startOffice({ signIn: settings(change), now: now(), ...(needsSecond && { needsSecond }) });

/** A browser at the office: its cookies, and the token of its session. */
function createBrowser({ service: { app } }: TestOffice) {
  const cookies = new Map<string, string>();
  const said: string[] = [];
  const browser = {
    /** Every `Set-Cookie` header so far. */
    said,
    cookies,
    csrf: "",
    async call(
      method: "GET" | "POST" | "DELETE",
      path: string,
      { body, headers = {} }: { body?: object; headers?: object } = {},
    ) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await app.inject({
        ...{ method, url: path },
        headers: { ...(cookie === "" ? {} : { cookie }), "x-csrf-token": browser.csrf, ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      for (const set of [answer.headers["set-cookie"] ?? []].flat()) {
        said.push(set);
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
        if (value === "") cookies.delete(name!);
        else cookies.set(name!, value!);
      }
      return answer;
    },
    async session() {
      const { session } = (await browser.call("GET", "/session")).json();
      browser.csrf = session?.csrf ?? "";
      return session as { name: string; roles: Role[]; csrf: string } | null;
    },
    /** @returns where the office leads after the provider */
    async signIn(who: string, { acr, stepUp = false }: { acr?: string; stepUp?: boolean } = {}) {
      const start = await browser.call("GET", stepUp ? "/sign-in?step-up" : "/sign-in");
      const back = await createVisitor(provider).follow(start.headers.location as string, who, acr);
      return browser.back(back);
    },
    async back(url: string) {
      const answer = await browser.call("GET", url.slice(OFFICE_ORIGIN.length));
      await browser.session();
      return answer.headers.location as string;
    },
  };
  return browser;
}

describe("a sign-in", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  it("uses a code with PKCE, state and nonce, each new, and names nobody in the address", async () => {
    for (let i = 0; i < 2; i++) await createBrowser(office).call("GET", "/sign-in");
    const browser = createBrowser(office);
    expect(await browser.signIn("sub-carla")).toBe(`${OFFICE_ORIGIN}/desk`);
    expect(await browser.session()).toMatchObject({ name: "carla.clerk", roles: ["clerk"] });
    const asked = provider.asked.at(-1)!;
    expect([...asked.keys()].sort()).toEqual(
      [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
      ].sort(),
    );
    expect([asked.get("response_type"), asked.get("code_challenge_method")]).toEqual(["code", "S256"]);
    const again = createBrowser(office);
    await again.signIn("sub-carla");
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(asked.get(name)!.length).toBeGreaterThanOrEqual(43);
      expect(provider.asked.at(-1)!.get(name)).not.toBe(asked.get(name));
    }
  });

  it("ends in a cookie that no script reads, no other site sends along, and no other host sets", async () => {
    const browser = createBrowser(office);
    await browser.signIn("sub-carla");
    const session = browser.said.find((each) => each.startsWith("__Host-civicproof-session=") && !each.includes("=;"));
    expect(session).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    expect(browser.said[0]).toMatch(/^__Host-civicproof-sign-in=.+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    // What the browser keeps for the way back says nothing: it is sealed.
    expect(Buffer.from(browser.said[0]!.split(/[=;]/)[1]!, "base64url").toString("latin1")).not.toContain("nonce");
  });

  it("has cookies without Secure on this machine alone", async () => {
    const here = await startOffice({ publicUrl: "http://127.0.0.1:4290", signIn: settings(), now: now() });
    const answer = await here.service.app.inject({ method: "GET", url: "/sign-in" });
    expect(answer.headers["set-cookie"]).toMatch(/^civicproof-sign-in=.+; Path=\/; HttpOnly; SameSite=Lax$/);
    await here.close();
  });

  it("is good in the browser that began it, once, and not with another state", async () => {
    const browser = createBrowser(office);
    const start = await browser.call("GET", "/sign-in");
    const back = await createVisitor(provider).follow(start.headers.location as string, "sub-carla");
    const refused = (code: string) => `${OFFICE_ORIGIN}/desk#refused=${code}`;
    expect(await createBrowser(office).back(back)).toBe(refused("SIGN_IN_FOREIGN"));
    const other = createBrowser(office);
    await other.call("GET", "/sign-in");
    const { redeemed } = provider;
    expect(await other.back(back)).toBe(refused("SIGN_IN_REFUSED"));
    // The state is looked at first: nobody makes the office spend a code that is another's.
    expect(provider.redeemed).toBe(redeemed);
    expect(await browser.back(back)).toBe(`${OFFICE_ORIGIN}/desk`);
    expect(await browser.back(back)).toBe(refused("SIGN_IN_FOREIGN"));
  });

  it("is read whole when the provider's answer has a question mark in it", async () => {
    const browser = createBrowser(office);
    const start = await browser.call("GET", "/sign-in");
    const back = await createVisitor(provider).follow(start.headers.location as string, "sub-carla");
    expect(await browser.back(back.replace("?", "?note=a?b&"))).toBe(`${OFFICE_ORIGIN}/desk`);
  });

  it("is over after ten minutes", async () => {
    const browser = createBrowser(office);
    const start = await browser.call("GET", "/sign-in");
    const back = await createVisitor(provider).follow(start.headers.location as string, "sub-carla");
    office.clock.now += 601;
    expect(await browser.back(back)).toContain("#refused=SIGN_IN_FOREIGN");
    office.clock.now -= 601;
  });

  it.each([
    ["a token without the nonce that was sent", { nonce: "another" }],
    ["a token for another client", { aud: "somebody" }],
    ["a token of another issuer", { iss: "https://elsewhere.example.org" }],
    ["a token that is over", { exp: 1 }],
    ["a token whose signature is another's", { signature: "x" }],
  ])("is refused for %s", async (_, change) => {
    provider.tamper = async (body) => ({ ...body, id_token: await forged(String(body.id_token), change) });
    expect(await createBrowser(office).signIn("sub-carla")).toContain("#refused=SIGN_IN_REFUSED");
  });

  it("is refused where the provider says no", async () => {
    expect(await createBrowser(office).signIn("nobody")).toContain("#refused=SIGN_IN_REFUSED");
  });

  it.each([
    ["nobody without a role", "sub-guest", "STAFF_ROLE_MISSING"],
    ["nobody without a name", "sub-nameless", "STAFF_NAME_HELD"],
    ["nobody under the name of an API key", "sub-key", "STAFF_NAME_HELD"],
  ])("lets in %s", async (_, who, code) => {
    const browser = createBrowser(office);
    expect(await browser.signIn(who)).toContain(`#refused=${code}`);
    expect(await browser.session()).toBeNull();
  });

  it("keeps a person's first name in the log, and gives nobody else's", async () => {
    await createBrowser(office).signIn("sub-carla");
    expect(await createBrowser(office).signIn("sub-twin")).toContain("#refused=STAFF_NAME_HELD");
    provider.accounts.set("sub-carla", { name: "carla.married", groups: ["office-clerks"] });
    const browser = createBrowser(office);
    await browser.signIn("sub-carla");
    expect(await browser.session()).toMatchObject({ name: "carla.clerk" });
    provider.accounts.set("sub-carla", ACCOUNTS["sub-carla"]);
    await expect(office.store.keys.add("carla.clerk", "clerk", "admin")).rejects.toMatchObject({
      code: "INPUT_INVALID",
    });
  });

  it.each([
    ["in capitals", "Carla.Clerk"],
    ["in wide letters", "ｃａｒｌａ.clerk"],
    ["with a letter of another script", "c\u0430rla.clerk"],
    ["of a bridge", "bridge:pid"],
    ["of the office itself", "Office"],
  ])("gives nobody a name that looks like another's in the log: %s", async (_, name) => {
    await createBrowser(office).signIn("sub-carla");
    provider.accounts.set("sub-alike", { name, groups: ["office-clerks"] });
    expect(await createBrowser(office).signIn("sub-alike")).toContain("#refused=STAFF_NAME_HELD");
    if (/^[A-Za-z.]+$/.test(name))
      await expect(office.store.keys.add(name, "clerk", "admin")).rejects.toMatchObject({ path: "name" });
  });

  it("says that the provider is away, and asks it again later", async () => {
    const away = await startOffice({ signIn: settings({ issuer: "http://127.0.0.1:9" }), now: now() });
    const browser = createBrowser(away);
    for (let i = 0; i < 2; i++)
      expect((await browser.call("GET", "/sign-in")).headers.location).toContain("#refused=SIGN_IN_UNAVAILABLE");
    await away.close();
  });
});

describe("roles", () => {
  it("come from a claim inside another, and from a list of people", async () => {
    const { rolesOf } = await import("../../../src/office/sign-in/settings.ts");
    const values = { a: ["clerk"], b: ["approver", "clerk"] } as const;
    const nested = { sub: "s", realm: { roles: ["b", "x", "constructor"] } };
    expect(rolesOf(nested, { claim: ["realm", "roles"], values })).toEqual(["clerk", "approver"]);
    expect(rolesOf({ sub: "s", role: "a" }, { claim: "role", values })).toEqual(["clerk"]);
    for (const role of [undefined, null, 7, "c", "__proto__", ["toString"]])
      expect(rolesOf({ sub: "s", role }, { claim: "role", values })).toEqual([]);
    const subjects = { s: ["auditor"] } as const;
    expect([rolesOf({ sub: "s" }, { subjects }), rolesOf({ sub: "t" }, { subjects })]).toEqual([["auditor"], []]);
    const office = await openOffice({ roles: { subjects: { "sub-guest": ["auditor"] } } });
    const browser = createBrowser(office);
    await browser.signIn("sub-guest");
    expect(await browser.session()).toMatchObject({ name: "gus.guest", roles: ["auditor"] });
    expect(await createBrowser(office).signIn("sub-carla")).toContain("#refused=STAFF_ROLE_MISSING");
    await office.close();
  });

  it.each([
    [{ roles: { subjects: {} } }, "signIn.roles"],
    [{ roles: { claim: "groups", values: { a: ["king"] } } }, "signIn.roles"],
    [{ issuer: "http://login.example.org" }, "signIn.issuer"],
    [{ clientId: "" }, "signIn.clientId"],
    [{ stepUp: { maxAgeSeconds: 1 } }, "signIn.stepUp.maxAgeSeconds"],
    [{ idleSeconds: 0 }, "signIn.idleSeconds"],
  ])("and other settings out of their form are refused: %j", async (change, path) => {
    await expect(startOffice({ signIn: settings(change as never) })).rejects.toMatchObject({
      code: "INPUT_INVALID",
      path,
    });
  });
});

describe("routes", () => {
  let office: TestOffice;
  const browsers = new Map<string, ReturnType<typeof createBrowser>>();
  beforeAll(async () => {
    office = await openOffice();
    for (const role of ROLES) {
      const browser = createBrowser(office);
      await browser.signIn(WHO[role]);
      browsers.set(role, browser);
    }
  });
  afterAll(() => office.close());

  const guarded = Object.entries(ACCESS).filter(([, access]) => access !== "everybody") as [string, readonly Role[]][];
  const methodOf = (route: string) => route.split(" ")[0] as "GET" | "POST" | "DELETE";
  it.each(guarded.flatMap(([route, access]) => ROLES.map((role) => [route, role, access] as const)))(
    "%s answers a session of the role %s as the table says",
    async (route, role, access) => {
      const method = methodOf(route);
      const answer = await browsers.get(role)!.call(method, url(route), method === "POST" ? { body: {} } : {});
      if (access.includes(role)) expect([401, 403]).not.toContain(answer.statusCode);
      else expect([answer.statusCode, answer.json().error.code]).toEqual([403, "ROLE_WRONG"]);
    },
  );

  const writing = [...guarded.map(([route]) => route), "POST /sign-out"].filter((route) => !route.startsWith("GET"));
  it.each(writing)("%s takes nothing that another site's page sends with the cookie", async (route) => {
    const access = ACCESS[route];
    const browser = browsers.get(access === "everybody" ? "clerk" : access![0]!)!;
    const tries: Record<string, string>[] = [
      { "x-csrf-token": "" },
      { "x-csrf-token": browsers.get("approver")!.csrf === browser.csrf ? "x" : browsers.get("approver")!.csrf },
      { origin: "https://evil.example.org" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of tries) {
      const answer = await browser.call(methodOf(route), url(route), { body: {}, headers });
      expect([answer.statusCode, answer.json().error.code], JSON.stringify(headers)).toEqual([403, "CSRF_TOKEN_WRONG"]);
    }
    const form = { "content-type": "application/x-www-form-urlencoded", "x-csrf-token": "" };
    const answer = await browser.call(methodOf(route), url(route), { headers: form });
    // Where its session is looked at after the body, the form alone is refused.
    expect(answer.json().error.code).toBe(route === "POST /sign-out" ? "MEDIA_TYPE_NOT_TAKEN" : "CSRF_TOKEN_WRONG");
  });

  it("take a key before a session, and no cookie twice", async () => {
    const browser = browsers.get("clerk")!;
    const asKey = await browser.call("GET", "/desk/log", {
      headers: { authorization: `Bearer ${office.keys.auditor}` },
    });
    expect(asKey.statusCode).toBe(200);
    const wrongKey = await browser.call("GET", "/desk/queue", { headers: { authorization: "Bearer nothing" } });
    expect(wrongKey.json().error.code).toBe("API_KEY_WRONG");
    const [[name, value]] = browser.cookies as unknown as [[string, string]];
    const twice = await office.service.app.inject({
      ...{ method: "GET", url: "/desk/queue", headers: { cookie: `${name}=${"x".repeat(43)}; ${name}=${value}` } },
    });
    expect(twice.statusCode).toBe(401);
  });

  it("write the person into the log, and neither the person nor the cookie into the service's own", async () => {
    const browser = browsers.get("clerk")!;
    const body = { subject: "T-1", credential: TOWN_CREDENTIAL };
    expect((await browser.call("POST", "/desk/offers", { body })).statusCode).toBe(201);
    const { entries, verified } = (await browsers.get("auditor")!.call("GET", "/desk/log?from=1")).json();
    expect(verified).toBe(entries.length);
    expect(entries.at(-1)).toMatchObject({ actor: "carla.clerk", action: "offered" });
    expect(entries).toContainEqual(
      expect.objectContaining({ actor: "anton.approver", action: "signed-in", detail: "approver" }),
    );
    const said = office.logs.join("\n");
    for (const secret of ["carla", "sub-", "state=", "code=", browser.csrf, ...browser.cookies.values()])
      expect(said.includes(secret), secret).toBe(false);
  });
});

describe("a session", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await openOffice({ sessionSeconds: 3_600, idleSeconds: 600 });
  });
  afterAll(() => office.close());
  const code = async (browser: ReturnType<typeof createBrowser>): Promise<string | undefined> =>
    (await browser.call("GET", "/desk/queue")).json().error?.code;

  it("ends after an hour, used or not, and after ten minutes without a call", async () => {
    const [busy, idle] = [createBrowser(office), createBrowser(office)];
    await busy.signIn("sub-carla");
    await idle.signIn("sub-carla");
    const start = office.clock.now;
    for (let minute = 1; minute <= 59; minute++) {
      office.clock.now = start + 60 * minute;
      expect(await code(busy), `minute ${minute}`).toBeUndefined();
    }
    expect(await code(idle)).toBe("SESSION_EXPIRED");
    office.clock.now = start + 3_600;
    expect(await code(busy)).toBe("SESSION_EXPIRED");
    office.clock.now = now();
  });

  it("ends with a sign-out, which leads on to the provider's", async () => {
    const browser = createBrowser(office);
    await browser.signIn("sub-carla");
    const kept = new Map(browser.cookies);
    const answer = await browser.call("POST", "/sign-out");
    expect(new URL(answer.json().location).pathname).toBe("/session/end");
    expect(new URL(answer.json().location).searchParams.get("post_logout_redirect_uri")).toBe(`${OFFICE_ORIGIN}/desk`);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await code(browser)).toBe("SESSION_EXPIRED");
  });

  it("ends when an administrator ends it", async () => {
    const [clerk, admin] = [createBrowser(office), createBrowser(office)];
    await clerk.signIn("sub-carla");
    await admin.signIn("sub-adam");
    const { sessions } = (await admin.call("GET", "/desk/sessions")).json();
    expect(sessions).toContainEqual(expect.objectContaining({ name: "carla.clerk", roles: ["clerk"] }));
    expect((await admin.call("POST", "/desk/sessions/end", { body: { name: "carla.clerk" } })).statusCode).toBe(204);
    expect(await code(clerk)).toBe("SESSION_EXPIRED");
    const entries = await office.store.log();
    expect(entries.at(-1)).toMatchObject({ actor: "adam.admin", action: "sessions-ended", detail: "carla.clerk" });
  });

  it("is kept as a hash, and forgotten when it is over", async () => {
    const browser = createBrowser(office);
    await browser.signIn("sub-carla");
    office.clock.now += 3_601;
    expect(await office.store.sessions.sweep()).toBeGreaterThan(0);
    expect(await office.store.sessions.list()).toEqual([]);
    office.clock.now = now();
  });
});

describe("two people", () => {
  it("are two: nobody approves what she asked for, with both roles or under a new name", async () => {
    const office = await openOffice({}, () => true);
    const browser = createBrowser(office);
    await browser.signIn("sub-both");
    const wallet = office.wallet();
    const made = (
      await browser.call("POST", "/desk/offers", { body: { subject: "T-1", credential: TOWN_CREDENTIAL } })
    ).json();
    await wallet.receive(made.link, { transactionCode: made.transactionCode });
    const { entries } = (await browser.call("GET", "/desk/queue")).json();
    provider.accounts.set("sub-both", { ...ACCOUNTS["sub-both"], name: "bea.renamed" });
    const renamed = createBrowser(office);
    await renamed.signIn("sub-both");
    for (const each of [browser, renamed]) {
      const answer = await each.call("POST", `/desk/queue/${entries[0].id}`, { body: { approve: true } });
      expect(answer.json().error.code).toBe("SECOND_PERSON_MISSING");
    }
    const other = createBrowser(office);
    await other.signIn("sub-anton");
    expect((await other.call("POST", `/desk/queue/${entries[0].id}`, { body: { approve: true } })).statusCode).toBe(
      200,
    );
    provider.accounts.set("sub-both", ACCOUNTS["sub-both"]);
    await office.close();
  });
});

describe("a demanded level", () => {
  it("keeps out whoever shows a lower one, and is asked for", async () => {
    const office = await openOffice({ acr: ["high"] });
    const browser = createBrowser(office);
    expect(await browser.signIn("sub-carla", { acr: "low" })).toContain("#refused=SIGN_IN_TOO_WEAK");
    expect(provider.asked.at(-1)!.get("acr_values")).toBe("high");
    expect(await browser.signIn("sub-carla", { acr: "high" })).toBe(`${OFFICE_ORIGIN}/desk`);
    await office.close();
  });

  it("is asked for again before a change, with a sign-in that is new", async () => {
    const office = await openOffice({ stepUp: { maxAgeSeconds: 300, acr: ["high"] } });
    const browser = createBrowser(office);
    await browser.signIn("sub-carla", { acr: "low" });
    const offer = async () =>
      (await browser.call("POST", "/desk/offers", { body: { subject: "T-1", credential: TOWN_CREDENTIAL } })).json();
    const look = () => browser.call("POST", "/desk/person", { body: { subject: "T-1" } });
    expect((await offer()).error).toMatchObject({ code: "STEP_UP_MISSING", path: "acr" });
    expect((await look()).statusCode).toBe(200);
    await browser.signIn("sub-carla", { acr: "high", stepUp: true });
    expect(["prompt", "max_age", "acr_values"].map((name) => provider.asked.at(-1)!.get(name))).toEqual([
      "login",
      "0",
      "high",
    ]);
    expect((await offer()).link).toBeDefined();
    office.clock.now += 301;
    expect((await offer()).error).toMatchObject({ code: "STEP_UP_MISSING", path: "auth_time" });
    expect((await look()).statusCode).toBe(200);
    await office.close();
  });

  it("is enough to come in, too, when it has another name than what everybody shows", async () => {
    const office = await openOffice({ acr: ["low"], stepUp: { maxAgeSeconds: 300, acr: ["high"] } });
    const browser = createBrowser(office);
    await browser.signIn("sub-carla", { acr: "low" });
    const offer = async () =>
      (await browser.call("POST", "/desk/offers", { body: { subject: "T-1", credential: TOWN_CREDENTIAL } })).json();
    expect((await offer()).error).toMatchObject({ code: "STEP_UP_MISSING", path: "acr" });
    expect(await browser.signIn("sub-carla", { acr: "high", stepUp: true })).toBe(`${OFFICE_ORIGIN}/desk`);
    expect((await offer()).link).toBeDefined();
    await office.close();
  });

  it("is over in time though the provider's clock is ahead", async () => {
    const office = await openOffice({ stepUp: { maxAgeSeconds: 300 } });
    const browser = createBrowser(office);
    provider.tamper = async (body) => ({
      ...body,
      id_token: await provider.resign(body.id_token as string, { auth_time: now() + 1_000_000 }),
    });
    await browser.signIn("sub-carla", { stepUp: true });
    const offer = async () =>
      (await browser.call("POST", "/desk/offers", { body: { subject: "T-1", credential: TOWN_CREDENTIAL } })).json();
    expect((await offer()).link).toBeDefined();
    office.clock.now += 301;
    expect((await offer()).error).toMatchObject({ code: "STEP_UP_MISSING", path: "auth_time" });
    await office.close();
  });

  it("takes no old sign-in for a new one", async () => {
    const office = await openOffice({ stepUp: { maxAgeSeconds: 300 } });
    const browser = createBrowser(office);
    // The office's clock is ahead: what the provider calls a sign-in of now is an old one to it.
    office.clock.now += 3_600;
    expect(await browser.signIn("sub-carla", { stepUp: true })).toContain("#refused=SIGN_IN_REFUSED");
    await office.close();
  });
});

describe("an office without a provider", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await startOffice();
  });
  afterAll(() => office.close());

  it("trades an API key for a session, which ends with the key", async () => {
    const browser = createBrowser(office);
    const trade = (key: string, headers: object = {}) =>
      browser.call("POST", "/sign-in/key", { body: { key }, headers });
    expect((await trade("x".repeat(43))).json().error.code).toBe("API_KEY_WRONG");
    const foreign = await trade(office.keys.clerk, { origin: "https://evil.example.org" });
    expect(foreign.json().error.code).toBe("CSRF_TOKEN_WRONG");
    const key = await office.store.keys.add("desk-2", "clerk", "admin");
    expect((await trade(key)).statusCode).toBe(200);
    expect(await browser.session()).toMatchObject({ name: "desk-2", roles: ["clerk"] });
    expect((await browser.call("GET", "/desk/queue")).statusCode).toBe(200);
    await office.store.keys.end("desk-2", "admin");
    expect((await browser.call("GET", "/desk/queue")).json().error.code).toBe("SESSION_EXPIRED");
  });

  it("is found under every name of this machine, and at no other port", async () => {
    const here = await startOffice({ publicUrl: "http://127.0.0.1:4290" });
    const trade = async (origin: string) => {
      const answer = await createBrowser(here).call("POST", "/sign-in/key", {
        ...{ body: { key: here.keys.clerk }, headers: { origin } },
      });
      return answer.statusCode;
    };
    expect(await trade("http://localhost:4290")).toBe(200);
    expect(await trade("http://[::1]:4290")).toBe(200);
    for (const origin of ["http://localhost:4291", "https://localhost:4290", "http://example.org:4290", "null"])
      expect([origin, await trade(origin)]).toEqual([origin, 403]);
    await here.close();
  });

  it("has no other sign-in", async () => {
    expect((await createBrowser(office).call("GET", "/sign-in")).statusCode).toBe(404);
  });
});

/** An ID token with other claims, or with another signature. */
async function forged(token: string, change: Record<string, unknown>): Promise<string> {
  return "signature" in change ? token.replace(/[^.]{8}$/, "AAAAAAAA") : provider.resign(token, change);
}
