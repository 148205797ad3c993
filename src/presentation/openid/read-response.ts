/** A portal's reading of an encrypted answer. */
import type { JWK } from "jose";
import { refusal } from "../../core/errors.ts";
import { decryptResponse } from "../../core/openid/encrypted-response.ts";
import { own } from "../../core/own.ts";

/** What a wallet says: a presentation, or why there is none. What they hold is checked by whoever verifies. */
export interface WalletResponse {
  readonly vp_token?: unknown;
  readonly error?: unknown;
}

/**
 * Opens an encrypted answer to a request. Where it names a request, as those that are posted do, it names this one.
 *
 * @param jwe the form's `response`
 * @throws ResponseForeignError for an answer that names another request
 * @throws ResponseUnreadableError, ResponseTooLargeError, EncryptionNotSupportedError as `decryptResponse` does
 */
export async function readEncryptedResponse(
  jwe: unknown,
  options: { readonly privateJwk: JWK; readonly state: string },
): Promise<WalletResponse> {
  const { privateJwk, state } = own(options);
  const answer = await decryptResponse(jwe, privateJwk);
  if (answer.state !== undefined && answer.state !== state)
    throw new ResponseForeignError({ path: "response.state", expected: "the request whose key it is encrypted to" });
  return { vp_token: answer.vp_token, error: answer.error };
}

/**
 * An encrypted answer names another request than the one whose key it is encrypted to.
 *
 * What to do: answer each request with its own state and its own key.
 */
export class ResponseForeignError extends /* @__PURE__ */ refusal(
  "RESPONSE_FOREIGN",
  "ResponseForeignError",
  "The answer is to another request",
) {}

/**
 * An answer came in clear to a request that asked for an encrypted one.
 *
 * What to do: answer with `response`, a JWE to the key in the request's `client_metadata`.
 */
export class ResponseNotEncryptedError extends /* @__PURE__ */ refusal(
  "RESPONSE_NOT_ENCRYPTED",
  "ResponseNotEncryptedError",
  "The answer is not encrypted",
) {}
