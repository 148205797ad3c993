/** What the portal gets and can hand on: a signed statement that a claim was decided (JWT, RFC 7519). */
import { createPrivateKey, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify } from "jose";
import { bytesToBase64url } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import type { Decision } from "./request-rows.ts";

/** Signs results. */
export interface ResultSigner {
  /** A compact JWS. It says what was decided about a request and holds no nullifier and no proof. */
  sign(id: string, request: PresentationRequest, decision: Decision): Promise<string>;
  /** The public keys, for the JWKS endpoint (RFC 7517). */
  readonly jwks: { readonly keys: readonly JWK[] };
}

/** A fresh ES256 key as a private JWK. Secret. */
export async function generateResultKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "ES256", use: "sig" };
}

/** How long a signed result may be taken; it can be read again for as long as the request is kept. */
const RESULT_SECONDS = 3_600;

/**
 * Opens private keys for ES256 (P-256) or EdDSA (Ed25519). The first one signs. The others stay in the JWKS, so that a
 * result of yesterday's key is verified while the next key is already known; a public JWK will do for them. Each key is
 * tried once: one that can't sign is refused here, and not when a claim is used up.
 *
 * @param issuer who signs, for example `benefits.example.org`
 * @param now seconds since the epoch
 * @throws InvalidInputError for anything but such JWKs, and for two of one key
 */
export async function openResultSigner(jwks: readonly JWK[], issuer: string, now: () => number): Promise<ResultSigner> {
  if (!Array.isArray(jwks)) throw new InvalidInputError({ path: "resultKeys", expected: "a list of JWKs" });
  const keys = await Promise.all(jwks.map((jwk, i) => openKey(jwk, i)));
  const [first] = keys;
  if (first?.privateKey === undefined)
    throw new InvalidInputError({ path: "resultKeys[0]", expected: "a private JWK for ES256 or EdDSA" });
  if (new Set(keys.map(({ publicJwk }) => publicJwk.kid)).size !== keys.length)
    throw new InvalidInputError({ path: "resultKeys", expected: "each key once" });
  const { privateKey, publicJwk } = first;
  const signWith = createJwsSigner(privateKey, { ...publicJwk, typ: "civicproof-result+jwt" });
  return {
    jwks: { keys: keys.map((key) => key.publicJwk) },
    async sign(id, request, { outcome, decidedAtSeconds }) {
      const { policyHash, circuit, scope, period, today, origin, recipient } = request;
      return signWith({
        outcome,
        policy_hash: policyHash,
        circuit,
        scope,
        period,
        today,
        ...(recipient === undefined ? {} : { recipient }),
        iss: issuer,
        aud: origin,
        jti: id,
        iat: decidedAtSeconds,
        exp: now() + RESULT_SECONDS,
      });
    },
  };
}

/**
 * Signs claims as a compact JWS (RFC 7515), at once: a signature takes 25 microseconds, less than the way to another
 * thread and back.
 */
function createJwsSigner(key: KeyObject, { alg, kid, typ }: JWK & { readonly typ?: string }) {
  const header = base64urlOf({ alg, kid, typ });
  return (claims: object): string => {
    const signed = `${header}.${base64urlOf(claims)}`;
    const options = { key, dsaEncoding: "ieee-p1363" } as const;
    const signature = sign(alg === "ES256" ? "sha256" : null, Buffer.from(signed), options);
    return `${signed}.${bytesToBase64url(signature)}`;
  };
}

const base64urlOf = (value: object): string => bytesToBase64url(Buffer.from(JSON.stringify(value)));

async function openKey(jwk: JWK, i: number) {
  const refuse = (cause?: unknown) =>
    new InvalidInputError({ path: `resultKeys[${i}]`, expected: "a JWK for ES256 or EdDSA that signs", cause });
  const { kty, crv, x, y } = (jwk ?? {}) as JWK;
  const alg = kty === "EC" && crv === "P-256" ? "ES256" : kty === "OKP" && crv === "Ed25519" ? "EdDSA" : undefined;
  if (alg === undefined) throw refuse();
  const bare = { kty, crv, x, ...(y === undefined ? {} : { y }) } as JWK;
  try {
    const publicJwk: JWK = { ...bare, alg, use: "sig", kid: await calculateJwkThumbprint(bare) };
    const publicKey = await importJWK(bare, alg);
    const privateKey =
      typeof jwk.d === "string"
        ? createPrivateKey({ key: { ...bare, d: jwk.d } as JsonWebKey, format: "jwk" })
        : undefined;
    // A private part of another key, or one that can't be used.
    if (privateKey !== undefined) await jwtVerify(createJwsSigner(privateKey, publicJwk)({}), publicKey);
    return { privateKey, publicJwk };
  } catch (cause) {
    throw refuse(cause);
  }
}
