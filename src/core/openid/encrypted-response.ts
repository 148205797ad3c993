/**
 * Encrypted responses of wallets (`direct_post.jwt` and `dc_api.jwt`, OpenID4VP 1.0, section 8.3): a JWE to a key that the
 * verifier made for this one request, by ECDH-ES on P-256 with AES in GCM. `jose` does the cryptography.
 */
import {
  CompactEncrypt,
  compactDecrypt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import { describeValue, refusal } from "../errors.ts";
import { parseJson } from "../json.ts";
import { ownWith } from "../own.ts";
import { utf8Decoder } from "../platform.ts";

/** The one way of agreeing on a key. */
export const KEY_AGREEMENT = "ECDH-ES";
/** Ciphers that a verifier offers, the one that it likes best first. */
export const CONTENT_ENCRYPTIONS = ["A256GCM", "A128GCM"] as const;
/** What `encrypted_response_enc_values_supported` is where a verifier leaves it out. */
const DEFAULT_ENCRYPTION = "A128GCM";
/** A presentation of ours is below 4 kB; a document with pictures is larger. */
const MAX_RESPONSE = 200_000;

/** A key pair for the answer to one request. */
export interface ResponseKey {
  /** With `kid`, `alg` and `use`. */
  readonly publicJwk: JWK;
  /** Secret; for as long as the request may be answered, and no longer. */
  readonly privateJwk: JWK;
}

/** The part of `client_metadata` that says how an answer is encrypted. */
export interface EncryptionMetadata {
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly encrypted_response_enc_values_supported: readonly string[];
}

/**
 * A fresh key pair.
 *
 * @param kid names the key in the answer's header, which is all that can be read of it: use the request's id
 * @example
 * const { publicJwk, privateJwk } = await generateResponseKey(requestId);
 */
export async function generateResponseKey(kid: string): Promise<ResponseKey> {
  const { privateKey } = await generateKeyPair(KEY_AGREEMENT, { crv: "P-256", extractable: true });
  const { d, ...bare } = await exportJWK(privateKey);
  const publicJwk = { ...bare, kid, alg: KEY_AGREEMENT, use: "enc" };
  return { publicJwk, privateJwk: { ...publicJwk, d: d! } };
}

/** What a request says so that its answer is encrypted to this key. */
export function encryptionMetadata(key: Pick<ResponseKey, "publicJwk">): EncryptionMetadata {
  const { publicJwk } = ownWith(key, "publicJwk");
  return { jwks: { keys: [publicJwk] }, encrypted_response_enc_values_supported: CONTENT_ENCRYPTIONS };
}

/**
 * Encrypts a wallet's answer.
 *
 * @param metadata `client_metadata` of the request
 * @throws EncryptionNotSupportedError when it names no key and cipher that can be used
 */
export async function encryptResponse(response: object, metadata: unknown): Promise<string> {
  const { jwks, encrypted_response_enc_values_supported: offered } = (metadata ?? {}) as Partial<EncryptionMetadata>;
  const keys = Array.isArray(jwks?.keys) ? jwks.keys : [];
  const key = keys.find(
    (jwk) => jwk?.alg === KEY_AGREEMENT && jwk.kty === "EC" && jwk.crv === "P-256" && (jwk.use ?? "enc") === "enc",
  );
  const { kty, crv, x, y, kid } = key ?? {};
  const isSafe = key !== undefined && key.d === undefined && typeof x === "string" && typeof y === "string";
  if (!isSafe)
    throw new EncryptionNotSupportedError({
      path: "client_metadata.jwks",
      expected: `a public key for ${KEY_AGREEMENT}`,
    });
  const listed: readonly unknown[] = offered === undefined ? [DEFAULT_ENCRYPTION] : [offered].flat();
  const enc = CONTENT_ENCRYPTIONS.find((each) => listed.includes(each));
  if (enc === undefined)
    throw new EncryptionNotSupportedError({
      path: "client_metadata.encrypted_response_enc_values_supported",
      expected: CONTENT_ENCRYPTIONS.join(" or "),
    });
  const header = { alg: KEY_AGREEMENT, enc, ...(kid === undefined ? {} : { kid }) };
  try {
    const publicKey = await importJWK({ kty, crv, x, y } as JWK, KEY_AGREEMENT);
    const plain = new TextEncoder().encode(JSON.stringify(response));
    return await new CompactEncrypt(plain).setProtectedHeader(header).encrypt(publicKey);
  } catch (cause) {
    throw new EncryptionNotSupportedError({ path: "client_metadata.jwks", expected: "a point of P-256", cause });
  }
}

/**
 * Which key an encrypted answer is for: `kid` of its header. Whether that is so is found out by decrypting.
 *
 * @throws ResponseUnreadableError, ResponseTooLargeError, EncryptionNotSupportedError
 */
export function responseKeyId(jwe: unknown): string {
  const { kid } = readHeader(jwe);
  if (typeof kid !== "string" || kid === "" || kid.length > 200)
    throw new ResponseUnreadableError({ path: "response.kid", expected: "the key's own" });
  return kid;
}

/**
 * Decrypts a wallet's answer with the key of its request. A key opens answers to its own request alone, so one that was
 * made for another is refused here.
 *
 * @returns what the wallet says: `vp_token` and `state`, or `error`
 * @throws ResponseTooLargeError, EncryptionNotSupportedError, ResponseUnreadableError
 */
export async function decryptResponse(jwe: unknown, privateJwk: JWK): Promise<Readonly<Record<string, unknown>>> {
  const header = readHeader(jwe);
  if (header.kid !== privateJwk.kid)
    throw new ResponseUnreadableError({ path: "response.kid", expected: "the key of this request" });
  let plain: Uint8Array;
  try {
    const { kty, crv, x, y, d } = privateJwk;
    const key = await importJWK({ kty, crv, x, y, d } as JWK, KEY_AGREEMENT);
    const decrypted = await compactDecrypt(jwe as string, key, {
      keyManagementAlgorithms: [KEY_AGREEMENT],
      contentEncryptionAlgorithms: [...CONTENT_ENCRYPTIONS],
    });
    plain = decrypted.plaintext;
  } catch (cause) {
    throw new ResponseUnreadableError({
      path: "response",
      expected: "an answer that is encrypted to this request's key",
      cause,
    });
  }
  const answer = parseJson(decodeText(plain), MAX_RESPONSE, ResponseUnreadableError);
  if (typeof answer !== "object" || answer === null || Array.isArray(answer))
    throw new ResponseUnreadableError({ path: "response", expected: "an object", received: describeValue(answer) });
  return answer as Readonly<Record<string, unknown>>;
}

/** The header of a JWE whose algorithms are ours. */
function readHeader(jwe: unknown): ReturnType<typeof decodeProtectedHeader> {
  if (typeof jwe !== "string" || jwe.split(".", 6).length !== 5)
    throw new ResponseUnreadableError({ path: "response", expected: "a JWE in compact form" });
  if (jwe.length > MAX_RESPONSE)
    throw new ResponseTooLargeError({
      path: "response",
      expected: `at most ${MAX_RESPONSE} characters`,
      received: String(jwe.length),
    });
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(jwe);
  } catch (cause) {
    throw new ResponseUnreadableError({ path: "response", expected: "a JWE's header", cause });
  }
  if (header.alg !== KEY_AGREEMENT)
    throw new EncryptionNotSupportedError({ path: "response.alg", expected: KEY_AGREEMENT });
  if (!(CONTENT_ENCRYPTIONS as readonly unknown[]).includes(header.enc))
    throw new EncryptionNotSupportedError({ path: "response.enc", expected: CONTENT_ENCRYPTIONS.join(" or ") });
  // A few bytes could become many.
  if (header.zip !== undefined)
    throw new EncryptionNotSupportedError({ path: "response.zip", expected: "an answer that is not compressed" });
  return header;
}

