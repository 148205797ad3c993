/**
 * What a holder keeps: one secret and the credentials over its commitment. Every record is encrypted with an AES-GCM
 * key that the browser never hands out; every change is one transaction.
 */

import * as v from "valibot";
import { bytesToHex } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { toField } from "../../core/field.ts";
import { decode, InvalidInputError, parseJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { randomBytes, utf8Decoder } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { integer, text, textLike } from "../../core/shapes.ts";
import { type Credential, credentialShape, parseCredential } from "../../credentials/credential/credential.ts";
import {
  checkHolderSecret,
  findCounter,
  generateHolderSecret,
  type HolderCommitment,
  type HolderSecret,
  HolderSecretMismatchError,
  holderCommitment,
  MAX_COMMITMENTS,
  toHolderSecret,
} from "../../credentials/credential/holder.ts";
import type { AnsweredQuestion } from "../../presentation/proof/describe-request.ts";
import { BackupError, openBackup, sealBackup } from "./backup.ts";
import { type Database, type Layout, openDatabase, StorageUnavailableError, type Stores } from "./database.ts";
import { MAX_RECEIPTS, type Receipt, readReceipts, receiptShape } from "./receipts.ts";
import { readRecoveryCode, recoveryCode } from "./recovery-code.ts";

/** A credential in the wallet. */
export interface StoredCredential {
  /** Random; names the record, tells nothing. */
  readonly id: string;
  readonly credential: Credential;
}

/** A holder's storage in this browser. */
export interface Wallet {
  /**
   * The holder's secret; made when it is asked for the first time.
   *
   * @throws StorageDamagedError when it is gone or can't be read: another one would make every credential useless, and
   * the holder a second person. The backup (`importBackup`) or the recovery sheet (`restoreSecret`) brings it back
   * @throws StorageFullError …
   */
  holderSecret(): Promise<HolderSecret>;
  /**
   * The commitment to hand to an issuer: always the same one for one issuer, and another for each, so that issuers can't
   * join their files by it (protocol P-6). After a recovery the numbers are taken from backup and credentials.
   *
   * @param issuer the issuer's public key, as in its credentials
   * @throws StorageDamagedError … as {@link Wallet.holderSecret}
   */
  commitmentFor(issuer: string): Promise<HolderCommitment>;
  /**
   * The counter of that commitment, for whoever makes it from secret and counter: `receiveCredential` of `civicproof/offer`.
   *
   * @param issuer the issuer's public key, or another mark of 64 hexadecimal characters that is always the issuer's
   * @throws StorageDamagedError … as {@link Wallet.holderSecret}
   */
  counterFor(issuer: string): Promise<number>;
  /** Questions that were answered from this wallet, oldest first, for `openRequest`'s `answered`. @throws StorageDamagedError */
  questionsAsked(): Promise<readonly AnsweredQuestion[]>;
  /** Keeps a question as answered (`questionOf`); call it before the answer is sent. @throws StorageFullError … */
  rememberQuestion(question: AnsweredQuestion): Promise<void>;
  /** What was proven from this wallet, newest first. @throws StorageDamagedError */
  receipts(): Promise<readonly Receipt[]>;
  /** Keeps a receipt. @throws InvalidInputError for anything else; StorageFullError … */
  addReceipt(receipt: Receipt): Promise<void>;
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
   * Takes over a backup: first the secret, then all credentials in one step. After an interruption, import it again. In a
   * wallet that lost its secret, records that can't be read any more are removed.
   *
   * @throws BackupError for another file, a damaged one or a wrong passphrase
   * @throws WalletOccupiedError when this wallet has another secret already
   */
  importBackup(backup: string, options: { readonly passphrase: string }): Promise<{ readonly added: number }>;
  /** The secret in groups of characters, for a sheet of paper; see `recoveryCode`. */
  recoverySheet(): Promise<readonly string[]>;
  /**
   * Takes the secret from a sheet of paper; what {@link Wallet.importBackup} says about a damaged wallet holds here too.
   *
   * @throws RecoveryCodeError; WalletOccupiedError when this wallet, or a credential in it, belongs to another secret
   */
  restoreSecret(code: string): Promise<void>;
  close(): void;
}

/**
 * `keys` holds the wallet's CryptoKey; encrypted with it are `records`, the secret and the credentials, and `notes`, what
 * the wallet has to remember about issuers and verifiers. Version 2 added `notes`.
 */
type WalletStore = "keys" | "records" | "notes";
const LAYOUT: Layout<WalletStore> = { version: 2, stores: ["keys", "records", "notes"] };
type WalletStores = Stores<WalletStore>;

const SECRET = "secret";
/** The notes. */
const COMMITMENTS = "commitments";
const QUESTIONS = "questions";
const RECEIPTS = "receipts";
const KEY = "main";
const NONCE_BYTES = 12;
/** More than anybody has, and few enough to read all of them. */
const MAX_CREDENTIALS = 500;

/** More than anybody answers; the oldest go first. */
const MAX_QUESTIONS = 2_000;

interface SealedRecord {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/**
 * Opens the wallet of this origin, and makes it when there is none. Asks the browser not to evict it.
 *
 * @throws StorageUnavailableError where IndexedDB or Web Crypto is missing or refused
 */
export async function openWallet(options: { readonly name?: string } = {}): Promise<Wallet> {
  const { name = "civicproof-wallet" } = own(options);
  if (globalThis.crypto?.subtle === undefined) {
    throw new StorageUnavailableError({ expected: "Web Crypto, which browsers offer over https only" });
  }
  const database = await openDatabase(name, LAYOUT);
  const key = await ownKey(database);
  await globalThis.navigator?.storage?.persist?.().catch(() => false);

  const seal = async (id: string, text: string): Promise<SealedRecord> => {
    const nonce = randomBytes(NONCE_BYTES) as Uint8Array<ArrayBuffer>;
    return { nonce, data: await crypto.subtle.encrypt(gcm(id, nonce), key, new TextEncoder().encode(text)) };
  };
  const unseal = async (id: string, record: unknown): Promise<string> => {
    try {
      const { nonce, data } = record as SealedRecord;
      return utf8Decoder().decode(await crypto.subtle.decrypt(gcm(id, nonce), key, data));
    } catch (cause) {
      throw new StorageDamagedError({ path: id, cause });
    }
  };

  const read = <T>(steps: (stores: WalletStores) => Promise<T>): Promise<T> => database.transact("readonly", steps);
  const write = <T>(steps: (stores: WalletStores) => Promise<T>): Promise<T> => database.transact("readwrite", steps);

  const storedSecret = async (): Promise<HolderSecret | undefined> => {
    const record = await read((stores) => stores("records").get(SECRET));
    return record === undefined ? undefined : toHolderSecret(await unseal(SECRET, record));
  };

  /** Makes the first secret, and answers what is there afterwards: two tabs agree on one. */
  const makeSecret = async (): Promise<HolderSecret> => {
    const candidate = generateHolderSecret();
    const sealed = await seal(SECRET, String(candidate));
    const found = await write(async (stores) => {
      const present = await stores("records").get(SECRET);
      if (present !== undefined) return present;
      // Where there is anything, there was a secret.
      const others = (await stores("records").count()) + (await stores("notes").count());
      if (others > 0) throw lostSecret();
      await stores("records").put(SECRET, sealed);
      return undefined;
    });
    return found === undefined ? candidate : toHolderSecret(await unseal(SECRET, found));
  };

  /** Puts a secret where there is none that can be read, provided that the credentials are its own. */
  const takeSecret = async (secret: HolderSecret): Promise<void> => {
    const found = await read((stores) => stores("records").get(SECRET));
    const present = found === undefined ? undefined : await unseal(SECRET, found).catch(damaged);
    if (present === String(secret)) return;
    const { kept, lost } = await sortRecords();
    const lostNotes = await unreadableNotes();
    if (present !== undefined || !kept.every(({ credential }) => isOwn(secret, credential))) {
      throw new WalletOccupiedError({
        message: "This wallet already belongs to another secret. Open the backup in an empty wallet",
      });
    }
    const sealed = await seal(SECRET, String(secret));
    const isTaken = await write(async (stores) => {
      if (!isSameRecord(await stores("records").get(SECRET), found)) return false;
      await Promise.all(lost.map((id) => stores("records").delete(id)));
      await Promise.all(lostNotes.map((id) => stores("notes").delete(id)));
      await stores("records").put(SECRET, sealed);
      return true;
    });
    // Another tab was quicker.
    if (!isTaken) await takeSecret(secret);
  };

  const credentialRecords = async () =>
    (await read((stores) => stores("records").entries())).filter(([id]) => id !== SECRET);

  const open = async ([id, record]: readonly [id: string, record: unknown]) => ({
    id,
    ...readStored(await unseal(id, record)),
  });

  /** Credentials that can be read, and the names of records that can't. */
  const sortRecords = async () => {
    const entries = await credentialRecords();
    const opened = await Promise.all(entries.map((entry) => open(entry).catch(damaged)));
    return {
      kept: opened.filter((stored) => stored !== undefined),
      lost: entries.flatMap(([id], i) => (opened[i] === undefined ? [id] : [])),
    };
  };

  const unreadableNotes = async (): Promise<readonly string[]> => {
    const entries = await read((stores) => stores("notes").entries());
    const opened = await Promise.all(entries.map(([id, record]) => unseal(id, record).catch(damaged)));
    return entries.flatMap(([id], i) => (opened[i] === undefined ? [id] : []));
  };

  const credentials = async (): Promise<readonly StoredCredential[]> => {
    const opened = await Promise.all((await credentialRecords()).map(open));
    return opened.sort((a, b) => a.order - b.order).map(({ id, credential }) => ({ id, credential }));
  };

  const holderSecret = async (): Promise<HolderSecret> => (await storedSecret()) ?? makeSecret();

  const readNote = async (id: string): Promise<{ readonly record: unknown; readonly text: string | undefined }> => {
    const record = await read((stores) => stores("notes").get(id));
    return { record, text: record === undefined ? undefined : await unseal(id, record) };
  };

  /** Changes a note; when another tab has changed it meanwhile, once more. */
  const changeNote = async (id: string, change: (text: string | undefined) => Promise<string>): Promise<string> => {
    for (;;) {
      const { record, text } = await readNote(id);
      const changed = await change(text);
      if (changed === text) return changed;
      const sealed = await seal(id, changed);
      const isDone = await write(async (stores) => {
        if (!isSameRecord(await stores("notes").get(id), record)) return false;
        await stores("notes").put(id, sealed);
        return true;
      });
      if (isDone) return changed;
    }
  };

  const questionsAsked = async (): Promise<readonly AnsweredQuestion[]> =>
    readQuestions((await readNote(QUESTIONS)).text);

  const addQuestions = (added: readonly AnsweredQuestion[]): Promise<string> =>
    changeNote(QUESTIONS, async (text) => {
      const known = new Map(readQuestions(text).map((question) => [JSON.stringify(question), question]));
      for (const { verifier, programme, policyHash, today, period } of added) {
        const question = { verifier, programme, policyHash, today, period };
        known.set(JSON.stringify(question), question);
      }
      return JSON.stringify([...known.values()].slice(-MAX_QUESTIONS));
    });

  const addReceipts = (added: readonly Receipt[]): Promise<string> =>
    changeNote(RECEIPTS, async (note) => {
      const known = new Map([...readReceipts(note), ...added].map((receipt) => [JSON.stringify(receipt), receipt]));
      return JSON.stringify([...known.values()].slice(-MAX_RECEIPTS));
    });

  /** The numbers of commitments, those of the credentials included. */
  const readCounters = async (secret: HolderSecret, text: string | undefined): Promise<Counters> => {
    const noted: Counters = text === undefined ? { next: 0, byIssuer: {} } : (JSON.parse(text) as Counters);
    const byIssuer = new Map(Object.entries(noted.byIssuer));
    for (const { credential } of await credentials()) {
      if (!byIssuer.has(credential.issuer))
        byIssuer.set(credential.issuer, findCounter(secret, toField(credential.holderCommitment)));
    }
    return { next: noted.next, byIssuer: Object.fromEntries(byIssuer) };
  };

  const counterFor = async (issuer: string): Promise<number> => {
    if (typeof issuer !== "string" || !ISSUER.test(issuer))
      throw new InvalidInputError({ path: "issuer", expected: "a public key of 64 hexadecimal characters" });
    const secret = await holderSecret();
    const noted = await changeNote(COMMITMENTS, async (text) =>
      JSON.stringify(withIssuer(await readCounters(secret, text), issuer)),
    );
    return (JSON.parse(noted) as Counters).byIssuer[issuer]!;
  };

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
    questionsAsked,
    async rememberQuestion(question) {
      await addQuestions([question]);
    },
    receipts: async () => [...readReceipts((await readNote(RECEIPTS)).text)].reverse(),
    async addReceipt(receipt) {
      await addReceipts([decode(receiptShape, receipt, { Refusal: InvalidInputError, path: "receipt" }) as Receipt]);
    },
    counterFor,
    commitmentFor: async (issuer) => holderCommitment(await holderSecret(), await counterFor(issuer)),
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
        commitments: await readCounters(secret, (await readNote(COMMITMENTS)).text),
        questions: await questionsAsked(),
        receipts: readReceipts((await readNote(RECEIPTS)).text),
      };
      return sealBackup(JSON.stringify(content), passphrase);
    },
    async importBackup(backup, { passphrase }) {
      const content = readContent(await openBackup(backup, passphrase));
      await takeSecret(content.holderSecret);
      const before = (await credentials()).length;
      await addAll(content.credentials);
      await changeNote(COMMITMENTS, async (text) => {
        const { next, byIssuer } = await readCounters(content.holderSecret, text);
        const { commitments } = content;
        return JSON.stringify({
          next: Math.max(next, commitments.next),
          byIssuer: { ...commitments.byIssuer, ...byIssuer },
        });
      });
      await addQuestions(content.questions);
      await addReceipts(content.receipts);
      return { added: (await credentials()).length - before };
    },
    recoverySheet: async () => recoveryCode(await holderSecret()),
    async restoreSecret(code) {
      await takeSecret(readRecoveryCode(code));
      // Nobody knows any more which numbers issuers have seen: a low one could be another issuer's.
      await changeNote(COMMITMENTS, async (text) => text ?? JSON.stringify({ next: randomCounter(), byIssuer: {} }));
    },
    close: () => database.close(),
  };
}

