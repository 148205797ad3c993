/** What wallets of OpenID4VP send besides a presentation, and what they are told. */
import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, type JWK, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { generateResultKey, openResultSigner } from "../../../../src/portal/server/results.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { type AuthorizationRequest, fromAuthorizationRequest } from "../../../../src/presentation/proof/openid4vp.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { type Host, openHost, optionsOf } from "./host.ts";

let portal: TestPortal;
let storage: ServiceStorage;
let host: Host;
let clock = NOW_SECONDS;
beforeAll(async () => {
  portal = createTestPortal();
  storage = await openStorage({ url: "memory:" });
  host = await openHost(portal, optionsOf(portal, storage, { now: () => clock }));
});
afterAll(async () => {
  await host.service.close();
  await storage.close();
});
const form = (url: string, fields: Record<string, string>, headers = {}) =>
  host.service.app.inject({
    ...{ method: "POST", url, payload: new URLSearchParams(fields).toString() },
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });

describe("a wallet's error", () => {
  it.each([
    ["access_denied", "declined"],
    ["wallet_unavailable", "failed"],
  ])("%s decides the request, and the portal hears it", async (error, outcome) => {
    const { id } = await host.ask();
    const answered = await form("/responses", { state: id, error, error_description: "no" });
    expect([answered.statusCode, answered.json()]).toMatchObject([200, { outcome, decidedAtSeconds: clock }]);
    const { body } = await host.result(id);
    expect(body).toMatchObject({ outcome, decidedAtSeconds: clock });
    expect(decodeJwt(body.result as string)).toMatchObject({ outcome, jti: id });
  });

  it("changes no decision, and a presentation may come after it", async () => {
    const asked = await host.ask();
    expect((await form("/responses", { state: asked.id, error: "access_denied" })).json()).toMatchObject({
      outcome: "declined",
    });
    expect((await host.answer(asked)).body.outcome).toBe("accepted");
    expect((await form("/responses", { state: asked.id, error: "access_denied" })).json()).toMatchObject({
      outcome: "accepted",
    });
    expect((await host.result(asked.id)).body.outcome).toBe("accepted");
  });

  it("sends the browser of the same device back, where the code brings the portal the outcome", async () => {
    const { id } = await host.ask({ sameDevice: true });
    const { redirect_uri, result } = (await form("/responses", { state: id, error: "access_denied" })).json() as {
      redirect_uri: string;
      result?: string;
    };
    expect(result).toBeUndefined();
    expect((await host.result(id)).status).toBe(403);
    expect((await host.result(id, redirect_uri.split("=")[1]!)).body.outcome).toBe("declined");
  });

  it("is refused for a request that is unknown or over", async () => {
    expect((await form("/responses", { state: "A".repeat(22), error: "access_denied" })).statusCode).toBe(422);
    const { id } = await host.ask();
    clock += 600;
    const late = await form("/responses", { state: id, error: "access_denied" });
    clock = NOW_SECONDS;
    expect((late.json() as { error: { code: string } }).error.code).toBe("REQUEST_EXPIRED");
  });
});

describe("parameters that are not understood", () => {
  it("are ignored in a wallet's answer", async () => {
    const { id, request } = await host.ask();
    const vp_token = JSON.stringify({ eligibility: [portal.present(request)] });
    const answered = await form("/responses", { state: id, vp_token, iss: "https://wallet.example", extra: "1" });
    expect(answered.json()).toMatchObject({ outcome: "accepted" });
  });

  it("are ignored in a request, but transaction data", async () => {
    const { id } = await host.ask();
    const shown = (await host.call("GET", `/requests/${id}`)).body as unknown as AuthorizationRequest;
    const [credential] = shown.dcql_query.credentials;
    const more = {
      ...shown,
      ...{ iss: "a", aud: "b", exp: 1, client_metadata: { jwks: {} }, verifier_info: [] },
      dcql_query: { credentials: [{ ...credential, multiple: false }], credential_sets: [] },
    };
    expect(fromAuthorizationRequest(more).request).toEqual(fromAuthorizationRequest(shown).request);
    const unknown = Buffer.from(JSON.stringify({ type: "payment", credential_ids: ["eligibility"] })).toString(
      "base64url",
    );
    for (const transaction_data of [[unknown], [...shown.transaction_data, unknown]])
      expect(() => fromAuthorizationRequest({ ...shown, transaction_data })).toThrow(/transaction_data/);
  });
});