function decodeText(bytes: Uint8Array): string {
  const decoder = utf8Decoder({ fatal: true });
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ResponseUnreadableError({ path: "response", expected: "UTF-8", cause });
  }
}

/**
 * An answer is encrypted by an algorithm that is not offered, or a request offers none that can be used.
 *
 * What to do: use ECDH-ES on P-256 with A256GCM or A128GCM, without compression.
 */
export class EncryptionNotSupportedError extends /* @__PURE__ */ refusal(
  "ENCRYPTION_NOT_SUPPORTED",
  "EncryptionNotSupportedError",
  "This encryption is not supported",
) {}

/**
 * An encrypted answer can't be opened with the key of its request: it is for another request, or was changed.
 *
 * What to do: answer the request that is shown, with the key that it names.
 */
export class ResponseUnreadableError extends /* @__PURE__ */ refusal(
  "RESPONSE_UNREADABLE",
  "ResponseUnreadableError",
  "The encrypted answer can't be read",
) {}

/**
 * An encrypted answer is larger than any that was asked for.
 *
 * What to do: send what the request asks for and nothing more.
 */
export class ResponseTooLargeError extends /* @__PURE__ */ refusal(
  "RESPONSE_TOO_LARGE",
  "ResponseTooLargeError",
  "The encrypted answer is too large",
) {}
