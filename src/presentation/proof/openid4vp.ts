/**
 * Requests in the shape of OpenID for Verifiable Presentations 1.0, with a credential format of our own.
 *
 * `dcql_query` names one credential whose `meta` carries the predicate (policy and schema) and what fixes the public
 * signals; `transaction_data` says what the answer is used for. Nothing is signed here: the client identifier has the
 * prefix `redirect_uri`, so the TLS connection to the response URI authenticates the verifier (OpenID4VP 1.0, 5.9.3).
 * Signed requests are made of these in `presentation/openid/`.
 *
 * What stays open is who shows a genuine request. On one device the service answers the wallet's post with a redirect
 * that carries a one-time `response_code` (8.2), and only the browser that brings it gets the result.
 */

import * as v from "valibot";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import { decode, parseJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { utf8Decoder } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { hex64, integer, shownText } from "../../core/shapes.ts";
import { isShownText, SHOWN_TEXT } from "../../core/text.ts";
import { decodeRequest, type PresentationRequest, REQUEST_LIMITS, RequestError } from "./request.ts";
import { checkResponseUri } from "./response-uri.ts";

/** Credential format identifier of civicproof presentations. */
export const CIVICPROOF_FORMAT = "civicproof-groth16";
/** `type` of our transaction data. */
export const TRANSACTION_TYPE = "urn:civicproof:transaction:v2";
/** `id` of the one credential that is asked for; the key of `vp_token`. */
export const CREDENTIAL_ID = "eligibility";

/** What the answer is used for. Shown to the holder; not part of the proof. */
export interface TransactionPurpose {
  /** In plain words. */
  readonly purpose: string;
  /** Until when the portal can recognise the claim, seconds since the epoch. */
  readonly retainUntilSeconds?: number;
  /** SHA-256 of the DPIA, 64 hexadecimal characters. */
  readonly dpiaHash?: string;
}

/** An authorization request object (OpenID4VP 1.0, section 5). */
export interface AuthorizationRequest {
  readonly response_type: "vp_token";
  readonly response_mode: "direct_post";
  readonly client_id: string;
  readonly response_uri: string;
  readonly nonce: string;
  readonly state: string;
  readonly dcql_query: {
    readonly credentials: readonly [{ readonly id: string; readonly format: string; readonly meta: RequestMeta }];
  };
  /** base64url of JSON. */
  readonly transaction_data: readonly string[];
  readonly client_metadata: { readonly vp_formats_supported: { readonly [CIVICPROOF_FORMAT]: object } };
}

/** A request without what stands outside of `meta`. */
export type RequestMeta = Omit<PresentationRequest, "nonce">;

export interface AuthorizationRequestOptions {
  readonly request: PresentationRequest;
  /** Where the answer is posted. */
  readonly responseUri: string;
  /** Names the request in the answer. */
  readonly state: string;
  readonly transaction: TransactionPurpose;
}

/**
 * Wraps a request for sending.
 *
 * @throws RequestError when the answer would go to another origin than the request names, or the purpose can't be shown
 */
export function toAuthorizationRequest({
  request,
  responseUri,
  state,
  transaction,
}: AuthorizationRequestOptions): AuthorizationRequest {
  const { nonce, ...meta } = request;
  const { purpose, retainUntilSeconds, dpiaHash } = own(transaction);
  if (checkResponseUri(responseUri, "responseUri") !== request.responseOrigin)
    throw new RequestError({ path: "responseUri", expected: `an address below ${request.responseOrigin}` });
  if (!isShownText(purpose)) throw new RequestError({ path: "transaction.purpose", expected: SHOWN_TEXT });
  const data = {
    type: TRANSACTION_TYPE,
    credential_ids: [CREDENTIAL_ID],
    purpose,
    scope: request.scope,
    ...(retainUntilSeconds === undefined ? {} : { retain_until: retainUntilSeconds }),
    ...(dpiaHash === undefined ? {} : { dpia_sha256: dpiaHash }),
  };
  return {
    response_type: "vp_token",
    response_mode: "direct_post",
    client_id: `redirect_uri:${responseUri}`,
    response_uri: responseUri,
    nonce,
    state,
    dcql_query: { credentials: [{ id: CREDENTIAL_ID, format: CIVICPROOF_FORMAT, meta }] },
    transaction_data: [bytesToBase64url(new TextEncoder().encode(JSON.stringify(data)))],
    client_metadata: { vp_formats_supported: { [CIVICPROOF_FORMAT]: {} } },
  };
}

const text = shownText;

/** Parameters that are not understood are ignored (OpenID4VP 1.0, section 5); `transaction_data` must be understood. */
const queryShape = /* @__PURE__ */ pure(() =>
  v.object({
    response_type: v.literal("vp_token"),
    nonce: text(86),
    dcql_query: v.object({
      credentials: v.strictTuple([
        v.object({
          id: text(100),
          format: v.literal(CIVICPROOF_FORMAT),
          meta: v.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
        }),
      ]),
    }),
    transaction_data: v.pipe(v.array(text(10_000)), v.maxLength(4)),
  }),
);

const addressShape = /* @__PURE__ */ pure(() =>
  v.object({
    response_mode: v.literal("direct_post"),
    client_id: text(2_100),
    response_uri: text(2_048),
    state: text(200),
  }),
);

const transactionShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    type: v.literal(TRANSACTION_TYPE),
    credential_ids: v.strictTuple([text(100)]),
    purpose: text(1_000),
    scope: v.strictObject({
      verifier: text(253),
      programme: text(64),
      chainId: v.exactOptional(text(253)),
      contract: v.exactOptional(text(253)),
    }),
    retain_until: v.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
    dpia_sha256: v.exactOptional(hex64),
  }),
);

