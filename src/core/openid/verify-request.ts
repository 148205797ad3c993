/** A wallet's side of signed requests: whether the party that a request object names has signed it (RFC 9101). */
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload } from "jose";
import { refusal } from "../errors.ts";
import { parseJson } from "../json.ts";
import { own } from "../own.ts";
import { utf8Decoder } from "../platform.ts";
import { type Certificate, checkCertificateChain, publicKeyOf, readChain, x509Hash } from "./certificate.ts";
import { type ClientId, ClientIdError, formatClientId, readClientId } from "./client-id.ts";
import { DidError, didWebUrl, type FetchText, resolveDidWeb } from "./did-web.ts";
import { ANY_WALLET, REQUEST_OBJECT_TYPE } from "./sign-request.ts";
import { algorithmOf, publicPart, SIGNING_ALGORITHMS, type SigningAlgorithm } from "./signing-algorithms.ts";

/** Options of {@link verifyRequestObject}. */
export interface VerifyRequestOptions {
  /** The authorities that the wallet trusts, from `readAnchors`; without one no certificate is taken. */
  readonly anchors?: readonly Certificate[] | undefined;
  /** Fetches DID documents; without it no DID is taken. */
  readonly fetchText?: FetchText | undefined;
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
  /** `client_id` that came beside the request's address; it is compared. */
  readonly clientId?: string | undefined;
  /** The wallet's own audiences; {@link ANY_WALLET} by default. */
  readonly audiences?: readonly string[] | undefined;
  /** `wallet_nonce` that was sent for this request. */
  readonly walletNonce?: string | undefined;
}

/** A request object whose signature is its party's. What it asks for is not looked at yet. */
export interface VerifiedRequestObject extends ClientId {
  readonly clientId: string;
  /** The party's hosts as its certificate or DID vouches for them; never as the request says. */
  readonly hosts: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
}

/** 64 kB of a request, in base64url, with certificates. */
const MAX_REQUEST_OBJECT = 150_000;
/** What two honest clocks may be apart. */
const SKEW_SECONDS = 300;

/**
 * Checks a signed request: form, algorithm, the party's certificate or DID, the signature, and for whom and when it is.
 *
 * @throws RequestObjectError for another form, type, audience, time or wallet nonce
 * @throws AlgorithmNotAllowedError for no algorithm (`none`), one with a shared secret, and any that is not listed
 * @throws CertificateError, CertificateExpiredError, CertificateNotTrustedError, DidError
 * @throws ClientIdError when certificate or DID is not that of `client_id`
 * @throws RequestSignatureError when that party has not signed this
 * @example
 * const { hosts, claims } = await verifyRequestObject(jwt, { anchors: [rootPem], nowSeconds: Date.now() / 1000 });
 */
export async function verifyRequestObject(jwt: unknown, options: VerifyRequestOptions): Promise<VerifiedRequestObject> {
  const { nowSeconds, clientId: expected, audiences = [ANY_WALLET], walletNonce, ...trust } = own(options);
  const { header, claims: unverified, text } = readParts(jwt);
  const alg = SIGNING_ALGORITHMS.find((each) => each === header.alg);
  if (alg === undefined)
    throw new AlgorithmNotAllowedError({ path: "request.alg", expected: SIGNING_ALGORITHMS.join(", ") });
  const clientId = readClientId(unverified.client_id);
  if (expected !== undefined && expected !== unverified.client_id)
    throw new ClientIdError({ path: "client_id", expected: "the one that stands beside the request" });
  const { key, hosts } = await partyOf(clientId, { header, alg, nowSeconds, ...trust });
  const claims = await verifySignature(text, key, alg);
  checkTimes(claims, nowSeconds);
  const refuse = (path: string, wanted: string): never => {
    throw new RequestObjectError({ path: `request.${path}`, expected: wanted });
  };
  if (![claims.aud].flat().some((aud) => aud !== undefined && audiences.includes(aud)))
    refuse("aud", audiences.join(" or "));
  if (claims.wallet_nonce !== walletNonce)
    refuse("wallet_nonce", walletNonce === undefined ? "none, as none was sent" : "the wallet's own");
  return { ...clientId, clientId: formatClientId(clientId), hosts, claims };
}

type Header = ReturnType<typeof decodeProtectedHeader>;
type Key = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

function readParts(jwt: unknown): { readonly header: Header; readonly claims: JWTPayload; readonly text: string } {
  const refuse = (path: string, expected: string, cause?: unknown) => new RequestObjectError({ path, expected, cause });
  if (typeof jwt !== "string" || jwt.length > MAX_REQUEST_OBJECT || jwt.split(".", 4).length !== 3)
    throw refuse("request", `a JWT of at most ${MAX_REQUEST_OBJECT} characters`);
  let header: Header;
  let claims: JWTPayload;
  try {
    header = decodeProtectedHeader(jwt);
    claims = decodeJwt(jwt);
  } catch (cause) {
    throw refuse("request", "a JWT", cause);
  }
  if (header.typ !== REQUEST_OBJECT_TYPE) throw refuse("request.typ", REQUEST_OBJECT_TYPE);
  if (header.crit !== undefined) throw refuse("request.crit", "no header that must be understood");
  return { header, claims, text: jwt };
}

