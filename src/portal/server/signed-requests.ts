/** Requests that a programme signs, and the encrypted answers to them. The key of an answer stands with its request. */
import type { JWK } from "jose";
import { InvalidInputError } from "../../core/json.ts";
import { generateResponseKey, responseKeyId } from "../../core/openid/encrypted-response.ts";
import { openRequestSigner, type RequestIdentity, type RequestSigner } from "../../core/openid/sign-request.ts";
import { ResponseNotEncryptedError, readEncryptedResponse } from "../../presentation/openid/read-response.ts";
import {
  type DigitalCredentialRequest,
  formatRequestLink,
  signAuthorizationRequest,
  signDigitalRequest,
} from "../../presentation/openid/sign-request.ts";
import type { AuthorizationRequest } from "../../presentation/proof/openid4vp.ts";
import type { NewRequest, StoredRequest } from "./request-rows.ts";

/** A form that a wallet has posted. */
export interface PostedForm {
  readonly state?: string | undefined;
  readonly vp_token?: unknown;
  readonly error?: string | undefined;
  /** A JWE, in place of the others. */
  readonly response?: string | undefined;
}

/** What the routes of a programme do that signs its requests. */
export interface SignedRequests {
  /** What is kept of a new request besides: the key that its answer is encrypted to. */
  newKey(id: string): Promise<Pick<NewRequest, "responseKey">>;
  /** For a QR code or a button. */
  linkOf(requestUri: string): string;
  /** The request object. */
  sign(stored: StoredRequest, asked: AuthorizationRequest, walletNonce: string | undefined): Promise<string>;
  /** The same for a browser's Digital Credentials API; undefined where the portal's own page could not ask. */
  readonly signForBrowser:
    | ((stored: StoredRequest, asked: AuthorizationRequest) => Promise<DigitalCredentialRequest>)
    | undefined;
  /** What a posted form says. Only an error may come in clear (OpenID4VP 1.0, section 8.3). */
  read(
    form: PostedForm,
    find: (id: string) => Promise<StoredRequest>,
  ): Promise<PostedForm & { readonly state: string }>;
  readonly didDocument: RequestSigner["didDocument"];
  readonly validUntilSeconds: RequestSigner["validUntilSeconds"];
}

/**
 * Opens what signs a programme's requests.
 *
 * @throws InvalidInputError when certificate or DID is not that of the host to which answers go: wallets would refuse each
 * request
 * @throws RequestKeyError, CertificateError, CertificateExpiredError, ClientIdError, DidError as `openRequestSigner` does
 */
export async function openSignedRequests(
  identity: RequestIdentity,
  { publicUrl, origin, now }: { readonly publicUrl: string; readonly origin: string; readonly now: () => number },
): Promise<SignedRequests> {
  const signer = await openRequestSigner(identity, now());
  const stands = (url: string) => signer.hosts.includes(new URL(url).hostname);
  if (!stands(publicUrl))
    throw new InvalidInputError({
      path: "requestIdentity",
      expected: `a certificate or a DID for ${new URL(publicUrl).hostname}, where answers go`,
    });
  const optionsOf = ({ request, responseKey }: StoredRequest) => ({
    signer,
    responseKey: { publicJwk: publicPartOf(responseKey) },
    nowSeconds: now(),
    expiresAtSeconds: request.expiresAtSeconds,
  });
  return {
    newKey: async (id) => ({ responseKey: (await generateResponseKey(id)).privateJwk }),
    linkOf: (requestUri) => formatRequestLink({ clientId: signer.clientId, requestUri, method: "post" }),
    sign: (stored, asked, walletNonce) => signAuthorizationRequest(asked, { ...optionsOf(stored), walletNonce }),
    signForBrowser: stands(origin)
      ? (stored, asked) => signDigitalRequest(asked, { ...optionsOf(stored), origin })
      : undefined,
    async read({ state, vp_token, error, response }, find) {
      if (response === undefined) {
        if (state === undefined || error === undefined || vp_token !== undefined)
          throw new ResponseNotEncryptedError({ path: "body.response", expected: "a JWE to the request's key" });
        return { state, error };
      }
      const id = responseKeyId(response);
      const { responseKey } = await find(id);
      if (responseKey === undefined) throw keyIsGone();
      const answer = await readEncryptedResponse(response, { privateJwk: responseKey, state: id });
      const failed = typeof answer.error === "string" ? { error: answer.error } : {};
      return { state: id, vp_token: answer.vp_token, ...failed };
    },
    didDocument: signer.didDocument,
    validUntilSeconds: signer.validUntilSeconds,
  };
}

/** @throws InvalidInputError for an answer's key that is gone with the request's end, or was never made */
function publicPartOf(privateJwk: JWK | undefined): JWK {
  if (privateJwk === undefined) throw keyIsGone();
  const { d: _, ...publicJwk } = privateJwk;
  return publicJwk;
}

const keyIsGone = () => new InvalidInputError({ path: "state", expected: "a request that may be answered" });
