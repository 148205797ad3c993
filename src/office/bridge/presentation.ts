/** What every kind of source credential comes down to. */
import type { JsonObject } from "./jws.ts";

/** What a presentation has to answer. */
export interface Expected {
  /** Of `presentationNonce`. */
  readonly nonce: string;
  /** The office as the request names it: its client identifier with the prefix; in a browser `origin:` and the page's origin. */
  readonly audience: string;
  /** Where the answer goes; in a browser the origin of the page that asks, which the answer is given to. */
  readonly place: { readonly responseUri: string } | { readonly origin: string };
  /** SHA-256 thumbprint of the key that answers are encrypted to (RFC 7638); undefined for an answer in clear. */
  readonly encryptionThumbprint: Uint8Array | undefined;
}

/** What a verified presentation says. */
export interface SourceFacts {
  /** The disclosed values in their places. */
  readonly values: JsonObject;
  /** When the source credential ends, where it says so. */
  readonly expiresAtSeconds?: number;
}
