/**
 * Response codes (OpenID4VP 1.0, section 13.3): the wallet of a person who claims on the same device is sent back to the
 * portal with one, and only with it does the portal get the result. Whoever only passed a request on never sees it.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { bytesToBase64url } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";

/** How long a code is good for: the person's browser opens the portal's page at once. */
export const RESPONSE_CODE_SECONDS = 300;
/** 32 bytes in base64url. */
export const RESPONSE_CODE = /^[A-Za-z0-9_-]{43}$/;

/** A fresh code, and what is stored of it. */
export function newResponseCode(): { readonly code: string; readonly hash: Uint8Array } {
  const code = bytesToBase64url(randomBytes(32));
  return { code, hash: hashOfSecret(code) };
}

/** SHA-256 of a secret with so many random bits, as codes and API keys have, that a copy of the table gives none away. */
export function hashOfSecret(secret: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

/** Compares hashes of secrets in constant time. */
export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
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