/** Which commitment an issuer has, and the number from which on those are free that no issuer has. */
interface Counters {
  readonly next: number;
  readonly byIssuer: Readonly<Record<string, number>>;
}

const ISSUER = /^[0-9a-f]{64}$/;

/** The issuer with its number, a new one where it has none. @throws InvalidInputError when all are in use */
function withIssuer({ next, byIssuer }: Counters, issuer: string): Counters {
  if (Object.hasOwn(byIssuer, issuer)) return { next, byIssuer };
  const used = new Set(Object.values(byIssuer));
  for (let tried = 0; tried < MAX_COMMITMENTS; tried++) {
    const counter = (next + tried) % MAX_COMMITMENTS;
    if (!used.has(counter))
      return { next: (counter + 1) % MAX_COMMITMENTS, byIssuer: { ...byIssuer, [issuer]: counter } };
  }
  throw new InvalidInputError({ path: "issuer", expected: `at most ${MAX_COMMITMENTS} issuers` });
}

/** Somewhere in the middle: low numbers are the likely ones of before. */
function randomCounter(): number {
  const [high = 0, low = 0] = randomBytes(2);
  return 64 + ((high * 256 + low) % (MAX_COMMITMENTS - 64));
}

function lostSecret(): StorageDamagedError {
  return new StorageDamagedError({
    path: SECRET,
    message: "The wallet's secret is gone; a backup or the recovery sheet brings it back",
  });
}

