/**
 * Response codes (OpenID4VP 1.0, section 13.3): the wallet of a person who claims on the same device is sent back to the
 * portal with one, and only with it does the portal get the result. Whoever only passed a request on never sees it.
 */
import { refusal } from "../../core/errors.ts";
import { newSecret, SECRET } from "../../core/service/secrets.ts";

/** How long a code is good for: the person's browser opens the portal's page at once. */
export const RESPONSE_CODE_SECONDS = 300;
/** The form of a code. */
export const RESPONSE_CODE = SECRET;

/** A fresh code, and what is stored of it. */
export function newResponseCode(): { readonly code: string; readonly hash: Uint8Array } {
  const { secret, hash } = newSecret();
  return { code: secret, hash };
}

/** Where the wallet sends the person: the code stands in the fragment, which no server logs. */
export function redirectUri(returnUrl: string, code: string): string {
  return `${returnUrl}#response_code=${code}`;
}

/**
 * The result of a claim on one device was asked for without its response code, or with another, an old or a used one.
 *
 * What to do: read the result with the code that the person's browser brought back, within five minutes and once, in the
 * session in which the request was made. Show nothing otherwise: somebody else may have answered.
 */
export class ResponseCodeError extends /* @__PURE__ */ refusal(
  "RESPONSE_CODE_WRONG",
  "ResponseCodeError",
  "The response code is missing or wrong",
) {}
