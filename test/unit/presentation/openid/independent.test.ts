/**
 * Packages of others read our requests and answers, and we read theirs: `@openid4vc/openid4vp` and `dcql` from npm, which
 * know nothing of civicproof.
 */
import { type Openid4vpAuthorizationRequest, Openid4vpClient, Openid4vpVerifier } from "@openid4vc/openid4vp";
import { DcqlCredentialQuery, DcqlPresentation, DcqlQuery } from "dcql";
import type { JWK } from "jose";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Certificate, readAnchors, readChain, toX5c, x509Hash } from "../../../../src/core/openid/certificate.ts";
import { encryptionMetadata, generateResponseKey } from "../../../../src/core/openid/encrypted-response.ts";
import type { RequestIdentity } from "../../../../src/core/openid/sign-request.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { openDigitalRequest, openSignedRequest } from "../../../../src/presentation/openid/open-signed-request.ts";
import { readEncryptedResponse } from "../../../../src/presentation/openid/read-response.ts";
import { openRequest } from "../../../../src/presentation/proof/open-request.ts";
import { type AuthorizationRequest, toAuthorizationRequest } from "../../../../src/presentation/proof/openid4vp.ts";
import { verifyPresentation } from "../../../../src/presentation/verification/verify.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";
import { callbacksOf } from "../../../independent.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { type Host, openHost, optionsOf } from "../../portal/server/host.ts";

/** The packages read this machine's clock. */
const NOW = Math.floor(Date.now() / 1_000);
const ORIGIN = "https://benefits.example.org";
const SERVERS = {
  authorization_signing_alg_values_supported: [],
  authorization_encryption_alg_values_supported: ["ECDH-ES"],
  authorization_encryption_enc_values_supported: ["A128GCM", "A256GCM"],
};

let portal: TestPortal;
let root: Issued;
let leaf: Issued;
let anchors: readonly Certificate[];
let storage: ServiceStorage;
beforeAll(async () => {
  portal = createTestPortal({ nowSeconds: NOW });
  root = await issueCertificate({ name: "Test root", isAuthority: true });
  leaf = await issueCertificate({ name: "City", issuer: root, dnsNames: ["benefits.example.org"] });
  anchors = await readAnchors([root.pem]);
  storage = await openStorage({ url: "memory:" });
});
afterAll(() => storage.close());

const IDENTITIES: readonly (readonly [string, () => RequestIdentity])[] = [
  ["x509_hash", () => ({ prefix: "x509_hash", key: leaf.jwk, certificates: [leaf.pem] })],
  ["x509_san_dns", () => ({ prefix: "x509_san_dns", key: leaf.jwk, certificates: [leaf.pem] })],
  [
    "decentralized_identifier",
    () => ({ prefix: "decentralized_identifier", key: leaf.jwk, keyId: "did:web:benefits.example.org#key-1" }),
  ],
];

