/**
 * One issuer key in two shares, neither of which signs alone; the signature is an ordinary one under the ordinary public
 * key. Two-party Schnorr with a commitment to the first party's nonce (Nicolosi, Krohn, Dodis, Mazières, NDSS 2003; in the
 * terms of Lindell, ePrint 2022/374): A = A1 + A2, R = R1 + R2, S = S1 + S2 with Si = ri + 8·h·ai. ADR 0098 says what is
 * proven and what is not.
 *
 * A nonce is random, is used for one answer, and is in no file: never derived from the message, as the other party chooses
 * half of R, and two answers under one nonce give the share away.
 */
import { bytesToHex, bytesToIntegerBE } from "./bytes.ts";
import { refusal } from "./errors.ts";
import { type FieldElement, isFieldElement } from "./field.ts";
import { randomBytes } from "./platform.ts";
import { sha256 } from "./sha256.ts";
import {
  type AffinePoint,
  challenge,
  forCircuits,
  Point,
  type PrivateKey,
  type PublicKey,
  type Signature,
  SUBGROUP_ORDER,
  secretScalar,
  toAffine,
  toPublicKey,
  verifySignature,
} from "./signature.ts";

/** One party's part of a key. */
export interface KeyShare {
  /** In [1, l). Secret. */
  readonly share: bigint;
  /** Of both shares together. */
  readonly publicKey: PublicKey;
}

/** What a party shows of its share when a key is made: with a proof that it knows the share, for nobody else's place. */
export interface ShareOffer {
  readonly point: AffinePoint;
  readonly proof: Signature;
}

/** A uniformly random integer in [1, l): 64 bytes, so that the remainder has no bias. */
function randomScalar(): bigint {
  const value = bytesToIntegerBE(randomBytes(64)) % SUBGROUP_ORDER;
  return value === 0n ? randomScalar() : value;
}

const multiply = (scalar: bigint): AffinePoint => toAffine(Point.BASE.multiply(scalar));
const add = (left: AffinePoint, right: AffinePoint): AffinePoint =>
  toAffine(Point.fromAffine(left).add(Point.fromAffine(right)));

/**
 * Splits a key that exists. Whoever does it has seen the whole key: on a machine that is wiped afterwards.
 *
 * @throws PrivateKeyError for a malformed key
 */
export function splitPrivateKey(privateKey: PrivateKey): readonly [KeyShare, KeyShare] {
  const whole = secretScalar(privateKey);
  const publicKey = toPublicKey(multiply(whole));
  for (;;) {
    const first = randomScalar();
    const second = (whole - first + SUBGROUP_ORDER) % SUBGROUP_ORDER;
    if (second !== 0n)
      return [
        { share: first, publicKey },
        { share: second, publicKey },
      ];
  }
}

/** A new share of a key that nobody ever has as a whole, and what its party commits to before it sees the other's. */
export function makeShare(): { readonly share: bigint; readonly offer: ShareOffer; readonly commitment: string } {
  const share = randomScalar();
  const point = multiply(share);
  const offer = { point, proof: proveShare(share, point) };
  return { share, offer, commitment: commitTo(point) };
}

/**
 * Joins a share with the other party's offer. Both parties send their commitments before either sends its offer: a party
 * that chose its point after the other's could make the sum a key of its own (a rogue key), and its proof stops the same.
 *
 * @throws KeyShareError for an offer that is not the committed one, or whose party does not know its share
 */
export function joinShare(share: bigint, other: ShareOffer, commitment: string): KeyShare {
  if (typeof share !== "bigint" || share <= 0n || share >= SUBGROUP_ORDER)
    throw new KeyShareError({ path: "share", expected: "an integer in [1, l)" });
  if (typeof other?.proof !== "object" || other.proof === null)
    throw new KeyShareError({ path: "proof", expected: "a proof that the party knows its share" });
  const own = multiply(share);
  const point = toPoint(other.point, "point");
  if (commitTo(point) !== commitment) throw new KeyShareError({ path: "commitment", expected: "that of the offer" });
  checkShareProof(point, other.proof);
  if (point.x === own.x) throw new KeyShareError({ path: "point", expected: "a share of the other's own" });
  return { share, publicKey: toPublicKey(add(own, point)) };
}

const utf8 = /* @__PURE__ */ new TextEncoder();
const hashOf = (...parts: readonly unknown[]): Uint8Array => sha256(utf8.encode(JSON.stringify(parts.map(String))));
const commitTo = ({ x, y }: AffinePoint): string => bytesToHex(hashOf("civicproof/v2/share", x, y));

/** Schnorr's proof of knowledge; its challenge has a tag of its own, so that it is no signature of anything. */
function shareChallenge(R: AffinePoint, point: AffinePoint): bigint {
  return bytesToIntegerBE(hashOf("civicproof/v2/share-proof", R.x, R.y, point.x, point.y)) % SUBGROUP_ORDER;
}

