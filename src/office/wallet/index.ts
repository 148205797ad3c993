/**
 * The wallet's side of an office's offer: from a link, a QR code or a typed code to a checked credential.
 *
 * @module
 */
export { OfferMalformedError, OfficeAnswerError, type ReadOffer, readOfferLink } from "./offer.ts";
export {
  type Received,
  type ReceiveOptions,
  readShortCode,
  receiveCredential,
  receiveDeferred,
  type WalletFetch,
} from "./receive.ts";