describe("a request", () => {
  it("says which formats it takes", async () => {
    const { id } = await host.ask();
    expect((await host.call("GET", `/requests/${id}`)).body.client_metadata).toEqual({
      vp_formats_supported: { "civicproof-groth16": {} },
    });
  });

  it("is also had by post, with the wallet's nonce, and as a request object", async () => {
    const { id, request } = await host.ask();
    const url = `/requests/${id}`;
    const posted = await form(url, { wallet_nonce: "n1", wallet_metadata: "{}" });
    expect(posted.json()).toMatchObject({ wallet_nonce: "n1", state: id });
    expect(fromAuthorizationRequest(posted.json()).request).toEqual(request);
    expect((await host.service.app.inject({ method: "POST", url })).json()).toMatchObject({ state: id });
    const accept = "application/oauth-authz-req+jwt";
    const object = await host.service.app.inject({ url, headers: { accept } });
    expect(object.headers["content-type"]).toContain(accept);
    expect(decodeJwt(object.body)).toMatchObject({ state: id, aud: "https://self-issued.me/v2" });
    expect(object.body.endsWith(".")).toBe(true);
  });

  it("declares what it refuses in OpenAPI", async () => {
    const { paths } = (await host.service.app.inject("/documentation/json")).json() as {
      paths: Record<string, Record<string, { responses: object }>>;
    };
    for (const [path, method] of [
      ["/responses", "post"],
      ["/requests", "post"],
    ] as const)
      expect(Object.keys(paths[path]![method]!.responses)).toEqual(
        expect.arrayContaining(["413", "415", "429", "503"]),
      );
  });
});

describe("result keys", () => {
  const sign = async (keys: readonly JWK[]) => {
    const signer = await openResultSigner(keys, "benefits.example.org", () => clock);
    const asked = portal.request();
    return { ...signer, token: await signer.sign("id", asked, { outcome: "accepted", decidedAtSeconds: 7 }) };
  };

  it("overlap: yesterday's result is verified beside today's, and a result ends", async () => {
    const [old, next] = [await generateResultKey(), await generateResultKey()];
    const before = await sign([old, next]);
    const after = await sign([next, { ...old, d: undefined } as unknown as JWK]);
    for (const { token } of [before, after])
      for (const { jwks } of [before, after]) {
        const { payload } = await jwtVerify(token, createLocalJWKSet(jwks as never), {
          currentDate: new Date(clock * 1_000),
        });
        expect(payload).toMatchObject({ iat: 7, exp: clock + 3_600 });
      }
    expect(JSON.stringify(after.jwks)).not.toContain('"d"');
    const decoded = await Promise.all([before, after].map(({ jwks }) => jwks.keys.map(({ kid }) => kid)));
    expect(decoded[0]).toEqual(decoded[1]!.toReversed());
  });

  it.each(["ES256", "EdDSA"])("sign at once, by %s, and anybody's library verifies it", async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const elsewhere = vi.spyOn(globalThis.crypto.subtle, "sign");
    const { token, jwks } = await sign([await exportJWK(privateKey)]);
    expect(elsewhere).not.toHaveBeenCalled();
    elsewhere.mockRestore();
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks as never), {
      currentDate: new Date(clock * 1_000),
    });
    expect(protectedHeader).toEqual({ alg, kid: jwks.keys[0]!.kid, typ: "civicproof-result+jwt" });
    expect(payload).toMatchObject({ outcome: "accepted", jti: "id", iat: 7 });
  });

  it("that can't sign are refused at the start", async () => {
    const good = await generateResultKey();
    const other = await generateResultKey();
    const { privateKey } = await generateKeyPair("ES384", { extractable: true });
    const bad: unknown[] = [
      { kty: "oct", k: "c2VjcmV0", d: "c2VjcmV0" },
      { ...good, d: undefined },
      { ...good, d: other.d },
      { ...good, d: "AA" },
      { ...good, x: other.x },
      { kty: "OKP", crv: "X25519", x: good.x, d: good.d },
      await exportJWK(privateKey),
      {},
      null,
    ];
    for (const key of bad)
      await expect(
        openHost(portal, optionsOf(portal, storage, { resultKeys: [key as JWK] })),
        JSON.stringify(key),
      ).rejects.toMatchObject({
        code: "INPUT_INVALID",
        path: "resultKeys[0]",
      });
    for (const resultKeys of [[], [good, good]])
      await expect(openHost(portal, optionsOf(portal, storage, { resultKeys }))).rejects.toMatchObject({
        code: "INPUT_INVALID",
      });
  });
});

describe("the public address", () => {
  it("has no slash at its end", async () => {
    for (const publicUrl of ["https://verifier.example.org/", "https://verifier.example.org/a//"]) {
      const other = await openHost(portal, optionsOf(portal, storage, { publicUrl }));
      const { requestUri } = (await other.call("POST", "/requests", { recipient: "r" })).body as { requestUri: string };
      expect(requestUri).toMatch(/^https:\/\/verifier\.example\.org(?:\/a)?\/requests\/[\w-]{22}$/);
      await other.service.close();
    }
  });

  it.each([
    "verifier.example.org",
    "localhost:4280",
    "ftp://a.example",
    "https://a.example/?b",
    "https://a.example/#b",
    "",
  ])("%j is refused", async (publicUrl) => {
    await expect(openHost(portal, optionsOf(portal, storage, { publicUrl }))).rejects.toMatchObject({
      path: "publicUrl",
    });
  });
});
