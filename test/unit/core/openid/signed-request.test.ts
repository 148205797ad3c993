/** A request object from the verifier that signs it to the wallet that checks it, and everything that is no such thing. */
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { readAnchors, readChain, toX5c, x509Hash } from "../../../../src/core/openid/certificate.ts";
import { type FetchText, resolveDidWeb } from "../../../../src/core/openid/did-web.ts";
import {
  ANY_WALLET,
  openRequestSigner,
  type RequestIdentity,
  type RequestSigner,
} from "../../../../src/core/openid/sign-request.ts";
import { type VerifyRequestOptions, verifyRequestObject } from "../../../../src/core/openid/verify-request.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";

const NOW = Math.floor(Date.now() / 1_000);
const TIMES = { nowSeconds: NOW, expiresAtSeconds: NOW + 120 };
const HOST = "benefits.example.org";
const DID = `did:web:${HOST}`;
const KEY_ID = `${DID}#key-1`;

let root: Issued;
let leaf: Issued;
let options: VerifyRequestOptions;
let byHash: RequestSigner;
beforeAll(async () => {
  root = await issueCertificate({ name: "Test root", isAuthority: true });
  leaf = await issueCertificate({ name: "Portal", issuer: root, dnsNames: [HOST, "other.example"] });
  options = { anchors: await readAnchors([root.pem]), nowSeconds: NOW };
  byHash = await openRequestSigner(identity("x509_hash"), NOW);
});

const identity = (prefix: "x509_hash" | "x509_san_dns"): Extract<RequestIdentity, { certificates: unknown }> => ({
  ...{ prefix, key: leaf.jwk, certificates: [leaf.pem] },
});
const did = () => openRequestSigner({ prefix: "decentralized_identifier", key: leaf.jwk, keyId: KEY_ID }, NOW);
/** The DID's web server. */
const serving = (document: unknown, asked: string[] = []): FetchText => {
  return async (url) => {
    asked.push(url);
    return { ok: true, status: 200, text: async () => JSON.stringify(document) };
  };
};
/** Signed by hand, so that nothing of what the signer sees to is there by itself. */
const forge = async (claims: object, header: object = {}, key = leaf.jwk, alg = "ES256") =>
  new SignJWT({ client_id: byHash.clientId, aud: ANY_WALLET, exp: NOW + 60, ...claims })
    .setProtectedHeader({ alg, typ: "oauth-authz-req+jwt", x5c: [...toX5c(await readChain([leaf.der]))], ...header })
    .sign(await importJWK(key, alg));

describe("a signed request", () => {
  it("is that of the certificate's hash", async () => {
    const jwt = await byHash.sign({ nonce: "n", state: "s" }, TIMES);
    const verified = await verifyRequestObject(jwt, { ...options, clientId: byHash.clientId });
    expect(verified).toMatchObject({ clientId: `x509_hash:${x509Hash(leaf.der)}`, hosts: [HOST, "other.example"] });
    expect(verified.claims).toMatchObject({ nonce: "n", state: "s", aud: ANY_WALLET, exp: NOW + 120, iat: NOW });
  });

  it("is that of a name of the certificate, and of no other", async () => {
    const signer = await openRequestSigner(identity("x509_san_dns"), NOW);
    const verified = await verifyRequestObject(await signer.sign({}, TIMES), options);
    expect(verified).toMatchObject({ clientId: `x509_san_dns:${HOST}`, hosts: [HOST] });
  });

  it("is that of a DID, whose document is had from its host", async () => {
    const signer = await did();
    const asked: string[] = [];
    const fetchText = serving(signer.didDocument, asked);
    const verified = await verifyRequestObject(await signer.sign({}, TIMES), { nowSeconds: NOW, fetchText });
    expect(verified).toMatchObject({ clientId: `decentralized_identifier:${DID}`, hosts: [HOST] });
    expect(asked).toEqual([`https://${HOST}/.well-known/did.json`]);
  });

  it("repeats the wallet's nonce where there is one", async () => {
    const jwt = await byHash.sign({ wallet_nonce: "w" }, TIMES);
    expect((await verifyRequestObject(jwt, { ...options, walletNonce: "w" })).claims.wallet_nonce).toBe("w");
    for (const walletNonce of [undefined, "v"])
      await expect(verifyRequestObject(jwt, { ...options, walletNonce })).rejects.toMatchObject({
        ...{ code: "REQUEST_OBJECT_INVALID", path: "request.wallet_nonce" },
      });
  });
});

