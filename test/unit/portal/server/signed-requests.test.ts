/** Signed requests from the portal's call to the wallet's encrypted answer, and answers that are none. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Certificate, readAnchors, x509Hash } from "../../../../src/core/openid/certificate.ts";
import {
  encryptionMetadata,
  encryptResponse,
  generateResponseKey,
} from "../../../../src/core/openid/encrypted-response.ts";
import { openRequestSigner, type RequestIdentity } from "../../../../src/core/openid/sign-request.ts";
import type { ProgrammeEntry } from "../../../../src/credentials/registry/programme-entry.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import {
  type DigitalRequest,
  type OpenedSignedRequest,
  openDigitalRequest,
  openSignedRequest,
} from "../../../../src/presentation/openid/open-signed-request.ts";
import {
  fetchSignedRequest,
  type RequestFetch,
  readRequestLink,
} from "../../../../src/presentation/openid/request-link.ts";
import { formatRequestLink } from "../../../../src/presentation/openid/sign-request.ts";
import { describeRequest } from "../../../../src/presentation/proof/describe-request.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { type Host, identityOf, openHost, optionsOf } from "./host.ts";

const HOST = "verifier.example.org";
const ORIGIN = "https://benefits.example.org";
const DID = `did:web:${HOST}`;
const valid = { validFrom: new Date((NOW_SECONDS - 9) * 1_000), validUntil: new Date((NOW_SECONDS + 86_400) * 1_000) };

let portal: TestPortal;
let root: Issued;
let leaf: Issued;
let anchors: readonly Certificate[];
let storage: ServiceStorage;
let host: Host;
let clock = NOW_SECONDS;
const folder = mkdtempSync(join(tmpdir(), "civicproof-signed-"));
beforeAll(async () => {
  portal = createTestPortal();
  root = await issueCertificate({ name: "Test root", isAuthority: true, ...valid });
  leaf = await issueCertificate({ name: "City", issuer: root, dnsNames: [HOST, "benefits.example.org"], ...valid });
  anchors = await readAnchors([root.pem]);
  storage = await openStorage({ url: `sqlite:${join(folder, "portal.db")}` });
  host = await signing(byHash());
});
afterAll(async () => {
  await host.service.close();
  await storage.close();
  rmSync(folder, { recursive: true });
});

const byHash = (): Extract<RequestIdentity, { certificates: unknown }> => ({
  prefix: "x509_hash",
  key: leaf.jwk,
  certificates: [leaf.pem],
});
const signing = (requestIdentity: RequestIdentity, options = {}) =>
  openHost(portal, optionsOf(portal, storage, { now: () => clock, requestIdentity, ...options }));

/** The network of a wallet: the service, without its host. */
const networkOf = ({ service: { app } }: Host): RequestFetch => {
  return async (url, { method, headers, body }) => {
    const answer = await app.inject({
      method,
      url: new URL(url).pathname,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { ok: answer.statusCode === 200, status: answer.statusCode, text: async () => answer.body };
  };
};
const ask = async (body: object = { recipient: "case 4711" }, at = host) => {
  const made = (await at.call("POST", "/requests", body)).body as { id: string; link: string; requestUri: string };
  const opened = await fetchSignedRequest(made.link, {
    ...{ anchors, nowSeconds: clock, fetch: networkOf(at), fetchText: (url) => networkOf(at)(url, GET) },
  });
  return { ...made, opened };
};
const GET = { method: "GET", headers: {}, signal: new AbortController().signal, redirect: "error" } as const;
const post = (payload: object, at = host) => at.call("POST", "/responses", payload);
const answerOf = (opened: Pick<OpenedSignedRequest, "request">) => portal.present(opened.request);

describe("a signed request", () => {
  it("is asked, opened, answered and accepted", async () => {
    const { id, link, requestUri, opened } = await ask();
    expect(new URL(link).searchParams.get("request_uri")).toBe(requestUri);
    expect(opened).toMatchObject({ clientId: `x509_hash:${x509Hash(leaf.der)}`, state: id });
    const { response } = await opened.respond(answerOf(opened));
    expect(decodeProtectedHeader(response)).toEqual({
      alg: "ECDH-ES",
      enc: "A256GCM",
      kid: id,
      epk: expect.anything(),
    });
    const answered = await host.service.app.inject({
      ...{ method: "POST", url: "/responses", payload: new URLSearchParams({ response }).toString() },
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(answered.json()).toMatchObject({ outcome: "accepted" });
    expect((await host.result(id)).body.outcome).toBe("accepted");
    // A holder whose answer was lost sends it again.
    expect((await post({ response })).body.outcome).toBe("accepted");
  });

  it.each<[string, () => RequestIdentity]>([
    ["a name of its certificate", () => ({ ...byHash(), prefix: "x509_san_dns", dnsName: HOST })],
    ["a DID", () => ({ prefix: "decentralized_identifier", key: leaf.jwk, keyId: `${DID}#key-1` })],
  ])("is that of %s", async (_, identity) => {
    const other = await signing(identity());
    try {
      const { opened } = await ask(undefined, other);
      expect(opened.clientId).toMatch(
        /^(x509_san_dns:verifier\.example\.org|decentralized_identifier:did:web:verifier\.example\.org)$/,
      );
      expect((await post(await opened.respond(answerOf(opened)), other)).body.outcome).toBe("accepted");
    } finally {
      await other.service.close();
    }
  });

  it("is fetched by the scheme of the High Assurance profile, too", async () => {
    const { link } = (await host.call("POST", "/requests", { recipient: "x" })).body as { link: string };
    const haip = link.replace("openid4vp:", "haip-vp:");
    expect(formatRequestLink(readRequestLink(link), "haip-vp")).toBe(haip);
    const fetching = fetchSignedRequest(haip, { anchors, nowSeconds: clock, fetch: networkOf(host) });
    expect((await fetching).clientId).toMatch(/^x509_hash:/);
  });

  it("is never had without its signature, and has a key of its own", async () => {
    const keys = await Promise.all(
      [await ask(), await ask()].map(async ({ id }) => {
        const { body, headers } = await host.service.app.inject(`/requests/${id}`);
        expect(headers["content-type"]).toContain("application/oauth-authz-req+jwt");
        return JSON.parse(Buffer.from(body.split(".")[1]!, "base64url").toString()).client_metadata.jwks.keys[0];
      }),
    );
    expect(keys[0].x).not.toBe(keys[1].x);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it("sends the browser of the same device back with a code", async () => {
    const { id, opened } = await ask({ sameDevice: true });
    const { body } = await post(await opened.respond(answerOf(opened)));
    expect(body).toMatchObject({ outcome: "accepted", redirect_uri: expect.stringMatching(/#response_code=/) });
    expect((await host.result(id)).status).toBe(403);
    expect((await host.result(id, (body.redirect_uri as string).split("=")[1])).body.outcome).toBe("accepted");
  });

  it("may be declined, in clear and encrypted", async () => {
    const { id } = await ask();
    expect((await post({ state: id, error: "access_denied" })).body.outcome).toBe("declined");
    const second = await ask();
    const metadata = (await metadataOf(second.id)).client_metadata;
    const response = await encryptResponse({ error: "access_denied", state: second.id }, metadata);
    expect((await post({ response })).body.outcome).toBe("declined");
  });

  it("has a key that is forgotten when it is over", async () => {
    const { id, opened } = await ask();
    const { response } = await opened.respond(answerOf(opened));
    expect((await post({ response })).body.outcome).toBe("accepted");
    expect((await storageRow(id)).responseKey).toBeDefined();
    clock += 700;
    await host.service.sweep();
    expect((await storageRow(id)).responseKey).toBeUndefined();
    expect((await post({ response })).status).toBe(400);
    clock = NOW_SECONDS;
  });
});

/** What a request object says. */
const metadataOf = async (id: string) => {
  const { body } = await host.service.app.inject(`/requests/${id}`);
  return JSON.parse(Buffer.from(body.split(".")[1]!, "base64url").toString());
};

describe("an answer to a signed request is refused", () => {
  it.each<[string, string, (asked: Awaited<ReturnType<typeof ask>>) => Promise<object>]>([
    [
      "in clear",
      "RESPONSE_NOT_ENCRYPTED",
      async ({ id, opened }) => ({ state: id, vp_token: { eligibility: [answerOf(opened)] } }),
    ],
    [
      "in clear beside an encrypted one",
      "RESPONSE_UNREADABLE",
      async ({ id, opened }) => ({ state: id, vp_token: { eligibility: [answerOf(opened)] }, response: "x" }),
    ],
    [
      "with an error that hides a presentation",
      "RESPONSE_NOT_ENCRYPTED",
      async ({ id, opened }) => ({ state: id, error: "x", vp_token: { eligibility: [answerOf(opened)] } }),
    ],
    [
      "that names another request",
      "RESPONSE_FOREIGN",
      async ({ id, opened }) => {
        const other = await ask();
        const token = { eligibility: [answerOf(opened)] };
        return {
          response: await encryptResponse({ vp_token: token, state: other.id }, (await metadataOf(id)).client_metadata),
        };
      },
    ],
    [
      "that is another request's",
      "PUBLIC_SIGNAL_MISMATCH",
      async ({ opened }) => {
        const other = await ask();
        return opened.respond(answerOf(other.opened));
      },
    ],
    [
      "to a key that the service does not have",
      "RESPONSE_UNREADABLE",
      async ({ id, opened }) => {
        const key = await generateResponseKey(id);
        return {
          response: await encryptResponse(
            { vp_token: { eligibility: [answerOf(opened)] }, state: id },
            encryptionMetadata(key),
          ),
        };
      },
    ],
    ["that is too large", "CALL_TOO_LARGE", async () => ({ response: "x".repeat(20_000) })],
    [
      "to nothing",
      "REQUEST_INVALID",
      async () => {
        const key = await generateResponseKey("A".repeat(22));
        return { response: await encryptResponse({ vp_token: {} }, encryptionMetadata(key)) };
      },
    ],
    [
      "that holds nothing",
      "INPUT_INVALID",
      async ({ id }) => ({ response: await encryptResponse({ state: id }, (await metadataOf(id)).client_metadata) }),
    ],
  ])("%s: %s", async (_, code, make) => {
    const answered = await post(await make(await ask()));
    expect(answered.body.error?.code).toBe(code);
    expect(answered.status).toBeGreaterThanOrEqual(400);
  });
});

describe("a wallet refuses a signed request", () => {
  it("whose answer goes to a host that did not sign it", async () => {
    const other = await issueCertificate({ name: "Other", issuer: root, dnsNames: ["evil.example"], ...valid });
    const signer = await openRequestSigner({ prefix: "x509_hash", key: other.jwk, certificates: [other.pem] }, clock);
    const claims = await metadataOf((await ask()).id);
    const sign = (change: object = {}) =>
      signer.sign({ ...claims, ...change }, { nowSeconds: clock, expiresAtSeconds: clock + 60 });
    const options = { anchors, nowSeconds: clock };
    await expect(openSignedRequest(await sign(), options)).rejects.toMatchObject({ code: "REQUEST_PARTY_MISMATCH" });
    const toEvil = await sign({ response_uri: "https://evil.example/responses" });
    await expect(openSignedRequest(toEvil, options)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    const inClear = await sign({ response_mode: "direct_post" });
    await expect(openSignedRequest(inClear, options)).rejects.toMatchObject({ code: "ENCRYPTION_NOT_SUPPORTED" });
  });

  it("as strictly as one that nobody signed: programme, clock and asker", async () => {
    const { opened } = await ask();
    const options = { askedBy: { responseUri: opened.responseUri }, clock: () => clock, crossDevice: true };
    const listed = [entryOf(opened)];
    const confirmedRecipient = opened.request.recipient;
    expect(describeRequest(opened.request, { ...options, programmes: listed, confirmedRecipient }).asker).toBe(
      `https://${HOST}`,
    );
    const good = { ...options, programmes: listed, confirmedRecipient };
    for (const [code, changed] of [
      ["ASKER_MISMATCH", { ...good, programmes: [] }],
      ["RECIPIENT_NOT_CONFIRMED", { ...good, confirmedRecipient: undefined }],
      ["REQUEST_TIME_WRONG", { ...good, clock: () => clock + 86_400 }],
    ] as const)
      expect(() => describeRequest(opened.request, changed)).toThrow(expect.objectContaining({ code }));
  });

  it.each<[string, string, (link: string) => string, RequestFetch?]>([
    [
      "of another party than the link names",
      "CLIENT_ID_MISMATCH",
      (link) => link.replace(/client_id=[^&]+/, "client_id=x509_hash%3AAAAA"),
    ],
    [
      "at an address without TLS",
      "REQUEST_OBJECT_INVALID",
      (link) => link.replace("request_uri=https", "request_uri=http"),
    ],
    ["whose link names two", "REQUEST_OBJECT_INVALID", (link) => `${link}&client_id=x`],
    ["whose link names nobody", "REQUEST_OBJECT_INVALID", (link) => link.replace("client_id", "x")],
    ["that is not there", "REQUEST_OBJECT_INVALID", (link) => link.replace("%2Frequests", "%2Fnothing")],
    ["of another scheme", "REQUEST_OBJECT_INVALID", (link) => link.replace("openid4vp", "javascript")],
    [
      "of an earlier time",
      "REQUEST_OBJECT_INVALID",
      (link) => link,
      async () => ({ ok: true, status: 200, text: async () => earlier }),
    ],
  ])("%s: %s", async (_, code, change, fetch = networkOf(host)) => {
    const { id, link } = await ask();
    earlier = (await host.service.app.inject(`/requests/${id}`)).body;
    const fetching = fetchSignedRequest(change(link), { anchors, nowSeconds: clock, fetch });
    await expect(fetching).rejects.toMatchObject({ code });
  });
  let earlier = "";
});

const entryOf = ({ request: { scope, grid, maxClaims } }: OpenedSignedRequest): ProgrammeEntry => ({
  ...{ verifier: scope.verifier, programme: scope.programme, grid, maxClaims },
  ...{ responseOrigins: [`https://${HOST}`], askers: [ORIGIN] },
});

describe("a browser's Digital Credentials API", () => {
  const digital = async () => {
    const { id } = (await host.call("POST", "/requests", { sameDevice: true })).body as { id: string };
    const { body } = await host.call("GET", `/requests/${id}/digital-credential`);
    const { digital: asked } = body as unknown as { digital: { requests: [DigitalRequest] } };
    return { id, asked: asked.requests[0] };
  };
  const options = () => ({ anchors, nowSeconds: clock, origin: ORIGIN });

  it("brings the request to the wallet and its answer to the portal", async () => {
    const { asked } = await digital();
    expect(asked.protocol).toBe("openid4vp-v1-signed");
    const opened = await openDigitalRequest(asked, options());
    const answer = await opened.respond(answerOf(opened));
    expect(answer.protocol).toBe(asked.protocol);
    expect((await post(answer.data)).body).toMatchObject({
      ...{ outcome: "accepted", redirect_uri: expect.stringContaining("#response_code=") },
    });
  });

  it("has no request for another page, nor by another way", async () => {
    const { asked } = await digital();
    await expect(openDigitalRequest(asked, { ...options(), origin: "https://evil.example" })).rejects.toMatchObject({
      code: "ORIGIN_NOT_EXPECTED",
    });
    await expect(openDigitalRequest({ ...asked, protocol: "openid4vp-v1-unsigned" }, options())).rejects.toMatchObject({
      code: "REQUEST_OBJECT_INVALID",
    });
    const { id } = await ask();
    const posted = {
      protocol: "openid4vp-v1-signed",
      data: { request: (await host.service.app.inject(`/requests/${id}`)).body },
    };
    await expect(openDigitalRequest(posted, options())).rejects.toMatchObject({ code: "ENCRYPTION_NOT_SUPPORTED" });
  });
});

describe("a service is not started", () => {
  it.each<[string, string, () => Promise<RequestIdentity>]>([
    [
      "with another host's certificate",
      "INPUT_INVALID",
      async () => {
        const other = await issueCertificate({ name: "Other", issuer: root, dnsNames: ["other.example"], ...valid });
        return { prefix: "x509_hash", key: other.jwk, certificates: [other.pem] };
      },
    ],
    [
      "with another host's DID",
      "INPUT_INVALID",
      async () => ({ prefix: "decentralized_identifier", key: leaf.jwk, keyId: "did:web:other.example#k" }),
    ],
    [
      "with a certificate that is over",
      "CERTIFICATE_EXPIRED",
      async () => {
        const late = await issueCertificate({
          name: "City",
          issuer: root,
          dnsNames: [HOST],
          validFrom: new Date(0),
          validUntil: new Date(1_000),
        });
        return { prefix: "x509_hash", key: late.jwk, certificates: [late.pem] };
      },
    ],
    ["with another key's certificate", "CERTIFICATE_INVALID", async () => ({ ...byHash(), certificates: [root.pem] })],
  ])("%s: %s", async (_, code, identity) => {
    await expect(signing(await identity())).rejects.toMatchObject({ code });
  });

  it("and one whose certificate ends while it runs says so", async () => {
    const { id } = (await host.call("POST", "/requests", { recipient: "x" })).body as { id: string };
    expect((await host.service.app.inject("/metrics")).body).toContain("civicproof_request_certificate_seconds 86400");
    clock += 2 * 86_400;
    const answer = await host.call("GET", `/requests/${id}`);
    clock = NOW_SECONDS;
    expect([answer.status, answer.body.error?.code]).toEqual([503, "REQUEST_KEY_INVALID"]);
  });
});

const storageRow = async (id: string) => (await storage.get(id, identityOf(optionsOf(portal, storage))))!;
