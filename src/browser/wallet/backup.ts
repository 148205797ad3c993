/**
 * A wallet's content under a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM (NIST SP 800-38D) encrypts and
 * authenticates. The file says how it was made, so that it can be read when the parameters have changed.
 */

import { scryptAsync } from "@noble/hashes/scrypt.js";
import { base64 } from "@scure/base";
import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { randomBytes, utf8Decoder } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { textLike } from "../../core/shapes.ts";

/** N = 2^17, r = 8, p = 1: 128 MiB; OWASP Password Storage Cheat Sheet, 2024, first choice for scrypt. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;
/** Characters; shorter ones can be guessed whatever the key derivation costs. */
export const MIN_PASSPHRASE_LENGTH = 12;
const SALT_BYTES = 16;
/** NIST SP 800-38D §5.2.1.1. */
const NONCE_BYTES = 12;
const MAX_BACKUP_CHARACTERS = 2_000_000;

const base64Text = (max: number) => v.pipe(textLike(/^[A-Za-z0-9+/]+={0,2}$/, "base64"), v.maxLength(max));

const backupShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("wallet-backup/v2"),
    kdf: v.strictObject({
      name: v.literal("scrypt"),
      // Bounded: a file must not make a device work for minutes or need a gigabyte.
      N: v.picklist([2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18]),
      r: v.literal(8),
      p: v.picklist([1, 2, 3, 4]),
      salt: base64Text(64),
    }),
    cipher: v.strictObject({ name: v.literal("AES-256-GCM"), nonce: base64Text(24) }),
    data: base64Text(MAX_BACKUP_CHARACTERS),
  }),
);

type Kdf = v.InferOutput<typeof backupShape>["kdf"];

/** Encrypts a text. @throws BackupError for a passphrase that is too short */
export async function sealBackup(text: string, passphrase: string): Promise<string> {
  if ([...passphrase.normalize("NFKC")].length < MIN_PASSPHRASE_LENGTH) {
    throw new BackupError({
      path: "passphrase",
      message: `The passphrase needs at least ${MIN_PASSPHRASE_LENGTH} characters: four or five unrelated words are good`,
    });
  }
  const kdf: Kdf = { name: "scrypt", ...SCRYPT, salt: base64.encode(randomBytes(SALT_BYTES)) };
  const nonce = randomBytes(NONCE_BYTES) as Uint8Array<ArrayBuffer>;
  const key = await deriveKey(passphrase, kdf);
  const data = await crypto.subtle.encrypt(gcm(nonce, kdf), key, new TextEncoder().encode(text));
  return JSON.stringify(
    {
      civicproof: "wallet-backup/v2",
      kdf,
      cipher: { name: "AES-256-GCM", nonce: base64.encode(nonce) },
      data: base64.encode(new Uint8Array(data)),
    },
    null,
    2,
  );
}

/** Decrypts a backup. @throws BackupError for another file, a damaged one or a wrong passphrase */
export async function openBackup(backup: string, passphrase: string): Promise<string> {
  const limits = { maxDepth: 3, maxNodes: 16, maxStringLength: MAX_BACKUP_CHARACTERS };
  const json = parseJson(backup, MAX_BACKUP_CHARACTERS, BackupError);
  const { kdf, cipher, data } = decode(backupShape, json, { Refusal: BackupError, limits });
  const nonce = fromBase64(cipher.nonce, "cipher.nonce");
  if (nonce.length !== NONCE_BYTES) throw new BackupError({ path: "cipher.nonce", expected: `${NONCE_BYTES} bytes` });
  const content = fromBase64(data, "data");
  const key = await deriveKey(passphrase, kdf);
  try {
    return utf8Decoder().decode(await crypto.subtle.decrypt(gcm(nonce, kdf), key, content));
  } catch (cause) {
    throw new BackupError({ message: "The passphrase is wrong, or the backup file was changed", cause });
  }
}

/** The parameters are authenticated too: nobody can weaken them in a file unnoticed. */
function gcm(nonce: Uint8Array<ArrayBuffer>, kdf: Kdf): AesGcmParams {
  const additionalData = new TextEncoder().encode(`civicproof/v2/wallet-backup ${kdf.N} ${kdf.r} ${kdf.p} ${kdf.salt}`);
  return { name: "AES-GCM", iv: nonce, additionalData };
}

/** Gives the event loop a turn every 10 ms, so that a page stays alive. */
async function deriveKey(passphrase: string, { N, r, p, salt }: Kdf): Promise<CryptoKey> {
  const bytes = await scryptAsync(passphrase.normalize("NFKC"), fromBase64(salt, "kdf.salt"), {
    N,
    r,
    p,
    dkLen: 32,
    asyncTick: 10,
    maxmem: 2 ** 29,
  });
  const key = await crypto.subtle.importKey("raw", bytes as Uint8Array<ArrayBuffer>, "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  bytes.fill(0);
  return key;
}

function fromBase64(text: string, path: string): Uint8Array<ArrayBuffer> {
  try {
    return base64.decode(text) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw new BackupError({ path, expected: "base64", cause });
  }
}

/**
 * This is not a backup, it is damaged, or the passphrase is wrong: encryption can't tell the last two apart.
 *
 * What to do: check the passphrase, then the file.
 */
export class BackupError extends /* @__PURE__ */ refusal(
  "BACKUP_INVALID",
  "BackupError",
  "The backup can't be opened",
) {}
