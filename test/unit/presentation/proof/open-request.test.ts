/** What a wallet checks by itself before a holder is asked: who asks, for what, when, and who is paid. */

import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { parseSchema } from "../../../../src/credentials/credential/schema.ts";
import type { ProgrammeEntry } from "../../../../src/credentials/registry/programme-entry.ts";
import {
  type AnsweredQuestion,
  describeRequest,
  type OpenRequestOptions,
  questionOf,
} from "../../../../src/presentation/proof/describe-request.ts";
import { openRequest } from "../../../../src/presentation/proof/open-request.ts";
import { createPresentation } from "../../../../src/presentation/proof/prove.ts";
import {
  type CreateRequestOptions,
  createRequest,
  type PresentationRequest,
} from "../../../../src/presentation/proof/request.ts";
import { compilePolicy, explainPolicy } from "../../../../src/statement/policy/index.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const HOST = "benefits.example.org";
const ORIGIN = `https://${HOST}`;
const EVIL = "https://shop.example";
const DAY = 86_400;
const policy = compilePolicy({ ...FIXTURE_POLICIES.age, grid: GRID }, SCHEMA);

const ask = (options: Partial<CreateRequestOptions> = {}): PresentationRequest =>
  createRequest({
    policy,
    scope: { verifier: HOST },
    registry: REGISTRY_ID,
    origin: ORIGIN,
    nowSeconds: NOW_SECONDS,
    ...options,
  });

const entry: ProgrammeEntry = {
  verifier: HOST,
  programme: policy.policy.programme,
  grid: GRID,
  maxClaims: 1,
  askers: ["https://partner.example.net"],
  responseOrigins: ["https://verify.example.net"],
};

/** The code and the path with which a wallet refuses; "opened" when it does not. */
function outcome(request: unknown, options: Partial<OpenRequestOptions> = {}): string {
  try {
    openRequest(request, { askedBy: ORIGIN, clock: () => NOW_SECONDS, ...options });
    return "opened";
  } catch (error) {
    if (error instanceof CivicproofError) return `${error.code} ${error.path}`;
    throw error;
  }
}

