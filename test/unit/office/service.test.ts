/** The office's service: offers, tokens, proofs, credentials; roles; what stands in logs and metrics. */
import jsQR from "jsqr";
import encodeQR from "qr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateHolderSecret } from "../../../src/credentials/credential/holder.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import { ROLES, type Role } from "../../../src/office/store/keys.ts";
import { readOfferLink } from "../../../src/office/wallet/offer.ts";
import { readShortCode, receiveDeferred } from "../../../src/office/wallet/receive.ts";
import { OFFICE_ORIGIN } from "../../office.ts";
import { ACCESS, SIGN_IN_BY_KEY, url } from "./access.ts";
import { startOffice, type TestOffice, TOWN_CREDENTIAL } from "./office.ts";
import { ANNA_RECORD, TOWN_SCHEMA } from "./world.ts";

const credentialOf = (received: object) =>
  "credential" in received ? (received.credential as { claims: object }) : undefined;

describe("an office", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await startOffice();
  });
  afterAll(() => office.close());

  it("gives a wallet its credential by link", async () => {
    const { link, transactionCode } = await office.offer();
    const received = await office.wallet().receive(link, { transactionCode });
    expect(credentialOf(received)).toMatchObject({
      schema: TOWN_CREDENTIAL,
      claims: ANNA_RECORD.claims,
      claimsFrom: 0,
    });
  });

  it("gives a wallet its credential by QR code", async () => {
    const { link, transactionCode } = await office.offer("T-2");
    const squares = encodeQR(link, "raw", { border: 4 });
    const scanned = jsQR(pixels(squares), 8 * squares.length, 8 * squares.length)?.data;
    expect(scanned).toBe(link);
    expect(credentialOf(await office.wallet().receive(scanned!, { transactionCode }))).toBeDefined();
  });

  it("gives a wallet its credential by a code that somebody types", async () => {
    const secret = generateHolderSecret();
    const first = await office.offer("T-2", { replacement: true });
    const offer = await readShortCode(first.shortCode.toLowerCase(), OFFICE_ORIGIN, office);
    const { transactionCode } = first;
    expect(credentialOf(await office.wallet(secret).receive(first.link, { offer, transactionCode }))).toBeDefined();
  });

  it("gives the same credential again to whoever lost the answer", async () => {
    const wallet = office.wallet();
    const { link, transactionCode } = await office.offer("T-1", { replacement: true });
    const offer = readOfferLink(link);
    const answers: string[] = [];
    const fetch: typeof office.fetch = async (url, init) => {
      const answer = await office.fetch(url, init);
      if (!url.endsWith("/credential")) return answer;
      answers.push(await answer.text());
      // The first answer is lost; the wallet sends the same again.
      const again = await office.fetch(url, init);
      answers.push(await again.text());
      return again;
    };
    expect(credentialOf(await wallet.receive(link, { offer, transactionCode, fetch }))).toBeDefined();
    expect(answers[1]).toBe(answers[0]);
  });

  it.each([
    ["T-9", 422, "SUBJECT_NOT_FOUND"],
    ["T-3", 422, "SUBJECT_DOUBLED"],
    ["T-4", 422, "SOURCE_CLAIM_MISSING"],
    ["T-5", 422, "SOURCE_CLAIM_INVALID"],
    [" T-1", 400, "INPUT_INVALID"],
  ])("makes no offer to %s", async (subject, status, code) => {
    const body = { subject, credential: TOWN_CREDENTIAL };
    const answer = await office.call("POST", "/desk/offers", { as: office.keys.clerk, body });
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });

  const token = async (form: Record<string, string>) => {
    const payload = String(new URLSearchParams(form));
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await office.service.app.inject({ method: "POST", url: "/token", headers, payload });
    return { status: answer.statusCode, ...answer.json() };
  };
  const grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

  it("answers a token request in the words of OAuth, and with our codes", async () => {
    const { link, transactionCode } = await office.offer("T-1", { replacement: true });
    const { code } = readOfferLink(link);
    const form = { grant_type: grant, "pre-authorized_code": code };
    expect(await token({ ...form, grant_type: "password" })).toMatchObject({ status: 400, code: "GRANT_TYPE_WRONG" });
    expect(await token(form)).toMatchObject({ status: 400, error: "invalid_grant", code: "TRANSACTION_CODE_WRONG" });
    expect(await token({ ...form, "pre-authorized_code": "x" })).toMatchObject({ code: "OFFER_NOT_FOUND" });
    expect(await token({ ...form, tx_code: transactionCode! })).toMatchObject({ status: 200, token_type: "Bearer" });
    expect(await token({ ...form, tx_code: transactionCode! })).toMatchObject({ status: 400, code: "OFFER_USED" });
  });

  it("issues nothing without a token, without a nonce, and for another proof", async () => {
    const { link, transactionCode } = await office.offer("T-1", { replacement: true });
    const offer = readOfferLink(link);
    const { access_token: as } = await token({
      ...{ grant_type: grant, "pre-authorized_code": offer.code, tx_code: transactionCode! },
    });
    const body = { proofs: { civicproof_enrolment: [{}] } };
    const ask = async (options: object) => (await office.call("POST", "/credential", options)).json();
    expect(await ask({ body })).toMatchObject({ error: "invalid_token", code: "ACCESS_TOKEN_WRONG" });
    expect(await ask({ as, body })).toMatchObject({ error: "invalid_nonce", code: "NONCE_MISSING" });
    const { enrolment_request: request } = (await office.call("POST", "/nonce", { as })).json();
    expect(await ask({ as, body })).toMatchObject({ error: "invalid_proof", code: "ENROLMENT_MALFORMED" });
    const other = { proofs: { civicproof_commitment: ["5"] } };
    expect(await ask({ as, body: other })).toMatchObject({ error: "invalid_proof", code: "PROOF_TYPE_WRONG" });
    const answer = office.trapdoor.answer(request, { extension: 5n as never });
    const forged = { proofs: { civicproof_enrolment: [answer] } };
    expect(await ask({ as, body: forged })).toMatchObject({ error: "invalid_proof", code: "PUBLIC_SIGNAL_MISMATCH" });
    const twice = { proofs: { civicproof_enrolment: [answer, answer] } };
    expect(await ask({ as, body: twice })).toMatchObject({ code: "PROOF_TYPE_WRONG" });
    // A proof for another nonce: the request was asked for again.
    const good = office.trapdoor.answer(request, { pseudonym: 77n });
    await office.call("POST", "/nonce", { as });
    const old = { proofs: { civicproof_enrolment: [good] } };
    expect(await ask({ as, body: old })).toMatchObject({ error: "invalid_proof", code: "PUBLIC_SIGNAL_MISMATCH" });
  });

  it("lets a wallet send nothing to another office than the holder confirmed", async () => {
    const { link } = await office.offer("T-1", { replacement: true });
    const wallet = office.wallet();
    await expect(wallet.receive(link, { confirmedIssuer: "https://other.example.org" })).rejects.toMatchObject({
      code: "OFFER_MALFORMED",
    });
    const fetch: typeof office.fetch = async (url, init) => {
      const answer = await office.fetch(url, init);
      const text = await answer.text();
      return { ...answer, text: async () => text.replace(`${OFFICE_ORIGIN}/token`, "https://evil.example.org/token") };
    };
    await expect(wallet.receive(link, { fetch })).rejects.toMatchObject({
      code: "OFFICE_ANSWER_INVALID",
      path: "endpoint",
    });
  });

  it("is called by wallets that are pages of other origins, and its desk is not", async () => {
    const other = { origin: "https://wallet.example.org" };
    const ask = (url: string, method: "OPTIONS" | "POST" | "GET" = "OPTIONS") =>
      office.service.app.inject({ method, url, headers: other });
    for (const url of [
      "/token",
      "/nonce",
      "/credential",
      "/deferred",
      "/offer",
      "/.well-known/openid-credential-issuer",
    ]) {
      const { statusCode, headers } = await ask(url);
      expect([url, statusCode, headers["access-control-allow-origin"]]).toEqual([url, 204, "*"]);
      expect(headers["access-control-allow-headers"]).toBe("authorization, content-type");
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
    }
    // A refusal can be read, too.
    expect((await ask("/credential", "POST")).headers["access-control-allow-origin"]).toBe("*");
    for (const url of ["/desk/queue", "/session", "/desk/offers"])
      for (const method of ["OPTIONS", "GET"] as const)
        expect((await ask(url, method)).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("describes its routes in OpenAPI 3.1", async () => {
    const description = (await office.call("GET", "/documentation/json")).json();
    expect(description.openapi).toBe("3.1.0");
    expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(["/credential", "/desk/offers", "/token"]));
  });

  it("writes nothing about a claim, a person or a code into logs and metrics", async () => {
    const { link, transactionCode, shortCode } = await office.offer("T-1", { replacement: true });
    const received = await office.wallet().receive(link, { transactionCode });
    const credential = (received as { credential: { signature: { S: string }; holderCommitment: string } }).credential;
    await office.call("POST", "/desk/person", { as: office.keys.clerk, body: { subject: "T-1" } });
    const said = office.logs.join("\n") + (await office.call("GET", "/metrics")).body;
    expect(said).toContain("/credential");
    const secrets = [
      ...["T-1", "T-4", "1950-02", "AT130", "21000", "2100000", "P-4711", "townsperson", shortCode, transactionCode!],
      ...[readOfferLink(link).code, credential.signature.S, credential.holderCommitment, office.keys.clerk, "clerk-1"],
    ];
    for (const secret of secrets) expect(said.includes(secret), secret).toBe(false);
  });
});

