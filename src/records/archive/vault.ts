/** Encryption of what a record says: AES-256-GCM under a key that is used for one version only. */
import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from "node:crypto";
import { bytesToIntegerBE, uint32ToBytesBE } from "../../core/bytes.ts";
import type { FieldElement } from "../../core/field.ts";
import type { ReadingJson } from "../device.ts";
import { RecordTamperedError } from "../refusals.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;
/** Bytes of a record's pseudonym: below 2^248. */
export const RECORD_ID_BYTES = 31;

/** What is encrypted. */
export interface RecordBody {
  /** The agency's own name of the record. */
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Decimal string. */
  readonly holderCommitment?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly claimsFrom?: number;
  /** Where the record is a reading; `fields` is empty then. */
  readonly reading?: ReadingJson;
  /** Hexadecimal. */
  readonly salt: string;
  /** Hexadecimal. */
  readonly fieldsSalt: string;
}

/** Random bytes in large draws: a call of the system for each record would cost more than the rest. */
export function createRandomPool(size = 65_536): (length: number) => Uint8Array {
  const pool = new Uint8Array(size);
  let used = size;
  return (length) => {
    if (used + length > size) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.slice(used, used + length);
    // What was given out stays nowhere else.
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}

/** Encrypts a body; bound to its record and version. */
export function seal(
  body: RecordBody,
  { key, iv, binding }: { readonly key: Uint8Array; readonly iv: Uint8Array; readonly binding: Uint8Array },
): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(binding);
  return Buffer.concat([iv, cipher.update(JSON.stringify(body), "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/** @throws RecordTamperedError when the key, the record or the version is another one, or a bit changed */
export function unseal(
  sealed: Uint8Array,
  { key, binding }: { readonly key: Uint8Array; readonly binding: Uint8Array },
): RecordBody {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(binding);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const text = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES), undefined, "utf8");
    return JSON.parse(text + decipher.final("utf8")) as RecordBody;
  } catch (cause) {
    throw new RecordTamperedError({ message: "The stored record can't be decrypted", cause });
  }
}

/** What ties a sealed body to its place. */
export function bindingOf(recordId: Uint8Array, version: number): Uint8Array {
  const binding = new Uint8Array(RECORD_ID_BYTES + 4);
  binding.set(recordId);
  binding.set(uint32ToBytesBE(version), RECORD_ID_BYTES);
  return binding;
}

/** The pseudonym of a record: HMAC-SHA256 of the agency's own name under a secret of the store, 31 bytes. */
export function pseudonym(secret: Uint8Array, id: string): Uint8Array {
  const digest = createHmac("sha256", secret).update("record-id\0").update(id.normalize("NFC"), "utf8").digest();
  return Uint8Array.from(digest.subarray(0, RECORD_ID_BYTES));
}

/** Tells whether an import brings what is stored already, without reading it. */
export function fingerprint(secret: Uint8Array, content: string): Uint8Array {
  return Uint8Array.from(
    createHmac("sha256", secret).update("content\0").update(content, "utf8").digest().subarray(0, 16),
  );
}

export const recordIdOf = (bytes: Uint8Array): FieldElement => bytesToIntegerBE(bytes) as FieldElement;