/** The key of the party that is named, and the hosts that it stands for. */
async function partyOf(
  clientId: ClientId,
  {
    header,
    alg,
    nowSeconds,
    anchors,
    fetchText,
  }: Pick<VerifyRequestOptions, "anchors" | "fetchText" | "nowSeconds"> & {
    readonly header: Header;
    readonly alg: SigningAlgorithm;
  },
): Promise<{ readonly key: Key; readonly hosts: readonly string[] }> {
  const { prefix, identifier } = clientId;
  if (prefix === "decentralized_identifier") {
    const { kid } = header;
    if (typeof kid !== "string" || kid.split("#")[0] !== identifier)
      throw new ClientIdError({ path: "request.kid", expected: "a key of the DID that the request names" });
    if (fetchText === undefined)
      throw new ClientIdError({ path: "client_id", expected: "a certificate; DIDs are not taken" });
    const jwk = await resolveDidWeb(kid, fetchText);
    if (algorithmOf(jwk) !== alg)
      throw new AlgorithmNotAllowedError({ path: "request.alg", expected: "the algorithm of the party's key" });
    const key = await importJWK(publicPart(jwk), alg).catch((cause: unknown) => {
      throw new DidError({ path: "did.verificationMethod", expected: "a key on its curve", cause });
    });
    return { key: key as Key, hosts: [new URL(didWebUrl(identifier)).hostname] };
  }
  const chain = await readChain(header.x5c, "request.x5c");
  const leaf = chain[0]!;
  if (prefix === "x509_hash" ? x509Hash(leaf.der) !== identifier : !leaf.dnsNames.includes(identifier))
    throw new ClientIdError({
      path: "client_id",
      expected: prefix === "x509_hash" ? "the hash of the certificate" : "a name of the certificate",
    });
  await checkCertificateChain(chain, { anchors: anchors ?? [], nowSeconds, path: "request.x5c" });
  const hosts = prefix === "x509_san_dns" ? [identifier] : leaf.dnsNames;
  const key = await publicKeyOf(leaf, alg).catch((cause: unknown) => {
    throw new AlgorithmNotAllowedError({
      path: "request.alg",
      expected: "the algorithm of the certificate's key",
      cause,
    });
  });
  return { key, hosts };
}

/** @throws RequestSignatureError */
async function verifySignature(jwt: string, key: Key, alg: SigningAlgorithm): Promise<JWTPayload> {
  const { payload } = await compactVerify(jwt, key, { algorithms: [alg] }).catch((cause: unknown) => {
    throw new RequestSignatureError({ path: "request", expected: "a signature of the party that it names", cause });
  });
  return parseJson(utf8Decoder().decode(payload), MAX_REQUEST_OBJECT, RequestObjectError) as JWTPayload;
}

/** A request says when it was made and when it ends, so that an old one is no new one. */
function checkTimes({ iat, nbf, exp }: JWTPayload, nowSeconds: number): void {
  const refuse = (path: string, expected: string, received: unknown): never => {
    throw new RequestObjectError({ path: `request.${path}`, expected, received: String(received) });
  };
  if (!(typeof exp === "number" && exp > nowSeconds)) refuse("exp", "an end that is still to come", exp);
  for (const [name, seconds] of Object.entries({ iat, nbf }))
    if (seconds !== undefined && !(typeof seconds === "number" && seconds <= nowSeconds + SKEW_SECONDS))
      refuse(name, "an instant that is not to come", seconds);
}

/**
 * A signed request is not of its form, for another audience, over, or without the wallet's nonce.
 *
 * What to do: fetch the request again from the portal; where that does not help, the portal has to be mended.
 */
export class RequestObjectError extends /* @__PURE__ */ refusal(
  "REQUEST_OBJECT_INVALID",
  "RequestObjectError",
  "The signed request can't be used",
) {}

/**
 * A request is signed by an algorithm that proves nothing (`none`, or a secret that others know), or not by that of its key.
 *
 * What to do: do not answer; sign with ES256, ES384 or EdDSA.
 */
export class AlgorithmNotAllowedError extends /* @__PURE__ */ refusal(
  "ALGORITHM_NOT_ALLOWED",
  "AlgorithmNotAllowedError",
  "The signature's algorithm is not allowed",
) {}

/**
 * The signature of a request is not of the party that the request names, or the request was changed.
 *
 * What to do: do not answer it.
 */
export class RequestSignatureError extends /* @__PURE__ */ refusal(
  "REQUEST_SIGNATURE_INVALID",
  "RequestSignatureError",
  "The request's signature is not valid",
) {}