describe("an office whose schemas follow each other", () => {
  const newer = (schema: string) =>
    parseSchema({ ...TOWN_SCHEMA, version: "2", supersedes: { schema, until: "2027-06-30" } });

  it("does not start with both: it issues the newest", async () => {
    await expect(startOffice({ further: [{ schema: newer("townsperson@1") }] })).rejects.toMatchObject({
      ...{ code: "INPUT_INVALID", path: "credentials.0.schema", received: "townsperson@1" },
      expected: "townsperson@2, which supersedes it",
    });
  });

  it("starts with a schema that supersedes one which it issues no longer", async () => {
    await (await startOffice({ further: [{ schema: newer("townsperson@0") }] })).close();
  });

  it("does not start with a schema whose names can't be read", async () => {
    const schema = parseSchema({ ...newer("townsperson@0"), label: 5 });
    await expect(startOffice({ further: [{ schema }] })).rejects.toMatchObject({
      code: "SCHEMA_INVALID",
      path: "label",
    });
  });
});

describe("an office with two-person approval", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await startOffice({ needsSecond: () => true });
  });
  afterAll(() => office.close());
  const queue = async () =>
    (await office.call("GET", "/desk/queue", { as: office.keys.approver })).json<{
      entries: { id: string; action: string }[];
    }>().entries;

  it("issues after somebody else has approved, and not before", async () => {
    const wallet = office.wallet();
    const { link, transactionCode } = await office.offer();
    const received = (await wallet.receive(link, { transactionCode })) as {
      waiting: { transactionId: string; token: string };
    };
    const { waiting } = received;
    const offer = readOfferLink(link);
    const later = () => receiveDeferred({ offer, holderSecret: wallet.secret, waiting, fetch: office.fetch });
    expect(await later()).toMatchObject({ waiting: { transactionId: waiting.transactionId } });
    const [entry] = await queue();
    expect(entry).toMatchObject({ id: waiting.transactionId, action: "issue", credential: TOWN_CREDENTIAL });
    office.clock.now += 2 * 86_400;
    const body = { approve: true };
    expect((await office.call("POST", `/desk/queue/${entry!.id}`, { as: office.keys.approver, body })).statusCode).toBe(
      200,
    );
    const first = await later();
    expect(credentialOf(first)).toMatchObject({ claims: ANNA_RECORD.claims });
    expect(await later()).toEqual(first);
    const wrong = { ...waiting, transactionId: "A".repeat(22) };
    await expect(
      receiveDeferred({ offer, holderSecret: wallet.secret, waiting: wrong, fetch: office.fetch }),
    ).rejects.toMatchObject({ received: "TRANSACTION_MISSING" });
  });

  it("issues nothing that was rejected", async () => {
    const wallet = office.wallet();
    const { link, transactionCode } = await office.offer("T-2");
    const { waiting } = (await wallet.receive(link, { transactionCode })) as {
      waiting: { transactionId: string; token: string };
    };
    const body = { approve: false };
    await office.call("POST", `/desk/queue/${waiting.transactionId}`, { as: office.keys.approver, body });
    await expect(
      receiveDeferred({ offer: readOfferLink(link), holderSecret: wallet.secret, waiting, fetch: office.fetch }),
    ).rejects.toMatchObject({ code: "OFFICE_ANSWER_INVALID", received: "ISSUE_REJECTED" });
  });

  it("revokes when a second person agrees", async () => {
    const { credentials } = (
      await office.call("POST", "/desk/person", { as: office.keys.clerk, body: { subject: "T-1" } })
    ).json<{ credentials: { issuerIndex: number; statusIndex: number; status: string }[] }>();
    const { issuerIndex, statusIndex } = credentials[0]!;
    const wish = { issuerIndex, statusIndex, action: "revoke", reason: "moved-away" };
    const asked = await office.call("POST", "/desk/status", { as: office.keys.clerk, body: wish });
    expect([asked.statusCode, asked.json().state]).toEqual([202, "waiting"]);
    const { id } = asked.json();
    await office.call("POST", `/desk/queue/${id}`, { as: office.keys.approver, body: { approve: true } });
    const after = await office.call("POST", "/desk/person", { as: office.keys.clerk, body: { subject: "T-1" } });
    expect(after.json().credentials[0]).toMatchObject({ status: "revoked" });
    const log = (await office.call("GET", "/desk/log", { as: office.keys.auditor })).json();
    expect(log.verified).toBe(log.entries.length);
    expect(log.entries.at(-1)).toMatchObject({ actor: "approver-1", action: "revoked", detail: "moved-away" });
  });
});