describe("a request is refused", () => {
  it.each<[string, string, () => unknown, Partial<VerifyRequestOptions>?]>([
    ["that nobody signed", "ALGORITHM_NOT_ALLOWED", () => unsecured()],
    ["that is signed with the public key as a secret", "ALGORITHM_NOT_ALLOWED", () => confused()],
    ["of an algorithm that is not the certificate's key's", "ALGORITHM_NOT_ALLOWED", () => otherAlgorithm()],
    ["of another type", "REQUEST_OBJECT_INVALID", () => forge({}, { typ: "JWT" })],
    ["without a type", "REQUEST_OBJECT_INVALID", () => forge({}, { typ: undefined })],
    ["for somebody else", "REQUEST_OBJECT_INVALID", () => forge({ aud: "https://wallet.example" })],
    ["for nobody", "REQUEST_OBJECT_INVALID", () => forge({ aud: undefined })],
    ["that is over", "REQUEST_OBJECT_INVALID", () => forge({ exp: NOW })],
    ["without an end", "REQUEST_OBJECT_INVALID", () => forge({ exp: undefined })],
    ["that is made tomorrow", "REQUEST_OBJECT_INVALID", () => forge({ iat: NOW + 86_400 })],
    ["that is too large", "REQUEST_OBJECT_INVALID", () => forge({ x: "x".repeat(150_000) })],
    ["that is no JWT", "REQUEST_OBJECT_INVALID", () => "a.b"],
    ["that is nothing", "REQUEST_OBJECT_INVALID", () => undefined],
    [
      "whose hash is another certificate's",
      "CLIENT_ID_MISMATCH",
      () => forge({ client_id: `x509_hash:${"A".repeat(43)}` }),
    ],
    [
      "whose name is not the certificate's",
      "CLIENT_ID_MISMATCH",
      () => forge({ client_id: "x509_san_dns:evil.example" }),
    ],
    [
      "whose name is below the certificate's",
      "CLIENT_ID_MISMATCH",
      () => forge({ client_id: `x509_san_dns:a.${HOST}` }),
    ],
    [
      "whose name needs no signature",
      "CLIENT_ID_MISMATCH",
      () => forge({ client_id: `redirect_uri:https://${HOST}/` }),
    ],
    ["of nobody", "CLIENT_ID_MISMATCH", () => forge({ client_id: undefined })],
    ["of another than the link names", "CLIENT_ID_MISMATCH", () => forge({}), { clientId: `x509_san_dns:${HOST}` }],
    ["without a certificate", "CERTIFICATE_INVALID", () => forge({}, { x5c: undefined })],
    ["below nothing that is trusted", "CERTIFICATE_NOT_TRUSTED", () => forge({}), { anchors: [] }],
    [
      "after its certificate's end",
      "CERTIFICATE_EXPIRED",
      () => forge({ exp: NOW + 99 * 86_400 }),
      { nowSeconds: NOW + 40 * 86_400 },
    ],
    ["that another key has signed", "REQUEST_SIGNATURE_INVALID", () => forge({}, {}, root.jwk)],
    ["that was changed", "REQUEST_SIGNATURE_INVALID", () => changed()],
    ["with a header that must be understood", "REQUEST_OBJECT_INVALID", () => critical()],
    ["that says a thing twice", "REQUEST_OBJECT_INVALID", () => twice()],
    ["of a DID where none are taken", "CLIENT_ID_MISMATCH", async () => (await did()).sign({}, TIMES)],
  ])("%s: %s", async (_, code, make, change = {}) => {
    await expect(verifyRequestObject(await make(), { ...options, ...change })).rejects.toMatchObject({ code });
  });

  const claims = () => ({ client_id: byHash.clientId, aud: ANY_WALLET, exp: NOW + 60 });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsecured = () =>
    `${encode({ alg: "none", typ: "oauth-authz-req+jwt" })}.${new UnsecuredJWT(claims()).encode().split(".")[1]}.`;
  const confused = async () => {
    const secret = new TextEncoder().encode(await exportSPKI(leaf.keys.publicKey));
    return new SignJWT(claims()).setProtectedHeader({ alg: "HS256", typ: "oauth-authz-req+jwt" }).sign(secret);
  };
  const otherAlgorithm = async () => {
    const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    return forge({}, {}, await exportJWK(privateKey), "EdDSA");
  };
  const changed = async () => {
    const [header, payload, signature] = (await forge({})).split(".") as [string, string, string];
    const more = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), nonce: "other" };
    return [header, encode(more), signature].join(".");
  };
  const critical = async () => {
    const header = {
      alg: "ES256",
      typ: "oauth-authz-req+jwt",
      x5c: [...toX5c(await readChain([leaf.der]))],
      crit: ["x"],
      x: 1,
    };
    return new SignJWT(claims())
      .setProtectedHeader(header)
      .sign(await importJWK(leaf.jwk, "ES256"), { crit: { x: true } });
  };

  const twice = async () => {
    const [payload] = [`{"nonce":"a","nonce":"b",${JSON.stringify(claims()).slice(1)}`];
    const protectedHeader = { alg: "ES256", typ: "oauth-authz-req+jwt", x5c: [...toX5c(await readChain([leaf.der]))] };
    return new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader(protectedHeader)
      .sign(await importJWK(leaf.jwk, "ES256"));
  };

  it("when its key is not one that the DID has for this", async () => {
    const signer = await did();
    const jwt = await signer.sign({}, TIMES);
    const document = signer.didDocument!;
    const [method] = document.verificationMethod;
    for (const [code, other] of [
      ["DID_UNRESOLVABLE", { ...document, id: "did:web:evil.example" }],
      ["DID_UNRESOLVABLE", { ...document, verificationMethod: [] }],
      ["DID_UNRESOLVABLE", { ...document, authentication: [] }],
      ["DID_UNRESOLVABLE", { ...document, verificationMethod: [{ ...method, controller: "did:web:evil.example" }] }],
      ["DID_UNRESOLVABLE", "not a document"],
      ["REQUEST_SIGNATURE_INVALID", { ...document, verificationMethod: [{ ...method, publicKeyJwk: root.jwk }] }],
      [
        "DID_UNRESOLVABLE",
        { ...document, verificationMethod: [{ ...method, publicKeyJwk: { ...root.jwk, x: "AA" } }] },
      ],
      [
        "ALGORITHM_NOT_ALLOWED",
        { ...document, verificationMethod: [{ ...method, publicKeyJwk: { kty: "oct", k: "AA" } }] },
      ],
    ] as const)
      await expect(verifyRequestObject(jwt, { nowSeconds: NOW, fetchText: serving(other) })).rejects.toMatchObject({
        code,
      });
    const foreign = await forge({ client_id: signer.clientId }, { kid: "did:web:evil.example#key-1" });
    await expect(verifyRequestObject(foreign, { ...options, fetchText: serving(document) })).rejects.toMatchObject({
      code: "CLIENT_ID_MISMATCH",
    });
  });
});