describe("the party that asks", () => {
  it("is the one that the request names, and gets an answer", () => {
    expect(outcome(ask())).toBe("opened");
    const opened = openRequest(ask(), { askedBy: ORIGIN, clock: () => NOW_SECONDS });
    expect(opened).toMatchObject({ asker: ORIGIN, responseOrigin: ORIGIN, isListed: false, title: "Fixture" });
    expect(opened.otherQuestions).toBeUndefined();
    expect(opened.notices).toEqual([]);
  });

  it("does not learn a pseudonym of another verifier", () => {
    const phishing = ask({ origin: EVIL, responseOrigin: EVIL });
    expect(outcome(phishing, { askedBy: EVIL })).toBe("ASKER_MISMATCH scope.verifier");
    // A subdomain, or the domain above, is another host.
    for (const origin of [`https://www.${HOST}`, "https://example.org", `https://${HOST}.shop.example`]) {
      expect(outcome(ask({ origin }), { askedBy: origin }), origin).toBe("ASKER_MISMATCH scope.verifier");
    }
  });

  it("can't show a request of another site", () => {
    expect(outcome(ask(), { askedBy: EVIL })).toBe("ASKER_MISMATCH origin");
    expect(outcome(ask({ responseOrigin: EVIL }), { askedBy: EVIL })).toBe("ASKER_MISMATCH origin");
    expect(outcome(ask(), { askedBy: `http://${HOST}` })).toBe("ASKER_MISMATCH origin");
    expect(outcome(ask(), { askedBy: `${ORIGIN}:444` })).toBe("ASKER_MISMATCH origin");
  });

  it("can't have the answer sent elsewhere", () => {
    expect(outcome(ask(), { responseUri: `${EVIL}/answers` })).toBe("ASKER_MISMATCH responseOrigin");
    expect(outcome(ask({ responseOrigin: EVIL }))).toBe("ASKER_MISMATCH responseOrigin");
    expect(outcome(ask({ responseOrigin: EVIL }), { responseUri: `${EVIL}/answers` })).toBe(
      "ASKER_MISMATCH responseOrigin",
    );
    expect(outcome(ask(), { responseUri: `${ORIGIN}/answers` })).toBe("opened");
  });

  it("is the address that gets the answer, where a link brought the request", () => {
    const link = (responseUri: string) => ({ askedBy: { responseUri } });
    expect(outcome(ask(), link(`${ORIGIN}/answers`))).toBe("opened");
    expect(outcome(ask(), link(`${EVIL}/answers`))).toBe("ASKER_MISMATCH responseOrigin");
    expect(outcome(ask({ responseOrigin: EVIL }), link(`${EVIL}/answers`))).toBe("ASKER_MISMATCH origin");
    for (const uri of [
      "javascript:alert(1)",
      "data:,x",
      "file:///etc/passwd",
      `https://a:b@${HOST}/`,
      `${ORIGIN}/#a`,
    ]) {
      expect(outcome(ask(), link(uri)), uri).toBe("REQUEST_INVALID responseUri");
    }
  });

  it("must be named by the application, as a browser writes origins", () => {
    for (const askedBy of [undefined, null, "", HOST, `${ORIGIN}/`, "HTTPS://benefits.example.org", "null", 7]) {
      expect(outcome(ask(), { askedBy: askedBy as never }), String(askedBy)).toBe("ASKER_MISMATCH askedBy");
    }
    expect(() => openRequest(ask(), undefined as never)).toThrow(CivicproofError);
  });

  it("may be another host where the registry lists it, and the answer may go where it lists", () => {
    const [partner, service] = [entry.askers[0]!, entry.responseOrigins[0]!];
    const listed = { programmes: [entry] };
    expect(outcome(ask({ origin: partner }), { askedBy: partner })).toBe("ASKER_MISMATCH scope.verifier");
    expect(outcome(ask({ origin: partner }), { askedBy: partner, ...listed })).toBe("opened");
    expect(outcome(ask({ responseOrigin: service }), listed)).toBe("opened");
    expect(outcome(ask({ responseOrigin: EVIL }), listed)).toBe("ASKER_MISMATCH responseOrigin");
    // A service that answers for the portal shows its requests as links.
    const askedBy = { responseUri: `${service}/answers` };
    expect(outcome(ask({ responseOrigin: service }), { askedBy, ...listed })).toBe("opened");
    expect(outcome(ask({ responseOrigin: service }), { askedBy })).toBe("ASKER_MISMATCH origin");
    expect(outcome(ask({ origin: EVIL, responseOrigin: service }), { askedBy, ...listed })).toBe(
      "ASKER_MISMATCH origin",
    );
    const other = { programmes: [{ ...entry, programme: "other" }] };
    expect(outcome(ask({ origin: partner }), { askedBy: partner, ...other })).toBe("ASKER_MISMATCH scope.verifier");
  });
});

