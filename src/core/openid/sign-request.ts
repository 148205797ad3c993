/** A verifier's side of signed requests: request objects (RFC 9101) under a certificate or a DID. */
import { importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { refusal } from "../errors.ts";
import { own } from "../own.ts";
import {
  type Certificate,
  CertificateError,
  checkValidity,
  publicKeyOf,
  readChain,
  toX5c,
  x509Hash,
} from "./certificate.ts";
import { type ClientId, ClientIdError, formatClientId, SIGNED_PREFIXES, type SignedPrefix } from "./client-id.ts";
import { type DidDocument, didWebUrl, didDocument as makeDidDocument } from "./did-web.ts";
import { algorithmOf, publicPart, SIGNING_ALGORITHMS, type SigningAlgorithm } from "./signing-algorithms.ts";

/** `typ` of a request object, and its media type with `application/` before it. */
export const REQUEST_OBJECT_TYPE = "oauth-authz-req+jwt";
/** The audience of requests to wallets that are not known beforehand (OpenID4VP 1.0, section 5.8). */
export const ANY_WALLET = "https://self-issued.me/v2";

/** Who signs: a certificate, or a DID. The key is secret. */
export type RequestIdentity =
  | {
      readonly prefix: "x509_hash" | "x509_san_dns";
      /** A private JWK for ES256, ES384 or EdDSA. */
      readonly key: JWK;
      /** PEM or DER, the leaf first and the trust anchor left out. */
      readonly certificates: readonly (string | Uint8Array)[];
      /** For `x509_san_dns`: which of the certificate's names; its first by default. */
      readonly dnsName?: string | undefined;
    }
  | {
      readonly prefix: "decentralized_identifier";
      readonly key: JWK;
      /** `did:web:benefits.example.org#key-1`. */
      readonly keyId: string;
    };

/** Signs requests of one party. */
export interface RequestSigner {
  /** The party's name to wallets. */
  readonly clientId: string;
  readonly prefix: SignedPrefix;
  /** The hosts that it stands for. */
  readonly hosts: readonly string[];
  /** To be published where {@link didWebUrl} says; undefined with a certificate. */
  readonly didDocument: DidDocument | undefined;
  /** Until when its certificate is valid, seconds since the epoch; undefined with a DID. */
  readonly validUntilSeconds: number | undefined;
  /**
   * A request object; `client_id`, `aud` and the times are added to the claims.
   *
   * @throws RequestKeyError when its certificate is over
   */
  sign(claims: Readonly<Record<string, unknown>>, times: RequestTimes): Promise<string>;
}

/** When a request was signed and when it ends. */
export interface RequestTimes {
  readonly nowSeconds: number;
  readonly expiresAtSeconds: number;
  /** The wallet's own issuer identifier where it is known; {@link ANY_WALLET} by default. */
  readonly audience?: string | undefined;
}

/**
 * Opens what signs requests: the key is tried once against its certificate, so that nobody asks in vain.
 *
 * @param nowSeconds the certificate is valid then
 * @throws RequestKeyError for a key that can't sign; CertificateError when it is not the certificate's
 * @throws CertificateExpiredError, ClientIdError for a name that the certificate does not have; DidError
 * @example
 * const signer = await openRequestSigner({ prefix: "x509_hash", key, certificates: [leafPem] }, Date.now() / 1000);
 * const jwt = await signer.sign(claims, { nowSeconds, expiresAtSeconds: nowSeconds + 120 });
 */
export async function openRequestSigner(identity: RequestIdentity, nowSeconds: number): Promise<RequestSigner> {
  const given = own(identity);
  const alg = algorithmOf(given.key ?? {});
  const privateKey = await openKey(given.key, alg);
  const { header, ...party } =
    given.prefix === "decentralized_identifier"
      ? partyOfDid(given, alg!)
      : await partyOfCertificate(given, { alg: alg!, privateKey, nowSeconds });
  const { prefix, identifier, hosts, validUntilSeconds, didDocument } = party;
  const clientId = formatClientId({ prefix, identifier });
  return {
    ...{ clientId, prefix, hosts, validUntilSeconds, didDocument },
    async sign(claims, { nowSeconds: now, expiresAtSeconds, audience = ANY_WALLET }) {
      if (validUntilSeconds !== undefined && !(now <= validUntilSeconds))
        throw new RequestKeyError({ path: "certificates[0]", expected: "a certificate that is valid now" });
      return new SignJWT({ ...claims, client_id: clientId })
        .setProtectedHeader({ ...header, alg: alg!, typ: REQUEST_OBJECT_TYPE })
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(expiresAtSeconds)
        .sign(privateKey);
    },
  };
}

interface Party extends ClientId, Pick<RequestSigner, "hosts" | "didDocument" | "validUntilSeconds"> {
  /** What in a request's header says whose key it is. */
  readonly header: { readonly kid: string } | { readonly x5c: string[] };
}

function partyOfDid({ key, keyId }: Extract<RequestIdentity, { keyId: string }>, alg: SigningAlgorithm): Party {
  const [did = "", name] = String(keyId).split("#");
  const { hostname } = new URL(didWebUrl(did));
  if (!name) throw new ClientIdError({ path: "keyId", expected: "a DID, # and the key's name" });
  return {
    prefix: "decentralized_identifier",
    identifier: did,
    hosts: [hostname],
    header: { kid: keyId },
    didDocument: makeDidDocument(did, { [keyId]: { ...publicPart(key), alg } }),
    validUntilSeconds: undefined,
  };
}

async function partyOfCertificate(
  { prefix, certificates, dnsName }: Extract<RequestIdentity, { certificates: unknown }>,
  {
    alg,
    privateKey,
    nowSeconds,
  }: { readonly alg: SigningAlgorithm; readonly privateKey: PrivateKey; readonly nowSeconds: number },
): Promise<Party> {
  if (prefix !== "x509_hash" && prefix !== "x509_san_dns")
    throw new ClientIdError({ path: "prefix", expected: SIGNED_PREFIXES.join(", ") });
  const chain = await readChain(certificates);
  const [leaf] = chain;
  checkValidity(leaf, nowSeconds, "certificates[0]");
  await checkKeyOf(leaf, alg, privateKey);
  const { dnsNames, validUntilSeconds } = leaf;
  const shared = { prefix, header: { x5c: toX5c(chain) }, didDocument: undefined, validUntilSeconds };
  if (prefix === "x509_hash") return { ...shared, identifier: x509Hash(leaf.der), hosts: dnsNames };
  const name = dnsName ?? dnsNames[0];
  if (name === undefined || !dnsNames.includes(name))
    throw new ClientIdError({ path: "certificates[0]", expected: `a certificate for ${dnsName ?? "a host"}` });
  return { ...shared, identifier: name, hosts: [name] };
}

type PrivateKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

/** Signs once, and checks it by the key's own public part: a private part of another key is found here. */
async function openKey(key: JWK, alg: SigningAlgorithm | undefined): Promise<PrivateKey> {
  const refuse = (cause?: unknown) =>
    new RequestKeyError({ path: "key", expected: `a private JWK for ${SIGNING_ALGORITHMS.join(", ")}`, cause });
  if (alg === undefined || typeof key.d !== "string") throw refuse();
  try {
    const privateKey = (await importJWK({ ...publicPart(key), d: key.d } as JWK, alg)) as PrivateKey;
    const signed = await new SignJWT({}).setProtectedHeader({ alg }).sign(privateKey);
    await jwtVerify(signed, await importJWK(publicPart(key), alg));
    return privateKey;
  } catch (cause) {
    throw refuse(cause);
  }
}

async function checkKeyOf(leaf: Certificate, alg: SigningAlgorithm, privateKey: PrivateKey): Promise<void> {
  try {
    await jwtVerify(await new SignJWT({}).setProtectedHeader({ alg }).sign(privateKey), await publicKeyOf(leaf, alg));
  } catch (cause) {
    throw new CertificateError({ path: "certificates[0]", expected: "the certificate of the key", cause });
  }
}

/**
 * The key for signing requests can't sign.
 *
 * What to do: give a private JWK of P-256, P-384 or Ed25519, with its public part.
 */
export class RequestKeyError extends /* @__PURE__ */ refusal(
  "REQUEST_KEY_INVALID",
  "RequestKeyError",
  "Requests can't be signed with this key",
) {}