describe("a DID of the web", () => {
  it.each([
    ["did:web:example.org", "https://example.org/.well-known/did.json"],
    ["did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"],
    ["did:web:example.org:office:a", "https://example.org/office/a/did.json"],
  ])("%s is at %s", async (id, url) => {
    const asked: string[] = [];
    await expect(resolveDidWeb(`${id}#k`, serving({}, asked))).rejects.toMatchObject({ code: "DID_UNRESOLVABLE" });
    expect(asked).toEqual([url]);
  });

  it.each([
    ...["did:key:z6Mk", "did:web:", "did:web:Example.org", "did:web:example.org:..", "did:web:example.org:a%2Fb"],
    ...["did:web:example.org%3A0", "did:web:a@b", "did:web:example.org/x", "", "did:web:example.org:"],
    // A wallet that is shown such a request would knock at its router, by whatever spelling.
    ...["did:web:127.0.0.1", "did:web:192.168.0.1%3A8443", "did:web:127.1", "did:web:2130706433", "did:web:0x7f.1"],
    ...["did:web:10.0.0.0x1"],
  ])("%j is refused, and nothing is fetched", async (id) => {
    const asked: string[] = [];
    await expect(resolveDidWeb(`${id}#k`, serving({}, asked))).rejects.toMatchObject({ code: "DID_UNRESOLVABLE" });
    expect(asked).toEqual([]);
  });

  it("says that its document can't be had", async () => {
    const away: FetchText = async () => ({ ok: false, status: 503, text: async () => "" });
    await expect(resolveDidWeb(KEY_ID, away)).rejects.toMatchObject({ code: "DID_UNRESOLVABLE", received: "503" });
    const offline: FetchText = () => Promise.reject(new TypeError("fetch failed"));
    await expect(resolveDidWeb(KEY_ID, offline)).rejects.toMatchObject({ code: "DID_UNRESOLVABLE" });
  });
});

describe("what signs requests is refused", () => {
  it.each<[string, string, () => object]>([
    ["a key without its secret", "REQUEST_KEY_INVALID", () => ({ key: { ...leaf.jwk, d: undefined } })],
    ["a key with another's secret", "REQUEST_KEY_INVALID", () => ({ key: { ...leaf.jwk, d: root.jwk.d } })],
    ["a shared secret", "REQUEST_KEY_INVALID", () => ({ key: { kty: "oct", k: "c2VjcmV0", d: "c2VjcmV0" } })],
    ["no key", "REQUEST_KEY_INVALID", () => ({ key: undefined })],
    ["another key's certificate", "CERTIFICATE_INVALID", () => ({ certificates: [root.pem] })],
    ["no certificate", "CERTIFICATE_INVALID", () => ({ certificates: [] })],
    ["another host", "CLIENT_ID_MISMATCH", () => ({ prefix: "x509_san_dns", dnsName: "evil.example" })],
    ["another prefix", "CLIENT_ID_MISMATCH", () => ({ prefix: "redirect_uri" })],
    ["a DID without a key's name", "CLIENT_ID_MISMATCH", () => ({ prefix: "decentralized_identifier", keyId: DID })],
    ["another DID method", "DID_UNRESOLVABLE", () => ({ prefix: "decentralized_identifier", keyId: "did:key:z#z" })],
  ])("when it is %s: %s", async (_, code, change) => {
    const changed = { ...identity("x509_hash"), ...change() } as RequestIdentity;
    await expect(openRequestSigner(changed, NOW)).rejects.toMatchObject({ code });
  });

  it("when its certificate is over", async () => {
    await expect(openRequestSigner(identity("x509_hash"), NOW + 40 * 86_400)).rejects.toMatchObject({
      code: "CERTIFICATE_EXPIRED",
    });
  });
});
