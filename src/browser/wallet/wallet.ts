/**
 * What a holder keeps: one secret and the credentials over its commitment. Every record is encrypted with an AES-GCM
 * key that the browser never hands out; every change is one transaction.
 */

import * as v from "valibot";
import { bytesToHex } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { toField } from "../../core/field.ts";
import { decode, parseJson } from "../../core/json.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { type Credential, credentialShape, parseCredential } from "../../credentials/credential/credential.ts";
import {
  checkHolderSecret,
  generateHolderSecret,
  type HolderSecret,
  toHolderSecret,
} from "../../credentials/credential/holder.ts";
import { BackupError, openBackup, sealBackup } from "./backup.ts";
import { type Database, openDatabase, StorageUnavailableError, type Stores } from "./database.ts";
import { readRecoveryCode, recoveryCode } from "./recovery-code.ts";

/** A credential in the wallet. */
export interface StoredCredential {
  /** Random; names the record, tells nothing. */
  readonly id: string;
  readonly credential: Credential;
}

/** A holder's storage in this browser. */
export interface Wallet {
  /** The holder's secret; made when it is asked for the first time. @throws StorageDamagedError, StorageFullError … */
  holderSecret(): Promise<HolderSecret>;
  /** All credentials, oldest first. @throws StorageDamagedError */
  credentials(): Promise<readonly StoredCredential[]>;
  /**
   * Keeps a credential; the same one again changes nothing. It is on disk when the promise resolves.
   *
   * @throws CredentialMalformedError for anything else
   * @throws HolderSecretMismatchError when it was issued to another secret
   * @throws StorageFullError when there is no space; nothing was changed then
   */
  addCredential(credential: unknown): Promise<StoredCredential>;
  removeCredential(id: string): Promise<void>;
  /** Everything, encrypted with a passphrase of at least 12 characters. @throws BackupError for a shorter one */
  exportBackup(options: { readonly passphrase: string }): Promise<string>;
  /**
   * Takes over a backup: first the secret, then all credentials in one step. After an interruption, import it again.
   *
   * @throws BackupError for another file, a damaged one or a wrong passphrase
   * @throws WalletOccupiedError when this wallet has another secret already
   */
  importBackup(backup: string, options: { readonly passphrase: string }): Promise<{ readonly added: number }>;
  /** The secret in groups of characters, for a sheet of paper; see `recoveryCode`. */
  recoverySheet(): Promise<readonly string[]>;
  /** Takes the secret from a sheet of paper. @throws RecoveryCodeError, WalletOccupiedError */
  restoreSecret(code: string): Promise<void>;
  close(): void;
}

const SECRET = "secret";
const KEY = "main";
const NONCE_BYTES = 12;
/** More than anybody has, and few enough to read all of them. */
const MAX_CREDENTIALS = 500;

