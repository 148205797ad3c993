/** COSE_Sign1 (RFC 9052 §4.2) and keys (RFC 9053 §7), as mdocs have them. */
import { type KeyObject, verify } from "node:crypto";
import { bytesToBase64url } from "../../core/bytes.ts";
import { type CborMap, type CborValue, decodeCbor, encodeCbor, Tagged } from "./cbor.ts";
import { keyOfJwk } from "./dids.ts";
import { BridgeAlgorithmError, BridgeKeyError, BridgeMalformedError, BridgeSignatureError } from "./refusals.ts";

/** A signed message whose signature is not checked yet. */
export interface OpenedCose {
  readonly algorithm: number;
  readonly protectedBytes: Uint8Array;
  readonly unprotected: CborMap;
  /** Absent where it is detached. */
  readonly payload: Uint8Array | undefined;
  readonly signature: Uint8Array;
}

interface Algorithm {
  readonly hash: string | null;
  /** As OpenSSL names them; ISO 18013-5 §9.1.2.4 allows the Brainpool ones. */
  readonly curves: readonly string[];
}

const [P256, P384, P521] = [
  { hash: "sha256", curves: ["prime256v1", "brainpoolP256r1"] },
  { hash: "sha384", curves: ["secp384r1", "brainpoolP320r1", "brainpoolP384r1"] },
  { hash: "sha512", curves: ["secp521r1", "brainpoolP512r1"] },
] as const satisfies readonly Algorithm[];
/** By the numbers of the COSE registry: ES256, ES384, ES512, EdDSA, and the fully specified ones. */
const ALGORITHMS: ReadonlyMap<number, Algorithm> = new Map<number, Algorithm>([
  ...([-7, -9] as const).map((id) => [id, P256] as const),
  ...([-35, -51] as const).map((id) => [id, P384] as const),
  ...([-36, -52] as const).map((id) => [id, P521] as const),
  ...([-8, -19] as const).map((id) => [id, { hash: null, curves: ["ed25519"] }] as const),
]);

/** @throws BridgeMalformedError, BridgeAlgorithmError with the place */
export function openSign1(value: CborValue, path: string): OpenedCose {
  const parts = value instanceof Tagged && value.tag === 18 ? value.value : value;
  const [protectedBytes, unprotected, payload, signature] = Array.isArray(parts) ? (parts as readonly CborValue[]) : [];
  const isGood = protectedBytes instanceof Uint8Array && unprotected instanceof Map && signature instanceof Uint8Array;
  if (!isGood || (payload !== null && !(payload instanceof Uint8Array)))
    throw new BridgeMalformedError({ path, expected: "a COSE_Sign1" });
  const header = decodeCbor(protectedBytes, `${path}.protected`);
  const algorithm = header instanceof Map ? header.get(1) : undefined;
  // Critical parameters would change how it is to be read.
  if (header instanceof Map && header.has(2))
    throw new BridgeMalformedError({ path, expected: "no critical parameters" });
  if (typeof algorithm !== "number" || !ALGORITHMS.has(algorithm))
    throw new BridgeAlgorithmError({ path: `${path}.alg`, expected: "ES256, ES384, ES512 or EdDSA" });
  return { algorithm, protectedBytes, unprotected: unprotected as CborMap, payload: payload ?? undefined, signature };
}

/** @throws BridgeSignatureError; BridgeKeyError where the key is of another curve than the algorithm's */
export function verifySign1(
  { algorithm, protectedBytes, signature }: OpenedCose,
  { key, payload, path }: { readonly key: KeyObject; readonly payload: Uint8Array; readonly path: string },
): void {
  const { hash, curves } = ALGORITHMS.get(algorithm)!;
  const curve = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "";
  if (!curves.includes(curve)) throw new BridgeKeyError({ path, expected: `a key of ${curves.join(" or ")}` });
  const signed = encodeCbor(["Signature1", protectedBytes, new Uint8Array(), payload]);
  if (!verify(hash, signed, { key, dsaEncoding: "ieee-p1363" }, signature)) throw new BridgeSignatureError({ path });
}

const CURVES: ReadonlyMap<CborValue, string> = new Map([
  [1, "P-256"],
  [2, "P-384"],
  [3, "P-521"],
  [6, "Ed25519"],
]);

/** A public COSE_Key. @throws BridgeKeyError for another kind, and for a point in its short form */
export function keyOfCose(value: CborValue, path: string): KeyObject {
  const key: CborMap = value instanceof Map ? value : new Map();
  const [crv, x, y] = [CURVES.get(key.get(-1)), key.get(-2), key.get(-3)];
  const kty = key.get(1) === 2 ? "EC" : key.get(1) === 1 ? "OKP" : undefined;
  const isGood =
    kty !== undefined && crv !== undefined && x instanceof Uint8Array && (kty === "OKP" || y instanceof Uint8Array);
  if (!isGood || key.has(-4))
    throw new BridgeKeyError({ path, expected: "a public key of P-256, P-384, P-521 or Ed25519" });
  const rest = y instanceof Uint8Array ? { y: bytesToBase64url(y) } : {};
  return keyOfJwk({ kty, crv, x: bytesToBase64url(x), ...rest }, path);
}
