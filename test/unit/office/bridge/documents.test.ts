/**
 * Documents of other issuers and wallets, from public test suites (test/fixtures/bridge-documents/SOURCE.md): each is read
 * rightly, or refused for the reason that is named.
 */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { JWK } from "jose";
import { describe, expect, it } from "vitest";
import { type CborMap, decodeCbor } from "../../../../src/office/bridge/cbor.ts";
import { openSign1 } from "../../../../src/office/bridge/cose.ts";
import { verifyJwtVc } from "../../../../src/office/bridge/jwt-vc.ts";
import { verifyIssuerSigned, verifyMdoc } from "../../../../src/office/bridge/mdoc.ts";
import type { Expected } from "../../../../src/office/bridge/presentation.ts";
import { BridgeStatusError } from "../../../../src/office/bridge/refusals.ts";
import { verifySdJwtVc } from "../../../../src/office/bridge/sd-jwt.ts";
import { openTrust, type SourceTrust } from "../../../../src/office/bridge/trust.ts";
import { newKey, presentJwtVc, presentSdJwt } from "./world.ts";

interface Document {
  readonly name: string;
  readonly kind: "mdoc" | "mdoc-issued" | "sd-jwt" | "sd-jwt-issued" | "jwt-vc" | "jwt-vp";
  readonly text: string;
  readonly certificates?: readonly string[];
  readonly holder?: JWK;
}
const { documents, w3cKeys } = JSON.parse(readFileSync("test/fixtures/bridge-documents/documents.json", "utf8")) as {
  readonly documents: readonly Document[];
  readonly w3cKeys: readonly JWK[];
};
const find = (name: string): Document => documents.find((each) => each.name === name)!;

const seconds = (text: string): number => Date.parse(text) / 1_000;
const NOBODY: Expected = {
  nonce: "n",
  audience: "a",
  place: { responseUri: "https://a.example" },
  encryptionThumbprint: undefined,
};
const trustAt = (trust: SourceTrust, time: string) =>
  openTrust(trust, {
    now: () => seconds(time),
    // The lists of these issuers were not kept with the documents.
    readPublished: async () => {
      throw new BridgeStatusError({ path: "uri", expected: "an answer" });
    },
  });
const trustW3c = () => {
  const keys = [{ issuer: "https://example.issuer/vc-jose-cose", jwks: { keys: w3cKeys } }];
  return trustAt({ keys }, "2024-12-15T12:00:00Z");
};
const bytesOf = ({ text }: Document): Uint8Array => Buffer.from(text, "base64url");
const issuedPart = (document: Document): CborMap => {
  const root = decodeCbor(bytesOf(document), "test") as CborMap;
  const [first] = (root.get("documents") ?? []) as readonly CborMap[];
  return (first === undefined ? root : first.get("issuerSigned")) as CborMap;
};
/** The certificate of whoever signed, as somebody would pin it who has no authority above. */
const signerOf = (document: Document): string => {
  const found = openSign1(issuedPart(document).get("issuerAuth"), "test").unprotected.get(33);
  return new X509Certificate([found].flat()[0] as Uint8Array).toString();
};

