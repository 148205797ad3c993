/** The service over real HTTP: what the portal, the holder and an attacker see, and what the log must not. */
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashApiKey } from "../../../../src/core/service/access.ts";
import {
  createVerifierService,
  type VerifierService,
  type VerifierServiceOptions,
} from "../../../../src/portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { fromAuthorizationRequest } from "../../../../src/presentation/proof/openid4vp.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { GRID, NOW_SECONDS, REGISTRY_ID } from "../../../world.ts";

const API_KEY = "a key of the portal";
const authorization = `Bearer ${API_KEY}`;
const json = { "content-type": "application/json" };
const RECIPIENT = "case 4711/26 of Berta Beispiel";

let portal: TestPortal;
let storage: ServiceStorage;
let service: VerifierService;
let base: string;
const log: string[] = [];
let clock = NOW_SECONDS;

async function start(
  options: Partial<VerifierServiceOptions> = {},
): Promise<{ service: VerifierService; base: string }> {
  const started = await createVerifierService({
    policy: portal.policy,
    verifier: "benefits.example.org",
    origin: "https://benefits.example.org",
    publicUrl: "http://127.0.0.1:1",
    storage,
    verificationKeys: { age: portal.trapdoor.key },
    readStatements: async () => portal.statementsAt(clock),
    maxRootAgeSeconds: 7_200,
    appealSeconds: 86_400,
    registry: REGISTRY_ID,
    grid: GRID,
    apiKeys: [{ name: "portal", sha256: hashApiKey(API_KEY) }],
    now: () => clock,
    logDestination: { write: (line) => void log.push(line) },
    maxCallsPerMinute: 1_000_000,
    ...options,
  });
  return {
    service: started,
    base: await started.app.listen({ host: "127.0.0.1", port: 0, listenTextResolver: () => "listening" }),
  };
}

beforeAll(async () => {
  portal = createTestPortal();
  storage = await openStorage({ url: "memory:" });
  ({ service, base } = await start());
});
afterAll(async () => {
  await service.close();
  await storage.close();
});

interface Asked {
  readonly id: string;
  readonly opened: ReturnType<typeof fromAuthorizationRequest>;
}

async function ask(body: object = { recipient: RECIPIENT }): Promise<Asked> {
  const made = await fetch(`${base}/requests`, {
    method: "POST",
    headers: { ...json, authorization },
    body: JSON.stringify(body),
  });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const got = await fetch(`${base}/requests/${id}`);
  expect(got.status).toBe(200);
  return { id, opened: fromAuthorizationRequest(await got.json()) };
}

