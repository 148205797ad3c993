/** A wallet's side of signed requests: whether whoever signed a request may ask it, and an answer for nobody else's eyes. */

import { refusal } from "../../core/errors.ts";
import { EncryptionNotSupportedError, encryptResponse } from "../../core/openid/encrypted-response.ts";
import {
  RequestObjectError,
  type VerifiedRequestObject,
  type VerifyRequestOptions,
  verifyRequestObject,
} from "../../core/openid/verify-request.ts";
import { own } from "../../core/own.ts";
import {
  fromAuthorizationRequest,
  type OpenedAuthorizationRequest,
  readAuthorizationQuery,
} from "../proof/openid4vp.ts";
import { ENCRYPTED_IN_BROWSER, ENCRYPTED_POST, SIGNED_PROTOCOL } from "./sign-request.ts";

/** A signed request whose party is the one that it names. */
export interface OpenedSignedRequest extends Omit<OpenedAuthorizationRequest, "respond"> {
  /** Who asks, as its certificate or DID says: `x509_hash:…`, `x509_san_dns:…`, `decentralized_identifier:…`. */
  readonly clientId: string;
  /** The hosts that this party stands for. */
  readonly hosts: readonly string[];
  /** The form to post to `responseUri`. */
  readonly respond: (presentation: object) => Promise<{ readonly response: string }>;
}

/**
 * Opens a signed request. Its address for the answer is one of the party's hosts; what else it asks is checked by
 * `openRequest`, as of every request, with `askedBy: { responseUri }`.
 *
 * @throws RequestError as `fromAuthorizationRequest` does
 * @throws RequestPartyError when the answer would go to a host that the signature does not vouch for
 * @throws EncryptionNotSupportedError for an answer in clear, or no key to encrypt it to
 * @throws RequestObjectError, AlgorithmNotAllowedError, ClientIdError, RequestSignatureError, CertificateError,
 * CertificateExpiredError, CertificateNotTrustedError, DidError as `verifyRequestObject` does
 * @example
 * const opened = await openSignedRequest(jwt, { anchors: await readAnchors([rootPem]), nowSeconds: Date.now() / 1000 });
 * const request = openRequest(opened.request, { askedBy: { responseUri: opened.responseUri }, programmes });
 */
export async function openSignedRequest(jwt: unknown, options: VerifyRequestOptions): Promise<OpenedSignedRequest> {
  const verified = await verifyRequestObject(jwt, options);
  const { clientId, hosts, claims } = verified;
  requireEncryption(verified, ENCRYPTED_POST);
  // Who asks is known by the signature here, and not by the address that the answer goes to.
  const form = { ...claims, response_mode: "direct_post", client_id: `redirect_uri:${String(claims.response_uri)}` };
  const { request, responseUri, state, transaction } = fromAuthorizationRequest(form);
  const { tokenOf } = readAuthorizationQuery(form);
  requireHost(hosts, request.responseOrigin, "response_uri");
  return {
    ...{ clientId, hosts, request, responseUri, state, transaction },
    respond: async (presentation) => ({
      response: await encryptResponse({ vp_token: tokenOf(presentation), state }, claims.client_metadata),
    }),
  };
}

/** What a wallet gets of a browser's Digital Credentials API. */
export interface DigitalRequest {
  readonly protocol: string;
  readonly data: { readonly request?: unknown };
}

/** A signed request that came through a browser. */
export interface OpenedDigitalRequest
  extends Pick<OpenedSignedRequest, "clientId" | "hosts" | "request" | "transaction"> {
  /** What the browser gives to the page that asked. */
  readonly respond: (
    presentation: object,
  ) => Promise<{ readonly protocol: string; readonly data: { readonly response: string } }>;
}

/**
 * Opens a signed request of a browser's Digital Credentials API. What else it asks is checked by `openRequest` with
 * `askedBy: origin`.
 *
 * @param options `origin`: of the page that asks, as the browser names it
 * @throws OriginNotExpectedError when the request is for other pages than the one that shows it
 * @throws RequestPartyError when the page's host is none that the signature vouches for
 * @throws RequestObjectError for another protocol; and as {@link openSignedRequest}
 */
export async function openDigitalRequest(
  given: DigitalRequest,
  options: Omit<VerifyRequestOptions, "clientId" | "walletNonce"> & { readonly origin: string },
): Promise<OpenedDigitalRequest> {
  const { protocol, data } = own(given);
  const { origin, ...trust } = own(options);
  if (protocol !== SIGNED_PROTOCOL) throw new RequestObjectError({ path: "protocol", expected: SIGNED_PROTOCOL });
  const verified = await verifyRequestObject(data?.request, trust);
  const { clientId, hosts, claims } = verified;
  requireEncryption(verified, ENCRYPTED_IN_BROWSER);
  if (!Array.isArray(claims.expected_origins) || !claims.expected_origins.includes(origin))
    throw new OriginNotExpectedError({ path: "request.expected_origins", expected: origin });
  const { request, transaction, tokenOf } = readAuthorizationQuery(claims);
  requireHost(hosts, origin, "origin");
  return {
    ...{ clientId, hosts, request, transaction },
    respond: async (presentation) => ({
      protocol,
      data: { response: await encryptResponse({ vp_token: tokenOf(presentation) }, claims.client_metadata) },
    }),
  };
}

function requireEncryption({ claims }: VerifiedRequestObject, mode: string): void {
  if (claims.response_mode !== mode)
    throw new EncryptionNotSupportedError({ path: "request.response_mode", expected: mode });
}

function requireHost(hosts: readonly string[], origin: string, path: string): void {
  const { hostname } = new URL(origin);
  if (!hosts.includes(hostname))
    throw new RequestPartyError({
      path,
      expected: `a host of the party that signed: ${hosts.join(", ")}`,
      received: hostname,
    });
}

/**
 * A request is signed by one party, and its answer would go to a host of another.
 *
 * What to do: do not answer; a portal signs with a certificate or a DID for the host that takes the answers.
 */
export class RequestPartyError extends /* @__PURE__ */ refusal(
  "REQUEST_PARTY_MISMATCH",
  "RequestPartyError",
  "The request's answer goes to somebody else than who signed it",
) {}

/**
 * A signed request is shown by a page that it is not for: somebody shows another's request.
 *
 * What to do: do not answer; a portal names its own origin in `expected_origins`.
 */
export class OriginNotExpectedError extends /* @__PURE__ */ refusal(
  "ORIGIN_NOT_EXPECTED",
  "OriginNotExpectedError",
  "The request is not for the page that shows it",
) {}
