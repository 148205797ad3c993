/** Secrets of a service's callers, such as codes and API keys: made at random, kept as hashes. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { bytesToBase64url } from "../bytes.ts";

/** The form of {@link newSecret}: 32 bytes in base64url. */
export const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A fresh secret, and what is stored of it. */
export function newSecret(): { readonly secret: string; readonly hash: Uint8Array } {
  const secret = bytesToBase64url(randomBytes(32));
  return { secret, hash: hashOfSecret(secret) };
}

/** SHA-256 of a secret with so many random bits, as codes and API keys have, that a copy of the table gives none away. */
export function hashOfSecret(secret: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

/** Compares hashes of secrets in constant time. */
export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
