/** Files with secrets: an issuer's key, a holder's secret. Written with mode 0600, never printed. */
import * as v from "valibot";
import { type CeremonyIdentity, readIdentityFile } from "../ceremony/folder/identity.ts";
import { hexToBytes } from "../core/bytes.ts";
import { decode, InvalidInputError } from "../core/json.ts";
import {
  decodePrivateKey,
  derivePublicKey,
  encodePrivateKey,
  encodePublicKey,
  generatePrivateKey,
  type PrivateKey,
  PrivateKeyError,
  type PublicKey,
} from "../core/signature.ts";
import {
  CredentialMalformedError,
  type HolderSecret,
  holderCommitment,
  toHolderSecret,
} from "../credentials/credential/holder.ts";
import type { HashKey } from "../portal/store/row-keys.ts";
import { readJson, readText } from "./files.ts";

/** An issuer's key as it stands in a file. */
export interface IssuerKeyFile {
  readonly civicproof: "issuer-key/v2";
  /** 64 hexadecimal characters. */
  readonly publicKey: string;
  /** 64 hexadecimal characters. Secret. */
  readonly privateKey: string;
}

/** A holder's secret as it stands in a file. */
export interface HolderFile {
  readonly civicproof: "holder/v2";
  /** Decimal string; what an issuer gets. */
  readonly holderCommitment: string;
  /** Decimal string. Secret: it never leaves the holder. */
  readonly holderSecret: string;
}

const hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal characters"));
const issuerKeyShape = v.strictObject({
  civicproof: v.literal("issuer-key/v2"),
  publicKey: hex32,
  privateKey: hex32,
});
const decimal = v.pipe(v.string(), v.maxLength(77));
const holderShape = v.strictObject({
  civicproof: v.literal("holder/v2"),
  holderCommitment: decimal,
  holderSecret: decimal,
});

export function newIssuerKeyFile(): IssuerKeyFile {
  const privateKey = generatePrivateKey();
  return {
    civicproof: "issuer-key/v2",
    publicKey: encodePublicKey(derivePublicKey(privateKey)),
    privateKey: encodePrivateKey(privateKey),
  };
}

export function newHolderFile(secret: HolderSecret): HolderFile {
  return {
    civicproof: "holder/v2",
    holderCommitment: String(holderCommitment(secret)),
    holderSecret: String(secret),
  };
}

/** @throws PrivateKeyError when it is no key file, or its two keys do not belong together */
export function readIssuerKey(file: string): Promise<{ privateKey: PrivateKey; publicKey: PublicKey }> {
  return readJson(file, (value) => {
    const keys = decode(issuerKeyShape, value, { Refusal: PrivateKeyError });
    const privateKey = decodePrivateKey(keys.privateKey);
    const publicKey = derivePublicKey(privateKey);
    if (encodePublicKey(publicKey) !== keys.publicKey)
      throw new PrivateKeyError({ path: "publicKey", expected: "the public key of privateKey" });
    return { privateKey, publicKey };
  });
}

/** @throws CredentialMalformedError, FieldElementError when it is no holder file */
export function readHolderSecret(file: string): Promise<HolderSecret> {
  return readJson(file, (value) =>
    toHolderSecret(decode(holderShape, value, { Refusal: CredentialMalformedError }).holderSecret),
  );
}

/** @throws PrivateKeyError when it is no such file, or its two keys do not belong together */
export function readCeremonyIdentity(file: string): Promise<CeremonyIdentity> {
  return readJson(file, readIdentityFile);
}

/**
 * Reads the keys of a store's hashes, a line for each in their order; `none` stands first where the store began without.
 *
 * @throws InvalidInputError for lines of anything but 64 hexadecimal characters
 */
export async function readHashKey(file: string): Promise<HashKey> {
  const lines = (await readText(file, 10_000)).trim().split(/\s*\n\s*/);
  const keys = lines.map((line, i) => {
    if (i === 0 && line === "none" && lines.length > 1) return undefined;
    if (!/^[0-9a-f]{64}$/.test(line))
      throw new InvalidInputError({ path: file, expected: "lines of 64 hexadecimal characters" });
    return hexToBytes(line);
  });
  return keys.length === 1 ? keys[0]! : keys;
}
