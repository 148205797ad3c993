/**
 * A portal's signed requests: the request that `toAuthorizationRequest` makes, under the portal's certificate or DID, with
 * a key that the answer is encrypted to. By address (`request_uri`, RFC 9101) or through a browser's Digital Credentials
 * API (OpenID4VP 1.0, appendix A).
 */
import { encryptionMetadata, type ResponseKey } from "../../core/openid/encrypted-response.ts";
import type { RequestSigner, RequestTimes } from "../../core/openid/sign-request.ts";
import { ownWith } from "../../core/own.ts";
import type { AuthorizationRequest } from "../proof/openid4vp.ts";

/** Response modes of encrypted answers: to an address, and to the page that asked. */
export const ENCRYPTED_POST = "direct_post.jwt";
export const ENCRYPTED_IN_BROWSER = "dc_api.jwt";
/** `protocol` of a signed request in the Digital Credentials API. */
export const SIGNED_PROTOCOL = "openid4vp-v1-signed";

export interface SignOptions extends RequestTimes {
  readonly signer: RequestSigner;
  /** Of this request alone. */
  readonly responseKey: Pick<ResponseKey, "publicJwk">;
  /** What the wallet sent when it fetched the request by post. */
  readonly walletNonce?: string | undefined;
}

/**
 * The request object of a request: its answer is posted to `response_uri`, encrypted.
 *
 * @throws InvalidInputError where an option is missing
 */
export async function signAuthorizationRequest(
  authorization: AuthorizationRequest,
  options: SignOptions,
): Promise<string> {
  const { signer, responseKey, walletNonce, ...times } = ownWith(options, "signer", "responseKey");
  const claims = { ...withEncryption(authorization, responseKey), response_mode: ENCRYPTED_POST };
  return signer.sign({ ...claims, ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }) }, times);
}

/** What the link to a request says. A wallet believes nothing of it, and compares both with the request. */
export interface RequestLink {
  readonly clientId: string;
  readonly requestUri: string;
  /** The wallet may send a nonce of its own, so that nobody shows it an older request. */
  readonly method: "get" | "post";
}

/** A link for a QR code or a button. */
export function formatRequestLink(link: RequestLink, scheme: "openid4vp" | "haip-vp" = "openid4vp"): string {
  const { clientId, requestUri, method } = ownWith(link, "clientId", "requestUri");
  const query = {
    client_id: clientId,
    request_uri: requestUri,
    ...(method === "post" ? { request_uri_method: method } : {}),
  };
  return `${scheme}://?${new URLSearchParams(query)}`;
}

/** What a page hands to `navigator.credentials.get`. */
export interface DigitalCredentialRequest {
  readonly digital: {
    readonly requests: readonly [
      { readonly protocol: typeof SIGNED_PROTOCOL; readonly data: { readonly request: string } },
    ];
  };
}

/**
 * The same request for a browser's Digital Credentials API. The browser tells the wallet which page asks, and the request
 * says which may.
 *
 * @example
 * const { data } = await navigator.credentials.get(asked);
 * await fetch(responses, { method: "POST", body: new URLSearchParams(data) });
 */
export async function signDigitalRequest(
  authorization: AuthorizationRequest,
  options: Omit<SignOptions, "walletNonce"> & { readonly origin: string },
): Promise<DigitalCredentialRequest> {
  const { signer, responseKey, origin, ...times } = ownWith(options, "signer", "responseKey", "origin");
  // The page that asks gets the answer; the key says which request it is to.
  const { response_uri: _, state: __, ...asked } = withEncryption(authorization, responseKey);
  const claims = { ...asked, response_mode: ENCRYPTED_IN_BROWSER, expected_origins: [origin] };
  return {
    digital: { requests: [{ protocol: SIGNED_PROTOCOL, data: { request: await signer.sign(claims, times) } }] },
  };
}

function withEncryption(
  { client_id: _, client_metadata, ...authorization }: AuthorizationRequest,
  responseKey: Pick<ResponseKey, "publicJwk">,
) {
  return { ...authorization, client_metadata: { ...client_metadata, ...encryptionMetadata(responseKey) } };
}