function proveShare(share: bigint, point: AffinePoint): Signature {
  const nonce = randomScalar();
  const R8 = multiply(nonce);
  return { R8, S: (nonce + shareChallenge(R8, point) * share) % SUBGROUP_ORDER };
}

function checkShareProof(point: AffinePoint, { R8, S }: Signature): void {
  const R = toPoint(R8, "proof.R8");
  const right = Point.fromAffine(R).add(Point.fromAffine(point).multiply(shareChallenge(R, point)));
  if (typeof S !== "bigint" || S <= 0n || S >= SUBGROUP_ORDER || !Point.BASE.multiply(S).equals(right))
    throw new KeyShareError({ path: "proof", expected: "a proof that the party knows its share" });
}

/** A point of prime order: one of another order would hide a part of the sum. @throws KeyShareError */
function toPoint(point: AffinePoint, path: string): AffinePoint {
  try {
    return toPublicKey(point, path);
  } catch (cause) {
    throw new KeyShareError({ path, expected: "a point of prime order", cause });
  }
}

/** The first party's message: it binds its nonce before it sees the other's. */
export interface NonceCommitment {
  readonly message: FieldElement;
  /** SHA-256 of the message and R1, hexadecimal. */
  readonly commitment: string;
}

const commitToNonce = (message: FieldElement, { x, y }: AffinePoint): string =>
  bytesToHex(hashOf("civicproof/v2/nonce", message, x, y));

/** The first party of one signature: it begins, and has the signature in the end. */
export interface FirstSigner {
  readonly begin: NonceCommitment;
  /** Takes the other's R2; answers R1. Once. @throws KeyShareError */
  readonly open: (R2: AffinePoint) => AffinePoint;
  /** Takes the other's part. @throws KeyShareError when it is wrong, SignatureError with probability below 2^-60 */
  readonly finish: (S2: bigint) => Signature;
}

/** @throws KeyShareError for a message that is no field element */
export function signFirst({ share, publicKey }: KeyShare, message: FieldElement): FirstSigner {
  requireMessage(message);
  const nonce = randomScalar();
  const R1 = multiply(nonce);
  let R: AffinePoint | undefined;
  return {
    begin: { message, commitment: commitToNonce(message, R1) },
    open(R2) {
      // A second R2 under this nonce would ask for a second answer.
      if (R !== undefined) throw new KeyShareError({ path: "R2", expected: "one answer" });
      R = add(R1, toPoint(R2, "R2"));
      return R1;
    },
    finish(S2) {
      if (R === undefined) throw new KeyShareError({ path: "S2", expected: "R2 before it" });
      const h = challenge(R, publicKey, message);
      const signature = { R8: R, S: (nonce + 8n * h * share + requireScalar(S2)) % SUBGROUP_ORDER };
      try {
        verifySignature(signature, message, publicKey);
      } catch (cause) {
        throw new KeyShareError({ path: "S2", expected: "the part of the other share", cause });
      }
      return forCircuits(signature, h);
    },
  };
}

/** The second party of one signature: it answers twice and then knows nothing more. */
export interface SecondSigner {
  readonly R2: AffinePoint;
  /** Takes R1, once; answers its part. @throws KeyShareError for another R1 than the committed one */
  readonly finish: (R1: AffinePoint) => bigint;
}

/** @throws KeyShareError for a message that is no field element, or a malformed commitment */
export function signSecond({ share, publicKey }: KeyShare, { message, commitment }: NonceCommitment): SecondSigner {
  requireMessage(message);
  if (typeof commitment !== "string" || !/^[0-9a-f]{64}$/.test(commitment))
    throw new KeyShareError({ path: "commitment", expected: "64 lower-case hexadecimal digits" });
  let nonce: bigint | undefined = randomScalar();
  const R2 = multiply(nonce);
  return {
    R2,
    finish(given) {
      const own = nonce;
      // Gone before anything can fail: no two answers under one nonce.
      nonce = undefined;
      if (own === undefined) throw new KeyShareError({ path: "R1", expected: "one answer" });
      const R1 = toPoint(given, "R1");
      if (commitToNonce(message, R1) !== commitment)
        throw new KeyShareError({ path: "R1", expected: "the one that was committed to" });
      return (own + 8n * challenge(add(R1, R2), publicKey, message) * share) % SUBGROUP_ORDER;
    },
  };
}

function requireMessage(message: FieldElement): void {
  if (!isFieldElement(message)) throw new KeyShareError({ path: "message", expected: "a field element" });
}

function requireScalar(value: bigint): bigint {
  if (typeof value !== "bigint" || value < 0n || value >= SUBGROUP_ORDER)
    throw new KeyShareError({ path: "S2", expected: "an integer in [0, l)" });
  return value;
}

/**
 * A share of a key, or a message between its two holders, is not what the protocol says.
 *
 * What to do: nothing was signed; look at both processes and at who stands between them.
 */
export class KeyShareError extends /* @__PURE__ */ refusal(
  "KEY_SHARE_INVALID",
  "KeyShareError",
  "The two shares do not sign",
) {}
