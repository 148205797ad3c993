/** ISO mdocs (ISO/IEC 18013-5): the issuer's security object, the digests of what is shown, the device's signature over this session. */
import { createHash, type X509Certificate } from "node:crypto";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import type { PlainJson } from "../../core/json.ts";
import { type CborMap, type CborValue, decodeCbor, ENCODED_CBOR, encodeCbor, encodedCbor, Tagged } from "./cbor.ts";
import { keyOfCose, type OpenedCose, openSign1, verifySign1 } from "./cose.ts";
import type { JsonObject } from "./jws.ts";
import { SKEW_SECONDS } from "./jws.ts";
import type { Expected, SourceFacts } from "./presentation.ts";
import {
  BridgeBindingError,
  BridgeDisclosureError,
  BridgeExpiredError,
  BridgeIssuerError,
  BridgeMalformedError,
  BridgeOversizedError,
  BridgeSignatureError,
} from "./refusals.ts";
import { checkTokenStatus } from "./status.ts";
import type { Trust } from "./trust.ts";

const MAX_LENGTH = 131_072;
const MDL = "org.iso.18013.5.1.mDL";
/** Extended key usage of those who sign driving licences (ISO/IEC 18013-5, table B.3). */
const MDL_SIGNER = "1.0.18013.5.1.2";
const HASHES: Readonly<Record<string, string>> = { "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512" };

/**
 * Verifies a DeviceResponse with one document.
 *
 * @param docType  the kind of document that the bridge takes
 * @throws a refusal of refusals.ts
 */
export async function verifyMdoc(
  presentation: unknown,
  { trust, docType, expected }: { readonly trust: Trust; readonly docType: string; readonly expected: Expected },
): Promise<SourceFacts> {
  const path = "vp_token";
  if (typeof presentation !== "string") throw new BridgeMalformedError({ path, expected: "a DeviceResponse" });
  if (presentation.length > MAX_LENGTH)
    throw new BridgeOversizedError({ path, expected: `at most ${MAX_LENGTH} characters` });
  const bytes = base64urlToBytes(presentation);
  if (bytes === undefined) throw new BridgeMalformedError({ path, expected: "text in base64url" });
  const response = asMap(decodeCbor(bytes, path), path);
  const documents = response.get("documents");
  if (!Array.isArray(documents) || documents.length !== 1 || response.get("status") !== 0)
    throw new BridgeMalformedError({ path: `${path}.documents`, expected: "one document" });
  const document = asMap(documents[0], path);
  if (document.get("docType") !== docType)
    throw new BridgeMalformedError({ path: `${path}.docType`, expected: docType });
  const issued = await verifyIssuerSigned(document.get("issuerSigned"), { trust, docType });
  checkDevice(document.get("deviceSigned"), { docType, deviceKey: issued.deviceKey, expected });
  const { deviceKey: _, ...facts } = issued;
  return facts;
}

/**
 * Verifies what the issuer signed, and each value against its digest.
 *
 * @throws a refusal of refusals.ts
 */
export async function verifyIssuerSigned(
  value: CborValue,
  { trust, docType }: { readonly trust: Trust; readonly docType: string },
): Promise<SourceFacts & { readonly deviceKey: CborValue }> {
  const path = "issuerSigned";
  const issuerSigned = asMap(value, path);
  const auth = openSign1(issuerSigned.get("issuerAuth"), `${path}.issuerAuth`);
  const leaf = await trust.leafOf(chainOf(auth, path), {
    path: `${path}.x5chain`,
    ...(docType === MDL ? { usage: MDL_SIGNER } : {}),
  });
  if (auth.payload === undefined) throw new BridgeMalformedError({ path, expected: "a security object" });
  verifySign1(auth, { key: leaf.publicKey, payload: auth.payload, path: `${path}.issuerAuth` });
  const security = asMap(decodeCbor(contentOf(decodeCbor(auth.payload, path), path), path), path);
  if (security.get("docType") !== docType)
    throw new BridgeMalformedError({ path: `${path}.docType`, expected: docType });
  const expiresAtSeconds = checkValidityInfo(security.get("validityInfo"), trust.now());
  const values = openItems(issuerSigned.get("nameSpaces"), security);
  if (docType === MDL) checkCountry(values, leaf);
  const status = security.get("status");
  await checkTokenStatus(status === undefined ? undefined : toJson(status, `${path}.status`), {
    ...{ trust, path: `${path}.status`, issuer: undefined },
  });
  const deviceKey = asMap(security.get("deviceKeyInfo"), `${path}.deviceKeyInfo`).get("deviceKey");
  return { values, expiresAtSeconds, deviceKey };
}