/** What an authorization request asks for, whoever gets the answer and by what way. */
export interface AuthorizationQuery {
  readonly request: PresentationRequest;
  readonly transaction: TransactionPurpose;
  /** The answer's `vp_token`. */
  readonly tokenOf: (presentation: object) => Readonly<Record<string, readonly object[]>>;
}

/** What a holder's app takes out of an authorization request. */
export interface OpenedAuthorizationRequest {
  /** For `openRequest`, with `askedBy: { responseUri }` where a link or a QR code brought it. */
  readonly request: PresentationRequest;
  /** Where the answer is posted; of the origin that the request names. */
  readonly responseUri: string;
  readonly state: string;
  readonly transaction: TransactionPurpose;
  /** The form to post to `responseUri`, as `application/x-www-form-urlencoded`. */
  readonly respond: (presentation: object) => Readonly<Record<"vp_token" | "state", string>>;
}

/**
 * Reads an authorization request: what it knows strictly, and without parameters that it does not know.
 *
 * @throws RequestError for another shape, more than one credential, a response address that is not of the web or not of
 * the request's responseOrigin, and transaction data of another type, scope or credential
 */
export function fromAuthorizationRequest(input: unknown): OpenedAuthorizationRequest {
  const {
    response_uri: responseUri,
    state,
    client_id,
  } = decode(addressShape, input, { Refusal: RequestError, limits: REQUEST_LIMITS });
  if (client_id !== `redirect_uri:${responseUri}`) {
    throw new RequestError({ path: "client_id", expected: "redirect_uri: and the response URI" });
  }
  const responseOrigin = checkResponseUri(responseUri, "response_uri");
  const { request, transaction, tokenOf } = readAuthorizationQuery(input);
  if (request.responseOrigin !== responseOrigin)
    throw new RequestError({ path: "response_uri", expected: `an address below ${request.responseOrigin}` });
  return {
    request,
    responseUri,
    state,
    transaction,
    respond: (presentation) => ({ vp_token: JSON.stringify(tokenOf(presentation)), state }),
  };
}

/** Reads what is asked for, as {@link fromAuthorizationRequest} does. @throws RequestError */
export function readAuthorizationQuery(input: unknown): AuthorizationQuery {
  const query = decode(queryShape, input, { Refusal: RequestError, limits: REQUEST_LIMITS });
  const [credential] = query.dcql_query.credentials;
  const request = decodeRequest({ ...credential.meta, nonce: query.nonce });
  const [data] = query.transaction_data;
  if (query.transaction_data.length !== 1 || data === undefined) {
    throw new RequestError({ path: "transaction_data", expected: "one entry" });
  }
  const parsed = decode(transactionShape, parseJson(decodeText(data), 10_000, RequestError), {
    Refusal: RequestError,
    path: "transaction_data[0]",
  });
  const { purpose, retain_until, dpia_sha256 } = own(parsed);
  if (parsed.credential_ids[0] !== credential.id)
    throw new RequestError({
      path: "transaction_data[0].credential_ids",
      expected: "the credential that is asked for",
    });
  for (const part of ["verifier", "programme", "chainId", "contract"] as const) {
    if (parsed.scope[part] !== request.scope[part])
      throw new RequestError({ path: `transaction_data[0].scope.${part}`, expected: "the request's own" });
  }
  return {
    request,
    transaction: {
      purpose,
      ...(retain_until === undefined ? {} : { retainUntilSeconds: retain_until }),
      ...(dpia_sha256 === undefined ? {} : { dpiaHash: dpia_sha256 }),
    },
    tokenOf: (presentation) => ({ [credential.id]: [presentation] }),
  };
}

/** What a service says to a wallet that has posted an answer. */
export interface PostedAnswer {
  /** Where the holder's browser goes on: at the portal, with a code that brings the result to this browser alone. */
  readonly redirectUri: string | undefined;
}

const CODE = /^#response_code=[A-Za-z0-9_-]{43}$/;
const postedShape = /* @__PURE__ */ pure(() => v.looseObject({ redirect_uri: v.exactOptional(text(2_048)) }));

/**
 * Reads what the service answered to the wallet's post. The address that it sends the browser to is the portal's own,
 * with a one-time `response_code` as its fragment, which no server gets to see.
 *
 * @throws RequestError for an address of another origin than the one that asks, or without such a code
 * @example
 * const { redirectUri } = readPostedAnswer(await response.json(), opened);
 * if (redirectUri !== undefined) location.assign(redirectUri);
 */
export function readPostedAnswer(input: unknown, { request }: { readonly request: PresentationRequest }): PostedAnswer {
  const { redirect_uri: redirectUri } = decode(postedShape, input, { Refusal: RequestError });
  if (redirectUri === undefined) return { redirectUri };
  const { hash } = URL.canParse(redirectUri) ? new URL(redirectUri) : { hash: "" };
  const origin = checkResponseUri(redirectUri.slice(0, redirectUri.length - hash.length), "redirect_uri");
  if (origin !== request.origin) throw new RequestError({ path: "redirect_uri", expected: `below ${request.origin}` });
  if (!CODE.test(hash)) throw new RequestError({ path: "redirect_uri", expected: "a fragment with a response_code" });
  return { redirectUri };
}

function decodeText(content: string): string {
  const refusal = { path: "transaction_data", expected: "canonical base64url of UTF-8" };
  const bytes = base64urlToBytes(content);
  if (bytes === undefined) throw new RequestError(refusal);
  const decoder = utf8Decoder({ fatal: true });
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new RequestError({ ...refusal, cause });
  }
}
