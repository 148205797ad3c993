/** A record store: what it is made of, opening it, and reading single records. */

import { bytesToIntegerBE, hexToBytes } from "../../core/bytes.ts";
import { migrate } from "../../core/database/migrate.ts";
import type { SqlConnection, SqlDatabase, SqlValue } from "../../core/database/sql.ts";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, fieldFromBytes, toField } from "../../core/field.ts";
import { randomBytes } from "../../core/platform.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { parseSchema, schemaId } from "../../credentials/credential/schema.ts";
import { poseidonHasher } from "../../engine/poseidon/hasher.ts";
import type { PoseidonPool } from "../../engine/poseidon/pool.ts";
import { hashReading, parseReading } from "../device.ts";
import { encodeRecord, envelopeOf, type OpenedRecord, type RecordEnvelope, RecordError } from "../record.ts";
import { parseRetentionClass, type RetentionClass } from "../retention-class.ts";
import type { KeyStore } from "./keys.ts";
import type { HashMany } from "./register.ts";
import { RECORD_TABLES } from "./tables.ts";
import { bindingOf, KEY_BYTES, pseudonym, type RecordBody, recordIdOf, unseal } from "./vault.ts";

/** Where a version stands. */
export const VERSION_STATES = ["current", "superseded", "erased", "archived"] as const;
export type VersionState = (typeof VERSION_STATES)[number];
/** As stored: the index in {@link VERSION_STATES}. */
export const STATE = { current: 0, superseded: 1, erased: 2, archived: 3 } as const satisfies Record<
  VersionState,
  number
>;

/** An open record store. */
export interface RecordStore {
  readonly database: SqlDatabase;
  readonly keys: KeyStore;
  readonly hashMany: HashMany;
  /** Where the raw data is kept, for example `at-vienna-dc1`. */
  readonly residency: string;
  /** Makes pseudonyms of the agency's own names. */
  readonly secret: Uint8Array;
  readonly close: () => Promise<void>;
}

/** Options of {@link openRecordStore}. */
export interface OpenRecordStoreOptions {
  readonly database: SqlDatabase;
  readonly keys: KeyStore;
  /** Needed when the store is made; later it must be the same, or left out. */
  readonly residency?: string;
  /** Threads for hashing; the calling thread by default. The store doesn't close it. */
  readonly pool?: PoseidonPool;
}

/** The id under which the key store keeps the secret of pseudonyms. */
const SECRET_ID = 0;

/**
 * Opens a record store, makes it if it is new, and finishes what a killed process left: an erasure that had begun, keys
 * whose records were never stored.
 *
 * @throws ResidencyError when the store is in another place than given
 * @throws RecordKeysForeignError when the keys belong to another store
 * @throws DatabaseVersionNewerError when a newer release has changed the tables
 * @throws DatabaseUnavailableError
 */
export async function openRecordStore({
  database,
  keys,
  residency,
  pool,
}: OpenRecordStoreOptions): Promise<RecordStore> {
  await migrate(database, RECORD_TABLES);
  const meta = new Map(
    (await database.query<{ name: string; value: string }>("SELECT name, value FROM meta")).map(({ name, value }) => [
      name,
      value,
    ]),
  );
  if (meta.size === 0) {
    if (residency === undefined || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(residency))
      throw new ResidencyError({ path: "residency", expected: "a label of lower-case letters, digits and hyphens" });
    const secret = (await keys.get(SECRET_ID)) ?? randomBytes(KEY_BYTES);
    await keys.put([[SECRET_ID, secret]]);
    await database.insert("meta", ["name", "value"], [["residency", residency]]);
  } else if (residency !== undefined && residency !== meta.get("residency")) {
    throw new ResidencyError({ path: "residency", expected: String(meta.get("residency")), received: residency });
  }
  const secret = await keys.get(SECRET_ID);
  if (secret === undefined) throw new RecordKeysForeignError({ path: "keys", expected: "the keys of this store" });
  const store: RecordStore = {
    database,
    keys,
    hashMany: pool?.hashMany ?? (async (arity, bytes) => poseidonHasher().hashMany(arity, bytes)),
    residency: meta.get("residency") ?? residency!,
    secret,
    async close() {
      await database.close();
      await keys.close();
    },
  };
  await finishErasures(store);
  await removeOrphanKeys(store);
  return store;
}

/** Destroys what erasures began and did not finish. */
export async function finishErasures({ database, keys }: RecordStore): Promise<void> {
  const begun = await database.query<{ id: number; reason: string; since: number }>(
    "SELECT id, reason, since FROM erasures ORDER BY id",
  );
  if (begun.length === 0) return;
  await keys.destroy(begun.map(({ id }) => id));
  await database.transaction(async (connection) => {
    for (const { id, reason, since } of begun) {
      const [row] = await connection.query<{ record_id: Uint8Array; version: number }>(
        "SELECT record_id, version FROM records WHERE id = $1",
        [id],
      );
      await connection.execute(
        "UPDATE records SET body = NULL, fingerprint = NULL, state = $1, reason = $2, changed = $3 WHERE id = $4",
        [STATE.erased, reason, since, id],
      );
      await connection.execute("DELETE FROM erasures WHERE id = $1", [id]);
      await writeEvent(connection, {
        time: since,
        action: "erase",
        recordId: row!.record_id,
        version: row!.version,
        detail: reason,
      });
    }
  });
  await database.scrub();
}

/** An import stores keys before records; a kill in between leaves keys of nothing. */
async function removeOrphanKeys({ database, keys }: RecordStore): Promise<void> {
  const [row] = await database.query<{ last: number | null }>("SELECT max(id) AS last FROM records");
  const first = (row?.last ?? 0) + 1;
  const orphans = await keys.count(first);
  if (orphans > 0) await keys.destroy(Array.from({ length: orphans }, (_, i) => first + i));
}

/** One line of the store's journal. It names records by pseudonym and holds no data. */
export interface StoreEvent {
  readonly time: number;
  readonly action: string;
  readonly recordId?: Uint8Array;
  readonly version?: number;
  readonly detail: string;
}

export async function writeEvent(connection: SqlConnection, event: StoreEvent): Promise<void> {
  const { time, action, recordId = null, version = null, detail } = event;
  const [row] = await connection.query<{ last: number | null }>("SELECT max(seq) AS last FROM events");
  await connection.insert(
    "events",
    ["seq", "time", "action", "record_id", "version", "detail"],
    [[(row?.last ?? -1) + 1, time, action, recordId, version, detail]],
  );
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
export async function ensureKind(
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

/**
 * One version of a record by the agency's own name.
 *
 * @param version the newest when left out
 * @throws RecordError when there is none
 */
export async function findVersion(
  store: RecordStore,
  { id, version }: { readonly id: string; readonly version?: number | undefined },
): Promise<VersionRow> {
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

/** Decrypts a version. @throws RecordErasedError once it is erased; RecordTamperedError when it does not decrypt */
export async function openVersion(
  store: RecordStore,
  row: VersionRow,
  kinds?: readonly RecordKind[],
): Promise<StoredRecord> {
  const key = row.state === STATE.erased || row.body === null ? undefined : await store.keys.get(row.id);
  if (key === undefined) throw new RecordErasedError({ path: "id" });
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

/**
 * The key file has not the keys of this store.
 *
 * What to do: open the store with the key file that was made with it.
 */
export class RecordKeysForeignError extends /* @__PURE__ */ refusal(
  "RECORD_KEYS_FOREIGN",
  "RecordKeysForeignError",
  "The keys belong to another record store",
) {}
