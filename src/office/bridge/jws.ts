/** Signed JWTs of others, read strictly: the header says how it is signed, and nothing in it brings the key. */
import type { KeyObject } from "node:crypto";
import { compactVerify, errors } from "jose";
import { base64urlToBytes } from "../../core/bytes.ts";
import { type PlainJson, parseJson, toPlainJson } from "../../core/json.ts";
import {
  BridgeAlgorithmError,
  BridgeBindingError,
  BridgeExpiredError,
  BridgeKeyError,
  BridgeMalformedError,
  BridgeOversizedError,
  BridgeSignatureError,
} from "./refusals.ts";

/** Signatures that are taken: asymmetric ones, with the hash of their curve. */
export const ALGORITHMS: readonly string[] = ["ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

/** The longest JWT that is read. */
const MAX_TOKEN = 65_536;
/** How far clocks may be apart. */
export const SKEW_SECONDS = 60;
/** How old a holder's own signature may be. */
const FRESH_SECONDS = 300;

export type JsonObject = { readonly [key: string]: PlainJson };

/** A header of which only this is looked at. */
export interface JwsHeader {
  readonly alg: string;
  readonly typ: string;
  readonly kid?: string;
  /** Base64 of DER, the leaf first. */
  readonly x5c?: readonly string[];
}

/** A JWT whose signature is not checked yet. */
export interface OpenedJws {
  readonly header: JwsHeader;
  readonly payload: JsonObject;
  readonly token: string;
}

/** Parameters that would let a document choose its own key, or change how it is to be read. */
const FORBIDDEN = ["jwk", "jku", "x5u", "crit", "b64"] as const;

/**
 * Reads a compact JWS.
 *
 * @param types  what `typ` may be, in lower case; compared without `application/` (RFC 7515 §4.1.9)
 * @throws BridgeMalformedError, BridgeAlgorithmError, BridgeKeyError, BridgeOversizedError
 */
export function openJws(
  token: unknown,
  { path, types }: { readonly path: string; readonly types: readonly string[] },
): OpenedJws {
  if (typeof token !== "string") throw new BridgeMalformedError({ path, expected: "a JWT" });
  if (token.length > MAX_TOKEN)
    throw new BridgeOversizedError({
      path,
      expected: `at most ${MAX_TOKEN} characters`,
      received: String(token.length),
    });
  const parts = token.split(".");
  if (parts.length !== 3) throw new BridgeMalformedError({ path, expected: "three parts" });
  const header = readPart(parts[0]!, `${path}.header`);
  const payload = readPart(parts[1]!, `${path}.payload`);
  const { alg, typ, kid, x5c } = header;
  if (typeof alg !== "string" || !ALGORITHMS.includes(alg))
    throw new BridgeAlgorithmError({ path: `${path}.header.alg`, expected: ALGORITHMS.join(", ") });
  for (const name of FORBIDDEN)
    if (name in header) throw new BridgeKeyError({ path: `${path}.header.${name}`, expected: "none" });
  const type = typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : "";
  if (!types.includes(type))
    throw new BridgeMalformedError({ path: `${path}.header.typ`, expected: types.join(" or ") });
  if (kid !== undefined && (typeof kid !== "string" || kid.length > 2_000))
    throw new BridgeMalformedError({ path: `${path}.header.kid`, expected: "a text" });
  if (x5c !== undefined && !(Array.isArray(x5c) && x5c.every((each) => typeof each === "string")))
    throw new BridgeMalformedError({ path: `${path}.header.x5c`, expected: "a list of texts" });
  return {
    header: {
      ...{ alg, typ: type },
      ...(kid === undefined ? {} : { kid: kid as string }),
      ...(x5c === undefined ? {} : { x5c: x5c as readonly string[] }),
    },
    payload,
    token,
  };
}

function readPart(part: string, path: string): JsonObject {
  const bytes = base64urlToBytes(part);
  if (bytes === undefined) throw new BridgeMalformedError({ path, expected: "text in base64url" });
  return readObject(decodeUtf8(bytes, path), path);
}

/** @throws BridgeMalformedError for bytes that are no UTF-8 */
export function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BridgeMalformedError({ path, expected: "UTF-8" });
  }
}

/** A JSON object with each key once, as plain data. @throws BridgeMalformedError with the place */
export function readObject(text: string, path: string): JsonObject {
  const value = readJson(text, path);
  if (!isObject(value)) throw new BridgeMalformedError({ path, expected: "an object" });
  return value;
}

/** JSON with each key once, as plain data. @throws BridgeMalformedError with the place */
export function readJson(text: string, path: string): PlainJson {
  class Refused extends BridgeMalformedError {
    constructor(details: ConstructorParameters<typeof BridgeMalformedError>[0]) {
      super({ ...details, path: [path, details?.path].filter(Boolean).join(".") });
    }
  }
  return toPlainJson(parseJson(text, MAX_TOKEN, Refused), { maxStringLength: MAX_TOKEN }, Refused);
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws BridgeSignatureError; BridgeKeyError where the key is of another kind than the algorithm */
export async function verifyJws({ token, header }: OpenedJws, key: KeyObject, path: string): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [header.alg] });
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) throw new BridgeSignatureError({ path });
    throw new BridgeKeyError({ path, expected: `a key for ${header.alg}`, cause });
  }
}

const isTime = (value: unknown): value is number => typeof value === "number" && value >= 0 && value < 2 ** 40;

/**
 * `nbf` and `exp` of a document that an issuer signed.
 *
 * @returns when it ends, where it says so
 * @throws BridgeExpiredError, BridgeMalformedError
 */
export function checkValidity(
  { nbf, exp }: { readonly nbf?: unknown; readonly exp?: unknown },
  { path, nowSeconds }: { readonly path: string; readonly nowSeconds: number },
): number | undefined {
  if (nbf !== undefined && !isTime(nbf)) throw new BridgeMalformedError({ path: `${path}.nbf`, expected: "a time" });
  if (exp !== undefined && !isTime(exp)) throw new BridgeMalformedError({ path: `${path}.exp`, expected: "a time" });
  if (nbf !== undefined && nbf > nowSeconds + SKEW_SECONDS)
    throw new BridgeExpiredError({ path: `${path}.nbf`, expected: "a time that has come" });
  if (exp !== undefined && exp <= nowSeconds)
    throw new BridgeExpiredError({ path: `${path}.exp`, expected: "a time to come" });
  return exp;
}

/** That a holder has signed just now. @throws BridgeBindingError */
export function checkFresh(
  iat: unknown,
  { path, nowSeconds }: { readonly path: string; readonly nowSeconds: number },
): void {
  if (!isTime(iat) || iat > nowSeconds + SKEW_SECONDS || iat < nowSeconds - FRESH_SECONDS - SKEW_SECONDS)
    throw new BridgeBindingError({ path: `${path}.iat`, expected: `a time in the last ${FRESH_SECONDS} seconds` });
}
