/** A record store: what it is made of, opening it, and reading single records. */

import { bytesToIntegerBE, hexToBytes } from "../../core/bytes.ts";
import { migrate } from "../../core/database/migrate.ts";
import type { SqlConnection, SqlDatabase, SqlValue } from "../../core/database/sql.ts";
import { type CivicproofError, refusal } from "../../core/errors.ts";
import { type FieldElement, fieldFromBytes, toField } from "../../core/field.ts";
import { ownWith } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { parseSchema, schemaId } from "../../credentials/credential/schema.ts";
import { poseidonHasher } from "../../engine/poseidon/hasher.ts";
import type { PoseidonPool } from "../../engine/poseidon/pool.ts";
import { hashReading, parseReading } from "../device.ts";
import { encodeRecord, envelopeOf, type OpenedRecord, type RecordEnvelope } from "../record.ts";
import { RecordError } from "../refusals.ts";
import { parseRetentionClass, type RetentionClass } from "../retention-class.ts";
import { writeEvent } from "./events.ts";
import { type KeyStore, SECRET_ID, type StorePairing } from "./keys.ts";
import {
  countMissing,
  type DatabasePairing,
  describeMismatch,
  isPair,
  type MissingParts,
  newPairing,
  nextPairing,
  RecordKeysForeignError,
  readPairing,
  writePairing,
} from "./pairing.ts";
import type { HashMany } from "./register.ts";
import { RECORD_TABLES, STATE } from "./tables.ts";
import { bindingOf, KEY_BYTES, pseudonym, type RecordBody, recordIdOf, unseal } from "./vault.ts";
import { createWriter, type Writer } from "./writer.ts";

/** An open record store. */
export interface RecordStore {
  readonly database: SqlDatabase;
  readonly keys: KeyStore;
  readonly hashMany: HashMany;
  /** Where the raw data is kept, for example `at-vienna-dc1`. */
  readonly residency: string;
  /** Makes pseudonyms of the agency's own names. */
  readonly secret: Uint8Array;
  /** Makes changes one after the other. */
  readonly writer: Writer;
  /** What was missing when the store was opened with `acceptOlderCopy` and had to be. */
  readonly restored?: MissingParts;
  readonly close: () => Promise<void>;
}

/** Refuses what {@link openRecordStore} did not return. @throws InvalidInputError */
export function requireStore(store: RecordStore): void {
  ownWith(store, "database", "keys", "writer");
}

/** Options of {@link openRecordStore}. */
export interface OpenRecordStoreOptions {
  readonly database: SqlDatabase;
  readonly keys: KeyStore;
  /** Needed when the store is made; later it must be the same, or left out. */
  readonly residency?: string;
  /** Threads for hashing; the calling thread by default. The store doesn't close it. */
  readonly pool?: PoseidonPool;
  /**
   * Goes on although database and keys are of different moments, because one of them is an older copy and what is newer
   * is lost. What is missing is written into the journal. By default such a pair is refused.
   */
  readonly acceptOlderCopy?: { readonly nowSeconds: number };
}

/**
 * Opens a record store, makes it if it is new, and finishes what a killed process left: an erasure that had begun, keys
 * whose records were never stored. Both were noted before; nothing else is ever destroyed here.
 *
 * @throws ResidencyError when the store is in another place than given
 * @throws RecordKeysForeignError when the keys belong to another store
 * @throws RecordStoreMismatchError when database and keys are of different moments; it says what is missing
 * @throws DatabaseVersionNewerError when a newer release has changed the tables
 * @throws DatabaseUnavailableError
 */
export async function openRecordStore(options: OpenRecordStoreOptions): Promise<RecordStore> {
  const { database, keys, residency, pool, acceptOlderCopy } = ownWith(options, "database", "keys");
  await migrate(database, RECORD_TABLES);
  const place = await readResidency(database);
  let restored: MissingParts | undefined;
  if (place === undefined) {
    if (residency === undefined || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(residency))
      throw new ResidencyError({ path: "residency", expected: "a label of lower-case letters, digits and hyphens" });
    await pairNew(database, keys, residency);
  } else {
    if (residency !== undefined && residency !== place)
      throw new ResidencyError({ path: "residency", expected: place, received: residency });
    restored = await checkPair(database, keys, acceptOlderCopy);
  }
  const secret = await keys.get(SECRET_ID);
  if (secret === undefined) throw new RecordKeysForeignError({ path: "keys", expected: "the keys of this store" });
  const writer = createWriter({ database, keys });
  await writer.alone(writer.finish);
  return {
    database,
    keys,
    writer,
    hashMany: pool?.hashMany ?? (async (arity, bytes) => poseidonHasher().hashMany(arity, bytes)),
    residency: place ?? residency!,
    ...(restored === undefined ? {} : { restored }),
    secret,
    async close() {
      await database.close();
      await keys.close();
    },
  };
}

