/** API keys of the portal: several at once, by name, so that one can be replaced while the other still works. */
import { bytesToHex, hexToBytes } from "../bytes.ts";
import { refusal } from "../errors.ts";
import { InvalidInputError } from "../json.ts";
import { hashOfSecret, isSameHash } from "./secrets.ts";

/** What the service keeps of an API key. */
export interface ApiKey {
  /** For the log and for people: 1 to 64 letters, digits, dots, hyphens and underscores. */
  readonly name: string;
  /** SHA-256 of the key, 64 hexadecimal digits; a key has enough random bits that none is found by trying. */
  readonly sha256: string;
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const HASH = /^[0-9a-f]{64}$/;
const MIN_LENGTH = 16;

/**
 * The hash of a key, for `apiKeys` of a service.
 *
 * @throws InvalidInputError for a key of fewer than 16 characters
 * @example
 * const apiKeys = [{ name: "portal-2026", sha256: hashApiKey(key) }];
 */
export function hashApiKey(key: string): string {
  if (typeof key !== "string" || key.length < MIN_LENGTH)
    throw new InvalidInputError({ path: "apiKey", expected: `at least ${MIN_LENGTH} characters` });
  return bytesToHex(hashOfSecret(key));
}

/** Tells whose key a call brings. */
export interface Access {
  /** Whether there are keys at all; without one, everybody is let in. */
  readonly isOpen: boolean;
  /** The name of the key in an `Authorization` header, or undefined for none or another. */
  nameOf(authorization: string | undefined): string | undefined;
}

/** @throws InvalidInputError for a malformed key, and for two of one name */
export function openAccess(keys: readonly ApiKey[]): Access {
  const known = keys.map(({ name, sha256 }, i) => {
    if (!NAME.test(name) || keys.findIndex((key) => key.name === name) !== i)
      throw new InvalidInputError({ path: `apiKeys[${i}].name`, expected: "a short name that no other key has" });
    if (!HASH.test(sha256))
      throw new InvalidInputError({ path: `apiKeys[${i}].sha256`, expected: "64 lower-case hexadecimal digits" });
    return { name, hash: hexToBytes(sha256) };
  });
  return {
    isOpen: known.length === 0,
    nameOf(authorization = "") {
      // The scheme is written in any case (RFC 9110, 11.1).
      const token = /^bearer +(.+)$/i.exec(authorization)?.[1];
      if (token === undefined) return undefined;
      const hash = hashOfSecret(token);
      // All of them are compared, so that the time tells nothing.
      const matches = known.filter((key) => isSameHash(key.hash, hash));
      return matches[0]?.name;
    },
  };
}

/**
 * A route for the portal was called without its API key.
 *
 * What to do: send the key as `Authorization: Bearer …`.
 */
export class ApiKeyError extends /* @__PURE__ */ refusal(
  "API_KEY_WRONG",
  "ApiKeyError",
  "The API key is missing or wrong",
) {}
