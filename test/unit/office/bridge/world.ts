/**
 * Issuers and wallets of others: SD-JWT VC and mdoc by the libraries of the OpenWallet Foundation, W3C credentials by jose.
 * What is tested shares no code with them.
 */
import { createHash, createPrivateKey, randomBytes, sign } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import {
  CoseKey,
  DeviceKey,
  DeviceRequest,
  DeviceResponse,
  DocRequest,
  Issuer,
  ItemsRequest,
  type MdocContext,
  SessionTranscript,
  SignatureAlgorithm,
} from "@owf/mdoc";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import type { Expected } from "../../../../src/office/bridge/presentation.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";

export const NOW = Math.floor(Date.now() / 1_000);
export const DAY = 86_400;
export const VCT = "urn:eudi:pid:1";
export const PID_DOCTYPE = "eu.europa.ec.eudi.pid.1";
export const MDL_DOCTYPE = "org.iso.18013.5.1.mDL";
export const VC_TYPE = "ResidentCredential";

/** What every source says of Anna. */
export const ANNA_PID = {
  given_name: "Anna",
  birthdate: "1950-02-28",
  address: { locality: "Wien", country: "AT" },
  personal_administrative_number: "AT-4711",
} as const;

export const at = (seconds: number): Date => new Date(seconds * 1_000);

/** An authority, and a document signer below it. */
export async function issuerChain(change: Partial<Parameters<typeof issueCertificate>[0]> = {}) {
  const root = await issueCertificate({ name: "Test PID root", isAuthority: true });
  const leaf = await issueCertificate({ name: "Test PID issuer", issuer: root, ...change });
  return { root, leaf };
}

export interface Key {
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

export async function newKey(alg = "ES256"): Promise<Key> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const privateJwk = await exportJWK(privateKey);
  const { d: _, ...publicJwk } = privateJwk;
  return { publicJwk, privateJwk };
}

const base64 = (der: Uint8Array): string => Buffer.from(der).toString("base64");
const hasher = (data: string | ArrayBuffer): Uint8Array =>
  new Uint8Array(
    createHash("sha256")
      .update(typeof data === "string" ? data : new Uint8Array(data))
      .digest(),
  );
const signerOf =
  (key: JWK, alg = "ES256") =>
  async (text: string): Promise<string> => {
    const hash = alg === "EdDSA" ? null : "sha256";
    return sign(hash, Buffer.from(text), {
      key: createPrivateKey({ key: key as never, format: "jwk" }),
      dsaEncoding: "ieee-p1363",
    }).toString("base64url");
  };

/** What a test changes about an SD-JWT VC. */
export interface SdJwtChange {
  readonly payload?: object;
  readonly header?: object;
  readonly claims?: object;
  readonly hidden?: readonly string[];
}

/** An SD-JWT VC as an issuer makes it: a PID with everything hidden. */
export async function issueSdJwt(
  { holder, issuer, chain }: { holder: JWK; issuer: JWK; chain?: readonly Issued[] },
  { payload = {}, header = {}, claims = ANNA_PID, hidden = Object.keys(claims) }: SdJwtChange = {},
): Promise<string> {
  const instance = new SDJwtVcInstance({
    signer: signerOf(issuer),
    signAlg: "ES256",
    hasher,
    hashAlg: "sha-256",
    saltGenerator: () => randomBytes(16).toString("base64url"),
  });
  return instance.issue(
    {
      ...{ iss: "https://pid.example.org", vct: VCT, iat: NOW, exp: NOW + 30 * DAY, cnf: { jwk: holder as never } },
      ...claims,
      ...payload,
    } as never,
    { _sd: hidden } as never,
    { header: { ...(chain === undefined ? {} : { x5c: chain.map(({ der }) => base64(der)) }), ...header } },
  );
}

/** A holder shows it for a request. */
export async function presentSdJwt(
  credential: string,
  { holder, expected, frame = {}, iat = NOW }: { holder: JWK; expected: Expected; frame?: object; iat?: number },
): Promise<string> {
  const instance = new SDJwtVcInstance({ hasher, hashAlg: "sha-256", kbSigner: signerOf(holder), kbSignAlg: "ES256" });
  const { nonce, audience: aud } = expected;
  const shown = { birthdate: true, address: true, personal_administrative_number: true, ...frame };
  return instance.present(credential, shown as never, { kb: { payload: { iat, aud, nonce } } });
}

/** What the mdoc library needs of its surroundings; it is given what Node and noble have. */
const mdocContext = {
  crypto: {
    random: (length: number) => new Uint8Array(randomBytes(length)),
    digest: ({ digestAlgorithm, bytes }: { digestAlgorithm: string; bytes: Uint8Array }) =>
      new Uint8Array(createHash(digestAlgorithm.replace("-", "")).update(bytes).digest()),
  },
  cose: {
    sign1: {
      sign: ({ key, toBeSigned }: { key: CoseKey; toBeSigned: Uint8Array }) =>
        p256.sign(toBeSigned, key.privateKey, { format: "compact" }),
    },
  },
} as unknown as MdocContext;