async function readResidency(connection: SqlConnection): Promise<string | undefined> {
  const [row] = await connection.query<{ value: string }>("SELECT value FROM meta WHERE name = 'residency'");
  return row?.value;
}

/** A new database takes a new key file, or the one whose database a kill kept from being made. */
async function pairNew(database: SqlDatabase, keys: KeyStore, residency: string): Promise<void> {
  const known = await keys.pairing();
  const isUsed = (known?.change ?? 0) > 0 || (await keys.count()).keys > 0;
  if (isUsed) throw new RecordKeysForeignError({ path: "keys", expected: "a new key file for a new store" });
  const pairing = { ...newPairing(1), ...known };
  if ((await keys.get(SECRET_ID)) === undefined) await keys.note(pairing, [[SECRET_ID, randomBytes(KEY_BYTES)]]);
  await database.transaction(async (connection) => {
    await connection.insert("meta", ["name", "value"], [["residency", residency]]);
    await writePairing(connection, pairing);
  });
}

/** @returns what is missing, where an older copy was accepted @throws RecordKeysForeignError, RecordStoreMismatchError */
async function checkPair(
  database: SqlDatabase,
  keys: KeyStore,
  acceptOlderCopy: OpenRecordStoreOptions["acceptOlderCopy"],
): Promise<MissingParts | undefined> {
  const ofDatabase = (await readPairing(database)) ?? (await pairUnversioned(database, keys));
  const ofKeys = await keys.pairing();
  if (ofKeys === undefined) throw new RecordKeysForeignError({ path: "keys", expected: "the keys of this store" });
  if (ofKeys.store !== ofDatabase.store)
    throw new RecordKeysForeignError({
      path: "keys",
      expected: `keys of store ${ofDatabase.store}`,
      received: `keys of store ${ofKeys.store}`,
    });
  const [minted] = await database.query("SELECT first FROM minted");
  // What the keys know to be stored and the database has only noted: a copy from in between.
  const isBehind = minted !== undefined && ofKeys.isSettled && ofKeys.change === ofDatabase.change;
  if (isPair(ofDatabase, ofKeys) && !isBehind) return undefined;
  const missing = await countMissing(database, keys);
  if (acceptOlderCopy === undefined) throw describeMismatch(ofDatabase, ofKeys, missing);
  await pairAgain(database, keys, { ofDatabase, ofKeys, missing, nowSeconds: acceptOlderCopy.nowSeconds });
  return missing;
}

/** Goes on with copies of different moments. Only keys of erased records are destroyed: an older key file has them again. */
async function pairAgain(
  database: SqlDatabase,
  keys: KeyStore,
  {
    ofDatabase,
    ofKeys,
    missing: { keysWithoutRecord, recordsWithoutKey },
    nowSeconds,
  }: {
    readonly ofDatabase: DatabasePairing;
    readonly ofKeys: StorePairing;
    readonly missing: MissingParts;
    readonly nowSeconds: number;
  },
): Promise<void> {
  const change = Math.max(ofDatabase.change, ofKeys.change);
  const nextId = Math.max(ofDatabase.nextId, (await keys.count()).lastId + 1);
  const pairing = nextPairing({ ...ofDatabase, change, nextId });
  await database.transaction(async (connection) => {
    await connection.execute("DELETE FROM minted");
    await writePairing(connection, pairing);
    await writeEvent(connection, {
      time: nowSeconds,
      action: "restore",
      detail: `${keysWithoutRecord} keys without record, ${recordsWithoutKey} records without key`,
    });
  });
  await keys.note({ ...pairing, isSettled: true });
  const erased = await database.query<{ id: number }>(`SELECT id FROM records WHERE state = ${STATE.erased}`);
  if (erased.length > 0) await keys.destroy(erased.map(({ id }) => id));
}