async function answer(body: object | string): Promise<{ status: number; body: Record<string, unknown> }> {
  const isForm = typeof body === "string";
  const response = await fetch(`${base}/responses`, {
    method: "POST",
    headers: isForm ? { "content-type": "application/x-www-form-urlencoded" } : json,
    body: isForm ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const connectionsOf = ({ app }: VerifierService) =>
  new Promise<number>((fulfil) => app.server.getConnections((_error, count) => fulfil(count)));
const codeOf = ({ body }: { body: Record<string, unknown> }) => (body.error as { code: string }).code;
const readResult = (id: string) => fetch(`${base}/requests/${id}/result`, { headers: { authorization } });

describe("the service", () => {
  it("goes from request to signed result", async () => {
    const { id, opened } = await ask({ recipient: RECIPIENT });
    expect(opened.transaction).toEqual({ purpose: "Fixture", retainUntilSeconds: NOW_SECONDS + 741_600 });
    expect(Buffer.from(opened.request.nonce, "base64url").length).toBeGreaterThanOrEqual(16);
    expect((await readResult(id)).status).toBe(202);
    const form = new URLSearchParams(opened.respond(portal.present(opened.request))).toString();
    const first = await answer(form);
    expect(first).toMatchObject({ status: 200, body: { outcome: "accepted", decidedAtSeconds: NOW_SECONDS } });
    const jwks = (await (await fetch(`${base}/.well-known/jwks.json`)).json()) as { keys: { d?: string }[] };
    expect(jwks.keys[0]!.d).toBeUndefined();
    const { payload, protectedHeader } = await jwtVerify(
      first.body.result as string,
      createLocalJWKSet(jwks as never),
      {
        issuer: "benefits.example.org",
        audience: "https://benefits.example.org",
        currentDate: new Date(1_000 * NOW_SECONDS),
      },
    );
    expect(protectedHeader.alg).toBe("ES256");
    expect(payload).toMatchObject({ outcome: "accepted", jti: id, recipient: RECIPIENT, period: 20261101 });
    const read = (await (await readResult(id)).json()) as { result: string };
    expect(decodeJwt(read.result)).toEqual(payload);
    // Sending it again, because the answer was lost, gives the same answer.
    expect(await answer(form)).toMatchObject({ status: 200, body: { outcome: "accepted" } });
  });

  it("accepts a person once, over requests", async () => {
    const nullifier = 123_456_789_123n;
    const claim = async () => {
      const { id, opened } = await ask();
      const { vp_token } = opened.respond(portal.present(opened.request, { nullifier }));
      return answer({ state: id, vp_token: JSON.parse(vp_token) });
    };
    expect((await claim()).body.outcome).toBe("accepted");
    const second = await claim();
    expect(second).toMatchObject({ status: 200, body: { outcome: "already-used" } });
    expect(decodeJwt(second.body.result as string).outcome).toBe("already-used");
    const many = await Promise.all(Array.from({ length: 10 }, claim));
    expect(new Set(many.map(({ body }) => body.outcome))).toEqual(new Set(["already-used"]));
  });

  it("takes one answer to a request, whoever else answers it", async () => {
    const { id, opened } = await ask();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        answer({ state: id, vp_token: { eligibility: [portal.present(opened.request)] } }),
      ),
    );
    expect(answers.filter(({ body }) => body.outcome === "accepted")).toHaveLength(1);
    expect(((await (await readResult(id)).json()) as { outcome: string }).outcome).toBe("accepted");
  });

  it("names the false one in a batch and accepts the others", async () => {
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask()));
    const answers = await Promise.all(
      asked.map(({ id, opened }, i) => {
        const good = portal.present(opened.request);
        const bad = { ...good, proof: portal.present(opened.request).proof };
        return answer({ state: id, vp_token: { eligibility: [i === 4 ? bad : good] } });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 422, 200]);
    expect(codeOf(answers[4]!)).toBe("PROOF_INVALID");
  });

  it("refuses an answer to another request, an old one and an unknown one", async () => {
    const [first, second] = [await ask(), await ask()];
    const presentation = portal.present(first.opened.request);
    const swapped = await answer({ state: second.id, vp_token: { eligibility: [presentation] } });
    expect([swapped.status, codeOf(swapped)]).toEqual([422, "PUBLIC_SIGNAL_MISMATCH"]);
    clock += 600;
    const late = await answer({ state: first.id, vp_token: { eligibility: [presentation] } });
    clock = NOW_SECONDS;
    expect([late.status, codeOf(late)]).toEqual([422, "REQUEST_EXPIRED"]);
    const unknown = await answer({ state: "A".repeat(22), vp_token: { eligibility: [presentation] } });
    expect([unknown.status, codeOf(unknown)]).toEqual([422, "REQUEST_INVALID"]);
  });

  it("refuses what is not an answer, with a typed error and without harm", async () => {
    const { id, opened } = await ask();
    const presentation = portal.present(opened.request);
    const vp_token = { eligibility: [presentation] };
    const hostile: [body: object | string, status: number][] = [
      [{}, 400],
      [{ state: id }, 400],
      [{ state: id, vp_token, error: "access_denied" }, 400],
      [{ state: id, error: "" }, 400],
      [{ state: 7, vp_token }, 400],
      [{ state: "../../etc/passwd", vp_token }, 400],
      [{ state: id, vp_token: "not json" }, 422],
      [{ state: id, vp_token: {} }, 422],
      [{ state: id, vp_token: [] }, 400],
      [{ state: id, vp_token: { eligibility: [] } }, 422],
      [{ state: id, vp_token: { eligibility: [presentation, presentation] } }, 422],
      [{ state: id, vp_token: { eligibility: [presentation], other: [presentation] } }, 422],
      [{ state: id, vp_token: { eligibility: [{ ...presentation, publicSignals: ["1"] }] } }, 422],
      [{ state: id, vp_token: JSON.stringify({ eligibility: [{ ...presentation, proof: null }] }) }, 422],
      [`state=${id}&state=${id}&vp_token={}`, 400],
      [{ state: id, vp_token: "x".repeat(20_000) }, 413],
    ];
    for (const [body, status] of hostile) {
      const refused = await answer(body);
      expect({ body: JSON.stringify(body).slice(0, 80), status: refused.status }).toEqual({
        body: JSON.stringify(body).slice(0, 80),
        status,
      });
      expect(codeOf(refused)).toMatch(/^[A-Z_]+$/);
    }
    const raw = async (content: string, type: string) =>
      (await fetch(`${base}/responses`, { method: "POST", headers: { "content-type": type }, body: content })).status;
    expect(await raw('{"state":', "application/json")).toBe(400);
    expect(await raw(`{"__proto__":{"state":"${id}"},"vp_token":{}}`, "application/json")).toBe(400);
    expect(await raw("<x/>", "text/xml")).toBe(415);
    expect((await answer({ state: id, vp_token })).body.outcome).toBe("accepted");
  });

  it("keeps the portal's routes behind the API key and takes no forms there", async () => {
    const { id } = await ask();
    for (const headers of [json, { ...json, authorization: "Bearer wrong" }, { ...json, authorization: API_KEY }]) {
      expect((await fetch(`${base}/requests`, { method: "POST", headers, body: "{}" })).status).toBe(401);
      expect((await fetch(`${base}/requests/${id}/result`, { headers })).status).toBe(401);
    }
    const form = { "content-type": "application/x-www-form-urlencoded", authorization };
    expect((await fetch(`${base}/requests`, { method: "POST", headers: form, body: "recipient=x" })).status).toBe(415);
    const text = { "content-type": "text/plain", authorization };
    expect((await fetch(`${base}/requests`, { method: "POST", headers: text, body: "{}" })).status).toBe(415);
    // Web pages of other origins may read what is for holders, and nothing else.
    const origin = { origin: "https://evil.example" };
    const headerOf = async (path: string) =>
      (await fetch(`${base}${path}`, { headers: { ...origin, authorization } })).headers.get(
        "access-control-allow-origin",
      );
    expect(await headerOf(`/requests/${id}`)).toBe("*");
    expect(await headerOf(`/requests/${id}/result`)).toBeNull();
  });

  it("describes itself in OpenAPI 3.1, on a page that needs no network", async () => {
    const document = (await (await fetch(`${base}/documentation/json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: object }>>;
    };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).sort()).toEqual([
      "/.well-known/jwks.json",
      "/health",
      "/health/live",
      "/metrics",
      "/requests",
      "/requests/{id}",
      "/requests/{id}/result",
      "/responses",
    ]);
    const page = await (await fetch(`${base}/documentation/`)).text();
    expect(page).toContain("swagger");
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it("counts without saying who", async () => {
    expect(await (await fetch(`${base}/health`)).json()).toEqual({ status: "ok" });
    const text = await (await fetch(`${base}/metrics`)).text();
    expect(text).toMatch(/civicproof_responses_total\{result="accepted"\} [1-9]/);
    expect(text).toMatch(/civicproof_responses_total\{result="PROOF_INVALID"\} 1/);
  });

  it("limits the calls of one address", async () => {
    const limited = await start({ maxCallsPerMinute: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await fetch(`${limited.base}/.well-known/jwks.json`)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    // The portal has its own limit, and whoever watches the service has none.
    const body = JSON.stringify({ recipient: RECIPIENT });
    const asked = () =>
      fetch(`${limited.base}/requests`, { method: "POST", headers: { ...json, authorization }, body });
    for (let i = 0; i < 4; i++) expect((await asked()).status).toBe(201);
    for (const path of ["/health", "/health/live", "/metrics"])
      for (let i = 0; i < 5; i++) expect((await fetch(`${limited.base}${path}`)).status).toBe(200);
    await limited.service.close();
  });

  it.each<[string, string, Record<string, string>, string | undefined, number, string]>([
    ["without a body", "/requests", {}, undefined, 400, "INPUT_INVALID"],
    ["without the JSON that it announces", "/requests", json, undefined, 400, "CALL_UNREADABLE"],
    ["with half of a JSON text", "/responses", json, "{", 400, "CALL_UNREADABLE"],
    ["with plain text", "/responses", { "content-type": "text/plain" }, "x", 415, "MEDIA_TYPE_NOT_TAKEN"],
    ["with too much", "/responses", json, `"${"x".repeat(20_000)}"`, 413, "CALL_TOO_LARGE"],
    ["with an address of broken escapes", "/requests/%zz", json, "{}", 400, "CALL_UNREADABLE"],
  ])("refuses a POST %s by a code of the list, and says what is asked for", async (_, path, headers, body, ...rest) => {
    const [status, code] = rest;
    const call = { method: "POST", headers: { ...headers, authorization }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${base}${path}`, call);
    const { error } = (await response.json()) as { error: Record<string, string> };
    expect(response.status).toBe(status);
    expect(error).toEqual({
      code,
      message: expect.any(String),
      path: expect.any(String),
      expected: expect.any(String),
    });
  });

  it.each<[string, Buffer<ArrayBuffer> | string, object]>([
    ["a key twice", '{"recipient":"a","recipient":"b"}', { path: "body.recipient", expected: "each key once" }],
    ["an unknown key", '{"recipient":"a","sum":1}', { path: "body.sum", expected: "no such key" }],
    [
      "bytes of another encoding",
      Buffer.from('{"recipient":"J\xf6rg"}', "latin1"),
      { path: "body", expected: "UTF-8" },
    ],
  ])("refuses a portal's request with %s, and names it", async (_, body, error) => {
    const response = await fetch(`${base}/requests`, { method: "POST", headers: { ...json, authorization }, body });
    expect(await response.json()).toMatchObject({ error });
    expect(response.status).toBe(400);
  });

  it("answers what it took in before it closes", async () => {
    const closing = await start();
    const { id, opened } = await ask();
    const body = JSON.stringify({ state: id, vp_token: { eligibility: [portal.present(opened.request)] } });
    const pending = httpRequest(`${closing.base}/responses`, {
      method: "POST",
      headers: { ...json, expect: "100-continue" },
    });
    // The body follows when the service has said that it took the request in.
    const status = new Promise<number | undefined>((fulfil, reject) => {
      pending.on("response", (response) => fulfil(response.resume().statusCode)).on("error", reject);
    });
    await new Promise<void>((fulfil, reject) => pending.on("continue", fulfil).on("error", reject).flushHeaders());
    pending.end(body);
    await closing.service.close();
    expect(await status).toBe(200);
    await expect(fetch(`${closing.base}/health`)).rejects.toThrow();
  });

  it("refuses with a code what comes while it closes", async () => {
    const closing = await start();
    const socket = connect(Number(new URL(closing.base).port), "127.0.0.1");
    let answered = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      answered += text;
    });
    const ended = once(socket, "close");
    // A head that has begun: the connection is not idle, and the call is none yet.
    socket.write("POST /responses HTTP/1.1\r\nhost: verifier.example.org\r\n");
    await expect.poll(() => connectionsOf(closing.service)).toBe(1);
    const closed = closing.service.close();
    // Once the service listens no longer it has begun to close.
    await expect.poll(() => closing.service.app.server.listening).toBe(false);
    socket.write("content-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
    await ended;
    await closed;
    expect(answered).toMatch(/^HTTP\/1\.1 503 /);
    expect(answered).toContain('"code":"SERVICE_CLOSING"');
    expect(answered).toContain("send it again");
  });

  it("has written nothing into its log that could name a person", async () => {
    const { id, opened } = await ask({ recipient: RECIPIENT });
    const presentation = portal.present(opened.request);
    await answer({ state: id, vp_token: { eligibility: [presentation] } });
    await fetch(`${base}/nowhere?name=Berta`, { headers: { "x-forwarded-for": "203.0.113.7" } });
    const text = log.join("");
    expect(log.length).toBeGreaterThan(50);
    const secrets = [
      ...presentation.publicSignals,
      BigInt(presentation.publicSignals[0]!).toString(16),
      ...presentation.proof.a,
      opened.request.nonce,
      RECIPIENT,
      "Berta",
      "127.0.0.1",
      "::1",
      "203.0.113.7",
      API_KEY,
    ];
    for (const secret of secrets) expect(text).not.toContain(secret);
    // The digits of a case number can stand by chance in times and in ids that are random.
    const said = text.replaceAll(/"(?:time|milliseconds)":\d+|"reqId":"[0-9a-f]{16}"/g, "");
    expect(said).not.toContain("4711");
    // No number as long as a nullifier at all.
    expect(text).not.toMatch(/\d{30,}|[0-9a-f]{40,}/);
  });
});
