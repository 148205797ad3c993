/** Correction, erasure and legal holds. */

import { bytesToHex, bytesToIntegerBE } from "../../core/bytes.ts";
import type { SqlConnection } from "../../core/database/sql.ts";
import { refusal } from "../../core/errors.ts";
import { fieldFromBytes } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import { encodeRecord, MAX_VERSION, type RecordContent, SALT_BYTES } from "../record.ts";
import { RecordError, RecordNotCurrentError } from "../refusals.ts";
import { checkReason, type RecordChangeReason } from "../retention-class.ts";
import { writeEvent } from "./events.ts";
import { fingerprintText, hashVersions } from "./import.ts";
import {
  findVersion,
  listKinds,
  RecordErasedError,
  type RecordStore,
  requireStore,
  type VersionRow,
  versionsOf,
} from "./record-store.ts";
import { STATE } from "./tables.ts";
import { bindingOf, fingerprint, KEY_BYTES, pseudonym, seal } from "./vault.ts";

/** What the data subject gets after a correction: both commitments, no data. */
export interface CorrectionReceipt {
  readonly civicproof: "correction/v2";
  /** Pseudonym of the record in this register, decimal. */
  readonly recordId: string;
  readonly reason: RecordChangeReason;
  readonly timeSeconds: number;
  readonly superseded: { readonly version: number; readonly leaf: string };
  readonly correction: { readonly version: number; readonly leaf: string };
}

/** What the data subject gets after an erasure. */
export interface ErasureCertificate {
  readonly civicproof: "erasure/v2";
  /** Pseudonym of the record in this register, decimal. */
  readonly recordId: string;
  readonly reason: RecordChangeReason;
  readonly timeSeconds: number;
  /** Commitments that stay, and that nobody can open any more. */
  readonly tombstones: readonly { readonly version: number; readonly leaf: string }[];
  /** The keys of all versions are destroyed: here, and in the copies that the tool made and could reach. */
  readonly keysDestroyed: number;
  /** Copies of the keys that could not be reached: there the keys are destroyed as soon as they can be. */
  readonly copiesUnreached: number;
}

export interface ChangeOptions {
  /** The agency's own name of the record. */
  readonly id: string;
  readonly reason: RecordChangeReason;
  /** The clock of the store. */
  readonly nowSeconds: number;
}

/**
 * Stores a new version of a record. The old one stays as it is and is retired by the next anchor; its holder can still
 * prove it as of an earlier time.
 *
 * @throws RecordError when there is no such record; RecordErasedError; ClaimError for fields that don't fit
 */
export async function correctRecord(
  store: RecordStore,
  options: ChangeOptions & { readonly content: RecordContent },
): Promise<CorrectionReceipt> {
  requireStore(store);
  checkReason(ownWith(options, "id", "reason", "nowSeconds", "content").reason);
  return store.writer.alone(() => correctAlone(store, options));
}

