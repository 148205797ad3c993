/** The same list as an IETF Token Status List (draft-ietf-oauth-status-list, sections 4 and 5.1): two bits an entry. */
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { type CryptoKey, jwtVerify, SignJWT } from "jose";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { STATUS_LIST_BITS, statusBit } from "../../credentials/registry/status-list.ts";

/** Values of an entry (section 7.1). */
const [VALID, INVALID, SUSPENDED] = [0, 1, 2] as const;
const BITS = 2;
const PER_BYTE = 8 / BITS;

export interface TokenStatusListOptions {
  /** Where the list is published; what status claims of tokens name. */
  readonly url: string;
  readonly revoked: Uint8Array;
  readonly suspended: Uint8Array;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
  /** How long a copy is good for. */
  readonly ttlSeconds: number;
  readonly key: CryptoKey;
  readonly keyId: string;
}

/** A signed list as compact JWT. Index 0 is in the lowest bits of the first byte: the other way round than W3C's list. */
export async function tokenStatusList(given: TokenStatusListOptions): Promise<string> {
  const options = ownWith(given, "url", "revoked", "suspended", "key", "keyId");
  const { url, revoked, suspended, issuedAtSeconds, expiresAtSeconds, ttlSeconds, key, keyId } = options;
  const bytes = new Uint8Array(STATUS_LIST_BITS / PER_BYTE);
  for (let index = 0; index < STATUS_LIST_BITS; index++) {
    const value = statusBit(revoked, index) ? INVALID : statusBit(suspended, index) ? SUSPENDED : VALID;
    bytes[Math.floor(index / PER_BYTE)]! |= value << (BITS * (index % PER_BYTE));
  }
  const lst = bytesToBase64url(new Uint8Array(await promisify(deflate)(bytes)));
  return new SignJWT({ sub: url, ttl: ttlSeconds, status_list: { bits: BITS, lst } })
    .setProtectedHeader({ alg: "ES256", typ: "statuslist+jwt", kid: keyId })
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(expiresAtSeconds)
    .sign(key);
}

/**
 * Reads one entry of a published list, as a verifier of such lists does.
 *
 * @throws InvalidInputError for a list of another form
 */
export async function readTokenStatus(
  token: string,
  index: number,
  given: { readonly key: CryptoKey; readonly url: string; readonly nowSeconds: number },
): Promise<"valid" | "revoked" | "suspended"> {
  const { key, url, nowSeconds } = ownWith(given, "key", "url", "nowSeconds");
  if (!Number.isInteger(index) || index < 0 || index >= STATUS_LIST_BITS)
    throw new InvalidInputError({ path: "index", expected: `an integer in [0, ${STATUS_LIST_BITS})` });
  const { payload } = await jwtVerify(token, key, {
    typ: "statuslist+jwt",
    subject: url,
    algorithms: ["ES256"],
    currentDate: new Date(nowSeconds * 1_000),
  }).catch((cause: unknown) => {
    throw new InvalidInputError({ path: "token", expected: "a list of this address that this key signed", cause });
  });
  const { bits, lst } = (payload.status_list ?? {}) as { readonly bits?: number; readonly lst?: string };
  const packed = bits === BITS && typeof lst === "string" ? base64urlToBytes(lst) : undefined;
  if (packed === undefined)
    throw new InvalidInputError({ path: "status_list", expected: "a list of two bits an entry" });
  const limit = { maxOutputLength: STATUS_LIST_BITS / PER_BYTE };
  const bytes = await promisify<Uint8Array, typeof limit, Uint8Array>(inflate)(packed, limit);
  const value = (bytes[Math.floor(index / PER_BYTE)]! >> (BITS * (index % PER_BYTE))) & 3;
  return value === VALID ? "valid" : value === SUSPENDED ? "suspended" : "revoked";
}
