/**
 * EdDSA-Poseidon on Baby Jubjub, compatible with circomlib: S·B8 = R8 + 8·H(R8, A, m)·A, BLAKE-512 key expansion
 * (ERC-2494 for the curve, RFC 8032 for the scheme). Unlike other JavaScript versions it refuses low-order and
 * mixed-order keys, points off the curve, non-canonical coordinates and S ≥ l.
 *
 * Big integers in JavaScript are not constant-time: sign where an attacker can't time you closely.
 */

import { type EdwardsPoint, edwards } from "@noble/curves/abstract/edwards.js";
import { blake512 } from "@noble/hashes/blake1.js";
import { bytesToHex, bytesToIntegerLE, copyBytes, hexToBytes, isBytes } from "./bytes.ts";
import { refusal } from "./errors.ts";
import { FIELD_MODULUS, type FieldElement, fieldFromBytes, fieldToBytes, isFieldElement } from "./field.ts";
import { poseidon } from "./hash.ts";
import { ownWith } from "./own.ts";
import { randomBytes } from "./platform.ts";

/** l, the order of Baby Jubjub's prime subgroup. */
export const SUBGROUP_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

/** An affine point with canonical coordinates. */
export interface AffinePoint {
  readonly x: FieldElement;
  readonly y: FieldElement;
}

declare const publicKeyBrand: unique symbol;
/** A point of the prime subgroup other than the identity. Made by {@link derivePublicKey} and {@link toPublicKey}. */
export type PublicKey = AffinePoint & { readonly [publicKeyBrand]: true };

/** A signature over one field element. */
export interface Signature {
  readonly R8: AffinePoint;
  /** In [0, l). */
  readonly S: bigint;
}

/** A signature in files: decimal strings. */
export interface SignatureJson {
  readonly R8: readonly [string, string];
  readonly S: string;
}

/** A signature as it stands in files. */
export function signatureToJson({ R8, S }: Signature): SignatureJson {
  return { R8: [String(R8.x), String(R8.y)], S: String(S) };
}

declare const privateKeyBrand: unique symbol;
/** 32 random bytes. */
export type PrivateKey = Uint8Array & { readonly [privateKeyBrand]: true };

/** Baby Jubjub, for the arithmetic of this module and of key shares. */
export const Point = /* @__PURE__ */ edwards({
  p: FIELD_MODULUS,
  n: SUBGROUP_ORDER,
  h: 8n,
  a: 168700n,
  d: 168696n,
  Gx: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  Gy: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
});

/** Bits that the circuit compares to make its decompositions unique (protocol P-9). */
const PREFIX_BITS = 62n;

/** A new private key from the platform's CSPRNG. */
export function generatePrivateKey(): PrivateKey {
  return redacted(randomBytes(32)) as PrivateKey;
}

/** Accepts 32 bytes as a private key, and copies them. @throws PrivateKeyError for another length or type */
export function toPrivateKey(bytes: Uint8Array): PrivateKey {
  if (!isBytes(bytes) || bytes.length !== 32) throw new PrivateKeyError({ expected: "32 bytes" });
  return redacted(copyBytes(bytes)) as PrivateKey;
}

/**
 * A private key as text: 64 hexadecimal digits, as the key files of the command line have it. Whoever sees it can sign.
 *
 * @throws PrivateKeyError for a malformed key
 * @example
 * await secrets.set("issuer-key", encodePrivateKey(generatePrivateKey()));
 */
export function encodePrivateKey(privateKey: PrivateKey): string {
  return bytesToHex(toPrivateKey(privateKey));
}

/**
 * Reads what {@link encodePrivateKey} wrote.
 *
 * @throws PrivateKeyError for anything but 64 hexadecimal digits; it never says which
 */
export function decodePrivateKey(text: string): PrivateKey {
  if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text))
    throw new PrivateKeyError({ expected: "64 hexadecimal digits, a to f in small letters" });
  return toPrivateKey(hexToBytes(text));
}

/** Bytes that a log or `JSON.stringify` does not show (ADR 0062). */
function redacted(bytes: Uint8Array): Uint8Array {
  const hide = { value: () => "[a private key]" };
  return Object.defineProperties(bytes, { toJSON: hide, [Symbol.for("nodejs.util.inspect.custom")]: hide });
}

/** The public key A = (s / 8)·B8. @throws PrivateKeyError for a malformed private key */
export function derivePublicKey(privateKey: PrivateKey): PublicKey {
  return publicKeyOf(expand(privateKey).scalar);
}