/** For what can't be read: nothing. */
function damaged(error: unknown): undefined {
  if (error instanceof StorageDamagedError) return;
  throw error;
}

function isOwn(secret: HolderSecret, { holderCommitment: commitment }: Credential): boolean {
  try {
    checkHolderSecret(secret, toField(commitment));
    return true;
  } catch (error) {
    if (error instanceof HolderSecretMismatchError) return false;
    throw error;
  }
}

/** Each time that a record is written it has another nonce. */
function isSameRecord(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return bytesToHex((a as SealedRecord).nonce) === bytesToHex((b as SealedRecord).nonce);
}

function readQuestions(text: string | undefined): readonly AnsweredQuestion[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly AnsweredQuestion[]);
}

/** The wallet's key: made once, kept by the browser as a handle that encrypts but can't be read. */
async function ownKey(database: Database<WalletStore>): Promise<CryptoKey> {
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

const counter = /* @__PURE__ */ pure(() => integer(0, MAX_COMMITMENTS - 1));
const line = /* @__PURE__ */ pure(() => text(0, 300));

const contentShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("wallet/v2"),
    holderSecret: v.string(),
    credentials: v.pipe(v.array(credentialShape), v.maxLength(MAX_CREDENTIALS)),
    commitments: v.strictObject({ next: counter, byIssuer: v.record(textLike(ISSUER, "a public key"), counter) }),
    questions: v.pipe(
      v.array(v.strictObject({ verifier: line, programme: line, policyHash: line, today: line, period: v.number() })),
      v.maxLength(MAX_QUESTIONS),
    ),
    // Backups of before had none.
    receipts: v.exactOptional(v.pipe(v.array(receiptShape), v.maxLength(MAX_RECEIPTS))),
  }),
);