/** The chain in the header, the leaf first (RFC 9360). */
function chainOf({ unprotected, protectedBytes }: OpenedCose, path: string): readonly Uint8Array[] {
  const found = unprotected.get(33) ?? asMap(decodeCbor(protectedBytes, path), path).get(33);
  const chain = Array.isArray(found) ? found : [found];
  if (!chain.every((each) => each instanceof Uint8Array))
    throw new BridgeMalformedError({ path: `${path}.x5chain`, expected: "certificates" });
  return chain;
}

function checkValidityInfo(value: CborValue, nowSeconds: number): number {
  const path = "issuerSigned.validityInfo";
  const info = asMap(value, path);
  const [from, until] = ["validFrom", "validUntil"].map((name) => {
    const found = info.get(name);
    const seconds = found instanceof Tagged && found.tag === 0 ? Date.parse(String(found.value)) / 1_000 : Number.NaN;
    if (Number.isNaN(seconds)) throw new BridgeMalformedError({ path: `${path}.${name}`, expected: "a time" });
    return seconds;
  }) as [number, number];
  if (from > nowSeconds + SKEW_SECONDS)
    throw new BridgeExpiredError({ path: `${path}.validFrom`, expected: "a time that has come" });
  if (until <= nowSeconds) throw new BridgeExpiredError({ path: `${path}.validUntil`, expected: "a time to come" });
  return Math.floor(until);
}

/** Values by namespace and name, each of which fits the digest that the issuer signed. */
function openItems(nameSpaces: CborValue, security: CborMap): JsonObject {
  const algorithm = HASHES[String(security.get("digestAlgorithm"))];
  if (algorithm === undefined)
    throw new BridgeMalformedError({ path: "issuerSigned.digestAlgorithm", expected: Object.keys(HASHES).join(", ") });
  const digests = asMap(security.get("valueDigests"), "issuerSigned.valueDigests");
  const out: Record<string, PlainJson> = Object.create(null);
  for (const [space, items] of nameSpaces === undefined ? [] : asMap(nameSpaces, "nameSpaces")) {
    const path = `nameSpaces.${space}`;
    const expected = asMap(digests.get(space), path);
    const found: Record<string, PlainJson> = Object.create(null);
    if (!Array.isArray(items)) throw new BridgeMalformedError({ path, expected: "a list" });
    for (const item of items as readonly CborValue[]) {
      const bytes = contentOf(item, path);
      const fields = asMap(decodeCbor(bytes, path), path);
      const [id, name] = [fields.get("digestID"), fields.get("elementIdentifier")];
      const digest = typeof id === "number" ? expected.get(id) : undefined;
      const actual = createHash(algorithm).update(encodedCbor(bytes)).digest();
      if (!(digest instanceof Uint8Array) || !actual.equals(digest))
        throw new BridgeDisclosureError({ path, expected: "a value that the issuer has signed" });
      if (typeof name !== "string" || name in found)
        throw new BridgeDisclosureError({ path, expected: "each value once" });
      found[name] = toJson(fields.get("elementValue"), `${path}.${name}`);
    }
    out[String(space)] = found;
  }
  return out;
}

/**
 * Who issues driving licences speaks for the country of its certificate, which is its authority's (ISO/IEC 18013-5 §9.3.1 and
 * annex B.1).
 *
 * @throws BridgeIssuerError
 */