describe.each(IDENTITIES)("a wallet made of @openid4vc/openid4vp", (prefix, identity) => {
  let host: Host;
  beforeAll(async () => {
    const options = { now: () => NOW, requestIdentity: identity(), publicUrl: ORIGIN };
    host = await openHost(portal, optionsOf(portal, storage, options));
  });
  afterAll(() => host.service.close());

  /** The network of that wallet: our service. */
  const network = (async (input: string | URL, init: RequestInit = {}) => {
    const { pathname } = new URL(String(input));
    const answer = await host.service.app.inject({
      ...{ method: (init.method ?? "GET") as "GET", url: pathname },
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.body === undefined || init.body === null ? {} : { payload: String(init.body) }),
    });
    return new Response(answer.body, { status: answer.statusCode, headers: answer.headers as Record<string, string> });
  }) as typeof fetch;
  const client = () =>
    new Openid4vpClient({ callbacks: callbacksOf({ signing: publicPart(leaf.jwk), fetch: network }) });

  it(`takes our request with ${prefix} from its link, and we take the wallet's answer`, async () => {
    const made = (await host.call("POST", "/requests", { recipient: "case 1" })).body as { id: string; link: string };
    const parsed = client().parseOpenid4vpAuthorizationRequest({ authorizationRequest: made.link });
    const resolved = await client().resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: parsed.params as never,
    });
    const asked = resolved.authorizationRequestPayload as Openid4vpAuthorizationRequest;
    expect(resolved.version).toBe(100);
    expect(resolved.client.prefix).toBe(prefix);
    expect(resolved.jar?.signer.method).toBe(prefix === "decentralized_identifier" ? "did" : "x5c");
    expect(resolved.transactionData?.[0]?.transactionData).toMatchObject({ credential_ids: ["eligibility"] });

    const { meta } = (asked.dcql_query as AuthorizationRequest["dcql_query"]).credentials[0];
    const presentation = portal.present({ ...meta, nonce: asked.nonce });
    const { jarm, authorizationResponsePayload } = await client().createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: asked,
      authorizationResponsePayload: { vp_token: { eligibility: [presentation as never] } },
      jarm: { encryption: { nonce: "wallet-nonce" }, serverMetadata: SERVERS },
    });
    const { response } = await client().submitOpenid4vpAuthorizationResponse({
      ...{ authorizationRequestPayload: asked, authorizationResponsePayload },
      jarm: { responseJwt: jarm!.responseJwt },
    });
    expect(await response.json()).toMatchObject({ outcome: "accepted" });
    expect((await host.result(made.id)).body.outcome).toBe("accepted");
  });

  it(`takes our request with ${prefix} from a browser, and answers it`, async () => {
    const made = (await host.call("POST", "/requests", { sameDevice: true })).body as { id: string };
    const { body } = await host.call("GET", `/requests/${made.id}/digital-credential`);
    const [{ data }] = (body as unknown as { digital: { requests: [{ data: { request: string } }] } }).digital.requests;
    const parsed = client().parseOpenid4vpAuthorizationRequest({ authorizationRequest: data });
    const { authorizationRequestPayload: asked } = await client().resolveOpenId4vpAuthorizationRequest({
      ...{ authorizationRequestPayload: parsed.params as never, origin: ORIGIN },
    });
    const { meta } = (asked.dcql_query as AuthorizationRequest["dcql_query"]).credentials[0];
    const { jarm } = await client().createOpenid4vpAuthorizationResponse({
      ...{ authorizationRequestPayload: asked, origin: ORIGIN },
      authorizationResponsePayload: {
        vp_token: { eligibility: [portal.present({ ...meta, nonce: asked.nonce }) as never] },
      },
      jarm: { encryption: { nonce: "wallet-nonce" }, serverMetadata: SERVERS },
    });
    const answered = await host.call("POST", "/responses", { response: jarm!.responseJwt });
    expect(answered.body).toMatchObject({ outcome: "accepted", redirect_uri: expect.any(String) });
  });
});

describe("a verifier made of @openid4vc/openid4vp", () => {
  const verifier = () => new Openid4vpVerifier({ callbacks: callbacksOf({ signing: leaf.jwk }) });

  it("asks for our format, and our wallet answers", async () => {
    const request = portal.request({ recipient: "case 1" });
    const key = await generateResponseKey("request-1");
    const responseUri = `${ORIGIN}/responses`;
    const asked = toAuthorizationRequest({
      request,
      responseUri,
      state: "request-1",
      transaction: { purpose: "Pass" },
    });
    const { jar } = await verifier().createOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: {
        ...asked,
        transaction_data: [...asked.transaction_data] as [string],
        client_id: `x509_hash:${x509Hash(leaf.der)}`,
        response_mode: "direct_post.jwt",
        client_metadata: { ...asked.client_metadata, ...encryptionMetadata(key) } as never,
      },
      jar: {
        jwtSigner: { method: "x5c", alg: "ES256", x5c: toX5c(await readChain([leaf.pem])) },
        requestUri: `${ORIGIN}/requests/1`,
        expiresInSeconds: 120,
        additionalJwtPayload: { aud: "https://self-issued.me/v2" },
      },
    });
    const opened = await openSignedRequest(jar!.authorizationRequestJwt, { anchors, nowSeconds: NOW });
    const answerable = openRequest(opened.request, { askedBy: { responseUri: opened.responseUri } });
    expect(answerable.request).toEqual(request);
    const { response } = await opened.respond(portal.present(opened.request));
    const { vp_token } = await readEncryptedResponse(response, { privateJwk: key.privateJwk, state: "request-1" });
    const payloads = { authorizationResponsePayload: { vp_token: vp_token as never, state: "request-1" } };
    const theirs = { authorizationRequestPayload: asked as never, ...payloads };
    const read = verifier().validateOpenid4vpAuthorizationResponsePayload(theirs);
    expect(read).toEqual({ type: "dcql", dcql: { query: asked.dcql_query, presentations: vp_token } });
    const [presentation] = (vp_token as { eligibility: [object] }).eligibility;
    await verifyPresentation(JSON.stringify(presentation), portal.options(request));
  });

  it("asks for our format through a browser, and our wallet answers", async () => {
    const request = portal.request({ recipient: "case 1" });
    const key = await generateResponseKey("request-2");
    const {
      response_uri: _,
      state: __,
      ...asked
    } = toAuthorizationRequest({
      ...{ request, responseUri: `${ORIGIN}/responses`, state: "request-2", transaction: { purpose: "Pass" } },
    });
    const { jar } = await verifier().createOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: {
        ...asked,
        transaction_data: [...asked.transaction_data] as [string],
        client_id: "x509_san_dns:benefits.example.org",
        response_mode: "dc_api.jwt",
        expected_origins: [ORIGIN],
        client_metadata: { ...asked.client_metadata, ...encryptionMetadata(key) } as never,
      },
      jar: {
        jwtSigner: { method: "x5c", alg: "ES256", x5c: toX5c(await readChain([leaf.pem])) },
        expiresInSeconds: 120,
        additionalJwtPayload: { aud: "https://self-issued.me/v2" },
      },
    });
    const data = { request: jar!.authorizationRequestJwt };
    const options = { anchors, nowSeconds: NOW, origin: ORIGIN };
    const opened = await openDigitalRequest({ protocol: "openid4vp-v1-signed", data }, options);
    const answer = await opened.respond(portal.present(opened.request));
    expect(
      await readEncryptedResponse(answer.data.response, { privateJwk: key.privateJwk, state: "request-2" }),
    ).toMatchObject({ vp_token: { eligibility: [{ circuit: "age" }] } });
  });
});