/** What a backup holds. @throws BackupError when it is not what this library wrote */
function readContent(text: string): {
  readonly holderSecret: HolderSecret;
  readonly credentials: readonly Credential[];
  readonly commitments: Counters;
  readonly questions: readonly AnsweredQuestion[];
  readonly receipts: readonly Receipt[];
} {
  const limits = { maxDepth: 6, maxNodes: 64 * MAX_CREDENTIALS + 8 * MAX_QUESTIONS + 24 * MAX_RECEIPTS };
  const json = parseJson(text, 10_000_000, BackupError);
  const content = decode(contentShape, json, { Refusal: BackupError, path: "backup", limits });
  try {
    const holderSecret = toHolderSecret(content.holderSecret);
    const credentials = content.credentials.map(parseCredential);
    for (const { holderCommitment } of credentials) checkHolderSecret(holderSecret, toField(holderCommitment));
    const { commitments, questions, receipts = [] } = content;
    return { holderSecret, credentials, commitments, questions, receipts: receipts as readonly Receipt[] };
  } catch (cause) {
    throw new BackupError({ message: "The backup holds credentials that do not belong to its secret", cause });
  }
}

/**
 * A stored record does not decrypt under the wallet's key, or the secret is gone while other records are there.
 *
 * What to do: restore the wallet from its backup or from the recovery sheet.
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
