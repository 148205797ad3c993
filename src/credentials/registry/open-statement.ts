/**
 * A statement as it is sent (protocol P-42): JSON Web Signature, general JSON serialisation (RFC 7515 §7.2.1), with one
 * signature for each key of the registry. ES256 is the platform's own (Web Crypto); ML-DSA-44 (FIPS 204) is handed in.
 */

import * as v from "valibot";
import { base64urlToBytes, bytesToBase64url, bytesToHex } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { PackageMissingError } from "../../core/peer.ts";
import { UnsupportedPlatformError, utf8Decoder } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { sha256 } from "../../core/sha256.ts";
import { anyText, where } from "../../core/shapes.ts";
import { brandStatement, type RegistryStatement, StatementError } from "./statement.ts";
import { MAX_STATEMENT_TEXT, readStatement } from "./statement-document.ts";

/** Algorithms of registry keys, in their order in a registry's id. */
export const REGISTRY_ALGORITHMS = ["ES256", "ML-DSA-44"] as const;
export type RegistryAlgorithm = (typeof REGISTRY_ALGORITHMS)[number];

/** A registry's public key, `pub` as base64url: for ES256 x and y of 32 bytes each, for ML-DSA-44 1,312 bytes. */
export interface RegistryPublicKey {
  readonly alg: RegistryAlgorithm;
  readonly pub: string;
}

/** What is needed of ML-DSA-44: `ml_dsa44` of `@noble/post-quantum/ml-dsa.js`, or another implementation. */
export interface MlDsa44 {
  keygen(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/** A signed statement: `payload` and `protected` are base64url. */
export interface SignedStatement {
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

export const utf8 = /* @__PURE__ */ new TextEncoder();

/**
 * The id of a registry: what credentials, requests, verifiers and contracts call it by. Other keys are another registry.
 *
 * @throws StatementError unless there is an ES256 key and at most one ML-DSA-44 key beside it
 */
export function registryId(keys: readonly RegistryPublicKey[]): string {
  if (!Array.isArray(keys)) throw new StatementError({ path: "keys", expected: "public keys of a registry" });
  const sorted = [...keys].sort((a, b) => (a.alg < b.alg ? -1 : 1)).map(({ alg, pub }) => ({ alg, pub }));
  const isRight = sorted.length <= 2 && sorted.every(({ alg }, i) => alg === REGISTRY_ALGORITHMS[i]);
  if (sorted.length === 0 || !isRight)
    throw new StatementError({ path: "keys", expected: "an ES256 key, and at most an ML-DSA-44 key beside it" });
  return bytesToHex(sha256(utf8.encode(`civicproof/v2/registry\0${JSON.stringify(sorted)}`)));
}

const signedShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    payload: anyText,
    signatures: where(
      v.array(v.strictObject({ protected: anyText, signature: anyText })),
      ({ length }) => length === 1 || length === 2,
      "one or two signatures",
    ),
  }),
);

/** Longest signed statement as JSON text: the payload as base64url, and the signatures. */
export const MAX_SIGNED_TEXT = /* @__PURE__ */ pure(() => Math.ceil((MAX_STATEMENT_TEXT * 4) / 3) + 20_000);

/** Options of {@link openStatement}. */
export interface OpenStatementOptions {
  /** Id of the registry that is trusted. */
  readonly registry: string;
  /** For registries that sign with ML-DSA-44 too: `ml_dsa44` of `@noble/post-quantum/ml-dsa.js`. */
  readonly mlDsa44?: MlDsa44 | undefined;
}

/**
 * Reads a signed statement of a registry. Every key of the registry must have signed; the result is a statement that a
 * verifier accepts.
 *
 * @param signed the JWS as JSON text, or parsed
 * @throws StatementError for another form
 * @throws StatementOriginError when its keys are not those of the registry
 * @throws StatementSignatureError when a signature doesn't hold
 * @throws PackageMissingError when the registry signs with ML-DSA-44 too and `mlDsa44` is not given
 * @example
 * const statement = await openStatement(await response.text(), { registry });
 */
export async function openStatement(signed: unknown, options: OpenStatementOptions): Promise<RegistryStatement> {
  const { registry, mlDsa44 } = own(options);
  const { payload, signatures } = readSigned(signed);
  const keys = signatures.map(({ protected: header }, i) => readHeader(header, `signatures[${i}].protected`));
  const id = registryId(keys);
  if (id !== registry) throw new StatementOriginError({ path: "signatures", expected: registry, received: id });
  for (const [i, { protected: header, signature }] of signatures.entries()) {
    const path = `signatures[${i}].signature`;
    const message = utf8.encode(`${header}.${payload}`);
    const isGood = await verifyWith(keys[i]!, { message, signature: bytesOf(signature, path), mlDsa44 });
    if (!isGood) throw new StatementSignatureError({ path });
  }
  const text = utf8Decoder().decode(bytesOf(payload, "payload"));
  const statement = readStatement(parseJson(text, MAX_STATEMENT_TEXT, StatementError));
  if (statement.registry !== registry)
    throw new StatementOriginError({ path: "registry", expected: registry, received: statement.registry });
  return brandStatement(statement);
}

