/** What the office keeps of people and codes: keyed hashes and sealed texts, under a key that is kept apart from the database. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { isBytes } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";

/** The keys of one office. */
export interface OfficeSecrets {
  /** By which a store knows that it is opened with the key that it began with. */
  readonly check: Uint8Array;
  /** The key of a person's rows: HMAC of the register's stable identifier. */
  readonly subjectKey: (subject: string) => Uint8Array;
  /** Of a pseudonym, or of a commitment where nobody enrols: whose secret stands behind a credential. */
  readonly holderKey: (holder: string) => Uint8Array;
  /** Of a short code or a transaction code; `about` is the offer that a transaction code belongs to. */
  readonly codeKey: (code: string, about?: string) => Uint8Array;
  /** Keeps an identifier for as long as an offer lives. */
  readonly seal: (text: string) => Uint8Array;
  readonly open: (sealed: Uint8Array) => string;
  /** Keeps in a cookie what a sign-in must come back with. */
  readonly sealSignIn: (text: string) => Uint8Array;
  /** @throws InvalidInputError for what was not sealed here */
  readonly openSignIn: (sealed: Uint8Array) => string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key 32 bytes or more, from a file of its own @throws InvalidInputError for a shorter one */
export function openSecrets(key: Uint8Array): OfficeSecrets {
  if (!isBytes(key) || key.length < KEY_BYTES)
    throw new InvalidInputError({ path: "subjectKey", expected: `${KEY_BYTES} bytes or more` });
  const uses = ["subject", "holder", "code", "seal", "sign-in"];
  const [subject, holder, code, seal, signIn] = uses.map((use) => deriveKey(key, use)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return {
    check: deriveKey(key, "check"),
    subjectKey: (text) => hmac(subject, text),
    holderKey: (text) => hmac(holder, text),
    codeKey: (text, about = "") => hmac(code, `${about}/${text}`),
    seal: (text) => encrypt(seal, text),
    open: (sealed) => decrypt(seal, sealed),
    sealSignIn: (text) => encrypt(signIn, text),
    openSignIn: (sealed) => decrypt(signIn, sealed),
  };
}

/** A key for one use, and for no other. */
export function deriveKey(secret: Uint8Array | string, use: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", `civicproof/v2/office/${use}`, KEY_BYTES));
}

function hmac(key: Uint8Array, text: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(text).digest());
}

/** AES-256-GCM: nonce, tag, ciphertext. */
export function encrypt(key: Uint8Array, text: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
}

/** @throws InvalidInputError for anything that this key has not sealed */
export function decrypt(key: Uint8Array, sealed: Uint8Array): string {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new InvalidInputError({ path: "subjectKey", expected: "the key under which this was sealed" });
  }
}
