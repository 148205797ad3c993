/** Algorithms by which parties sign requests: of two keys each, and none that a public key could be mistaken for a secret in. */
import type { JWK } from "jose";

export const SIGNING_ALGORITHMS = ["ES256", "ES384", "EdDSA"] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

const BY_CURVE: Readonly<Record<string, SigningAlgorithm>> = { "P-256": "ES256", "P-384": "ES384", Ed25519: "EdDSA" };

/** That of a key; undefined for other keys. */
export function algorithmOf({ kty, crv }: JWK): SigningAlgorithm | undefined {
  const algorithm = BY_CURVE[crv ?? ""];
  return kty === (algorithm === "EdDSA" ? "OKP" : "EC") ? algorithm : undefined;
}

/** The public part of such a key and nothing else. */
export function publicPart({ kty, crv, x, y }: JWK): JWK {
  return { kty, crv, x, ...(y === undefined ? {} : { y }) } as JWK;
}