/** Reads the outer form of a signed statement. @throws StatementError */
export function readSigned(signed: unknown): SignedStatement {
  const json = typeof signed === "string" ? parseJson(signed, MAX_SIGNED_TEXT, StatementError) : signed;
  return decode(signedShape, json, { Refusal: StatementError, limits: { maxStringLength: MAX_SIGNED_TEXT } });
}

function bytesOf(text: unknown, path: string): Uint8Array<ArrayBuffer> {
  const bytes = typeof text === "string" ? base64urlToBytes(text) : undefined;
  if (bytes === undefined) throw new StatementError({ path, expected: "base64url text" });
  return bytes as Uint8Array<ArrayBuffer>;
}

/** The protected header of a key's signatures; it names the key, so that the statement is enough to verify it. */
export function headerOf({ alg, pub }: RegistryPublicKey): string {
  const bytes = bytesOf(pub, "pub");
  const [x, y] = [bytes.subarray(0, 32), bytes.subarray(32)].map(bytesToBase64url);
  const jwk = alg === "ES256" ? { kty: "EC", crv: "P-256", x, y } : { kty: "AKP", alg, pub };
  return bytesToBase64url(utf8.encode(JSON.stringify({ alg, jwk })));
}

/** The key that a header names. A header has one spelling, so that nothing else in it can have a meaning. */
function readHeader(text: string, path: string): RegistryPublicKey {
  const json = utf8Decoder().decode(bytesOf(text, path));
  const { alg, jwk = {} } = parseJson(json, 4_000, StatementError) as { alg: RegistryAlgorithm; jwk: JsonWebKey };
  const { x, y, pub } = jwk as Record<string, unknown>;
  const coordinates = () => bytesToBase64url(Uint8Array.from([...bytesOf(x, path), ...bytesOf(y, path)]));
  const key = { alg, pub: alg === "ES256" ? coordinates() : String(pub) };
  if (headerOf(key) !== text) throw new StatementError({ path, expected: "a header with alg and jwk" });
  return key;
}

/** The platform's Web Crypto. @throws UnsupportedPlatformError where there is none */
export function subtleCrypto(): SubtleCrypto {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) throw new UnsupportedPlatformError({ expected: "crypto.subtle" });
  return subtle;
}

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
export const ES256 = { name: "ECDSA", hash: "SHA-256" } as const;

async function verifyWith(
  { alg, pub }: RegistryPublicKey,
  {
    message,
    signature,
    mlDsa44,
  }: {
    readonly message: Uint8Array<ArrayBuffer>;
    readonly signature: Uint8Array<ArrayBuffer>;
    readonly mlDsa44: MlDsa44 | undefined;
  },
): Promise<boolean> {
  const key = bytesOf(pub, "pub");
  if (alg === "ES256") {
    const subtle = subtleCrypto();
    try {
      const imported = await subtle.importKey("raw", Uint8Array.from([4, ...key]), P256, false, ["verify"]);
      return await subtle.verify(ES256, imported, signature, message);
    } catch {
      return false; // A point off the curve.
    }
  }
  const implementation = requireMlDsa44(mlDsa44);
  try {
    return implementation.verify(signature, message, key);
  } catch {
    return false; // A key or a signature of another length.
  }
}

/** The implementation of ML-DSA-44 that was handed in. @throws PackageMissingError where none was */
export function requireMlDsa44(mlDsa44: MlDsa44 | undefined): MlDsa44 {
  if (mlDsa44 !== undefined) return mlDsa44;
  throw new PackageMissingError({
    path: "mlDsa44",
    message: "The registry signs with ML-DSA-44 too: pass ml_dsa44 of @noble/post-quantum as mlDsa44",
  });
}

/**
 * The statement is another registry's: its keys are not those of the id that is trusted.
 *
 * What to do: check the address of the registry and its id; a registry that changed its keys has a new id.
 */
export class StatementOriginError extends /* @__PURE__ */ refusal(
  "STATEMENT_FOREIGN",
  "StatementOriginError",
  "The statement is another registry's",
) {}

/**
 * A signature of the statement doesn't hold.
 *
 * What to do: get the statement from the registry again; it was changed on the way.
 */
export class StatementSignatureError extends /* @__PURE__ */ refusal(
  "STATEMENT_SIGNATURE_INVALID",
  "StatementSignatureError",
  "The statement's signature does not hold",
) {}
