/** SD-JWT VC from an independent issuer and holder: what is taken, and every way in which one is refused. */
import { createHash } from "node:crypto";
import { importJWK, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { parseSchema } from "../../../../src/credentials/credential/schema.ts";
import { openBridgeMapping } from "../../../../src/office/bridge/mapping.ts";
import type { Expected } from "../../../../src/office/bridge/presentation.ts";
import { verifySdJwtVc } from "../../../../src/office/bridge/sd-jwt.ts";
import { openTrust, type SourceTrust } from "../../../../src/office/bridge/trust.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";
import {
  at,
  DAY,
  expectedBy,
  issuerChain,
  issueSdJwt,
  type Key,
  NOW,
  newKey,
  presentSdJwt,
  type SdJwtChange,
  VCT,
} from "./world.ts";

let root: Issued;
let leaf: Issued;
let holder: Key;
let expected: Expected;
beforeAll(async () => {
  ({ root, leaf } = await issuerChain());
  holder = await newKey();
  expected = await expectedBy();
});

const issue = (change: SdJwtChange = {}, chain: readonly Issued[] = [leaf]) =>
  issueSdJwt({ holder: holder.publicJwk, issuer: chain[0]!.jwk, chain }, change);
const show = async (credential: string, change: object = {}) =>
  presentSdJwt(credential, { holder: holder.privateJwk, expected, ...change });
const verify = async (shown: unknown, trust: SourceTrust = { certificates: [root.pem] }, wanted = expected) =>
  verifySdJwtVc(shown, { trust: await openTrust(trust, { now: () => NOW }), types: [VCT], expected: wanted });
const code = (name: string, path?: string) => ({ code: name, ...(path === undefined ? {} : { path }) });

describe("an SD-JWT VC", () => {
  it("says what its holder shows, in its place, and no more", async () => {
    const facts = await verify(await show(await issue()));
    expect(facts.values).toMatchObject({ birthdate: "1950-02-28", address: { locality: "Wien" } });
    expect(facts.values).not.toHaveProperty("given_name");
    expect(facts.expiresAtSeconds).toBe(NOW + 30 * DAY);
  });

  it("names its issuer where the certificate has that name, or a pinned key is that issuer's", async () => {
    const iss = "https://pid.example.org";
    for (const name of [{ dnsNames: ["PID.example.org"] }, { uris: [iss] }]) {
      const named = await issueCertificate({ name: "Named", issuer: root, ...name });
      const facts = await verify(await show(await issue({}, [named])));
      expect(facts.values).toMatchObject({ iss });
    }
    const { d: _, ...jwk } = leaf.jwk;
    const bare = await show(await issueSdJwt({ holder: holder.publicJwk, issuer: leaf.jwk }));
    expect(await verify(bare, { keys: [{ issuer: iss, jwks: { keys: [jwk] } }] })).toMatchObject({ values: { iss } });
  });

  it("is read without the name that its issuer gives itself, which then names nobody", async () => {
    const mapping = { columns: { birthDate: "/birthdate" }, namespace: "pid" };
    const { read } = openBridgeMapping({
      schema: parseSchema({
        ...{ civicproof: "schema/v2", name: "resident", version: "1" },
        claims: [{ name: "birthDate", type: "date" }],
      }),
      mapping: { ...mapping, subject: ["/iss", "/personal_administrative_number"] },
    });
    for (const [iss, name] of [
      ["https://pid.example.org", {}],
      ["https://pid.example.org", { dnsNames: ["issuer.example.org"], uris: ["https://pid.example.org/contact"] }],
      ["http://pid.example.org", { dnsNames: ["pid.example.org"] }],
      ["https://other.example.org:pid.example.org@evil.example", { dnsNames: ["pid.example.org"] }],
      ["pid.example.org", { dnsNames: ["pid.example.org"] }],
    ] as const) {
      const other = await issueCertificate({ name: "Other", issuer: root, ...name });
      const facts = await verify(await show(await issue({ payload: { iss } }, [other])));
      expect(facts.values, iss).toHaveProperty("birthdate");
      expect(facts.values, iss).not.toHaveProperty("iss");
      expect(() => read(facts.values)).toThrow(expect.objectContaining({ code: "SOURCE_CLAIM_MISSING", path: "/iss" }));
    }
  });

  it("is taken by a pinned key of its issuer, too", async () => {
    const { d: _, ...jwk } = leaf.jwk;
    const keys = [{ issuer: "https://pid.example.org", jwks: { keys: [{ ...jwk, kid: "1" }] } }];
    const shown = await show(
      await issueSdJwt({ holder: holder.publicJwk, issuer: leaf.jwk }, { header: { kid: "1" } }),
    );
    expect((await verify(shown, { keys })).values).toHaveProperty("birthdate");
    const other = await show(
      await issueSdJwt({ holder: holder.publicJwk, issuer: leaf.jwk }, { header: { kid: "2" } }),
    );
    await expect(verify(other, { keys })).rejects.toMatchObject(code("BRIDGE_KEY_REFUSED", "vp_token.kid"));
  });

  it("leads over an authority in between to the list", async () => {
    const middle = await issueCertificate({ name: "Middle", issuer: root, isAuthority: true });
    const low = await issueCertificate({ name: "Low", issuer: middle });
    expect((await verify(await show(await issue({}, [low, middle])))).values).toHaveProperty("birthdate");
  });

  it("is refused when its chain leads elsewhere", async () => {
    const other = await issuerChain();
    const shown = await show(await issue({}, [other.leaf]));
    await expect(verify(shown)).rejects.toMatchObject(code("CERTIFICATE_NOT_TRUSTED"));
    const bare = await show(await issueSdJwt({ holder: holder.publicJwk, issuer: leaf.jwk }));
    await expect(verify(bare)).rejects.toMatchObject(code("BRIDGE_ISSUER_UNTRUSTED"));
  });

  it("is refused when an authority in between has expired", async () => {
    const middle = await issueCertificate({
      ...{ name: "Middle", issuer: root, isAuthority: true },
      ...{ validFrom: at(NOW - 9 * DAY), validUntil: at(NOW - DAY) },
    });
    const low = await issueCertificate({ name: "Low", issuer: middle });
    await expect(verify(await show(await issue({}, [low, middle])))).rejects.toMatchObject(
      code("CERTIFICATE_EXPIRED", "vp_token.x5c[1]"),
    );
  });

  it("is refused for another session's nonce and another verifier", async () => {
    const credential = await issue();
    const shown = await show(credential);
    const other = await expectedBy("other.example");
    await expect(verify(shown, undefined, { ...expected, nonce: other.nonce })).rejects.toMatchObject(
      code("BRIDGE_NONCE_WRONG"),
    );
    await expect(verify(shown, undefined, { ...expected, audience: other.audience })).rejects.toMatchObject(
      code("BRIDGE_AUDIENCE_WRONG"),
    );
  });

  it("is refused when somebody else shows it, when nobody does, and when it was shown long ago", async () => {
    const credential = await issue();
    const thief = await newKey();
    await expect(verify(await show(credential, { holder: thief.privateJwk }))).rejects.toMatchObject(
      code("BRIDGE_BINDING_INVALID"),
    );
    await expect(verify(credential)).rejects.toMatchObject(code("BRIDGE_BINDING_INVALID"));
    await expect(verify(await show(credential, { iat: NOW - 1_000 }))).rejects.toMatchObject(
      code("BRIDGE_BINDING_INVALID", "vp_token.kb.iat"),
    );
  });

  it("is refused when a disclosure was changed, added, left out or doubled", async () => {
    const shown = await show(await issue());
    const parts = shown.split("~");
    const forged = Buffer.from(JSON.stringify(["salt", "birthdate", "1930-01-01"])).toString("base64url");
    const changed = [parts[0], forged, ...parts.slice(2)].join("~");
    const fewer = [parts[0], ...parts.slice(2)].join("~");
    for (const each of [changed, fewer])
      await expect(verify(each)).rejects.toMatchObject(code("BRIDGE_DISCLOSURE_INVALID"));
    // The holder signs over it, so that nothing but the issuer's digests stands in the way.
    const credential = await issue();
    const [jwt, ...disclosures] = credential.split("~").slice(0, -1);
    const added = [jwt, forged, ...disclosures, ""].join("~");
    await expect(verify(await signBinding(added))).rejects.toMatchObject(
      code("BRIDGE_DISCLOSURE_INVALID", "disclosures"),
    );
    const doubled = [jwt, disclosures[0], ...disclosures, ""].join("~");
    await expect(verify(await signBinding(doubled))).rejects.toMatchObject(
      code("BRIDGE_DISCLOSURE_INVALID", "disclosures[1]"),
    );
  });

  it("has no issuer, type, end, key or status that a holder may leave out", async () => {
    const credential = await issue({ payload: { exp: undefined } });
    const [, payload] = credential.split("~")[0]!.split(".");
    const content = JSON.parse(Buffer.from(payload!, "base64url").toString()) as { _sd: string[] };
    const disclosure = Buffer.from(JSON.stringify(["salt", "exp", NOW + DAY])).toString("base64url");
    content._sd.push(createHash("sha256").update(disclosure).digest("base64url"));
    const x5c = [Buffer.from(leaf.der).toString("base64")];
    const jwt = await new SignJWT(content as never)
      .setProtectedHeader({ alg: "ES256", typ: "dc+sd-jwt", x5c })
      .sign(await importJWK(leaf.jwk, "ES256"));
    await expect(verify(await signBinding(`${jwt}~${disclosure}~`))).rejects.toMatchObject(
      code("BRIDGE_DISCLOSURE_INVALID", "_sd"),
    );
  });

  it("is refused without an algorithm, and with one whose secret is a public key", async () => {
    const payload = { iss: "https://pid.example.org", vct: VCT, cnf: { jwk: holder.publicJwk } };
    const none = new UnsecuredJWT(payload).encode().replace(/^[^.]+/, encode({ alg: "none", typ: "dc+sd-jwt" }));
    await expect(verify(await signBinding(`${none}~`))).rejects.toMatchObject(code("BRIDGE_ALGORITHM_REFUSED"));
    const secret = new TextEncoder().encode(root.pem);
    const shared = await new SignJWT(payload).setProtectedHeader({ alg: "HS256", typ: "dc+sd-jwt" }).sign(secret);
    await expect(verify(await signBinding(`${shared}~`))).rejects.toMatchObject(code("BRIDGE_ALGORITHM_REFUSED"));
  });

  it("is refused when it brings a key along, or its key is for another algorithm", async () => {
    const { publicJwk, privateJwk } = await newKey();
    const forged = await issueSdJwt({ holder: holder.publicJwk, issuer: privateJwk }, { header: { jwk: publicJwk } });
    await expect(verify(await show(forged))).rejects.toMatchObject(code("BRIDGE_KEY_REFUSED", "vp_token.header.jwk"));
    for (const name of ["jku", "x5u", "crit", "b64"]) {
      const pointed = await issue({ header: { [name]: "https://evil.example/keys" } });
      await expect(verify(await show(pointed))).rejects.toMatchObject(
        code("BRIDGE_KEY_REFUSED", `vp_token.header.${name}`),
      );
    }
    const x5c = [Buffer.from(leaf.der).toString("base64")];
    const mixed = (await issue()).replace(/^[^.]+/, encode({ alg: "ES384", typ: "dc+sd-jwt", x5c }));
    await expect(verify(await show(mixed))).rejects.toMatchObject(code("BRIDGE_KEY_REFUSED", "vp_token"));
  });

  it("is refused when its issuer's signature is of another document", async () => {
    const [first, second] = [await issue(), await issue({ payload: { exp: NOW + DAY } })];
    const signature = second.split("~")[0]!.split(".")[2]!;
    const [jwt, ...rest] = first.split("~");
    const mixed = [jwt!.replace(/[^.]+$/, signature), ...rest].join("~");
    await expect(verify(await signBinding(mixed))).rejects.toMatchObject(code("BRIDGE_SIGNATURE_INVALID"));
  });

  it("is refused before and after its time, and for another type", async () => {
    for (const payload of [{ exp: NOW - 1 }, { nbf: NOW + 3_600 }])
      await expect(verify(await show(await issue({ payload })))).rejects.toMatchObject(code("BRIDGE_SOURCE_EXPIRED"));
    await expect(verify(await show(await issue({ payload: { vct: "urn:other" } })))).rejects.toMatchObject(
      code("BRIDGE_MALFORMED", "vp_token.vct"),
    );
  });

  it("is refused when it is larger than anything that was asked for", async () => {
    for (const text of ["x".repeat(200_000), `a.b.c${"~".repeat(300)}`])
      await expect(verify(text)).rejects.toMatchObject(code("BRIDGE_OVERSIZED"));
    const claims = { birthdate: "x".repeat(70_000) };
    await expect(verify(await show(await issue({ claims, hidden: [] }), { frame: {} }))).rejects.toMatchObject(
      code("BRIDGE_OVERSIZED"),
    );
    for (const text of [undefined, 7, "", "~", "a.b.c~", "é.é.é~x"])
      await expect(verify(text)).rejects.toMatchObject(code("BRIDGE_MALFORMED"));
  });
});

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A key binding JWT over whatever stands before it. */
async function signBinding(shown: string): Promise<string> {
  const { nonce, audience: aud } = expected;
  const hash = createHash("sha256").update(shown).digest("base64url");
  const binding = await new SignJWT({ nonce, aud, iat: NOW, sd_hash: hash })
    .setProtectedHeader({ alg: "ES256", typ: "kb+jwt" })
    .sign(await importJWK(holder.privateJwk, "ES256"));
  return `${shown}${binding}`;
}
