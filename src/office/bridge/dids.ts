/** Keys of decentralised identifiers: `did:jwk` and `did:key` hold theirs, `did:web` publishes it. */
import { createPublicKey, ECDH, type JsonWebKey, type KeyObject } from "node:crypto";
import { base58 } from "@scure/base";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import { type FetchText, resolveDidWeb } from "../../core/openid/did-web.ts";
import { decodeUtf8, isObject, readObject } from "./jws.ts";
import { BridgeKeyError } from "./refusals.ts";

/** A public JWK as a key; private and symmetric ones are refused. @throws BridgeKeyError */
export function keyOfJwk(jwk: unknown, path: string): KeyObject {
  if (!isObject(jwk) || "d" in jwk || "k" in jwk || (jwk.kty !== "EC" && jwk.kty !== "OKP"))
    throw new BridgeKeyError({ path, expected: "a public key of EC or OKP" });
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
  } catch (cause) {
    throw new BridgeKeyError({ path, expected: "a public key of EC or OKP", cause });
  }
}

/** Unsigned varints of multicodec in front of a key. */
const CURVES = [
  { code: [0x80, 0x24], curve: "prime256v1", crv: "P-256", size: 32 },
  { code: [0x81, 0x24], curve: "secp384r1", crv: "P-384", size: 48 },
] as const;
const ED25519 = [0xed, 0x01] as const;

/** The key of a `did:jwk` or a `did:key`. @returns undefined for another method @throws BridgeKeyError */
export function keyInDid(did: string, path: string): KeyObject | undefined {
  if (did.startsWith("did:jwk:")) {
    const bytes = base64urlToBytes(did.slice("did:jwk:".length));
    if (bytes === undefined) throw new BridgeKeyError({ path, expected: "a did:jwk" });
    return keyOfJwk(readObject(decodeUtf8(bytes, path), path), path);
  }
  return did.startsWith("did:key:") ? keyOfMultibase(did.slice("did:key:".length), path) : undefined;
}

function keyOfMultibase(text: string, path: string): KeyObject {
  const refuse = (cause?: unknown) =>
    new BridgeKeyError({ path, expected: "a key of P-256, P-384 or Ed25519 in base58", cause });
  try {
    const bytes = base58.decode(text.slice(1, 200));
    const startsWith = (code: readonly number[]) => code.every((byte, i) => bytes[i] === byte);
    const key = bytes.subarray(2);
    if (text[0] !== "z" || text.length > 200) throw refuse();
    if (startsWith(ED25519)) return keyOfJwk({ kty: "OKP", crv: "Ed25519", x: bytesToBase64url(key) }, path);
    const found = CURVES.find(({ code }) => startsWith(code));
    if (found === undefined) throw refuse();
    const { curve, crv, size } = found;
    const point = ECDH.convertKey(key, curve, undefined, undefined, "uncompressed") as Buffer;
    const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map((each) => bytesToBase64url(each));
    return keyOfJwk({ kty: "EC", crv, x: x!, y: y! }, path);
  } catch (cause) {
    throw cause instanceof BridgeKeyError ? cause : refuse(cause);
  }
}

/**
 * The key that an issuer's identifier names for assertions.
 *
 * @param kid  of the document's header: the identifier and the key's name
 * @throws BridgeKeyError; DidError where the document can't be had, or has no such key
 */
export async function keyOfDid(
  did: string,
  kid: string | undefined,
  { fetchText, path }: { readonly fetchText: FetchText | undefined; readonly path: string },
): Promise<KeyObject> {
  const own = keyInDid(did, path);
  if (own !== undefined) return own;
  const keyId = kid?.startsWith("#") ? `${did}${kid}` : kid;
  if (keyId === undefined || !keyId.startsWith(`${did}#`))
    throw new BridgeKeyError({ path: `${path}.kid`, expected: "the name of a key of the issuer" });
  return keyOfJwk(await resolveDidWeb(keyId, fetchText, "assertionMethod"), path);
}
