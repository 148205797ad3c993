/** The keys of a registry, and what its owner signs with them (protocol P-42). */

import * as v from "valibot";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import { decode } from "../../core/json.ts";
import { own, requireMade } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { PrivateKeyError } from "../../core/signature.ts";
import {
  ES256,
  headerOf,
  type MlDsa44,
  type RegistryPublicKey,
  registryId,
  requireMlDsa44,
  type SignedStatement,
  subtleCrypto,
  utf8,
} from "./open-statement.ts";
import { isRegistryStatement, type RegistryStatement, StatementError } from "./statement.ts";
import { statementDocument } from "./statement-document.ts";

/** The private keys of a registry as they stand in a file. Secret. */
export interface RegistryKeyFile {
  readonly civicproof: "registry-key/v2";
  /** The registry's id. */
  readonly registry: string;
  /** Private JWKs: EC on P-256, and AKP with the seed as `priv` where the registry has an ML-DSA-44 key. */
  readonly keys: readonly (
    | { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string; readonly d: string }
    | { readonly kty: "AKP"; readonly alg: "ML-DSA-44"; readonly pub: string; readonly priv: string }
  )[];
}

/** The keys of a registry, ready to sign. */
export interface RegistryKeys {
  /** The registry's id. */
  readonly registry: string;
  readonly publicKeys: readonly RegistryPublicKey[];
  /** One signature for each key over a JWS signing input; the header comes first. */
  readonly sign: (payload: string) => Promise<SignedStatement["signatures"]>;
}

/** The form of a registry's key file. */
export const registryKeyShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry-key/v2"),
    registry: v.string(),
    keys: v.pipe(
      v.array(
        v.variant("kty", [
          v.strictObject({
            kty: v.literal("EC"),
            crv: v.literal("P-256"),
            x: v.string(),
            y: v.string(),
            d: v.string(),
          }),
          v.strictObject({ kty: v.literal("AKP"), alg: v.literal("ML-DSA-44"), pub: v.string(), priv: v.string() }),
        ]),
      ),
      v.minLength(1),
      v.maxLength(2),
    ),
  }),
);

/**
 * Makes fresh keys for a registry: ES256 from the platform, and ML-DSA-44 beside it where an implementation is given.
 *
 * @throws UnsupportedPlatformError where there is no Web Crypto
 * @example
 * const keys = await openRegistryKeys(await generateRegistryKeys());
 * const registry = createStatusRegistry({ id: keys.registry });
 */
export async function generateRegistryKeys(options: { readonly mlDsa44?: MlDsa44 } = {}): Promise<RegistryKeyFile> {
  const { mlDsa44 } = own(options);
  const subtle = subtleCrypto();
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const { x, y, d } = await subtle.exportKey("jwk", pair.privateKey);
  const keys: RegistryKeyFile["keys"][number][] = [{ kty: "EC", crv: "P-256", x: x!, y: y!, d: d! }];
  if (mlDsa44 !== undefined) {
    const seed = randomBytes(32);
    const pub = bytesToBase64url(mlDsa44.keygen(seed).publicKey);
    keys.push({ kty: "AKP", alg: "ML-DSA-44", pub, priv: bytesToBase64url(seed) });
  }
  return { civicproof: "registry-key/v2", registry: registryId(keys.map(publicKeyOf)), keys };
}

function publicKeyOf(key: RegistryKeyFile["keys"][number]): RegistryPublicKey {
  if (key.kty === "AKP") return { alg: key.alg, pub: key.pub };
  return { alg: "ES256", pub: bytesToBase64url(Uint8Array.from([...bytesOf(key.x), ...bytesOf(key.y)])) };
}

function bytesOf(text: string): Uint8Array {
  const bytes = base64urlToBytes(text);
  if (bytes === undefined) throw new PrivateKeyError({ path: "keys", expected: "base64url text" });
  return bytes;
}

/**
 * Opens the key file of a registry.
 *
 * @throws PrivateKeyError for another form, or keys that don't fit each other or the id
 * @throws PackageMissingError when there is an ML-DSA-44 key and `mlDsa44` is not given
 */
export async function openRegistryKeys(
  file: unknown,
  options: { readonly mlDsa44?: MlDsa44 | undefined } = {},
): Promise<RegistryKeys> {
  const { mlDsa44 } = own(options);
  const { registry, keys }: RegistryKeyFile = decode(registryKeyShape, file, { Refusal: PrivateKeyError });
  const publicKeys = keys.map(publicKeyOf);
  const id = registryIdOr(publicKeys);
  if (id !== registry)
    throw new PrivateKeyError({ path: "registry", expected: "the id of these keys", received: registry });
  const signers = await Promise.all(keys.map((key) => signerOf(key, mlDsa44)));
  return {
    registry,
    publicKeys,
    sign: (payload) =>
      Promise.all(
        publicKeys.map(async (key, i) => {
          const header = headerOf(key);
          const signature = await signers[i]!(utf8.encode(`${header}.${payload}`));
          return { protected: header, signature: bytesToBase64url(signature) };
        }),
      ),
  };
}

function registryIdOr(keys: readonly RegistryPublicKey[]): string {
  try {
    return registryId(keys);
  } catch (cause) {
    throw new PrivateKeyError({
      path: "keys",
      expected: "an ES256 key, and at most an ML-DSA-44 key beside it",
      cause,
    });
  }
}

type Sign = (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

async function signerOf(key: RegistryKeyFile["keys"][number], mlDsa44: MlDsa44 | undefined): Promise<Sign> {
  if (key.kty === "AKP") {
    const implementation = requireMlDsa44(mlDsa44);
    const seed = bytesOf(key.priv);
    if (seed.length !== 32) throw new PrivateKeyError({ path: "keys.priv", expected: "a seed of 32 bytes" });
    const { publicKey, secretKey } = implementation.keygen(seed);
    if (bytesToBase64url(publicKey) !== key.pub)
      throw new PrivateKeyError({ path: "keys.pub", expected: "the public key of the seed" });
    return async (message) => implementation.sign(message, secretKey);
  }
  const subtle = subtleCrypto();
  try {
    // The platform compares d with x and y.
    const imported = await subtle.importKey("jwk", key, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    return async (message) => new Uint8Array(await subtle.sign(ES256, imported, message));
  } catch (cause) {
    throw new PrivateKeyError({ path: "keys", expected: "a private key on P-256", cause });
  }
}

/**
 * Signs a statement of one's own registry with all of its keys.
 *
 * @returns the JWS; its JSON text is what is published
 * @throws StatementError for another registry's statement, or a value that is none
 */
export async function signStatement(statement: RegistryStatement, keys: RegistryKeys): Promise<SignedStatement> {
  if (!isRegistryStatement(statement)) throw new StatementError({ path: "statement", expected: "a statement" });
  requireMade("keys", keys, "sign");
  if (statement.registry !== keys.registry)
    throw new StatementError({ path: "registry", expected: keys.registry, received: statement.registry });
  const payload = bytesToBase64url(utf8.encode(JSON.stringify(statementDocument(statement))));
  return { payload, signatures: await keys.sign(payload) };
}