function publicKeyOf(scalar: bigint): PublicKey {
  return toAffine(Point.BASE.multiply((scalar >> 3n) % SUBGROUP_ORDER)) as PublicKey;
}

/**
 * Checks a point as a public key: canonical, on the curve, of prime order.
 *
 * @throws PublicKeyError otherwise (identity, low order, mixed order, off the curve)
 */
export function toPublicKey(point: AffinePoint, path = "publicKey"): PublicKey {
  const decoded = decodePoint(point);
  if (decoded === undefined)
    throw new PublicKeyError({ path, expected: "a point on Baby Jubjub with canonical coordinates" });
  if (decoded.is0() || !decoded.isTorsionFree()) throw new PublicKeyError({ path, expected: "a point of prime order" });
  return toAffine(decoded) as PublicKey;
}

/** A private key ready for many signatures. */
export interface Signer {
  readonly publicKey: PublicKey;
  /** Like {@link sign}. */
  readonly sign: (message: FieldElement) => Signature;
}

/** Expands a private key once, for many signatures. @throws PrivateKeyError for a malformed private key */
export function createSigner(privateKey: PrivateKey): Signer {
  const { scalar, prefix } = expand(privateKey);
  // The key is derived here and never taken from a caller: a foreign A under the same nonce would give the key away.
  const publicKey = publicKeyOf(scalar);
  return { publicKey, sign: (message) => signExpanded({ scalar, prefix, publicKey }, message) };
}

/**
 * Signs a field element; deterministic (RFC 8032 §5.1.6 with BLAKE-512 and Poseidon).
 *
 * @throws PrivateKeyError for a malformed key
 * @throws SignatureError for a message that is not a field element, and with probability below 2^-60 for one whose
 * signature the circuit can't take (protocol P-9); sign another message then
 */
export function sign(privateKey: PrivateKey, message: FieldElement): Signature {
  return createSigner(privateKey).sign(message);
}

function signExpanded(
  { scalar, prefix, publicKey }: { scalar: bigint; prefix: Uint8Array; publicKey: PublicKey },
  message: FieldElement,
): Signature {
  if (!isFieldElement(message)) throw new SignatureError({ path: "message", expected: "a field element" });
  const nonceInput = new Uint8Array(64);
  nonceInput.set(prefix);
  nonceInput.set(fieldToBytes(message).reverse(), 32);
  const nonce = bytesToIntegerLE(blake512(nonceInput)) % SUBGROUP_ORDER;
  const R8 = toAffine(Point.BASE.multiply(nonce));
  const h = challenge(R8, publicKey, message);
  return forCircuits({ R8, S: (nonce + h * scalar) % SUBGROUP_ORDER }, h);
}

/** Refuses the signature that no circuit can take (protocol P-9). @throws SignatureError with probability below 2^-60 */
export function forCircuits({ R8, S }: Signature, h: FieldElement): Signature {
  if (!hasSmallerPrefix(h, FIELD_MODULUS, 254n) || !hasSmallerPrefix(S, SUBGROUP_ORDER, 251n)) {
    throw new SignatureError({ message: "This message has no signature that a circuit can check; sign another one" });
  }
  return { R8, S };
}

/** Checks a signature. @throws SignatureError when it does not verify; @throws PublicKeyError for an unusable key */
export function verifySignature(signature: Signature, message: FieldElement, publicKey: AffinePoint): void {
  const key = toPublicKey(publicKey);
  if (!isFieldElement(message)) throw new SignatureError({ path: "message", expected: "a field element" });
  const { R8: givenR8, S } = signature ?? {};
  if (typeof S !== "bigint" || S < 0n || S >= SUBGROUP_ORDER) {
    throw new SignatureError({ path: "signature.S", expected: "an integer in [0, l)" });
  }
  const R8 = decodePoint(givenR8);
  if (R8 === undefined)
    throw new SignatureError({ path: "signature.R8", expected: "a point on Baby Jubjub with canonical coordinates" });
  const h = challenge(toAffine(R8), key, message);
  const right = R8.add(Point.fromAffine(key).multiplyUnsafe((8n * h) % SUBGROUP_ORDER));
  if (!Point.BASE.multiplyUnsafe(S).equals(right)) throw new SignatureError();
}

/** What a signature answers. */
export function challenge(R8: AffinePoint, key: PublicKey, message: FieldElement): FieldElement {
  return poseidon([R8.x, R8.y, key.x, key.y, message]);
}