describe("the programme of a request", () => {
  it("is that of the policy, with its grid and its claims", () => {
    const request = ask();
    const scope = { ...request.scope, programme: "other" };
    expect(outcome({ ...request, scope })).toBe("PROGRAMME_MISMATCH scope.programme");
    expect(outcome({ ...request, maxClaims: 2 })).toBe("PROGRAMME_MISMATCH maxClaims");
    const yearly = { grid: "year/2020-01-01/0", period: 20260101 };
    expect(outcome({ ...request, ...yearly })).toBe("PROGRAMME_MISMATCH grid");
  });

  it("is that of the registry's entry, where there is one", () => {
    const listed = (change: Partial<ProgrammeEntry>) => outcome(ask(), { programmes: [{ ...entry, ...change }] });
    expect(listed({})).toBe("opened");
    expect(listed({ grid: "year/2020-01-01/0" })).toBe("PROGRAMME_MISMATCH grid");
    expect(listed({ maxClaims: 3 })).toBe("PROGRAMME_MISMATCH maxClaims");
    expect(listed({ chainId: "eip155:1", contract: `0x${"c".repeat(40)}` })).toBe("PROGRAMME_MISMATCH scope.chainId");
  });

  it("names a verifier in one spelling", () => {
    const request = ask();
    for (const verifier of ["Benefits.Example.org", `${HOST}.`, ` ${HOST}`, ORIGIN, "bénéfices.example.org"]) {
      const scope = { ...request.scope, verifier };
      expect(outcome({ ...request, scope }), verifier).toBe("REQUEST_INVALID scope.verifier");
    }
    for (const origin of [
      "javascript:alert(1)",
      `${ORIGIN}@evil.example/`,
      "https://bénéfices.example.org",
      `${ORIGIN}/`,
    ]) {
      expect(outcome({ ...request, origin }), origin).toBe("REQUEST_INVALID origin");
    }
  });

  it("is the one whose hash, schema and circuit stand in the request", () => {
    const request = ask();
    expect(outcome({ ...request, policyHash: "1" })).toBe("REQUEST_INVALID policyHash");
    expect(outcome({ ...request, circuit: "residency" })).toBe("REQUEST_INVALID circuit");
    expect(outcome({ ...request, schemaId: "1" })).toBe("REQUEST_INVALID schemaId");
    const schema = {
      ...SCHEMA,
      claims: SCHEMA.claims.map((claim) => ({ ...claim, ...(claim.currency && { currency: "SEK" }) })),
    };
    expect(outcome({ ...request, schema })).toBe("REQUEST_INVALID schemaId");
    expect(parseSchema(schema).claims[3]).toMatchObject({ currency: "SEK" });
  });
});

describe("the wallet's own clock", () => {
  it("lets a request pass whose day is today, yesterday or tomorrow", () => {
    for (const days of [-1, 0, 1]) {
      const request = ask({ nowSeconds: NOW_SECONDS + days * DAY });
      const expiresAtSeconds = NOW_SECONDS + 600;
      expect(outcome({ ...request, expiresAtSeconds }), String(days)).toBe("opened");
    }
  });

  it("refuses other days, so that no birth date is found by bisection", () => {
    for (const days of [-2, 2, -365 * 6, 365 * 6]) {
      const request = { ...ask({ nowSeconds: NOW_SECONDS + days * DAY }), expiresAtSeconds: NOW_SECONDS + 600 };
      expect(outcome(request), String(days)).toBe("REQUEST_TIME_WRONG today");
    }
  });

  it("refuses a request that is over or lasts for longer than a day", () => {
    expect(outcome(ask(), { clock: () => NOW_SECONDS + 600 })).toBe("REQUEST_TIME_WRONG expiresAtSeconds");
    expect(outcome({ ...ask(), expiresAtSeconds: NOW_SECONDS + DAY + 301 })).toBe(
      "REQUEST_TIME_WRONG expiresAtSeconds",
    );
    expect(outcome(ask({ lifetimeSeconds: DAY }))).toBe("opened");
    expect(outcome(ask(), { clock: () => Number.NaN })).toBe("REQUEST_TIME_WRONG clock");
  });

  it("takes no milliseconds for an instant at which every request is over", () => {
    expect(outcome(ask(), { clock: () => NOW_SECONDS * 1_000 })).toBe("REQUEST_TIME_WRONG clock");
  });

  it("reads no period but the grid's own of that day", () => {
    expect(outcome({ ...ask(), period: 20261201 })).toBe("REQUEST_INVALID period");
    expect(outcome({ ...ask(), period: 20310101 })).toBe("REQUEST_INVALID period");
  });

  it("answers for a day in the past only when the holder agrees, and says which day", () => {
    const appeal = ask({ asOfSeconds: NOW_SECONDS - 60 * DAY });
    expect(outcome(appeal)).toBe("AS_OF_REFUSED asOfSeconds");
    const { notices } = describeRequest(appeal, { askedBy: ORIGIN, clock: () => NOW_SECONDS, allowAsOf: true });
    expect(notices).toMatchObject([{ kind: "as-of", day: "2026-09-24" }]);
    expect(notices[0]!.text).toContain("2026-09-24");
    const ahead = { ...appeal, asOfSeconds: NOW_SECONDS + 2 * DAY, today: "2026-11-25", period: 20261101 };
    expect(outcome(ahead, { allowAsOf: true })).toBe("REQUEST_TIME_WRONG asOfSeconds");
    const another = { ...appeal, today: "2026-09-25" };
    expect(outcome(another, { allowAsOf: true })).toBe("REQUEST_TIME_WRONG today");
  });
});

