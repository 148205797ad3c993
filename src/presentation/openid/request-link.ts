/** A link or a QR code that brings a signed request by its address (RFC 9101, section 5.2; OpenID4VP 1.0, section 5.10). */
import { bytesToBase64url } from "../../core/bytes.ts";
import { readText, type TextAnswer } from "../../core/openid/read-text.ts";
import { RequestObjectError, type VerifyRequestOptions } from "../../core/openid/verify-request.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { own } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import { type OpenedSignedRequest, openSignedRequest } from "./open-signed-request.ts";
import type { RequestLink } from "./sign-request.ts";

/** Schemes by which wallets are called; the second is that of the High Assurance profile. */
const SCHEMES = ["openid4vp:", "haip-vp:"] as const;
const MAX_LINK = 4_000;
const MAX_BODY = 150_000;
const TIMEOUT_MILLISECONDS = 15_000;
const MEDIA_TYPE = "application/oauth-authz-req+jwt";

/**
 * Reads a link: of the scheme `openid4vp` or `haip-vp`, or an https address of the wallet's own.
 *
 * @throws RequestObjectError for anything else, and for an address of a request that is not https
 */
export function readRequestLink(link: string): RequestLink {
  const refuse = (path: string, expected: string) => new RequestObjectError({ path, expected });
  const isLink = typeof link === "string" && link.length <= MAX_LINK && URL.canParse(link);
  const url = isLink ? new URL(link) : undefined;
  if (url === undefined || !(SCHEMES.some((scheme) => scheme === url.protocol) || isSafeUrl(url)))
    throw refuse("link", `${SCHEMES.join(", ")} or https:`);
  const [clientId, requestUri, method] = ["client_id", "request_uri", "request_uri_method"].map((name) => {
    const values = url.searchParams.getAll(name);
    if (values.length > 1) throw refuse(`link.${name}`, "it once");
    return values[0];
  });
  if (clientId === undefined) throw refuse("link.client_id", "who asks");
  if (requestUri === undefined || !URL.canParse(requestUri) || !isSafeUrl(new URL(requestUri)))
    throw refuse("link.request_uri", "an https address");
  return { clientId, requestUri, method: method === "post" ? "post" : "get" };
}

/** `fetch`, or something like it. */
export type RequestFetch = (
  url: string,
  init: {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: "error";
  },
) => Promise<TextAnswer & { readonly ok: boolean; readonly status: number }>;

/**
 * Fetches and opens the request that a link brings. Where the link lets it, the wallet sends a nonce, which the request
 * must repeat.
 *
 * @throws RequestObjectError when the link is none or its address does not answer with a request; else as
 * `openSignedRequest`
 * @example
 * const opened = await fetchSignedRequest(scanned, { anchors, nowSeconds: Date.now() / 1000 });
 */
export async function fetchSignedRequest(
  link: string,
  options: Omit<VerifyRequestOptions, "clientId" | "walletNonce"> & { readonly fetch?: RequestFetch | undefined },
): Promise<OpenedSignedRequest> {
  const { fetch: fetcher = globalThis.fetch as RequestFetch, ...trust } = own(options);
  const { clientId, requestUri, method } = readRequestLink(link);
  const walletNonce = method === "post" ? bytesToBase64url(randomBytes(16)) : undefined;
  const jwt = await fetchText(fetcher, requestUri, walletNonce);
  return openSignedRequest(jwt, { ...trust, clientId, walletNonce });
}

async function fetchText(fetcher: RequestFetch, url: string, walletNonce: string | undefined): Promise<string> {
  const fail = (received?: string, cause?: unknown) =>
    new RequestObjectError({
      path: "request_uri",
      expected: "a request",
      ...(received === undefined ? {} : { received }),
      cause,
    });
  const form = walletNonce === undefined ? undefined : new URLSearchParams({ wallet_nonce: walletNonce }).toString();
  const type = form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
  try {
    const answer = await fetcher(url, {
      method: form === undefined ? "GET" : "POST",
      headers: { accept: MEDIA_TYPE, ...type },
      ...(form === undefined ? {} : { body: form }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      redirect: "error",
    });
    if (!answer.ok) throw fail(String(answer.status));
    const text = await readText(answer, MAX_BODY);
    if (text === undefined) throw fail(`more than ${MAX_BODY} bytes`);
    return text.trim();
  } catch (cause) {
    throw cause instanceof RequestObjectError ? cause : fail(undefined, cause);
  }
}