async function correctAlone(
  store: RecordStore,
  { id, reason, nowSeconds, content }: ChangeOptions & { readonly content: RecordContent },
): Promise<CorrectionReceipt> {
  const old = await findVersion(store, { id });
  if (old.state === STATE.erased) throw new RecordErasedError({ path: "id" });
  if (old.state !== STATE.current) throw new RecordNotCurrentError({ path: "id" });
  if (old.version >= MAX_VERSION) throw new RecordError({ path: "version", expected: "room for another version" });
  const kind = (await listKinds(store.database)).find((each) => each.kind === old.kind)!;
  const encoded = encodeRecord(kind.schema, content, kind.schemaId);
  const print = fingerprint(store.secret, fingerprintText(kind.kind, encoded));
  const version = old.version + 1;
  const [salt, fieldsSalt] = [randomBytes(SALT_BYTES), randomBytes(SALT_BYTES)];
  const leaf = await hashVersions(store.hashMany, [{ recordId: old.record_id, version, encoded, salt, fieldsSalt }]);
  const key = randomBytes(KEY_BYTES);
  const { fields, holderCommitment, validFrom, validUntil, claimsFrom } = content;
  const body = seal(
    {
      id,
      fields,
      ...(holderCommitment === undefined ? {} : { holderCommitment: String(holderCommitment) }),
      ...(validFrom === undefined ? {} : { validFrom }),
      ...(validUntil === undefined ? {} : { validUntil }),
      ...(claimsFrom === undefined ? {} : { claimsFrom }),
      salt: bytesToHex(salt),
      fieldsSalt: bytesToHex(fieldsSalt),
    },
    { key, iv: randomBytes(12), binding: bindingOf(old.record_id, version) },
  );
  await store.writer.addVersions([key], async (connection, [newId]) => {
    await connection.execute(
      "UPDATE records SET state = $1, reason = $2, changed = $3, fingerprint = NULL WHERE id = $4",
      [STATE.superseded, reason, nowSeconds, old.id],
    );
    await connection.insert(
      "records",
      ["id", "record_id", "version", "kind", "created", "leaf", "body", "fingerprint", "state"],
      [[newId!, old.record_id, version, old.kind, nowSeconds, leaf, body, print, STATE.current]],
    );
    await withdraw(connection, old, reason);
    await connection.insert("pending", ["kind", "record_id", "id"], [[old.kind, old.record_id, newId!]]);
    await writeEvent(connection, {
      time: nowSeconds,
      action: "correct",
      recordId: old.record_id,
      version,
      detail: reason,
    });
  });
  return {
    civicproof: "correction/v2",
    recordId: decimalId(old),
    reason,
    timeSeconds: nowSeconds,
    superseded: { version: old.version, leaf: String(fieldFromBytes(old.leaf)) },
    correction: { version, leaf: String(fieldFromBytes(leaf)) },
  };
}

/** A version that is no longer current leaves the queue, or is retired by the next anchor. */
async function withdraw(connection: SqlConnection, { id, kind, record_id }: VersionRow, reason: string): Promise<void> {
  await connection.execute("DELETE FROM pending WHERE kind = $1 AND record_id = $2 AND id = $3", [kind, record_id, id]);
  const [place] = await connection.query<{ position: number; retired: number | null }>(
    "SELECT position, retired FROM leaves WHERE id = $1",
    [id],
  );
  if (place === undefined || place.retired !== null) return;
  await connection.execute("DELETE FROM retirements WHERE position = $1", [place.position]);
  await connection.insert("retirements", ["position", "reason"], [[place.position, reason]]);
}

/**
 * Erases all versions of a record: destroys the keys, wipes what was encrypted with them and leaves tombstones. Proofs that
 * were made before keep verifying against the roots of their time; nothing can be opened any more. The next anchor retires
 * the current version.
 *
 * Once it has begun it is finished, even if the process is killed: {@link openRecordStore} resumes it.
 *
 * @throws LegalHoldError while a hold is on the record; RecordErasedError when it is erased already
 */
export async function eraseRecord(store: RecordStore, options: ChangeOptions): Promise<ErasureCertificate> {
  const { id, ...rest } = ownWith(options, "id");
  const [certificate] = await eraseRecords(store, { ...rest, ids: [id] });
  return certificate!;
}

/** Erases several records at once, all or none begun. @throws as {@link eraseRecord} */
export async function eraseRecords(
  store: RecordStore,
  options: Omit<ChangeOptions, "id"> & { readonly ids: readonly string[] },
): Promise<readonly ErasureCertificate[]> {
  requireStore(store);
  const { ids, reason, nowSeconds } = ownWith(options, "ids", "reason", "nowSeconds");
  if (!Array.isArray(ids)) throw new InvalidInputError({ path: "ids", expected: "a list" });
  return erasePseudonyms(store, {
    recordIds: ids.map((id) => pseudonym(store.secret, id)),
    reason,
    nowSeconds,
  });
}