describe("mdocs of others", () => {
  it("animo-mdoc-05: a PID in a wallet's answer of OpenID4VP 1.0, as a whole", async () => {
    const document = find("animo-mdoc-05");
    // The root; the other certificate is the issuer's own.
    const trust = await trustAt({ certificates: [document.certificates![1]!] }, "2026-01-12");
    const responseUri =
      "https://playground.animo.id/oid4vp/8caaebcc-d48c-471b-86b0-a534e15c4774/authorize?session=6c115dbc-1364-4e9f-a325-173eeec01a5a";
    const expected: Expected = {
      ...{
        nonce: "LMGPB6k--THpBUSkEBvLxmdMIi3Ee1fjHXXUUzBVa04",
        audience: "x509_san_dns:playground.animo.id",
        place: { responseUri },
      },
      encryptionThumbprint: Buffer.from("61a29f269176244d397cae26f7f80ab196bffcb65fe3052b540c78073dab7c1e", "hex"),
    };
    const facts = await verifyMdoc(document.text, { trust, docType: "eu.europa.ec.eudi.pid.1", expected });
    expect(facts.values).toEqual({
      "eu.europa.ec.eudi.pid.1": { given_name: "Erika", family_name: expect.any(String) },
    });
    const late = await trustAt({ certificates: [document.certificates![1]!] }, "2027-06-01");
    await expect(
      verifyMdoc(document.text, { trust: late, docType: "eu.europa.ec.eudi.pid.1", expected }),
    ).rejects.toMatchObject({ code: "CERTIFICATE_EXPIRED" });
  });

  // What the issuer signed is right; the session is one of an earlier draft, of a browser or of a reader at a counter.
  it.each([
    ["google", "2025-02-20", 2],
    ["france", "2021-09-25", 6],
    ["iso-18013-5-annex-d", "2021-09-25", 6],
  ])("%s: a licence's values, and a session that is not ours", async (name, time, count) => {
    const document = find(name);
    const trust = await trustAt({ certificates: [signerOf(document)] }, time);
    const docType = "org.iso.18013.5.1.mDL";
    const { values } = await verifyIssuerSigned(issuedPart(document), { trust, docType });
    expect(Object.keys(values["org.iso.18013.5.1"] as object)).toHaveLength(count);
    await expect(verifyMdoc(document.text, { trust, docType, expected: NOBODY })).rejects.toMatchObject({
      code: "BRIDGE_BINDING_INVALID",
    });
  });

  it("france: refused a year later", async () => {
    const trust = await trustAt({ certificates: [signerOf(find("france"))] }, "2022-09-25");
    await expect(
      verifyIssuerSigned(issuedPart(find("france")), { trust, docType: "org.iso.18013.5.1.mDL" }),
    ).rejects.toMatchObject({ code: "CERTIFICATE_EXPIRED" });
  });

  it("ubique: refused, as its signer has no certificate for licences", async () => {
    const trust = await trustAt({ certificates: [signerOf(find("ubique"))] }, "2025-02-01");
    await expect(
      verifyIssuerSigned(issuedPart(find("ubique")), { trust, docType: "org.iso.18013.5.1.mDL" }),
    ).rejects.toMatchObject({ code: "CERTIFICATE_NOT_TRUSTED", expected: "the extended key usage 1.0.18013.5.1.2" });
  });

  it("bdr: a licence with a namespace of its own", async () => {
    const document = find("bdr");
    const trust = await trustAt({ certificates: [document.certificates![0]!] }, "2026-01-01");
    const { values } = await verifyIssuerSigned(issuedPart(document), { trust, docType: "org.iso.18013.5.1.mDL" });
    expect(Object.keys(values)).toEqual(["org.iso.18013.5.1", "org.iso.18013.5.1.DE"]);
    expect(values["org.iso.18013.5.1"]).toMatchObject({ birth_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });

  it("eudi-pid-mdoc: refused while its status can't be read", async () => {
    const document = find("eudi-pid-mdoc");
    const trust = await trustAt({ certificates: [signerOf(document)] }, "2026-07-10");
    await expect(
      verifyIssuerSigned(issuedPart(document), { trust, docType: "eu.europa.ec.eudi.pid.1" }),
    ).rejects.toMatchObject({ code: "BRIDGE_STATUS_UNAVAILABLE" });
  });
});

describe("SD-JWTs of others", () => {
  it("openid4vp-sd-jwt-vcld: an example of OpenID4VP 1.0, as a whole", async () => {
    const jwk = {
      ...{ kty: "EC", crv: "P-256", x: "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ" },
      y: "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    };
    const keys = [{ issuer: "https://issuer.example.com", jwks: { keys: [jwk] } }];
    const trust = await trustAt({ keys }, "2025-04-15T18:58:00Z");
    const types = ["https://credentials.example.com/example_credential"];
    const expected = { ...NOBODY, nonce: "1234567890", audience: "https://verifier.example.org" };
    const facts = await verifySdJwtVc(find("openid4vp-sd-jwt-vcld").text, { trust, types, expected });
    expect(facts.values.ld).toMatchObject({ credentialSubject: expect.any(Object) });
    expect(facts.expiresAtSeconds).toBe(1_883_000_000);
    await expect(
      verifySdJwtVc(find("openid4vp-sd-jwt-vcld-issued").text, { trust, types, expected }),
    ).rejects.toMatchObject({ code: "BRIDGE_BINDING_INVALID" });
  });

  it("eudi-pid-sd-jwt: a PID of the EU's reference issuer, shown by its holder's key", async () => {
    const document = find("eudi-pid-sd-jwt");
    const [x5c] = (JSON.parse(Buffer.from(document.text.split(".")[0]!, "base64url").toString()) as { x5c: string[] })
      .x5c;
    const pem = new X509Certificate(Buffer.from(x5c!, "base64")).toString();
    const time = "2026-07-10";
    const expected = { ...NOBODY, nonce: "n", audience: "x509_hash:abc" };
    const shown = await presentSdJwt(document.text, {
      ...{ holder: document.holder!, expected, iat: seconds(time), frame: { family_name: true } },
    });
    const trust = await trustAt({ certificates: [pem] }, time);
    const read = verifySdJwtVc(shown, { trust, types: ["urn:eudi:pid:1"], expected });
    await expect(read).rejects.toMatchObject({ code: "BRIDGE_STATUS_UNAVAILABLE" });
    const late = await trustAt({ certificates: [pem] }, "2026-09-01");
    await expect(verifySdJwtVc(shown, { trust: late, types: ["urn:eudi:pid:1"], expected })).rejects.toMatchObject({
      code: "BRIDGE_SOURCE_EXPIRED",
    });
  });

  it.each([
    ["eudi-exampleIssuanceSdJwt", "BRIDGE_ALGORITHM_REFUSED"],
    ["eudi-examplePresentationSdJwt", "BRIDGE_ALGORITHM_REFUSED"],
    ["w3c-credential-sdjwt-bad-media-type", "BRIDGE_MALFORMED"],
    ["w3c-credential-sdjwt-bad-signature", "BRIDGE_SIGNATURE_INVALID"],
    // These two have the issuer's signature and no type that an SD-JWT VC must have.
    ["w3c-credential-sdjwt-nested", "BRIDGE_MALFORMED"],
    ["w3c-credential-sdjwt-selective", "BRIDGE_MALFORMED"],
  ])("%s: refused with %s", async (name, code) => {
    const trust = await trustW3c();
    await expect(verifySdJwtVc(find(name).text, { trust, types: ["x"], expected: NOBODY })).rejects.toMatchObject({
      code,
    });
  });
});

describe("W3C credentials of others", () => {
  // Signatures by keys of four kinds are looked at first; then it shows that these name no holder's key.
  it.each([
    ["w3c-credential-issuer-match-signed", "BRIDGE_BINDING_INVALID"],
    ["w3c-credential-jose-bad-media-type", "BRIDGE_MALFORMED"],
    ["w3c-credential-jose-bad-signature", "BRIDGE_SIGNATURE_INVALID"],
    ["w3c-credential-jose-minimal", "BRIDGE_BINDING_INVALID"],
    ["w3c-credential-jose-unknown-extensions", "BRIDGE_BINDING_INVALID"],
    ["w3c-credential-jose-vc-vp-claims", "BRIDGE_BINDING_INVALID"],
  ])("%s: refused with %s", async (name, code) => {
    const { privateJwk } = await newKey();
    const shown = await presentJwtVc(find(name).text, { holder: privateJwk, expected: NOBODY });
    await expect(
      verifyJwtVc(shown, { trust: await trustW3c(), type: "VerifiableCredential", expected: NOBODY }),
    ).rejects.toMatchObject({ code });
  });

  it.each([
    ["w3c-presentation-jose-bad-credential", "BRIDGE_MALFORMED"],
    ["w3c-presentation-jose-bad-media-type", "BRIDGE_MALFORMED"],
    ["w3c-presentation-jose-multiple", "BRIDGE_MALFORMED"],
    ["w3c-presentation-sdjwt-bad-credential", "BRIDGE_MALFORMED"],
    ["w3c-presentation-sdjwt-bad-media-type", "BRIDGE_MALFORMED"],
    ["w3c-presentation-sdjwt-selective", "BRIDGE_MALFORMED"],
  ])("%s: refused with %s", async (name, code) => {
    await expect(
      verifyJwtVc(find(name).text, { trust: await trustW3c(), type: "VerifiableCredential", expected: NOBODY }),
    ).rejects.toMatchObject({ code });
  });
});

it("are 28 documents, each of which is looked at", () => {
  const source = readFileSync("test/unit/office/bridge/documents.test.ts", "utf8");
  expect(documents).toHaveLength(28);
  expect(documents.filter(({ name }) => !source.includes(`"${name}"`))).toEqual([]);
});