describe("questions that were answered", () => {
  const question = questionOf(ask());
  const count = (answered: readonly AnsweredQuestion[]) =>
    describeRequest(ask(), { askedBy: ORIGIN, clock: () => NOW_SECONDS, answered });

  it("are counted by verifier: other policies, and other days of one period", () => {
    expect(count([]).otherQuestions).toBe(0);
    const other = { ...question, policyHash: "7" };
    const answered = [
      question,
      other,
      other,
      { ...other, policyHash: "8", programme: "another" },
      { ...question, today: "2026-11-02" },
      // How a programme goes on is no news.
      { ...question, today: "2026-10-02", period: 20261001 },
      { ...other, verifier: "other.example.org" },
    ];
    const { otherQuestions, notices } = count(answered);
    expect(otherQuestions).toBe(3);
    expect(notices).toMatchObject([{ kind: "other-questions", count: 3 }]);
    expect(notices[0]!.text).toContain("asked you 3 other questions");
  });
});

describe("a payee", () => {
  const OWN = `0x${"a1".repeat(20)}`;
  const OTHER = `0x${"b2".repeat(20)}`;
  const onChain = (recipient: string) =>
    ask({ scope: { verifier: HOST, chainId: "eip155:1", contract: `0x${"c".repeat(40)}` }, recipient });

  it("on a chain is an address of the holder, or one that she has confirmed in full", () => {
    expect(outcome(onChain(OTHER))).toBe("RECIPIENT_NOT_CONFIRMED recipient");
    expect(outcome(onChain(OTHER), { ownAddresses: [OWN] })).toBe("RECIPIENT_NOT_CONFIRMED recipient");
    expect(outcome(onChain(OTHER), { confirmedRecipient: OTHER.slice(0, 10) })).toBe(
      "RECIPIENT_NOT_CONFIRMED recipient",
    );
    expect(outcome(onChain(OWN), { ownAddresses: [OTHER, OWN.toUpperCase().replace("0X", "0x")] })).toBe("opened");
    const options = { askedBy: ORIGIN, clock: () => NOW_SECONDS, confirmedRecipient: OTHER };
    expect(describeRequest(onChain(OTHER), options).notices).toMatchObject([
      { kind: "foreign-recipient", recipient: OTHER },
    ]);
  });

  it("elsewhere is shown, and confirmed where another device shows the request", () => {
    expect(outcome(ask({ recipient: "case 4711" }))).toBe("opened");
    const crossDevice = { crossDevice: true, askedBy: { responseUri: `${ORIGIN}/answers` } };
    const shown = ask({ recipient: "case 4711", crossDevice: true });
    expect(shown.expiresAtSeconds).toBe(NOW_SECONDS + 120);
    expect(outcome(shown, crossDevice)).toBe("RECIPIENT_NOT_CONFIRMED recipient");
    expect(outcome(shown, { ...crossDevice, confirmedRecipient: "case 4712" })).toBe(
      "RECIPIENT_NOT_CONFIRMED recipient",
    );
    expect(outcome(shown, { ...crossDevice, confirmedRecipient: "case 4711" })).toBe("opened");
    expect(outcome(ask({ lifetimeSeconds: 60 }), crossDevice)).toBe("RECIPIENT_NOT_CONFIRMED recipient");
    const long = ask({ recipient: "case 4711" });
    expect(outcome(long, { ...crossDevice, confirmedRecipient: "case 4711" })).toBe(
      "REQUEST_TIME_WRONG expiresAtSeconds",
    );
  });

  it("is there, and the life short, in a request that is made for another device", () => {
    const made = (options: Partial<CreateRequestOptions>) => () => ask({ crossDevice: true, ...options });
    expect(made({})).toThrow(expect.objectContaining({ path: "recipient" }));
    expect(made({ recipient: "case 1", lifetimeSeconds: 121 })).toThrow(
      expect.objectContaining({ path: "lifetimeSeconds" }),
    );
  });
});

