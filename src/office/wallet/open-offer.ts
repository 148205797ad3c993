/** An offer as a wallet's screens take it: who offers what is known before anything is taken. */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesToHex } from "../../core/bytes.ts";
import { own } from "../../core/own.ts";
import { sha256 } from "../../core/sha256.ts";
import type { Credential } from "../../credentials/credential/credential.ts";
import type { HolderSecret } from "../../credentials/credential/holder.ts";
import type { ClaimDefinition } from "../../credentials/credential/schema.ts";
import { OfferMalformedError, readOfferLink } from "./offer.ts";
import {
  createCalls,
  type Received,
  type ReceiveOptions,
  readKind,
  readShortCode,
  receiveDeferred,
  receiveWith,
  redeemOffer,
} from "./receive.ts";

/** Options of {@link openOffer}. */
export interface OpenOfferOptions extends Pick<ReceiveOptions, "enrolment" | "answer" | "fetch" | "clock"> {
  /** The office whose short codes are typed; without it only links are read. */
  readonly office?: string | undefined;
}

/** An offer that was opened: what the setup of `<civicproof-wallet>` takes as `offer`. */
export interface OpenedOffer {
  /** What the office calls itself; nobody has confirmed it. */
  readonly issuer: string;
  /** The office's address, for the holder to confirm. */
  readonly address: string;
  /** 64 hexadecimal characters that are always this office's, for the wallet's `counterFor`. */
  readonly issuerId: string;
  /** What a credential of this kind says. */
  readonly definitions: readonly ClaimDefinition[];
  readonly needsTransactionCode: boolean;
  /**
   * Takes the credential. Call it once the holder has confirmed the address. Where the connection breaks after the code
   * was redeemed, a second call goes on from there and gets the same credential.
   *
   * @throws OfficeAnswerError for a refusal of the office; what `receiveCredential` throws
   */
  accept(by: {
    readonly holderSecret: HolderSecret;
    readonly counter: number;
    readonly transactionCode?: string | undefined;
  }): Promise<TakenOffer>;
}

/** A credential, or a second person at the office looks at it first. */
export type TakenOffer =
  | { readonly credential: Credential }
  | { readonly intervalSeconds: number; again(): Promise<TakenOffer> };

/**
 * Opens an offer by its link or by the short code that the holder typed, and reads what the office offers.
 *
 * @throws OfferMalformedError for what is neither
 * @throws OfficeAnswerError for a refusal of the office, with its code
 * @example
 * element.setup = { …, offer: (reference) => openOffer(reference, { office: "https://office.example.org" }) };
 */
export async function openOffer(reference: string, given: OpenOfferOptions = {}): Promise<OpenedOffer> {
  const { office, fetch, ...proving } = own(given);
  const read = async () => {
    if (String(reference).startsWith("openid-credential-offer:")) return readOfferLink(reference);
    if (office === undefined) throw new OfferMalformedError({ path: "link", expected: "a credential offer by value" });
    return readShortCode(String(reference), office, { fetch });
  };
  const offer = await read();
  const { schema, name } = await readKind(createCalls(fetch), offer);
  let token: string | undefined;
  return {
    issuer: name,
    address: offer.issuer,
    issuerId: bytesToHex(sha256(utf8ToBytes(offer.issuer))),
    definitions: schema.claims,
    needsTransactionCode: offer.needsTransactionCode,
    async accept({ holderSecret, counter, transactionCode }) {
      const taken = (received: Received): TakenOffer => {
        if ("credential" in received) return received;
        const { waiting } = received;
        return {
          intervalSeconds: waiting.intervalSeconds,
          again: async () => taken(await receiveDeferred({ offer, holderSecret, schema, waiting, fetch })),
        };
      };
      const confirmed = { offer, confirmedIssuer: offer.issuer, fetch };
      token ??= await redeemOffer({ ...confirmed, transactionCode });
      return taken(await receiveWith(token, { ...proving, ...confirmed, schema, holderSecret, counter }));
    },
  };
}