/** A store from before database and keys knew each other: they fit when the newest record opens. */
async function pairUnversioned(database: SqlDatabase, keys: KeyStore): Promise<DatabasePairing> {
  const [row] = await database.query<VersionRow>(
    `SELECT ${COLUMNS} FROM records WHERE body IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  const [last] = await database.query<{ last: number | null }>("SELECT max(id) AS last FROM records");
  const known = await keys.pairing();
  const pairing = { ...newPairing(Math.max(last?.last ?? 0, (await keys.count()).lastId) + 1), ...known };
  const key = await keys.get(row?.id ?? SECRET_ID);
  if (key === undefined || pairing.change > 0)
    throw new RecordKeysForeignError({ path: "keys", expected: "the keys of this store" });
  if (row !== undefined) unseal(row.body!, { key, binding: bindingOf(row.record_id, row.version) });
  await keys.note(pairing);
  await database.transaction((connection) => writePairing(connection, pairing));
  return pairing;
}

/** A schema with a retention class, as the store numbers it. */
export interface RecordKind {
  readonly kind: number;
  readonly schema: CredentialSchema;
  readonly schemaId: FieldElement;
  readonly retentionClass: RetentionClass;
}

interface KindRow {
  readonly kind: number;
  readonly schema_id: string;
  readonly schema_json: string;
  readonly class: string;
  readonly definition: string;
}

export async function listKinds(connection: SqlConnection): Promise<readonly RecordKind[]> {
  const rows = await connection.query<KindRow>(
    "SELECT kind, schema_id, schema_json, kinds.class AS class, definition FROM kinds JOIN classes ON classes.class = kinds.class ORDER BY kind",
  );
  return rows.map((row) => ({
    kind: row.kind,
    schema: parseSchema(JSON.parse(row.schema_json)),
    schemaId: toField(row.schema_id),
    retentionClass: parseRetentionClass(JSON.parse(row.definition)),
  }));
}

/** The kind of a schema and class; stored when it is new. @throws RecordError when the class has another definition */
export function ensureKind(
  { writer, database }: RecordStore,
  schema: CredentialSchema,
  retentionClass: RetentionClass,
): Promise<RecordKind> {
  return writer.alone(() => database.transaction((connection) => findOrAddKind(connection, schema, retentionClass)));
}

async function findOrAddKind(
  connection: SqlConnection,
  schema: CredentialSchema,
  retentionClass: RetentionClass,
): Promise<RecordKind> {
  const id = schemaId(schema);
  const definition = JSON.stringify(parseRetentionClass(retentionClass));
  const [known] = await connection.query<{ definition: string }>("SELECT definition FROM classes WHERE class = $1", [
    retentionClass.name,
  ]);
  if (known === undefined) {
    await connection.insert("classes", ["class", "definition"], [[retentionClass.name, definition]]);
  } else {
    const stored = JSON.stringify(parseRetentionClass(JSON.parse(known.definition)));
    if (stored !== definition)
      throw new RecordError({ path: "retentionClass", expected: stored, received: definition });
  }
  const kinds = await listKinds(connection);
  const found = kinds.find((each) => each.schemaId === id && each.retentionClass.name === retentionClass.name);
  if (found !== undefined) return found;
  const kind = kinds.length + 1;
  await connection.insert(
    "kinds",
    ["kind", "schema_id", "schema_json", "class"],
    [[kind, String(id), JSON.stringify(schema), retentionClass.name]],
  );
  return { kind, schema, schemaId: id, retentionClass };
}

/** A version as stored. */
export interface VersionRow {
  readonly id: number;
  readonly record_id: Uint8Array;
  readonly version: number;
  readonly kind: number;
  readonly created: number;
  readonly leaf: Uint8Array;
  readonly body: Uint8Array | null;
  readonly state: number;
  readonly reason: string | null;
  readonly changed: number | null;
}

const COLUMNS = "id, record_id, version, kind, created, leaf, body, state, reason, changed";

/** The versions of a record, the newest first. */
export function versionsOf(connection: SqlConnection, recordId: SqlValue): Promise<readonly VersionRow[]> {
  return connection.query<VersionRow>(`SELECT ${COLUMNS} FROM records WHERE record_id = $1 ORDER BY version DESC`, [
    recordId,
  ]);
}

/** All versions with ids from `first` to `last`. */
export function versionsBetween(
  connection: SqlConnection,
  first: number,
  last: number,
): Promise<readonly VersionRow[]> {
  return connection.query<VersionRow>(`SELECT ${COLUMNS} FROM records WHERE id >= $1 AND id <= $2`, [first, last]);
}

/**
 * One version of a record by the agency's own name.
 *
 * @param version the newest when left out
 * @throws RecordError when there is none
 */
export async function findVersion(
  store: RecordStore,
  reference: { readonly id: string; readonly version?: number | undefined },
): Promise<VersionRow> {
  requireStore(store);
  const { id, version } = ownWith(reference, "id");
  const rows = await versionsOf(store.database, pseudonym(store.secret, id));
  const row = version === undefined ? rows[0] : rows.find((each) => each.version === version);
  if (row === undefined) throw new RecordError({ path: "id", expected: "a record and version of this store" });
  return row;
}

/** A version with what it says. */
export interface StoredRecord {
  readonly row: VersionRow;
  readonly kind: RecordKind;
  readonly body: RecordBody;
  readonly envelope: RecordEnvelope;
  /** Undefined for a device's reading, which has no fields. */
  readonly opened: OpenedRecord | undefined;
}

/** Decrypts a version. @throws RecordErasedError once it is erased; RecordKeysForeignError when its key is missing; RecordTamperedError when it does not decrypt */
export async function openVersion(
  store: RecordStore,
  row: VersionRow,
  kinds?: readonly RecordKind[],
): Promise<StoredRecord> {
  const key = row.state === STATE.erased || row.body === null ? undefined : await store.keys.get(row.id);
  if (key === undefined) throw await withoutKey(store, row);
  const body = unseal(row.body!, { key, binding: bindingOf(row.record_id, row.version) });
  const kind = (kinds ?? (await listKinds(store.database))).find((each) => each.kind === row.kind)!;
  const salts = { salt: hexField(body.salt), fieldsSalt: hexField(body.fieldsSalt) };
  const place = { recordId: recordIdOf(row.record_id), version: row.version };
  if (body.reading !== undefined) {
    const envelope = { ...place, salt: salts.salt, fieldsHash: hashReading(parseReading(body.reading)) };
    return { row, kind, body, envelope, opened: undefined };
  }
  const opened = { ...encodeRecord(kind.schema, contentOf(body), kind.schemaId), ...salts, ...place };
  return { row, kind, body, envelope: envelopeOf(opened), opened };
}

/** Why a version has no key: it was erased, or is being erased, or the key is lost. */
async function withoutKey({ database }: RecordStore, { id, body }: VersionRow): Promise<CivicproofError> {
  const [row] = await database.query<{ state: number }>(
    "SELECT state FROM records WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.id = records.id)",
    [id],
  );
  if (body === null || row === undefined || row.state === STATE.erased) return new RecordErasedError({ path: "id" });
  return new RecordKeysForeignError({ path: "keys", expected: "a key for this record" });
}

/** What a body says, without its salts. */
export function contentOf(body: RecordBody) {
  const { fields, holderCommitment, validFrom, validUntil, claimsFrom } = body;
  return {
    fields,
    holderCommitment: holderCommitment === undefined ? undefined : toField(holderCommitment),
    validFrom,
    validUntil,
    claimsFrom,
  };
}

const hexField = (hex: string): FieldElement => bytesToIntegerBE(hexToBytes(hex)) as FieldElement;

/** The leaf of a version. */
export const leafOf = (row: VersionRow): FieldElement => fieldFromBytes(row.leaf);

/**
 * The data and the salt of the record are destroyed.
 *
 * What to do: nothing; the erasure is final.
 */
export class RecordErasedError extends /* @__PURE__ */ refusal(
  "RECORD_ERASED",
  "RecordErasedError",
  "The record was erased",
) {}

/**
 * The store's place is not one that the policy allows for these records.
 *
 * What to do: anchor them in a store of an allowed place.
 */
export class ResidencyError extends /* @__PURE__ */ refusal(
  "RESIDENCY_NOT_ALLOWED",
  "ResidencyError",
  "Records of this place may not be anchored",
) {}