describe("proving", () => {
  const { credential, holderSecret, view: registry } = makeWorld();
  const artifacts = { circuit: "age" } as never;
  const prove = (request: unknown) =>
    createPresentation({ credential, holderSecret, registry, artifacts, request } as never);
  const opened = openRequest(ask(), { askedBy: ORIGIN, clock: () => NOW_SECONDS });

  it("takes nothing but what openRequest returned", async () => {
    const described = describeRequest(ask(), { askedBy: ORIGIN, clock: () => NOW_SECONDS });
    for (const forged of [ask(), described, { ...opened }, structuredClone(opened.request), undefined, null, "text"]) {
      await expect(prove(forged)).rejects.toMatchObject({ code: "REQUEST_NOT_OPENED" });
    }
  });

  it("is with a credential and a view of the registry that the request names", async () => {
    const other = "cd".repeat(32);
    const asked = openRequest(ask({ registry: other }), { askedBy: ORIGIN, clock: () => NOW_SECONDS });
    await expect(prove(asked)).rejects.toMatchObject({ code: "REGISTRY_MISMATCH", path: "credential.registry" });
    const moved = { ...credential, registry: other };
    const attempt = createPresentation({
      credential: moved,
      holderSecret,
      registry,
      artifacts,
      request: asked,
    } as never);
    await expect(attempt).rejects.toMatchObject({ code: "REGISTRY_MISMATCH", path: "registry" });
  });

  it("answers a request only until it ends", async () => {
    let now = NOW_SECONDS;
    const asked = openRequest(ask(), { askedBy: ORIGIN, clock: () => now });
    now = asked.request.expiresAtSeconds - 1;
    await expect(prove(asked)).rejects.not.toMatchObject({ code: "REQUEST_TIME_WRONG" });
    now++;
    await expect(prove(asked)).rejects.toMatchObject({ code: "REQUEST_TIME_WRONG", path: "expiresAtSeconds" });
  });

  it("is about a credential of the schema that the words came from: an amount has one currency", async () => {
    const claims = SCHEMA.claims.map((claim) => (claim.type === "money" ? { ...claim, currency: "SEK" } : claim));
    const schema = parseSchema({ ...SCHEMA, claims });
    const require = { claim: "annualIncome", "<=": 1_500_000 };
    const crowns = compilePolicy({ ...FIXTURE_POLICIES.age, require }, schema);
    const asked = openRequest(ask({ policy: crowns, grid: GRID }), { askedBy: ORIGIN, clock: () => NOW_SECONDS });
    expect(explainPolicy(asked.policy.policy, asked.policy.schema).proves).toContain("SEK");
    await expect(prove(asked)).rejects.toMatchObject({ code: "CREDENTIAL_SCHEMA_MISMATCH" });
  });

  it("proves what was opened: nobody can change it afterwards", () => {
    expect(() => Object.assign(opened, { request: ask() })).toThrow(TypeError);
    expect(() => Object.assign(opened.request, { nonce: "x" })).toThrow(TypeError);
    expect(() => Object.assign(opened.request.scope, { verifier: "x" })).toThrow(TypeError);
  });
});