describe("routes", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await startOffice({ publicDirectory: "/nonexistent", desk: new Map([["index.html", new Uint8Array()]]) });
  });
  afterAll(() => office.close());

  it("are all in this table, and nothing else is", () => {
    const routes = office.service.routes
      .filter(({ method, url }) => !["HEAD", "OPTIONS"].includes(method) && !url.startsWith("/documentation"))
      .map(({ method, url, access }) => [`${method} ${url}`, access]);
    expect(Object.fromEntries(routes)).toEqual({ ...ACCESS, ...SIGN_IN_BY_KEY });
  });

  const guarded = Object.entries(ACCESS).filter(([, access]) => access !== "everybody") as [string, readonly Role[]][];
  it.each(
    guarded.flatMap(([route, access]) => [...ROLES, "nobody", "stranger"].map((who) => [route, who, access] as const)),
  )("%s answers %s as the table says", async (route, who, access) => {
    const [method] = route.split(" ") as ["GET" | "POST" | "DELETE"];
    const key = who === "nobody" ? undefined : who === "stranger" ? "x".repeat(43) : office.keys[who as Role];
    const answer = await office.call(method, url(route), {
      ...(key && { as: key }),
      ...(method === "POST" && { body: {} }),
    });
    const isKnown = who !== "nobody" && who !== "stranger";
    if (!isKnown) expect([answer.statusCode, answer.json().error.code]).toEqual([401, "API_KEY_WRONG"]);
    else if (access.includes(who as Role)) expect([401, 403]).not.toContain(answer.statusCode);
    else expect([answer.statusCode, answer.json().error.code]).toEqual([403, "ROLE_WRONG"]);
  });

  it("can't be registered without saying who may call them", () => {
    expect(() => office.service.app.get("/secret", async () => "all of it")).toThrow();
  });
});

describe("an office where nobody enrols", () => {
  it("takes a commitment, and another one only for a replacement", async () => {
    const office = await startOffice({ enrolment: "none" });
    try {
      const [first, second] = [office.wallet(), office.wallet()];
      const one = await office.offer();
      expect(credentialOf(await first.receive(one.link, one))).toMatchObject({ claims: ANNA_RECORD.claims });
      const two = await office.offer();
      await expect(second.receive(two.link, two)).rejects.toMatchObject({ received: "FILE_ENROLLED" });
      const three = await office.offer("T-1", { replacement: true });
      expect(credentialOf(await second.receive(three.link, three))).toMatchObject({ claimsFrom: 20261125 });
    } finally {
      await office.close();
    }
  });
});

/** A QR code as RGBA pixels, eight a module, with a quiet zone of four modules. */
function pixels(squares: readonly (readonly boolean[])[]): Uint8ClampedArray {
  const width = 8 * squares.length;
  const image = new Uint8ClampedArray(4 * width * width).fill(255);
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (squares[y >> 3]![x >> 3]) image.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
  return image;
}
