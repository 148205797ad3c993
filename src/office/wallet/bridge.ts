/** The wallet's side of a bridge: a session for a commitment, and the offer that follows when a source was shown. */
import { ownWith } from "../../core/own.ts";
import { type HolderSecret, holderCommitment } from "../../credentials/credential/holder.ts";
import { OfficeAnswerError, type ReadOffer, readIssuer, readOffer, record } from "./offer.ts";
import { createCalls, type WalletFetch } from "./receive.ts";

/** Options of {@link startBridge}. */
export interface StartBridgeOptions {
  /** The office's address, as the holder confirmed it. */
  readonly office: string;
  /** The bridge's name there. */
  readonly bridge: string;
  readonly holderSecret: HolderSecret;
  /** Of the commitment; the credential is received under the same one. */
  readonly counter: number;
  /** The holder has an earlier credential from there, whose secret is lost: it is revoked, and with it its running claims. */
  readonly replacement?: boolean | undefined;
  readonly fetch?: WalletFetch | undefined;
}

/** A session that waits for a source. */
export interface StartedBridge {
  /** What the holder opens: a source wallet, or a login. */
  readonly link: string;
  /** Secret, and kept until the holder comes back. */
  readonly ticket: string;
  readonly expiresAtSeconds: number;
}

/**
 * Begins a session. The office gets the commitment, and what is shown to it afterwards is bound to that.
 *
 * @throws OfferMalformedError, OfficeAnswerError
 * @example
 * const started = await startBridge({ office: "https://office.example.org", bridge: "pid", holderSecret, counter: 3 });
 * location.assign(started.link);
 */
export async function startBridge(given: StartBridgeOptions): Promise<StartedBridge> {
  const {
    office,
    bridge,
    holderSecret,
    counter,
    replacement = false,
    fetch,
  } = ownWith(given, ...(["office", "bridge", "holderSecret", "counter"] as const));
  const commitment = String(holderCommitment(holderSecret, counter));
  const call = createCalls(fetch);
  const { body } = await call(`${readIssuer(office)}/bridge/start`, { json: { bridge, commitment, replacement } });
  const { link, ticket, expiresAtSeconds } = record(body);
  const isGood = typeof link === "string" && typeof ticket === "string" && typeof expiresAtSeconds === "number";
  if (!isGood || !/^(?:openid4vp:|https:|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/.test(link))
    throw new OfficeAnswerError({ path: "link", expected: "a link to a source" });
  return { link, ticket, expiresAtSeconds };
}

/**
 * The offer that follows, to be received with `receiveCredential` under the same secret and counter.
 *
 * @param given.responseCode  from the fragment of the page that the source sent the holder to
 * @throws OfferMalformedError, OfficeAnswerError with the office's code
 */
export async function collectBridge(given: {
  readonly office: string;
  readonly ticket: string;
  readonly responseCode: string;
  readonly fetch?: WalletFetch | undefined;
}): Promise<ReadOffer> {
  const { office, ticket, responseCode, fetch } = ownWith(given, "office", "ticket", "responseCode");
  const call = createCalls(fetch);
  const json = { ticket, response_code: responseCode };
  return readOffer((await call(`${readIssuer(office)}/bridge/offer`, { json })).body);
}

/** Whose session a page works with. */
export interface BridgeSession {
  readonly office: string;
  readonly ticket: string;
  readonly fetch?: WalletFetch | undefined;
}

/**
 * In place of the link: what a page of our wallet, on the origin of the office's settings, hands to the browser's Digital
 * Credentials API. The source may be on another device; the browser sees to it that this is near.
 *
 * @throws OfferMalformedError, OfficeAnswerError with the office's code
 * @example
 * const asked = await requestInBrowser({ office, ticket });
 * const { data } = await navigator.credentials.get(asked);
 * const responseCode = await answerFromBrowser({ office, ticket, response: data.response });
 */
export async function requestInBrowser(given: BridgeSession): Promise<{
  readonly digital: { readonly requests: readonly { readonly protocol: string; readonly data: object }[] };
}> {
  const { office, ticket, fetch } = ownWith(given, "office", "ticket");
  const { body } = await createCalls(fetch)(`${readIssuer(office)}/bridge/digital-credential`, { json: { ticket } });
  const { requests } = record(record(body).digital);
  if (!Array.isArray(requests)) throw new OfficeAnswerError({ path: "digital.requests", expected: "a list" });
  return { digital: { requests } };
}

/**
 * What the browser gave. @returns the response code, for {@link collectBridge}
 *
 * @throws OfferMalformedError, OfficeAnswerError with the office's code
 */
export async function answerFromBrowser(given: BridgeSession & { readonly response: string }): Promise<string> {
  const { office, ticket, response, fetch } = ownWith(given, "office", "ticket", "response");
  const json = { ticket, response };
  const { body } = await createCalls(fetch)(`${readIssuer(office)}/bridge/digital-response`, { json });
  const { response_code: code } = record(body);
  if (typeof code !== "string") throw new OfficeAnswerError({ path: "response_code", expected: "a text" });
  return code;
}
