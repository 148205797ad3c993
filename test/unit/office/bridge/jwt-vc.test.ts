/** W3C credentials as JWT, signed by jose: what is taken, and every way in which one is refused. */
import { importJWK, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { verifyJwtVc } from "../../../../src/office/bridge/jwt-vc.ts";
import type { Expected } from "../../../../src/office/bridge/presentation.ts";
import { openTrust, type SourceTrust } from "../../../../src/office/bridge/trust.ts";
import { DAY, didOf, expectedBy, issueJwtVc, type Key, NOW, newKey, presentJwtVc, VC_TYPE } from "./world.ts";

let issuer: Key;
let holder: Key;
let expected: Expected;
beforeAll(async () => {
  [issuer, holder, expected] = [await newKey(), await newKey(), await expectedBy()];
});

const issue = (change: object = {}, iss = didOf(issuer.publicJwk), kid?: string) =>
  issueJwtVc(
    { holder: holder.publicJwk, issuer: issuer.privateJwk, iss, ...(kid === undefined ? {} : { kid }) },
    change,
  );
const show = (credential: string, change: object = {}, key = holder) =>
  presentJwtVc(credential, { holder: key.privateJwk, expected, change });
const verify = async (shown: unknown, given: Partial<SourceTrust> = {}, serve?: (url: string) => object) => {
  const trust = await openTrust(
    { dids: [didOf(issuer.publicJwk)], ...given },
    {
      now: () => NOW,
      fetchText: async (url) => ({ ok: true, status: 200, text: async () => JSON.stringify(serve!(url)) }),
    },
  );
  return verifyJwtVc(shown, { trust, type: VC_TYPE, expected });
};

describe("a W3C credential as JWT", () => {
  it("says what its subject shows", async () => {
    const facts = await verify(await show(await issue()));
    expect(facts.values).toMatchObject({ birthdate: "1950-02-28", address: { locality: "Wien" } });
    expect(facts).toMatchObject({ expiresAtSeconds: NOW + 30 * DAY });
  });

  it("is taken in the form of the data model 2.0, and ends when either of its ends comes", async () => {
    const did = didOf(holder.publicJwk);
    const credential = await new SignJWT({
      "@context": ["https://www.w3.org/ns/credentials/v2"],
      type: ["VerifiableCredential", VC_TYPE],
      issuer: { id: didOf(issuer.publicJwk) },
      validUntil: new Date((NOW + 9 * DAY) * 1_000).toISOString(),
      credentialSubject: { id: did, birthdate: "1950-02-28" },
      exp: NOW + 20 * DAY,
    })
      .setProtectedHeader({ alg: "ES256", typ: "vc+jwt" })
      .sign(await importJWK(issuer.privateJwk, "ES256"));
    const verifiableCredential = [
      { type: "EnvelopedVerifiableCredential", id: `data:application/vc+jwt,${credential}` },
    ];
    const shown = await new SignJWT({ verifiableCredential, nonce: expected.nonce, aud: expected.audience, iat: NOW })
      .setProtectedHeader({ alg: "ES256", typ: "vp+jwt" })
      .sign(await importJWK(holder.privateJwk, "ES256"));
    expect(await verify(shown)).toMatchObject({ values: { birthdate: "1950-02-28" }, expiresAtSeconds: NOW + 9 * DAY });
  });

  it("is taken from a did:web whose document has the key for assertions", async () => {
    const did = "did:web:register.example.org";
    const method = { id: `${did}#1`, type: "JsonWebKey2020", controller: did, publicKeyJwk: issuer.publicJwk };
    const shown = await show(await issue({}, did, `${did}#1`));
    const document = { id: did, verificationMethod: [method], assertionMethod: [`${did}#1`] };
    const asked: string[] = [];
    const facts = await verify(shown, { dids: [did] }, (url) => {
      asked.push(url);
      return document;
    });
    expect(facts.values).toHaveProperty("birthdate");
    expect(asked).toEqual(["https://register.example.org/.well-known/did.json"]);
    const login = { ...document, assertionMethod: [], authentication: [`${did}#1`] };
    await expect(verify(shown, { dids: [did] }, () => login)).rejects.toMatchObject({ code: "DID_UNRESOLVABLE" });
    await expect(verify(await show(await issue({}, did)), { dids: [did] }, () => document)).rejects.toMatchObject({
      code: "BRIDGE_KEY_REFUSED",
    });
  });

  it("is refused from an issuer that is not on the list, though its identifier holds its key", async () => {
    const other = await newKey();
    await expect(verify(await show(await issue({}, didOf(other.publicJwk))))).rejects.toMatchObject({
      code: "BRIDGE_ISSUER_UNTRUSTED",
    });
    const forged = await issueJwtVc({
      ...{ holder: holder.publicJwk, issuer: other.privateJwk, iss: didOf(issuer.publicJwk) },
    });
    await expect(verify(await show(forged))).rejects.toMatchObject({ code: "BRIDGE_SIGNATURE_INVALID" });
  });

  it("is refused for another nonce, verifier or holder", async () => {
    const credential = await issue();
    await expect(verify(await show(credential, { nonce: "x" }))).rejects.toMatchObject({ code: "BRIDGE_NONCE_WRONG" });
    await expect(verify(await show(credential, { aud: "x" }))).rejects.toMatchObject({ code: "BRIDGE_AUDIENCE_WRONG" });
    await expect(verify(await show(credential, {}, await newKey()))).rejects.toMatchObject({
      code: "BRIDGE_BINDING_INVALID",
    });
    await expect(verify(await show(credential, { iat: NOW - 1_000 }))).rejects.toMatchObject({
      code: "BRIDGE_BINDING_INVALID",
    });
    const bearer = await issue({ payload: { sub: "urn:anna" } });
    await expect(verify(await show(bearer))).rejects.toMatchObject({ code: "BRIDGE_BINDING_INVALID" });
  });

  it("is refused before and after its time, for another type, and with more than one", async () => {
    for (const change of [
      { payload: { exp: NOW - 1 } },
      { payload: { nbf: NOW + 3_600 } },
      { vc: { validUntil: "2020-01-01T00:00:00Z" } },
    ])
      await expect(verify(await show(await issue(change)))).rejects.toMatchObject({ code: "BRIDGE_SOURCE_EXPIRED" });
    await expect(verify(await show(await issue({ vc: { type: ["VerifiableCredential"] } })))).rejects.toMatchObject({
      code: "BRIDGE_MALFORMED",
    });
    const credential = await issue();
    const both = { vp: { verifiableCredential: [credential, credential] } };
    await expect(verify(await show(credential, both))).rejects.toMatchObject({ code: "BRIDGE_MALFORMED" });
  });
});