/** Whether the top 62 of `bits` bits of x are smaller than those of the bound. */
function hasSmallerPrefix(x: bigint, bound: bigint, bits: bigint): boolean {
  return x >> (bits - PREFIX_BITS) < bound >> (bits - PREFIX_BITS);
}

/** The logarithm of the public key to the base B8: what can be split into shares. @throws PrivateKeyError */
export function secretScalar(privateKey: PrivateKey): bigint {
  return (expand(privateKey).scalar >> 3n) % SUBGROUP_ORDER;
}

/** BLAKE-512 of the key: the clamped scalar (a multiple of 8) and the nonce prefix (RFC 8032 §5.1.5). */
function expand(privateKey: PrivateKey): { scalar: bigint; prefix: Uint8Array } {
  const digest = blake512(toPrivateKey(privateKey));
  const low = digest.slice(0, 32);
  low[0]! &= 0xf8;
  low[31]! &= 0x7f;
  low[31]! |= 0x40;
  return { scalar: bytesToIntegerLE(low), prefix: digest.slice(32, 64) };
}

export function toAffine(point: EdwardsPoint): AffinePoint {
  return point.toAffine() as unknown as AffinePoint;
}

/** Reads each coordinate once, so that a getter can't answer twice. */
function decodePoint(point: AffinePoint | undefined): EdwardsPoint | undefined {
  const { x, y } = point ?? {};
  if (!isFieldElement(x) || !isFieldElement(y)) return undefined;
  try {
    const decoded = Point.fromAffine({ x, y });
    decoded.assertValidity();
    return decoded;
  } catch {
    return x === 0n && y === 1n ? Point.ZERO : undefined;
  }
}

/** 32 bytes: y big-endian with the lowest bit of x in the top bit. Text form of keys in files. */
export function encodePublicKey(key: PublicKey): string {
  const { x, y } = ownWith(key, "x", "y");
  const bytes = fieldToBytes(y);
  bytes[0]! |= Number(x & 1n) << 7;
  return bytesToHex(bytes);
}

/** Reads {@link encodePublicKey}'s 64 hexadecimal characters (lower case only). @throws PublicKeyError */
export function decodePublicKey(text: string, path = "publicKey"): PublicKey {
  if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text))
    throw new PublicKeyError({ path, expected: "64 lower-case hexadecimal characters" });
  const bytes = hexToBytes(text);
  const odd = bytes[0]! >> 7 === 1;
  bytes[0]! &= 0x7f;
  const y = fieldFromBytesOr(bytes, path);
  const { Fp } = Point;
  const squared = Fp.div(Fp.sub(1n, Fp.sqr(y)), Fp.sub(168700n, Fp.mul(168696n, Fp.sqr(y))));
  let x: bigint;
  try {
    x = Fp.sqrt(squared);
  } catch {
    throw new PublicKeyError({ path, expected: "a point on Baby Jubjub" });
  }
  if (x !== 0n && ((x & 1n) === 1n) !== odd) x = Fp.neg(x);
  const key = toPublicKey({ x: x as FieldElement, y }, path);
  if (encodePublicKey(key) !== text) throw new PublicKeyError({ path, expected: "the canonical encoding" });
  return key;
}

function fieldFromBytesOr(bytes: Uint8Array, path: string): FieldElement {
  try {
    return fieldFromBytes(bytes);
  } catch {
    throw new PublicKeyError({ path, expected: "a y coordinate below r" });
  }
}

/**
 * A public key is off the curve, outside the prime subgroup, the identity, or not canonical.
 *
 * What to do: ask the owner of the key for the right one.
 */
export class PublicKeyError extends /* @__PURE__ */ refusal(
  "PUBLIC_KEY_INVALID",
  "PublicKeyError",
  "Invalid public key",
) {}

/**
 * A private key does not have the right form.
 *
 * What to do: load the key that `generatePrivateKey` made.
 */
export class PrivateKeyError extends /* @__PURE__ */ refusal(
  "PRIVATE_KEY_INVALID",
  "PrivateKeyError",
  "Invalid private key",
) {}

/**
 * A signature does not verify or is not canonical.
 *
 * What to do: reject the signed data; it was changed or signed by somebody else.
 */
export class SignatureError extends /* @__PURE__ */ refusal(
  "SIGNATURE_INVALID",
  "SignatureError",
  "Invalid signature",
) {}
