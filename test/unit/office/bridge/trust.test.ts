/** Whom a bridge trusts, and how it learns that a source credential is revoked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync, gzipSync } from "node:zlib";
import { createLoTE, service, signLoTE, trustedEntity } from "@owf/eudi-lote";
import { importJWK, type JWK, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { keyInDid } from "../../../../src/office/bridge/dids.ts";
import { openJws } from "../../../../src/office/bridge/jws.ts";
import type { ReadPublished } from "../../../../src/office/bridge/published.ts";
import { checkBitstringStatus, checkTokenStatus } from "../../../../src/office/bridge/status.ts";
import { openTrust, type SourceTrust } from "../../../../src/office/bridge/trust.ts";
import { tokenStatusList } from "../../../../src/office/publish/token-status-list.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";
import { DAY, didOf, issuerChain, NOW, newKey } from "./world.ts";

let root: Issued;
let leaf: Issued;
beforeAll(async () => {
  ({ root, leaf } = await issuerChain());
});

const x5c = (...chain: readonly Issued[]) => chain.map(({ der }) => Buffer.from(der).toString("base64"));
const sign = async (payload: object, header: object, key: JWK = leaf.jwk) =>
  new SignJWT({ ...payload }).setProtectedHeader({ alg: "ES256", ...header }).sign(await importJWK(key, "ES256"));
const document = async (chain: readonly Issued[], payload: object = {}) =>
  openJws(await sign(payload, { typ: "dc+sd-jwt", x5c: x5c(...chain) }, chain[0]!.jwk), {
    ...{ path: "doc", types: ["dc+sd-jwt"] },
  });

describe("the trust of a bridge", () => {
  it("names somebody, or is not opened", async () => {
    for (const trust of [{}, { certificates: [], dids: [] }])
      await expect(openTrust(trust, { now: () => NOW })).rejects.toMatchObject({
        code: "INPUT_INVALID",
        path: "trust",
      });
  });

  it("is an issuer's own certificate, too, for as long as that is good", async () => {
    let now = NOW;
    const trust = await openTrust({ certificates: [leaf.pem] }, { now: () => now });
    await trust.verify(await document([leaf]), "doc");
    const sister = await issueCertificate({ name: "Sister", issuer: root });
    await expect(trust.verify(await document([sister]), "doc")).rejects.toMatchObject({
      code: "CERTIFICATE_NOT_TRUSTED",
    });
    now = NOW + 40 * DAY;
    await expect(trust.verify(await document([leaf]), "doc")).rejects.toMatchObject({ code: "CERTIFICATE_EXPIRED" });
  });

  it("is not in an authority's certificates for other things than documents, unless such a one is named", async () => {
    const [serverAuth, clientAuth, documentSigning] = [1, 2, 36].map((use) => `1.3.6.1.5.5.7.3.${use}`);
    const trust = await openTrust({ certificates: [root.pem] }, { now: () => NOW });
    const certified = (extendedKeyUsage: readonly string[]) =>
      issueCertificate({ name: "Web server", issuer: root, extendedKeyUsage });
    const server = await certified([serverAuth!, clientAuth!]);
    await expect(trust.verify(await document([server]), "doc")).rejects.toMatchObject({
      ...{ code: "CERTIFICATE_NOT_TRUSTED", path: "doc.x5c[0]" },
    });
    await expect(trust.leafOf(x5c(server), { path: "chain" })).rejects.toMatchObject({
      code: "CERTIFICATE_NOT_TRUSTED",
    });
    for (const uses of [[documentSigning!], [serverAuth!, documentSigning!], ["1.0.18013.5.1.2"]])
      await trust.verify(await document([await certified(uses)]), "doc");
    const named = await openTrust({ certificates: [server.pem] }, { now: () => NOW });
    await named.verify(await document([server]), "doc");
  });

  it("is pinned keys for whoever they were pinned for, whatever chain comes along", async () => {
    const pinned = await newKey();
    const keys = [{ issuer: "https://pid.example.org", jwks: { keys: [pinned.publicJwk] } }];
    const trust = await openTrust({ keys, certificates: [root.pem] }, { now: () => NOW });
    const other = await document([leaf], { iss: "https://pid.example.org" });
    await expect(trust.verify(other, "doc")).rejects.toMatchObject({ code: "BRIDGE_SIGNATURE_INVALID" });
    const secret = { issuer: "x", jwks: { keys: [{ kty: "oct", k: "AAAA" }] } };
    const shared = await openTrust({ keys: [secret] }, { now: () => NOW });
    await expect(shared.verify(await document([leaf], { iss: "x" }), "doc")).rejects.toMatchObject({
      code: "BRIDGE_KEY_REFUSED",
    });
  });

  it("is every key that was pinned for an issuer, also in two sets", async () => {
    const [older, newer] = [await newKey(), await newKey()];
    const issuer = "https://pid.example.org";
    const keys = [older, newer].map(({ publicJwk }, i) => ({
      ...{ issuer, jwks: { keys: [{ ...publicJwk, kid: `key-${i}` }] } },
    }));
    const trust = await openTrust({ keys }, { now: () => NOW });
    for (const [i, { privateJwk }] of [older, newer].entries()) {
      const token = await new SignJWT({ iss: issuer })
        .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: `key-${i}` })
        .sign(await importJWK(privateJwk, "ES256"));
      await trust.verify(openJws(token, { path: "vc", types: ["jwt"] }), "vc");
    }
  });

  it("reads the keys in did:key and did:jwk, and no private one", () => {
    // did:key method, section 7 (test vectors).
    expect(keyInDid("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "iss")?.asymmetricKeyType).toBe("ec");
    expect(keyInDid("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "iss")?.asymmetricKeyType).toBe(
      "ed25519",
    );
    expect(keyInDid("did:web:example.org", "iss")).toBeUndefined();
    const { jwk } = leaf;
    for (const did of [
      `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString("base64url")}`,
      "did:jwk:e30",
      "did:key:z6Mk",
      "did:key:u7QFh",
      `did:key:z${"1".repeat(500)}`,
    ])
      expect(() => keyInDid(did, "iss"), did).toThrow(expect.objectContaining({ code: "BRIDGE_KEY_REFUSED" }));
  });
});

describe("a list of trusted entities (ETSI TS 119 602)", () => {
  const SERVICE = "http://uri.etsi.org/19602/SvcType/PID/Issuance";
  let operatorRoot: Issued;
  let operator: Issued;
  beforeAll(async () => {
    ({ root: operatorRoot, leaf: operator } = await issuerChain({ name: "List operator" }));
  });
  const makeList = async (change: { next?: number; status?: string; type?: string; signer?: Issued } = {}) => {
    const { next = NOW + 10 * DAY, status, type = SERVICE, signer = operator } = change;
    const made = service().name("PID issuance").type(type).addCertificate(Buffer.from(root.der).toString("base64"));
    if (status !== undefined) made.status(status);
    const entity = trustedEntity()
      .name("Ministry")
      .postalAddress({ StreetAddress: "1", Locality: "Wien", PostalCode: "1010", Country: "AT" })
      .email("pid@example.org")
      .addService(made.build())
      .build();
    const lote = createLoTE({ SchemeOperatorName: [{ lang: "en", value: "Operator" }] }, [entity]);
    lote.LoTE.ListAndSchemeInformation.NextUpdate = new Date(next * 1_000).toISOString();
    const { createPrivateKey, sign: signBytes } = await import("node:crypto");
    const key = createPrivateKey({ key: signer.jwk as never, format: "jwk" });
    const { jws } = await signLoTE({
      ...{ lote, keyId: "list-1", certificates: [signer.pem] },
      signer: async (text: string | Uint8Array) =>
        signBytes("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url"),
    } as never);
    return jws;
  };
  const open = async (list: string, now = () => NOW) =>
    openTrust({ lists: [{ list, operators: [operatorRoot.pem], serviceType: SERVICE }] }, { now });

  it("makes the certificates of its services anchors, until its next update", async () => {
    let now = NOW;
    const trust = await open(await makeList(), () => now);
    await trust.verify(await document([leaf]), "doc");
    now = NOW + 11 * DAY;
    await expect(trust.verify(await document([leaf]), "doc")).rejects.toMatchObject({
      code: "BRIDGE_SOURCE_EXPIRED",
      path: "trust.list.NextUpdate",
    });
  });

  it("counts services of its kind in good standing", async () => {
    for (const change of [
      { type: "http://uri.etsi.org/19602/SvcType/WRPAC/Issuance" },
      { status: "https://example.org/withdrawn" },
    ]) {
      const trust = await open(await makeList(change));
      await expect(trust.verify(await document([leaf]), "doc")).rejects.toMatchObject({
        code: "CERTIFICATE_NOT_TRUSTED",
      });
    }
    const granted = await open(await makeList({ status: "http://uri.etsi.org/19602/ServiceStatus/notified" }));
    await granted.verify(await document([leaf]), "doc");
  });

  it("is refused when it is old, of another operator, or changed", async () => {
    await expect(open(await makeList({ next: NOW - 1 }))).rejects.toMatchObject({ code: "BRIDGE_SOURCE_EXPIRED" });
    await expect(open(await makeList({ signer: leaf }))).rejects.toMatchObject({ code: "CERTIFICATE_NOT_TRUSTED" });
    const [header, payload, signature] = (await makeList()).split(".");
    const changed = Buffer.from(payload!, "base64url").toString().replace("Ministry", "Mimistry");
    const forged = [header, Buffer.from(changed).toString("base64url"), signature].join(".");
    await expect(open(forged)).rejects.toMatchObject({ code: "BRIDGE_SIGNATURE_INVALID" });
  });
});

describe("a source credential's status", () => {
  const URL_ = "https://pid.example.org/status/1";
  const readBy = (text: string | (() => Promise<string>)): ReadPublished => {
    return async () => (typeof text === "string" ? text : text());
  };
  const tokens = (
    lst: Uint8Array,
    {
      bits = 2,
      change = {},
      key = leaf.jwk,
      chain = [leaf],
    }: { bits?: number; change?: object; key?: JWK; chain?: readonly Issued[] } = {},
  ) =>
    sign(
      { sub: URL_, exp: NOW + DAY, status_list: { bits, lst: deflateSync(lst).toString("base64url") }, ...change },
      { typ: "statuslist+jwt", x5c: x5c(...chain) },
      key,
    );
  const check = async (text: string, idx: unknown = 5, trusted: SourceTrust = { certificates: [root.pem] }) => {
    const trust = await openTrust(trusted, { now: () => NOW, readPublished: readBy(text) });
    return checkTokenStatus({ status_list: { idx, uri: URL_ } }, { trust, path: "status", issuer: undefined });
  };

  it("is read from a token status list, of each width", async () => {
    for (const bits of [1, 2, 4, 8]) {
      const bytes = new Uint8Array(64);
      bytes[Math.floor((5 * bits) / 8)]! |= 1 << ((5 * bits) % 8);
      const text = await tokens(bytes, { bits });
      await expect(check(text)).rejects.toMatchObject({ code: "BRIDGE_SOURCE_REVOKED" });
      await check(text, 4);
      await check(text, 6);
    }
  });

  it("is read from the list that an office of ours publishes", async () => {
    const [revoked, suspended] = [new Uint8Array(16_384), new Uint8Array(16_384)];
    revoked[0] = 0b0000_0100;
    suspended[0] = 0b0001_0000;
    const { publicJwk, privateJwk } = await newKey();
    const list = await tokenStatusList({
      ...{ url: URL_, revoked, suspended, issuedAtSeconds: NOW, expiresAtSeconds: NOW + DAY, ttlSeconds: 60 },
      ...{ key: (await importJWK(privateJwk, "ES256")) as never, keyId: "1" },
    });
    const keys = [{ issuer: "https://pid.example.org", jwks: { keys: [{ ...publicJwk, kid: "1" }] } }];
    const trust = await openTrust({ keys }, { now: () => NOW, readPublished: readBy(list) });
    const codes: unknown[] = [];
    for (let idx = 0; idx < 8; idx++)
      codes.push(
        await checkTokenStatus(
          { status_list: { idx, uri: URL_ } },
          { trust, path: "status", issuer: "https://pid.example.org" },
        ).catch(({ code }: { code: string }) => code),
      );
    expect(codes.filter((code) => code === "BRIDGE_SOURCE_REVOKED")).toHaveLength(2);
  });

  it("is not known, and nothing is issued, when the list is of somebody else, old, too short or not there", async () => {
    const bytes = new Uint8Array(64);
    const other = await issuerChain();
    const refused = [
      await tokens(bytes, { key: other.leaf.jwk, chain: [other.leaf] }),
      await tokens(bytes, { change: { exp: NOW - 1 } }),
      await tokens(bytes, { change: { sub: "https://pid.example.org/status/2" } }),
      await tokens(bytes, { bits: 3 }),
      await tokens(new Uint8Array(1)),
      await tokens(new Uint8Array(9_000_000)),
      "no list",
    ];
    for (const text of refused) await expect(check(text)).rejects.toMatchObject({ code: "BRIDGE_STATUS_UNAVAILABLE" });
    for (const idx of [-1, 1.5, "5", null])
      await expect(check(await tokens(bytes), idx)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED" });
  });

  it("is not looked for at addresses inside, whatever a document says", async () => {
    let calls = 0;
    const server = createServer((_, response) => {
      calls++;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const trust = await openTrust({ certificates: [root.pem] }, { now: () => NOW });
    for (const uri of [`http://127.0.0.1:${port}/stop`, `http://localhost:${port}/stop`, "file:///etc/passwd", "x"])
      await expect(
        checkTokenStatus({ status_list: { idx: 1, uri } }, { trust, path: "status", issuer: undefined }),
      ).rejects.toMatchObject({ code: "BRIDGE_STATUS_UNAVAILABLE" });
    expect(calls).toBe(0);
    server.close();
  });

  it("is read from a bitstring status list of its own issuer", async () => {
    const issuer = await newKey();
    const other = await newKey();
    const did = didOf(issuer.publicJwk);
    const bytes = new Uint8Array(16_384);
    bytes[0] = 0b0100_0000;
    const list = (change: object = {}, iss = did, key = issuer.privateJwk) =>
      sign(
        {
          iss,
          vc: {
            type: ["VerifiableCredential", "BitstringStatusListCredential"],
            credentialSubject: {
              ...{ type: "BitstringStatusList", statusPurpose: "revocation" },
              encodedList: `u${gzipSync(bytes).toString("base64url")}`,
              ...change,
            },
          },
        },
        { typ: "JWT" },
        key,
      );
    const checkAt = async (text: string, index: string, more: object = {}) => {
      const trust = await openTrust(
        { dids: [did, didOf(other.publicJwk)] },
        { now: () => NOW, readPublished: readBy(text) },
      );
      const entry = { type: "BitstringStatusListEntry", statusPurpose: "revocation", statusListIndex: index };
      return checkBitstringStatus(
        { ...entry, statusListCredential: URL_, ...more },
        { trust, path: "status", issuer: did },
      );
    };
    await expect(checkAt(await list(), "1")).rejects.toMatchObject({ code: "BRIDGE_SOURCE_REVOKED" });
    await checkAt(await list(), "0");
    await checkAt(await list(), "2");
    await expect(checkAt(await list({ statusPurpose: "suspension" }), "0")).rejects.toMatchObject({
      code: "BRIDGE_STATUS_UNAVAILABLE",
    });
    // Trusted as well, and not for this issuer's credentials.
    await expect(checkAt(await list({}, didOf(other.publicJwk), other.privateJwk), "0")).rejects.toMatchObject({
      code: "BRIDGE_STATUS_UNAVAILABLE",
    });
    // A list of few would tell the issuer whose entry is looked at.
    const few = `u${gzipSync(bytes.subarray(0, 16_383)).toString("base64url")}`;
    await expect(checkAt(await list({ encodedList: few }), "0")).rejects.toMatchObject({
      ...{ code: "BRIDGE_STATUS_UNAVAILABLE", received: "131064" },
    });
    for (const index of ["-1", "x", "99999999999"])
      await expect(checkAt(await list(), index)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED" });
    // Whose place in the list is another one, and whose purpose nobody knows.
    await checkAt(await list(), "2", { statusSize: 1 });
    for (const more of [{ statusSize: 2 }, { statusPurpose: undefined }, { statusPurpose: ["revocation"] }])
      await expect(checkAt(await list(), "2", more)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED" });
  });
});
