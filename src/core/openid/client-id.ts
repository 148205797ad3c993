/** Client identifiers of verifiers and their prefixes (OpenID4VP 1.0, section 5.9). */
import { refusal } from "../errors.ts";

/** Prefixes of signed requests that are understood here. */
export const SIGNED_PREFIXES = ["x509_hash", "x509_san_dns", "decentralized_identifier"] as const;
export type SignedPrefix = (typeof SIGNED_PREFIXES)[number];

/** A client identifier in its two parts. */
export interface ClientId {
  readonly prefix: SignedPrefix;
  /** What the prefix is about: a hash, a host, a DID. */
  readonly identifier: string;
}

const MAX_LENGTH = 2_048;

/** The one text of both. */
export function formatClientId({ prefix, identifier }: ClientId): string {
  return `${prefix}:${identifier}`;
}

/**
 * Takes a client identifier of a signed request apart.
 *
 * @throws ClientIdError for no prefix or one that is not understood, `redirect_uri` among them: nothing of such a request is
 * signed
 */
export function readClientId(clientId: unknown): ClientId {
  const text = typeof clientId === "string" && clientId.length <= MAX_LENGTH ? clientId : "";
  const prefix = SIGNED_PREFIXES.find((each) => text.startsWith(`${each}:`));
  const identifier = prefix === undefined ? "" : text.slice(prefix.length + 1);
  if (prefix === undefined || identifier === "")
    throw new ClientIdError({
      path: "client_id",
      expected: `an identifier with the prefix ${SIGNED_PREFIXES.join(", ")}`,
    });
  return { prefix, identifier };
}

/**
 * The client identifier of a signed request is not what its signature vouches for: the certificate's hash or name, or the
 * DID of the key; or it has a prefix that says nothing about a signature.
 *
 * What to do: do not answer; somebody may pass for the party that is named.
 */
export class ClientIdError extends /* @__PURE__ */ refusal(
  "CLIENT_ID_MISMATCH",
  "ClientIdError",
  "The request is not of the party that it names",
) {}