describe("options", () => {
  it("on Object.prototype are none", () => {
    const pollute = (values: object, work: () => void) => {
      for (const [key, value] of Object.entries(values))
        Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
      try {
        work();
      } finally {
        for (const key of Object.keys(values)) delete (Object.prototype as unknown as Record<string, unknown>)[key];
      }
    };
    pollute({ allowAsOf: true, askedBy: ORIGIN, confirmedRecipient: "x" }, () => {
      expect(outcome(ask({ asOfSeconds: NOW_SECONDS - 60 * DAY }))).toBe("AS_OF_REFUSED asOfSeconds");
      expect(() => openRequest(ask(), {} as never)).toThrow(expect.objectContaining({ path: "askedBy" }));
    });
    pollute({ asOfSeconds: 1, lifetimeSeconds: 86_000, recipient: "x", crossDevice: true }, () => {
      const request = ask();
      expect(Object.keys(request)).not.toContain("asOfSeconds");
      expect(Object.keys(request)).not.toContain("recipient");
      expect(request.expiresAtSeconds).toBe(NOW_SECONDS + 600);
    });
  });
});

describe("texts of a request", () => {
  it("with letters of two alphabets that look alike are pointed out", () => {
    const title = { en: "Seniоr pass", fr: "Carte" };
    const cyrillic = compilePolicy({ ...FIXTURE_POLICIES.age, title }, SCHEMA);
    const request = ask({ policy: cyrillic, grid: GRID, recipient: "Αnna" });
    const { notices } = describeRequest(request, { askedBy: ORIGIN, clock: () => NOW_SECONDS });
    expect(notices).toMatchObject([
      { kind: "mixed-scripts", path: "en", scripts: ["Latin", "Cyrillic"] },
      { kind: "mixed-scripts", path: "recipient", scripts: ["Latin", "Greek"] },
    ]);
  });

  it("that can't be seen are refused where they stand", () => {
    const hidden = [
      "a\u0000b",
      "a\u001b[2Jb",
      "a\u0085b",
      "a\u202eb",
      "a\u2066b",
      "a\u200bb",
      "a\ufeffb",
      "a\nb",
      "a\u2028b",
    ];
    for (const text of [...hidden, "a\u{e0041}b", "a\ud800b", "a\ufffeb", "a\u00adb", "a\u061cb"]) {
      expect(outcome({ ...ask({ recipient: "x" }), recipient: text }), JSON.stringify(text)).toBe(
        "REQUEST_INVALID recipient",
      );
      const titled = (title: unknown) => ({ ...ask(), policy: { ...policy.policy, title } });
      expect(outcome(titled(text)), JSON.stringify(text)).toBe("REQUEST_INVALID policy.title");
      expect(outcome(titled({ en: text })), JSON.stringify(text)).toBe("REQUEST_INVALID policy.title.en");
      const sets = { [text]: ["AT130"] };
      expect(outcome({ ...ask(), policy: { ...policy.policy, sets } })).toMatch(/^REQUEST_INVALID policy\.sets/);
      const claims = SCHEMA.claims.map((claim) => ({ ...claim, description: text }));
      expect(outcome({ ...ask(), schema: { ...SCHEMA, claims } })).toBe("SCHEMA_INVALID claims.0.description");
    }
  });
});

describe("what a request calls its claims", () => {
  it("is its sender's word, which no identity covers, and is not in what was opened", () => {
    const [first, ...others] = SCHEMA.claims;
    const words = { label: "favourite number", description: { en: "A number that you like" } };
    const given = { ...ask(), schema: { ...SCHEMA, claims: [{ ...first!, ...words }, ...others] } };
    const { policy: opened } = openRequest(given, { askedBy: ORIGIN, clock: () => NOW_SECONDS });
    expect(JSON.stringify(opened.schema)).not.toMatch(/favourite|like/);
    expect(explainPolicy(opened.policy, opened.schema).text).not.toContain("favourite");
    // A wallet that has the schema from its issuer says what the issuer calls it.
    const own = { ...opened.schema, claims: [{ ...opened.schema.claims[0]!, label: "day of birth" }, ...others] };
    expect(explainPolicy(opened.policy, own).text).toContain("day of birth");
  });
});
