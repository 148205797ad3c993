/** An offer as a link or a QR code has it. */
import { refusal } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { PRE_AUTHORIZED } from "../server/offer-link.ts";

/** An offer that was read, for the holder to look at before anything is sent. */
export interface ReadOffer {
  /** The office's address. */
  readonly issuer: string;
  /** `name@version`. */
  readonly credential: string;
  readonly code: string;
  /** The holder is asked for six digits. */
  readonly needsTransactionCode: boolean;
}

/**
 * Reads an offer's link: `openid-credential-offer://?credential_offer=…`, as a page or a QR code has it.
 *
 * @throws OfferMalformedError for anything else
 * @example
 * const offer = readOfferLink(scanned);
 * if (await confirm(`Get ${offer.credential} from ${offer.issuer}?`)) await receiveCredential({ offer, confirmedIssuer: offer.issuer, … });
 */
export function readOfferLink(link: string): ReadOffer {
  const query = /^openid-credential-offer:\/\/\/?\?(.{1,4000})$/s.exec(String(link))?.[1];
  const offer = query === undefined ? null : new URLSearchParams(query).get("credential_offer");
  if (offer === null) throw new OfferMalformedError({ path: "link", expected: "a credential offer by value" });
  return readOffer(parseJson(offer, 4_000, OfferMalformedError));
}

/** @throws OfferMalformedError */
export function readOffer(value: unknown): ReadOffer {
  const offer = record(value);
  const credential = [offer.credential_configuration_ids].flat()[0];
  const grant = record(record(offer.grants)[PRE_AUTHORIZED]);
  const code = grant["pre-authorized_code"];
  if (typeof credential !== "string" || typeof code !== "string")
    throw new OfferMalformedError({ path: "offer", expected: "a credential and a pre-authorized code" });
  return {
    issuer: readIssuer(offer.credential_issuer),
    credential,
    code,
    needsTransactionCode: grant.tx_code !== undefined,
  };
}

export const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** An address of an office, without a slash at the end. */
export function readIssuer(value: unknown): string {
  const url = typeof value === "string" && value.length <= 500 && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !isSafeUrl(url) || url.username !== "" || url.search !== "" || url.hash !== "")
    throw new OfferMalformedError({ path: "credential_issuer", expected: "an https address" });
  return url.href.replace(/\/+$/, "");
}

/**
 * An offer is not of its form, or of another office than the holder confirmed.
 *
 * What to do: scan or open it again; do not go on with an office that you did not mean.
 */
export class OfferMalformedError extends /* @__PURE__ */ refusal(
  "OFFER_MALFORMED",
  "OfferMalformedError",
  "The offer can't be read",
) {}

/**
 * The office refuses, does not answer, or answers with something else. `received` is its code.
 *
 * What to do: look up the code; with `OFFER_…` ask the office for a new offer, else try again.
 */
export class OfficeAnswerError extends /* @__PURE__ */ refusal(
  "OFFICE_ANSWER_INVALID",
  "OfficeAnswerError",
  "The office does not give the credential",
) {}
