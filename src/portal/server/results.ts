/** What the portal gets and can hand on: a signed statement that a claim was decided (JWT, RFC 7519). */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { InvalidInputError } from "../../core/json.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import type { Decision } from "./storage.ts";

/** Signs results. */
export interface ResultSigner {
  /** A compact JWS. It says what was decided about a request and holds no nullifier and no proof. */
  sign(id: string, request: PresentationRequest, decision: Decision): Promise<string>;
  /** The public key, for the JWKS endpoint (RFC 7517). */
  readonly jwks: { readonly keys: readonly JWK[] };
}

const ALGORITHMS = ["ES256", "EdDSA"] as const;

/** A fresh ES256 key as a private JWK. Secret. */
export async function generateResultKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "ES256", use: "sig" };
}

/**
 * Opens a private key for ES256 (P-256) or EdDSA (Ed25519).
 *
 * @param issuer who signs, for example `benefits.example.org`
 * @throws InvalidInputError for anything but a private JWK of these two
 */
export async function openResultSigner(privateJwk: JWK, issuer: string): Promise<ResultSigner> {
  const refuse = (cause?: unknown) =>
    new InvalidInputError({ path: "resultKey", expected: "a private JWK for ES256 or EdDSA", cause });
  const alg = privateJwk.kty === "EC" && privateJwk.crv === "P-256" ? "ES256" : "EdDSA";
  if (!ALGORITHMS.includes(alg) || typeof privateJwk.d !== "string") throw refuse();
  const { d: _secret, ...rest } = privateJwk;
  let key: Awaited<ReturnType<typeof importJWK>>;
  let kid: string;
  try {
    key = await importJWK(privateJwk, alg);
    kid = await calculateJwkThumbprint(rest);
  } catch (cause) {
    throw refuse(cause);
  }
  const { kty, crv, x, y } = rest;
  const publicJwk = { kty, crv, x, ...(y === undefined ? {} : { y }), alg, use: "sig", kid } as JWK;
  return {
    jwks: { keys: [publicJwk] },
    sign(id, request, { outcome, decidedAtSeconds }) {
      const { policyHash, circuit, scope, period, today, origin, recipient } = request;
      return new SignJWT({
        outcome,
        policy_hash: policyHash,
        circuit,
        scope,
        period,
        today,
        ...(recipient === undefined ? {} : { recipient }),
      })
        .setProtectedHeader({ alg, kid, typ: "civicproof-result+jwt" })
        .setIssuer(issuer)
        .setAudience(origin)
        .setJti(id)
        .setIssuedAt(decidedAtSeconds)
        .sign(key);
    },
  };
}