function checkCountry(values: JsonObject, { subject, issuer }: X509Certificate): void {
  const own = countryIn(subject);
  const above = countryIn(issuer);
  if (above !== undefined && own !== above)
    throw new BridgeIssuerError({ path: "issuerSigned.x5chain[0]", expected: `a signer of ${above}` });
  for (const [space, elements] of Object.entries(values)) {
    const { issuing_country: said } = elements as JsonObject;
    if (said !== undefined && said !== own)
      throw new BridgeIssuerError({ path: `nameSpaces.${space}.issuing_country`, expected: own ?? "none" });
  }
}

const countryIn = (name: string): string | undefined =>
  name.split(/\n| \+ /).flatMap((part) => (part.startsWith("C=") ? [part.slice(2)] : []))[0];

/** The device has signed this session (ISO/IEC 18013-5 §9.1.3.4). A MAC needs a key that this office has not. */
function checkDevice(
  value: CborValue,
  { docType, deviceKey, expected }: { docType: string; deviceKey: CborValue; expected: Expected },
): void {
  const path = "deviceSigned";
  const device = asMap(value, path);
  const signature = asMap(device.get("deviceAuth"), path).get("deviceSignature");
  if (signature === undefined) throw new BridgeBindingError({ path, expected: "a device signature" });
  const nameSpaces = device.get("nameSpaces");
  const transcript = decodeCbor(sessionTranscript(expected), path);
  const signed = encodeCbor([
    ...["DeviceAuthentication", transcript, docType],
    new Tagged(ENCODED_CBOR, contentOf(nameSpaces, path)),
  ]);
  const opened = openSign1(signature, path);
  if (opened.payload !== undefined) throw new BridgeBindingError({ path, expected: "a detached payload" });
  try {
    verifySign1(opened, { key: keyOfCose(deviceKey, path), payload: encodedCbor(signed), path });
  } catch (error) {
    if (!(error instanceof BridgeSignatureError)) throw error;
    throw new BridgeBindingError({ path, expected: "the device's signature over this session" });
  }
}

/**
 * What a device signs in a redirect of OpenID4VP (1.0, appendix B.2.6.1) or in a browser (B.2.6.2): audience, nonce, key and
 * address are one hash in it, so another of any of them is a wrong signature.
 */
export function sessionTranscript({ audience, nonce, encryptionThumbprint, place }: Expected): Uint8Array {
  const key = encryptionThumbprint ?? null;
  const isBrowser = "origin" in place;
  const info = encodeCbor(isBrowser ? [place.origin, nonce, key] : [audience, nonce, key, place.responseUri]);
  const hash = new Uint8Array(createHash("sha256").update(info).digest());
  return encodeCbor([null, null, [isBrowser ? "OpenID4VPDCAPIHandover" : "OpenID4VPHandover", hash]]);
}

function asMap(value: CborValue, path: string): CborMap {
  if (!(value instanceof Map)) throw new BridgeMalformedError({ path, expected: "a map" });
  return value as CborMap;
}

function contentOf(value: CborValue, path: string): Uint8Array {
  const isGood = value instanceof Tagged && value.tag === ENCODED_CBOR && value.value instanceof Uint8Array;
  if (!isGood) throw new BridgeMalformedError({ path, expected: "encoded CBOR" });
  return value.value as Uint8Array;
}

/** Dates and times as their text; bytes, such as portraits, as base64url. */
function toJson(value: CborValue, path: string): PlainJson {
  if (value instanceof Tagged) {
    if ((value.tag === 0 || value.tag === 1004) && typeof value.value === "string") return value.value;
    throw new BridgeMalformedError({ path, expected: "a value without a tag, or a date" });
  }
  if (value instanceof Uint8Array) return bytesToBase64url(value);
  if (value instanceof Map) {
    const out: Record<string, PlainJson> = Object.create(null);
    for (const [key, each] of value as CborMap) out[String(key)] = toJson(each, `${path}.${key}`);
    return out;
  }
  if (Array.isArray(value)) return (value as readonly CborValue[]).map((each, i) => toJson(each, `${path}[${i}]`));
  if (value === undefined || typeof value === "bigint")
    throw new BridgeMalformedError({ path, expected: "a JSON value" });
  return value as PlainJson;
}
