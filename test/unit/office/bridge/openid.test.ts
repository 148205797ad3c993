/** Logins over OpenID Connect: against `oidc-provider`, and against a provider that signs what it should not. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { importJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoginSource } from "../../../../src/office/bridge/bridge.ts";
import { openLoginSource } from "../../../../src/office/bridge/openid.ts";
import { type BridgedOffice, LOGIN_MAPPING, PUBLIC_URL, startBridgedOffice } from "./office.ts";
import { ACR, CLIENT, startProvider, stop } from "./provider.ts";
import { ANNA_PID, type Key, NOW, newKey } from "./world.ts";

const REDIRECT = `${PUBLIC_URL}/bridge/callback`;
let provider: Awaited<ReturnType<typeof startProvider>>;
let office: BridgedOffice;
let source: LoginSource;
beforeAll(async () => {
  provider = await startProvider(REDIRECT, { ...ANNA_PID, personal_administrative_number: "LOGIN-1" });
  source = await openLoginSource({ issuer: provider.issuer, ...CLIENT, acrValues: [ACR] });
  office = await startBridgedOffice({
    more: [{ id: "eid", credential: "resident@1", mapping: LOGIN_MAPPING, source }],
  });
});
afterAll(async () => {
  await office.close();
  await provider.close();
});

const back = async (url: string) => {
  const response = await office.network(url, { redirect: "manual" });
  const text = await response.text();
  return { status: response.status, location: response.headers.get("location"), body: text && JSON.parse(text) };
};

describe("a login over OpenID Connect", () => {
  it("issues what the ID token says, under the commitment that its nonce is made of", async () => {
    const started = await office.begin("eid");
    const asked = new URL(started.link).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: "code", acr_values: ACR, code_challenge_method: "S256", redirect_uri: REDIRECT },
    });
    const { status, location } = await back(await provider.browse(started.link));
    expect(status).toBe(303);
    const offer = await office.collect(started.ticket, office.codeIn(location!));
    const received = await office.receive(offer, started.holderSecret);
    expect(received).toMatchObject({ credential: { claims: { birthDate: "1950-02-28", district: "AT130" } } });
  });

  it("is made anew at a browser in which somebody is signed in", async () => {
    const cookies = new Map<string, string>();
    for (let i = 0; i < 2; i++) {
      const before = provider.login.count;
      const { link } = await office.begin("eid");
      expect(await back(await provider.browse(link, cookies))).toMatchObject({ status: 303 });
      expect(provider.login.count).toBe(before + 1);
    }
  });

  it("is refused below the level that is demanded", async () => {
    provider.login.acr = "low";
    try {
      const { link } = await office.begin("eid");
      expect(await back(await provider.browse(link))).toMatchObject({
        status: 400,
        body: { code: "LOGIN_LEVEL_WRONG" },
      });
    } finally {
      provider.login.acr = ACR;
    }
  });

  it("is read whole when an answer has a question mark in it", async () => {
    const answer = await provider.browse((await office.begin("eid")).link);
    expect(await back(answer.replace("?", "?note=a?b&"))).toMatchObject({ status: 303 });
  });

  it("is refused in another session, and a second time", async () => {
    const [hers, his] = [await office.begin("eid"), await office.begin("eid")];
    const answer = new URL(await provider.browse(hers.link));
    const moved = new URL(answer);
    moved.searchParams.set("state", new URL(his.link).searchParams.get("state")!);
    expect(await back(moved.href)).toMatchObject({ body: { code: "LOGIN_INVALID" } });
    const again = new URL(await provider.browse(hers.link));
    expect(await back(again.href)).toMatchObject({ status: 303 });
    expect(await back(again.href)).toMatchObject({ body: { code: "BRIDGE_SESSION_USED" } });
  });

  it("is refused for another commitment's nonce", async () => {
    const wish = { nonce: "n".repeat(43), state: "s", redirectUri: REDIRECT };
    const { url, secret } = await source.begin(wish);
    const callback = new URL(await provider.browse(url));
    await expect(source.finish({ ...wish, nonce: "m".repeat(43), secret, callback })).rejects.toMatchObject({
      code: "BRIDGE_NONCE_WRONG",
    });
  });

  it("is refused when the person declines, and where nobody began", async () => {
    const { link } = await office.begin("eid");
    const state = new URL(link).searchParams.get("state")!;
    expect(await back(`${REDIRECT}?error=access_denied&state=${state}`)).toMatchObject({
      body: { code: "LOGIN_DECLINED" },
    });
    for (const query of ["", "?code=x&state=x"])
      expect(await back(`${REDIRECT}${query}`)).toMatchObject({ body: { code: "BRIDGE_SESSION_MISSING" } });
  });

  it("is for providers over https, a level, and an algorithm that only they can sign by", async () => {
    const open = (change: object) =>
      openLoginSource({ issuer: provider.issuer, ...CLIENT, acrValues: [ACR], ...change });
    for (const change of [
      { issuer: "http://op.example.org" },
      { acrValues: [] },
      { algorithm: "none" },
      { algorithm: "HS256" },
    ])
      await expect(open(change)).rejects.toMatchObject({ code: "INPUT_INVALID" });
    const nobody = await open({ issuer: "http://127.0.0.1:9" });
    await expect(nobody.begin({ nonce: "n", state: "s", redirectUri: REDIRECT })).rejects.toMatchObject({
      code: "LOGIN_UNAVAILABLE",
    });
  });
});

describe("a provider that signs what it should not", () => {
  let server: Server;
  let key: Key;
  let issuer: string;
  let token: (claims: Record<string, unknown>) => Promise<string>;
  let evil: LoginSource;
  beforeAll(async () => {
    key = await newKey();
    server = createServer(async (request, response) => {
      const answers: Record<string, () => unknown> = {
        "/.well-known/openid-configuration": () => ({
          ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
          jwks_uri: `${issuer}/jwks`,
        }),
        "/jwks": () => ({ keys: [{ ...key.publicJwk, kid: "1", alg: "ES256", use: "sig" }] }),
        "/token": async () => ({
          ...{ access_token: "a", token_type: "Bearer" },
          id_token: await token({
            iss: issuer,
            aud: CLIENT.clientId,
            sub: "anna",
            nonce: "n",
            iat: NOW,
            exp: NOW + 600,
            acr: ACR,
          }),
        }),
      };
      const body = JSON.stringify(await answers[request.url!]!());
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    evil = await openLoginSource({ issuer, ...CLIENT, acrValues: [ACR] });
  });
  afterAll(() => stop(server));
  const finish = async () => {
    const wish = { nonce: "n", state: "s", redirectUri: REDIRECT };
    const { secret } = await evil.begin(wish);
    return evil.finish({ ...wish, secret, callback: new URL(`${REDIRECT}?code=c&state=s`) });
  };
  const signed =
    (change: object, signing = key) =>
    async (claims: Record<string, unknown>) =>
      new SignJWT({ ...claims, ...change })
        .setProtectedHeader({ alg: "ES256", kid: "1" })
        .sign(await importJWK(signing.privateJwk, "ES256"));

  it("is believed when it signs well", async () => {
    token = signed({});
    expect((await finish()).values).toMatchObject({ sub: "anna" });
  });

  it("is refused for another client, another nonce, a token that is over, and none", async () => {
    token = signed({ aud: "somebody-else" });
    await expect(finish()).rejects.toMatchObject({ code: "BRIDGE_AUDIENCE_WRONG" });
    token = signed({ nonce: "another" });
    await expect(finish()).rejects.toMatchObject({ code: "BRIDGE_NONCE_WRONG" });
    token = signed({ exp: NOW - 1_000 });
    await expect(finish()).rejects.toMatchObject({ code: "LOGIN_INVALID" });
  });

  it("is refused when it takes an old sign-in for a new one", async () => {
    token = signed({ auth_time: NOW - 3_600 });
    await expect(finish()).rejects.toMatchObject({ code: "LOGIN_INVALID", path: "id_token.auth_time" });
    token = signed({ auth_time: NOW - 60 });
    expect((await finish()).values).toMatchObject({ sub: "anna" });
  });

  it("is refused without a signature, with a shared secret, and with another key", async () => {
    token = signed({}, await newKey());
    await expect(finish()).rejects.toMatchObject({ code: "BRIDGE_SIGNATURE_INVALID" });
    token = async (claims) => new UnsecuredJWT(claims).encode();
    await expect(finish()).rejects.toMatchObject({ code: "LOGIN_INVALID" });
    token = (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(CLIENT.clientSecret));
    await expect(finish()).rejects.toMatchObject({ code: "LOGIN_INVALID" });
  });
});