interface SealedRecord {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/**
 * Opens the wallet of this origin, and makes it when there is none. Asks the browser not to evict it.
 *
 * @throws StorageUnavailableError where IndexedDB or Web Crypto is missing or refused
 */
export async function openWallet({ name = "civicproof-wallet" }: { readonly name?: string } = {}): Promise<Wallet> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new StorageUnavailableError({ expected: "Web Crypto, which browsers offer over https only" });
  }
  const database = await openDatabase(name);
  const key = await ownKey(database);
  await globalThis.navigator?.storage?.persist?.().catch(() => false);

  const seal = async (id: string, text: string): Promise<SealedRecord> => {
    const nonce = randomBytes(NONCE_BYTES) as Uint8Array<ArrayBuffer>;
    return { nonce, data: await crypto.subtle.encrypt(gcm(id, nonce), key, new TextEncoder().encode(text)) };
  };
  const unseal = async (id: string, record: unknown): Promise<string> => {
    try {
      const { nonce, data } = record as SealedRecord;
      return new TextDecoder().decode(await crypto.subtle.decrypt(gcm(id, nonce), key, data));
    } catch (cause) {
      throw new StorageDamagedError({ path: id, cause });
    }
  };

  const read = <T>(steps: (stores: Stores) => Promise<T>): Promise<T> => database.transact("readonly", steps);
  const write = <T>(steps: (stores: Stores) => Promise<T>): Promise<T> => database.transact("readwrite", steps);

  const storedSecret = async (): Promise<HolderSecret | undefined> => {
    const record = await read((stores) => stores("records").get(SECRET));
    return record === undefined ? undefined : toHolderSecret(await unseal(SECRET, record));
  };

  /** Puts a secret where there is none, and answers what is there afterwards: two tabs agree on one. */
  const settleSecret = async (candidate: HolderSecret): Promise<HolderSecret> => {
    const sealed = await seal(SECRET, String(candidate));
    const found = await write(async (stores) => {
      const present = await stores("records").get(SECRET);
      if (present === undefined) await stores("records").put(SECRET, sealed);
      return present;
    });
    return found === undefined ? candidate : toHolderSecret(await unseal(SECRET, found));
  };

  const takeSecret = async (secret: HolderSecret): Promise<void> => {
    if ((await settleSecret(secret)) !== secret) {
      throw new WalletOccupiedError({
        message: "This wallet already belongs to another secret. Open the backup in an empty wallet",
      });
    }
  };

  const credentials = async (): Promise<readonly StoredCredential[]> => {
    const entries = await read((stores) => stores("records").entries());
    const opened = await Promise.all(
      entries
        .filter(([id]) => id !== SECRET)
        .map(async ([id, record]) => ({ id, ...readStored(await unseal(id, record)) })),
    );
    return opened.sort((a, b) => a.order - b.order).map(({ id, credential }) => ({ id, credential }));
  };

  const holderSecret = async (): Promise<HolderSecret> =>
    (await storedSecret()) ?? settleSecret(generateHolderSecret());

  /** Adds those that are not there yet, all in one transaction. */
  const addAll = async (added: readonly Credential[]): Promise<readonly StoredCredential[]> => {
    const present = await credentials();
    const known = new Map(present.map((stored) => [JSON.stringify(stored.credential.signature), stored]));
    const fresh: { stored: StoredCredential; sealed: SealedRecord }[] = [];
    for (const credential of added) {
      const signature = JSON.stringify(credential.signature);
      if (known.has(signature)) continue;
      const id = bytesToHex(randomBytes(16));
      const order = Date.now() * 1_000 + fresh.length;
      fresh.push({ stored: { id, credential }, sealed: await seal(id, JSON.stringify({ order, credential })) });
      known.set(signature, { id, credential });
    }
    await write(async (stores) => {
      await Promise.all(fresh.map(({ stored, sealed }) => stores("records").put(stored.id, sealed)));
    });
    return added.map((credential) => known.get(JSON.stringify(credential.signature))!);
  };

  return {
    holderSecret,
    credentials,
    async addCredential(value) {
      const credential = parseCredential(value);
      checkHolderSecret(await holderSecret(), toField(credential.holderCommitment));
      return (await addAll([credential]))[0]!;
    },
    async removeCredential(id) {
      if (id !== SECRET) await write((stores) => stores("records").delete(id));
    },
    async exportBackup({ passphrase }) {
      const secret = await holderSecret();
      const content = {
        civicproof: "wallet/v2",
        holderSecret: String(secret),
        credentials: (await credentials()).map(({ credential }) => credential),
      };
      return sealBackup(JSON.stringify(content), passphrase);
    },
    async importBackup(backup, { passphrase }) {
      const content = readContent(await openBackup(backup, passphrase));
      await takeSecret(content.holderSecret);
      const before = (await credentials()).length;
      await addAll(content.credentials);
      return { added: (await credentials()).length - before };
    },
    recoverySheet: async () => recoveryCode(await holderSecret()),
    restoreSecret: async (code) => takeSecret(readRecoveryCode(code)),
    close: () => database.close(),
  };
}

/** The wallet's key: made once, kept by the browser as a handle that encrypts but can't be read. */
async function ownKey(database: Database): Promise<CryptoKey> {
  const candidate = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return database.transact("readwrite", async (stores) => {
    const present = (await stores("keys").get(KEY)) as CryptoKey | undefined;
    if (present === undefined) await stores("keys").put(KEY, candidate);
    return present ?? candidate;
  });
}

/** The record's name is authenticated: records can't be exchanged for each other. */
function gcm(id: string, nonce: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(`civicproof/v2/wallet-record ${id}`) };
}

function readStored(text: string): { readonly order: number; readonly credential: Credential } {
  const { order, credential } = JSON.parse(text) as { order: number; credential: unknown };
  return { order, credential: parseCredential(credential) };
}

const contentShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("wallet/v2"),
    holderSecret: v.string(),
    credentials: v.pipe(v.array(credentialShape), v.maxLength(MAX_CREDENTIALS)),
  }),
);

/** What a backup holds. @throws BackupError when it is not what this library wrote */
function readContent(text: string): {
  readonly holderSecret: HolderSecret;
  readonly credentials: readonly Credential[];
} {
  const limits = { maxDepth: 6, maxNodes: 64 * MAX_CREDENTIALS };
  const json = parseJson(text, 10_000_000, BackupError);
  const content = decode(contentShape, json, { Refusal: BackupError, path: "backup", limits });
  try {
    const holderSecret = toHolderSecret(content.holderSecret);
    const credentials = content.credentials.map(parseCredential);
    for (const { holderCommitment } of credentials) checkHolderSecret(holderSecret, toField(holderCommitment));
    return { holderSecret, credentials };
  } catch (cause) {
    throw new BackupError({ message: "The backup holds credentials that do not belong to its secret", cause });
  }
}

/**
 * A stored record does not decrypt under the wallet's key.
 *
 * What to do: restore the wallet from its backup.
 */
export class StorageDamagedError extends /* @__PURE__ */ refusal(
  "STORAGE_DAMAGED",
  "StorageDamagedError",
  "A stored record is damaged",
) {}

/**
 * The wallet holds another secret: replacing it would lose every credential that belongs to it.
 *
 * What to do: open the backup in an empty wallet.
 */
export class WalletOccupiedError extends /* @__PURE__ */ refusal(
  "WALLET_OCCUPIED",
  "WalletOccupiedError",
  "The wallet belongs to another secret",
) {}