/** As {@link eraseRecords}, for records known by their pseudonyms only. */
export async function erasePseudonyms(
  store: RecordStore,
  options: ErasureOptions,
): Promise<readonly ErasureCertificate[]> {
  checkReason(options.reason);
  return store.writer.alone(() => eraseAlone(store, options));
}

export interface ErasureOptions {
  readonly recordIds: readonly Uint8Array[];
  readonly reason: RecordChangeReason;
  readonly nowSeconds: number;
}

/** As {@link erasePseudonyms}, for whoever is alone with the store already. */
export async function eraseAlone(
  store: RecordStore,
  { recordIds, reason, nowSeconds }: ErasureOptions,
): Promise<readonly ErasureCertificate[]> {
  const records = await store.writer.change(async (connection) => {
    const all: VersionRow[][] = [];
    for (const recordId of recordIds) {
      const versions = [...(await versionsOf(connection, recordId))].reverse();
      if (versions.length === 0) throw new RecordError({ path: "id", expected: "a record of this store" });
      if (versions.every(({ state }) => state === STATE.erased)) throw new RecordErasedError({ path: "id" });
      await checkHold(connection, recordId);
      for (const version of versions.filter(({ state }) => state !== STATE.erased)) {
        await withdraw(connection, version, reason);
        await connection.insert("erasures", ["id", "reason", "since"], [[version.id, reason, nowSeconds]], true);
      }
      all.push(versions);
    }
    return all;
  });
  await store.writer.finish();
  const copies = await store.keys.copies();
  return records.map((versions) => ({
    civicproof: "erasure/v2",
    recordId: decimalId(versions[0]!),
    reason,
    timeSeconds: nowSeconds,
    tombstones: versions.map(({ version, leaf }) => ({ version, leaf: String(fieldFromBytes(leaf)) })),
    keysDestroyed: versions.filter(({ state }) => state !== STATE.erased).length,
    copiesUnreached: copies.filter(({ owed }) => owed > 0).length,
  }));
}

async function checkHold(connection: SqlConnection, recordId: Uint8Array): Promise<void> {
  const [hold] = await connection.query("SELECT record_id FROM holds WHERE record_id = $1", [recordId]);
  if (hold !== undefined) throw new LegalHoldError({ path: "id" });
}

/** Forbids the erasure of a record until {@link releaseHold}. @throws RecordError when there is no such record */
export function placeHold(store: RecordStore, options: ChangeOptions): Promise<void> {
  return changeHold(store, options, true);
}

/** Lifts a legal hold. @throws RecordError when there is no such record */
export function releaseHold(store: RecordStore, options: ChangeOptions): Promise<void> {
  return changeHold(store, options, false);
}

async function changeHold(store: RecordStore, options: ChangeOptions, isHeld: boolean): Promise<void> {
  requireStore(store);
  const { id, reason, nowSeconds } = ownWith(options, "id", "reason", "nowSeconds");
  checkReason(reason);
  await store.writer.alone(async () => {
    const { record_id: recordId } = await findVersion(store, { id });
    await store.writer.change(async (connection) => {
      await connection.execute("DELETE FROM holds WHERE record_id = $1", [recordId]);
      if (isHeld) await connection.insert("holds", ["record_id", "reason", "since"], [[recordId, reason, nowSeconds]]);
      const action = isHeld ? "hold" : "release";
      await writeEvent(connection, { time: nowSeconds, action, recordId, detail: reason });
    });
  });
}

function decimalId({ record_id }: VersionRow): string {
  return String(bytesToIntegerBE(record_id));
}

/**
 * A legal hold forbids the change.
 *
 * What to do: release the hold first.
 */
export class LegalHoldError extends /* @__PURE__ */ refusal(
  "RECORD_HELD",
  "LegalHoldError",
  "The record is under a legal hold",
) {}