export interface MdocChange {
  readonly docType?: string;
  readonly namespace?: string;
  readonly values?: Record<string, unknown>;
  readonly validUntil?: number;
  readonly validFrom?: number;
}

/** An mdoc as an issuer makes it. */
export async function issueMdoc(
  { device, issuer, chain }: { device: JWK; issuer: JWK; chain: readonly Issued[] },
  change: MdocChange = {},
) {
  const { docType = PID_DOCTYPE, namespace = PID_DOCTYPE, validFrom = NOW - 60, validUntil = NOW + 30 * DAY } = change;
  const {
    values = {
      birth_date: "1950-02-28",
      resident_city: "Wien",
      personal_administrative_number: "AT-4711",
      family_name: "Muster",
    },
  } = change;
  const made = new Issuer(docType, mdocContext);
  made.addIssuerNamespace(namespace, values);
  return made.sign({
    signingKey: CoseKey.fromJwk(issuer as Record<string, unknown>),
    certificates: chain.map(({ der }) => der),
    algorithm: SignatureAlgorithm.ES256,
    digestAlgorithm: "SHA-256",
    deviceKeyInfo: { deviceKey: DeviceKey.fromJwk(device as Record<string, unknown>) },
    validityInfo: { signed: at(NOW - 60), validFrom: at(validFrom), validUntil: at(validUntil) },
  });
}

/** A device shows it for a request. */
export async function presentMdoc(
  issuerSigned: Awaited<ReturnType<typeof issueMdoc>>,
  given: { device: JWK; expected: Expected; docType?: string; namespace?: string; elements?: readonly string[] },
): Promise<string> {
  const { device, expected, docType = PID_DOCTYPE, namespace = PID_DOCTYPE } = given;
  const { elements = ["birth_date", "resident_city", "personal_administrative_number"] } = given;
  const { audience: clientId, nonce, place, encryptionThumbprint } = expected;
  const key = encryptionThumbprint && { jwkThumbprint: encryptionThumbprint };
  const sessionTranscript =
    "origin" in place
      ? await SessionTranscript.forOid4VpDcApi({ origin: place.origin, nonce, ...key }, mdocContext)
      : await SessionTranscript.forOid4Vp({ clientId, nonce, responseUri: place.responseUri, ...key }, mdocContext);
  const response = await DeviceResponse.createWithDeviceRequest(
    {
      deviceRequest: DeviceRequest.create({
        docRequests: [
          DocRequest.create({
            itemsRequest: ItemsRequest.create({
              docType,
              namespaces: { [namespace]: Object.fromEntries(elements.map((name) => [name, false])) },
            }),
          }),
        ],
      }),
      sessionTranscript,
      issuerSigned: [issuerSigned],
      signature: { signingKey: CoseKey.fromJwk({ ...device, alg: "ES256" }) },
    },
    mdocContext,
  );
  return response.encodedForOid4Vp;
}

/** A W3C credential as a JWT (data model 1.1), for a holder whose key is her identifier. */
export async function issueJwtVc(
  { holder, issuer, iss, kid }: { holder: JWK; issuer: JWK; iss: string; kid?: string },
  { payload = {}, vc = {}, subject = ANNA_PID as object }: { payload?: object; vc?: object; subject?: object } = {},
): Promise<string> {
  const did = didOf(holder);
  return new SignJWT({
    ...{ iss, sub: did, nbf: NOW - 60, exp: NOW + 30 * DAY },
    vc: {
      "@context": ["https://www.w3.org/2018/credentials/v1"],
      type: ["VerifiableCredential", VC_TYPE],
      credentialSubject: { id: did, ...subject },
      ...vc,
    },
    ...payload,
  })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", ...(kid === undefined ? {} : { kid }) })
    .sign(await importJWK(issuer, "ES256"));
}

export async function presentJwtVc(
  credential: string,
  { holder, expected, change = {} }: { holder: JWK; expected: Expected; change?: object },
): Promise<string> {
  const { d: _, ...publicJwk } = holder;
  const did = didOf(publicJwk);
  const { nonce, audience: aud } = expected;
  const vp = { type: ["VerifiablePresentation"], verifiableCredential: [credential] };
  return new SignJWT({ iss: did, aud, nonce, vp, iat: NOW, ...change })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: `${did}#0` })
    .sign(await importJWK(holder, "ES256"));
}

/** `did:jwk` of a public key. */
export function didOf({ kty, crv, x, y }: JWK): string {
  return `did:jwk:${Buffer.from(JSON.stringify({ kty, crv, x, y })).toString("base64url")}`;
}

/** What a request of an office in a test expects. */
export async function expectedBy(office = "office.example.org"): Promise<Expected> {
  const { publicJwk } = await newKey();
  return {
    nonce: randomBytes(32).toString("base64url"),
    audience: `x509_san_dns:${office}`,
    place: { responseUri: `https://${office}/bridge/response/abc` },
    encryptionThumbprint: new Uint8Array(Buffer.from(await calculateJwkThumbprint(publicJwk), "base64url")),
  };
}
