/** Streaming import: rows become sealed records with leaves, in chunks that are stored whole or not at all. */

import { bytesToHex, writeIntegerBE } from "../../core/bytes.ts";
import type { SqlConnection } from "../../core/database/sql.ts";
import { CivicproofError } from "../../core/errors.ts";
import { type FieldElement, fieldToBytes, toField } from "../../core/field.ts";
import { domainTag } from "../../core/hash.ts";
import { ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { DuplicateRecordError } from "../inspection.ts";
import { type EncodedRecord, encodeRecord, fieldsHashInputs, SALT_BYTES } from "../record.ts";
import { RecordError } from "../refusals.ts";
import type { RetentionClass } from "../retention-class.ts";
import { ensureKind, RecordErasedError, type RecordKind, type RecordStore, requireStore } from "./record-store.ts";
import type { HashMany } from "./register.ts";
import { STATE } from "./tables.ts";
import { bindingOf, createRandomPool, fingerprint, KEY_BYTES, pseudonym, type RecordBody, seal } from "./vault.ts";

/** A row of an import. */
export interface RecordInput {
  /** The agency's own name of the record, 1 to 200 characters: a file number, never shown outside. */
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Decimal string. */
  readonly holderCommitment?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly claimsFrom?: number;
}

/** How far an import is, over all its runs. */
export interface ImportProgress {
  /** Rows read. */
  readonly rows: number;
  /** Records that are new. */
  readonly added: number;
  /** Rows that say what is stored already. */
  readonly unchanged: number;
  readonly refused: number;
}

export interface ImportOptions {
  /** Identifies the file: an import resumes where the last one from this source stopped. */
  readonly source: string;
  readonly rows: AsyncIterable<RecordInput | CivicproofError> | Iterable<RecordInput | CivicproofError>;
  readonly schema: CredentialSchema;
  readonly retentionClass: RetentionClass;
  /** The clock of the store. */
  readonly nowSeconds: number;
  /** Rows stored in one transaction; 4,096 by default. */
  readonly chunkRows?: number;
  /** Told about each row that was refused; the error never repeats a value. */
  readonly onRefused?: (row: number, error: CivicproofError) => void;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** A row that was read, before its place is known. */
interface Prepared {
  readonly row: number;
  readonly recordId: Uint8Array;
  readonly encoded: EncodedRecord;
  readonly fingerprint: Uint8Array;
  readonly salt: Uint8Array;
  readonly fieldsSalt: Uint8Array;
  readonly body: RecordBody;
}

interface Chunk {
  readonly kind: RecordKind;
  readonly rows: readonly Prepared[];
  readonly refusals: readonly (readonly [row: number, error: CivicproofError])[];
  readonly lastRow: number;
}

const ID = /^[^\p{Cc}]{1,200}$/u;

/**
 * Imports rows. Memory stays the same however many there are. A killed import leaves whole chunks: started again with the
 * same source it resumes after the last one, and a row that is stored already is not stored again.
 *
 * Rows that don't fit are reported and left out: a record that is there with other content (`RECORD_DUPLICATED`; use
 * `correctRecord`), one that was erased (`RECORD_ERASED`), fields that don't fit the schema.
 *
 * @throws DatabaseUnavailableError when the store fails; what was stored before stays
 */
export async function importRecords(store: RecordStore, options: ImportOptions): Promise<ImportProgress> {
  requireStore(store);
  const needed = ["source", "rows", "schema", "retentionClass", "nowSeconds"] as const;
  const { source, rows, schema, retentionClass, nowSeconds, ...rest } = ownWith(options, ...needed);
  const { chunkRows = 4_096, onRefused, onProgress } = rest;
  const kind = await ensureKind(store, schema, retentionClass);
  let progress = await startImport(store, source);
  const random = createRandomPool();
  const skip = progress.rows;
  let row = 0;
  let prepared: Prepared[] = [];
  let refusals: [number, CivicproofError][] = [];
  // One chunk is hashed and stored while the next one is read.
  let storing: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const chunk: Chunk = { kind, rows: prepared, refusals, lastRow: row };
    prepared = [];
    refusals = [];
    await storing;
    const leaves = hashLeaves(store.hashMany, chunk.rows);
    storing = leaves.then(async (hashes) => {
      progress = await storeChunk(store, { chunk, hashes, source, progress, nowSeconds, random, onRefused });
      onProgress?.(progress);
    });
    // Reported where it is awaited.
    storing.catch(() => {});
  };

  for await (const input of rows) {
    row++;
    if (row <= skip) continue;
    try {
      if (input instanceof CivicproofError) throw input;
      prepared.push(prepare(store, { input, row, kind, random }));
    } catch (error) {
      if (!(error instanceof CivicproofError)) throw error;
      refusals.push([row, error]);
    }
    if (prepared.length + refusals.length >= chunkRows) await flush();
  }
  if (prepared.length + refusals.length > 0) await flush();
  await storing;
  await store.database.execute("UPDATE imports SET finished = $1 WHERE source = $2", [nowSeconds, source]);
  return progress;
}

async function startImport({ database }: RecordStore, source: string): Promise<ImportProgress> {
  const [known] = await database.query<{ row_count: number; added: number; unchanged: number; refused: number }>(
    "SELECT row_count, added, unchanged, refused FROM imports WHERE source = $1",
    [source],
  );
  if (known !== undefined) {
    return { rows: known.row_count, added: known.added, unchanged: known.unchanged, refused: known.refused };
  }
  await database.insert(
    "imports",
    ["source", "row_count", "added", "unchanged", "refused", "finished"],
    [[source, 0, 0, 0, 0, null]],
  );
  return { rows: 0, added: 0, unchanged: 0, refused: 0 };
}

function prepare(
  store: RecordStore,
  {
    input,
    row,
    kind,
    random,
  }: {
    readonly input: RecordInput;
    readonly row: number;
    readonly kind: RecordKind;
    readonly random: (length: number) => Uint8Array;
  },
): Prepared {
  const { id, fields, holderCommitment, validFrom, validUntil, claimsFrom } = input;
  if (typeof id !== "string" || !ID.test(id)) throw new RecordError({ path: "id", expected: "1 to 200 characters" });
  const content = {
    fields,
    ...(holderCommitment === undefined ? {} : { holderCommitment }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(claimsFrom === undefined ? {} : { claimsFrom }),
  };
  const encoded = encodeRecord(
    kind.schema,
    {
      ...content,
      holderCommitment: holderCommitment === undefined ? undefined : toField(holderCommitment, "holderCommitment"),
    },
    kind.schemaId,
  );
  const [salt, fieldsSalt] = [random(SALT_BYTES), random(SALT_BYTES)];
  return {
    row,
    recordId: pseudonym(store.secret, id),
    encoded,
    fingerprint: fingerprint(store.secret, fingerprintText(kind.kind, encoded)),
    salt,
    fieldsSalt,
    body: {
      id,
      ...content,
      salt: bytesToHex(salt),
      fieldsSalt: bytesToHex(fieldsSalt),
    },
  };
}

/** Equal for equal content, whatever its spelling. */
export function fingerprintText(kind: number, encoded: EncodedRecord): string {
  return [kind, ...fieldsHashInputs(encoded, 0n as FieldElement)].join(",");
}

const RECORD_TAG = /* @__PURE__ */ pure(() => fieldToBytes(domainTag("record")));

/** The leaves of prepared records (version 1), 32 bytes each. */
async function hashLeaves(
  hashMany: HashMany,
  rows: readonly Pick<Prepared, "recordId" | "encoded" | "salt" | "fieldsSalt">[],
): Promise<Uint8Array> {
  return hashVersions(
    hashMany,
    rows.map((row) => ({ ...row, version: 1 })),
  );
}

/** The leaves of versions, 32 bytes each: P-25 and P-26 in bulk. */
export async function hashVersions(
  hashMany: HashMany,
  rows: readonly {
    readonly recordId: Uint8Array;
    readonly version: number;
    readonly encoded: EncodedRecord;
    readonly salt: Uint8Array;
    readonly fieldsSalt: Uint8Array;
  }[],
): Promise<Uint8Array> {
  const fields = new Uint8Array(rows.length * 14 * 32);
  const put = (bytes: Uint8Array, value: Uint8Array, end: number): void => bytes.set(value, end - value.length);
  rows.forEach(({ encoded, fieldsSalt }, i) => {
    fieldsHashInputs(encoded, 0n as FieldElement).forEach((value, k) => {
      const end = (i * 14 + k + 1) * 32;
      if (k === 2) put(fields, fieldsSalt, end);
      else writeIntegerBE(fields, value, end - 32, 32);
    });
  });
  const hashes = await hashMany(14, fields);
  const records = new Uint8Array(rows.length * 5 * 32);
  rows.forEach(({ recordId, version, salt }, i) => {
    const at = i * 5 * 32;
    records.set(RECORD_TAG, at);
    put(records, recordId, at + 2 * 32);
    writeIntegerBE(records, BigInt(version), at + 2 * 32, 32);
    put(records, salt, at + 4 * 32);
    records.set(hashes.subarray(i * 32, (i + 1) * 32), at + 4 * 32);
  });
  return hashMany(5, records);
}

interface ChunkContext {
  readonly chunk: Chunk;
  readonly hashes: Uint8Array;
  readonly source: string;
  readonly progress: ImportProgress;
  readonly nowSeconds: number;
  readonly random: (length: number) => Uint8Array;
  readonly onRefused: ImportOptions["onRefused"];
}

/** Stores a chunk: records, queue and progress in one change. */
async function storeChunk(store: RecordStore, context: ChunkContext): Promise<ImportProgress> {
  const { chunk, source, onRefused } = context;
  const { progress, refusals } = await store.writer.alone(async () => {
    const { accepted, unchanged, refusals } = await sortOut(store.database, chunk);
    const progress: ImportProgress = {
      rows: chunk.lastRow,
      added: context.progress.added + accepted.length,
      unchanged: context.progress.unchanged + unchanged,
      refused: context.progress.refused + refusals.length,
    };
    await storeAccepted(store, { ...context, accepted, progress, source });
    return { progress, refusals };
  });
  for (const [row, error] of refusals) onRefused?.(row, error);
  return progress;
}

async function storeAccepted(
  store: RecordStore,
  {
    chunk,
    hashes,
    source,
    progress,
    nowSeconds,
    random,
    accepted,
  }: ChunkContext & { readonly accepted: readonly (readonly [place: number, row: Prepared])[] },
): Promise<void> {
  const sealed = accepted.map(([place, row]) => {
    const key = random(KEY_BYTES);
    const body = seal(row.body, { key, iv: random(12), binding: bindingOf(row.recordId, 1) });
    return { key, body, row, leaf: hashes.subarray(32 * place, 32 * place + 32) };
  });
  const { kind } = chunk.kind;
  const noteProgress = (connection: SqlConnection): Promise<number> =>
    connection.execute(
      "UPDATE imports SET row_count = $1, added = $2, unchanged = $3, refused = $4 WHERE source = $5",
      [progress.rows, progress.added, progress.unchanged, progress.refused, source],
    );
  if (sealed.length === 0) return void (await store.writer.change(noteProgress));
  const keys = sealed.map(({ key }) => key);
  await store.writer.addVersions(keys, async (connection, ids) => {
    await connection.insert(
      "records",
      ["id", "record_id", "version", "kind", "created", "leaf", "body", "fingerprint", "state"],
      sealed.map(({ row, leaf, body }, i) => [
        ids[i]!,
        row.recordId,
        1,
        kind,
        nowSeconds,
        leaf,
        body,
        row.fingerprint,
        STATE.current,
      ]),
    );
    await connection.insert(
      "pending",
      ["kind", "record_id", "id"],
      sealed.map(({ row }, i) => [kind, row.recordId, ids[i]!]),
    );
    await noteProgress(connection);
  });
}

interface KnownRow {
  readonly record_id: Uint8Array;
  readonly fingerprint: Uint8Array | null;
  readonly state: number;
}

/** Tells new rows from those that are stored, that differ from what is stored, or that come twice in the chunk. */
async function sortOut(connection: SqlConnection, chunk: Chunk) {
  const known = new Map<string, KnownRow>();
  const rows = await connection.selectIn<KnownRow>(
    "SELECT record_id, fingerprint, state FROM records",
    "record_id",
    chunk.rows.map(({ recordId }) => recordId),
  );
  for (const row of rows) {
    const id = Buffer.from(row.record_id).toString("latin1");
    const other = known.get(id);
    // The current version decides; without one, the record was erased or archived.
    if (other === undefined || row.state === STATE.current) known.set(id, row);
  }
  const accepted: [place: number, row: Prepared][] = [];
  const refusals = [...chunk.refusals];
  let unchanged = 0;
  chunk.rows.forEach((row, place) => {
    const id = Buffer.from(row.recordId).toString("latin1");
    const stored = known.get(id);
    if (stored === undefined) {
      accepted.push([place, row]);
      known.set(id, { record_id: row.recordId, fingerprint: row.fingerprint, state: STATE.current });
    } else if (stored.state === STATE.erased) refusals.push([row.row, new RecordErasedError({ path: "id" })]);
    else if (stored.fingerprint !== null && Buffer.compare(stored.fingerprint, row.fingerprint) === 0) unchanged++;
    else refusals.push([row.row, new DuplicateRecordError({ path: "id", expected: "a correction for other content" })]);
  });
  return { accepted, unchanged, refusals: refusals.sort(([a], [b]) => a - b) };
}