describe("our query in the eyes of dcql", () => {
  const query = () => {
    const request = portal.request({ recipient: "case 1" });
    const responseUri = `${ORIGIN}/responses`;
    return toAuthorizationRequest({ request, responseUri, state: "s", transaction: { purpose: "Pass" } }).dcql_query;
  };
  /** The package compiles valibot in and exports its models' types without that of a plain record. */
  const asTheirs = (value: object) => value as never;

  it("has a format that its closed list of formats does not have, and can't be read by it", () => {
    const closed = /"mso_mdoc".*"jwt_vc_json".*"ldp_vc".*"dc\+sd-jwt".*but received "civicproof-groth16"/;
    expect(() => DcqlQuery.parse(asTheirs(query()))).toThrow(closed);
    expect(() => v.parse(DcqlCredentialQuery.vModel, query().credentials[0])).toThrow(closed);
    // Nor can it compare a credential with such a query, whatever the credential is.
    const sdJwt = { credential_format: "dc+sd-jwt", vct: "urn:x", claims: {}, cryptographic_holder_binding: true };
    expect(() => DcqlQuery.query(asTheirs(query()), [asTheirs(sdJwt)])).toThrow("Unsupported format");
  });

  it("keeps the rules that it has for every format", () => {
    expect(() => DcqlQuery.validate(asTheirs(query()))).not.toThrow();
    expect(DcqlQuery.query(asTheirs(query()), []).can_be_satisfied).toBe(false);
    const token = { [query().credentials[0].id]: [portal.present(portal.request({ recipient: "case 1" }))] };
    expect(DcqlPresentation.parse(asTheirs(token))).toEqual(token);
    const doubled = { credentials: [...query().credentials, ...query().credentials] };
    expect(() => DcqlQuery.validate(asTheirs(doubled))).toThrow("Duplicate credential query ids");
  });

  it("is read unchanged by its own models once our format stands in the list", () => {
    const { format: _, meta: __, claims: ___, ...common } = DcqlCredentialQuery.vMdoc.entries;
    const ours = v.object({ ...common, format: v.literal("civicproof-groth16"), meta: v.record(v.string(), v.any()) });
    const formats = v.variant("format", [...DcqlCredentialQuery.vModel.options, ours]);
    const model = v.object({ ...DcqlQuery.vModel.entries, credentials: v.array(formats) });
    const parsed = v.parse(model, query());
    expect(parsed).toMatchObject(query());
    expect(parsed.credentials[0]).toMatchObject({ multiple: false, require_cryptographic_holder_binding: true });
  });
});

const publicPart = ({ d: _, ...jwk }: JWK): JWK => jwk;
