/** The audit of a store: every record anchored exactly once or waiting, every tree and key as it should be. */

import { randomInt } from "node:crypto";
import { hexToBytes } from "../../core/bytes.ts";
import { CivicproofError } from "../../core/errors.ts";
import { fieldFromBytes } from "../../core/field.ts";
import { own } from "../../core/own.ts";
import { type Anchor, hashRetired } from "../anchor.ts";
import { parseReading } from "../device.ts";
import { verifyPublication } from "../publication.ts";
import { encodeRecord } from "../record.ts";
import { BATCH_DEPTH, CHUNK_LEAVES, nextStart, REGISTER_DEPTH, SHARED_LEVEL } from "../tree.ts";
import { hashVersions } from "./import.ts";
import { publicationOf } from "./publish.ts";
import { hashReadings } from "./readings.ts";
import {
  contentOf,
  listKinds,
  type RecordKind,
  type RecordStore,
  requireStore,
  type VersionRow,
  versionsBetween,
} from "./record-store.ts";
import { chunkNodes, chunkRoot, levelsAbove, registerRoot } from "./register.ts";
import { STATE } from "./tables.ts";
import { bindingOf, unseal } from "./vault.ts";

/** What an audit found. A sound store has no findings. */
export interface AuditReport {
  /** Versions of records, erased ones included. */
  readonly versions: number;
  readonly anchored: number;
  /** Waiting for the next anchor. */
  readonly pending: number;
  readonly superseded: number;
  readonly erased: number;
  readonly anchors: number;
  /** Versions that were decrypted and compared with their leaves: all that are not erased, or the sample. */
  readonly opened: number;
  /** Sentences; they name anchors and counts, never a record's data. */
  readonly findings: readonly string[];
}

/** Options of {@link auditStore}. */
export interface AuditOptions {
  /** Decrypts so many versions, drawn at random, instead of all. */
  readonly sample?: number;
}

/**
 * Audits a store: recomputes every batch root and the register from the leaves, checks the chain and its signatures, that
 * each version has one place, waits for one, or was withdrawn before it got one, that each has its key and no other, and
 * decrypts what the store says to have. Reads everything once. No change runs meanwhile.
 */
export function auditStore(store: RecordStore, options: AuditOptions = {}): Promise<AuditReport> {
  requireStore(store);
  return store.writer.alone(() => auditAlone(store, own(options)));
}

async function auditAlone(store: RecordStore, { sample }: AuditOptions): Promise<AuditReport> {
  const { database } = store;
  const findings: string[] = [];
  const note = (isWrong: boolean, finding: string): void => {
    if (isWrong) findings.push(finding);
  };
  const count = async (sql: string): Promise<number> => Number((await database.query<{ n: number }>(sql))[0]!.n);

  const versions = await count("SELECT count(*) AS n FROM records");
  const anchored = await count("SELECT count(*) AS n FROM leaves");
  const pending = await count("SELECT count(*) AS n FROM pending");
  const superseded = await count(`SELECT count(*) AS n FROM records WHERE state = ${STATE.superseded}`);
  const erased = await count(`SELECT count(*) AS n FROM records WHERE state = ${STATE.erased}`);

  const both = await count("SELECT count(*) AS n FROM pending JOIN leaves ON leaves.id = pending.id");
  note(both > 0, `${both} records are anchored and wait to be anchored`);
  const neither = await count(
    `SELECT count(*) AS n FROM records LEFT JOIN leaves ON leaves.id = records.id LEFT JOIN pending ON pending.id = records.id WHERE leaves.id IS NULL AND pending.id IS NULL AND records.state = ${STATE.current}`,
  );
  note(neither > 0, `${neither} current records are neither anchored nor waiting`);
  const stray = await count(
    "SELECT count(*) AS n FROM leaves LEFT JOIN records ON records.id = leaves.id WHERE records.id IS NULL OR records.leaf <> leaves.leaf",
  );
  note(stray > 0, `${stray} anchored leaves are not those of their records`);
  const standing = await count(
    `SELECT count(*) AS n FROM leaves JOIN records ON records.id = leaves.id LEFT JOIN retirements ON retirements.position = leaves.position WHERE records.state <> ${STATE.current} AND leaves.retired IS NULL AND retirements.position IS NULL`,
  );
  note(standing > 0, `${standing} superseded or erased records are not to be retired`);
  const readable = await count(`SELECT count(*) AS n FROM records WHERE (state = ${STATE.erased}) <> (body IS NULL)`);
  note(readable > 0, `${readable} records are erased and have data, or are not and have none`);
  const opened = await auditVersions(store, { living: versions - erased, sample, findings });
  for (const { file, owed, problem } of await store.keys.copies()) {
    const reason = problem === undefined ? "" : ` (${problem})`;
    note(owed > 0, `${owed} keys are destroyed and not yet in the copy ${file}${reason}`);
  }

  const publication = await publicationOf(store);
  const anchors = publication === undefined ? [] : publication.anchors.map(({ anchor }) => anchor);
  try {
    if (publication !== undefined) verifyPublication(publication, { publisher: publication.publisher });
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    findings.push(`the chain of anchors does not hold: ${error.message}`);
  }
  const placed = anchors.reduce((sum, anchor) => sum + anchor.count, 0);
  note(placed !== anchored, `${anchored} places for ${placed} records of the anchors`);
  note(anchors.length > 0 && anchors[0]!.index !== 0, "the chain does not begin at anchor 0");
  for (const anchor of anchors) await auditBatch(store, anchor, findings);
  await auditRegister(store, anchors.at(-1), findings);
  return { versions, anchored, pending, superseded, erased, anchors: anchors.length, opened, findings };
}

/** Versions that are looked at together. */
const PAGE = 2_000;

/**
 * Compares keys and versions, decrypts versions and hashes them again.
 *
 * @returns how many were decrypted
 */
async function auditVersions(
  store: RecordStore,
  { living, sample, findings }: { living: number; sample: number | undefined; findings: string[] },
): Promise<number> {
  const kinds = await listKinds(store.database);
  const [row] = await store.database.query<{ last: number | null }>("SELECT max(id) AS last FROM records");
  const last = row?.last ?? 0;
  let [left, wanted] = [living, sample === undefined ? living : Math.min(sample, living)];
  const wrong = { missing: 0, kept: 0, closed: 0, other: 0 };
  let [opened, matched] = [0, 0];
  for (let first = 1; first <= last; first += PAGE) {
    const rows = await versionsBetween(store.database, first, first + PAGE - 1);
    const keys = await store.keys.range(first, first + PAGE - 1);
    const drawn: { row: VersionRow; key: Uint8Array }[] = [];
    for (const row of rows) {
      const key = keys.get(row.id);
      if (key !== undefined) matched++;
      if (row.state === STATE.erased) {
        if (key !== undefined) wrong.kept++;
        continue;
      }
      // Each version is drawn with the same chance, and exactly as many as wanted.
      if (randomInt(left--) >= wanted) continue;
      wanted--;
      if (key === undefined) wrong.missing++;
      else drawn.push({ row, key });
    }
    const leaves = await leavesOf(store, drawn, kinds);
    opened += leaves.filter((leaf) => leaf !== undefined).length;
    leaves.forEach((leaf, i) => {
      if (leaf === undefined) wrong.closed++;
      else if (Buffer.compare(leaf, drawn[i]!.row.leaf) !== 0) wrong.other++;
    });
  }
  const stray = (await store.keys.count()).keys - matched;
  const note = (count: number, finding: string): void => {
    if (count > 0) findings.push(`${count} ${finding}`);
  };
  note(wrong.missing, "records that are not erased have no key");
  note(wrong.kept, "erased records have a key");
  note(wrong.closed, "records can't be decrypted");
  note(wrong.other, "records say something else than their leaves");
  note(stray, "keys have no record");
  return opened;
}

/** The leaves of versions, hashed from what they say; undefined for one that does not decrypt. */
async function leavesOf(
  store: RecordStore,
  versions: readonly { readonly row: VersionRow; readonly key: Uint8Array }[],
  kinds: readonly RecordKind[],
): Promise<readonly (Uint8Array | undefined)[]> {
  const leaves: (Uint8Array | undefined)[] = versions.map(() => undefined);
  const records: (Parameters<typeof hashVersions>[1][number] & { readonly place: number })[] = [];
  const readings: (Parameters<typeof hashReadings>[1][number] & { readonly place: number })[] = [];
  versions.forEach(({ row, key }, place) => {
    const { record_id: recordId, version } = row;
    try {
      const body = unseal(row.body!, { key, binding: bindingOf(recordId, version) });
      const salt = hexToBytes(body.salt);
      if (body.reading !== undefined) {
        readings.push({ place, recordId, salt, reading: parseReading(body.reading) });
        return;
      }
      const kind = kinds.find((each) => each.kind === row.kind)!;
      const encoded = encodeRecord(kind.schema, contentOf(body), kind.schemaId);
      records.push({ place, recordId, version, encoded, salt, fieldsSalt: hexToBytes(body.fieldsSalt) });
    } catch (error) {
      if (!(error instanceof CivicproofError)) throw error;
    }
  });
  const put = (hashes: Uint8Array, hashed: readonly { readonly place: number }[]): void =>
    hashed.forEach(({ place }, i) => {
      leaves[place] = hashes.subarray(32 * i, 32 * i + 32);
    });
  put(await hashVersions(store.hashMany, records), records);
  put(await hashReadings(store.hashMany, readings), readings);
  return leaves;
}

const GROUP = 64;

/** Recomputes a batch's root from its leaves, and looks at their order. */
async function auditBatch(store: RecordStore, anchor: Anchor, findings: string[]): Promise<void> {
  const { start, count, index } = anchor;
  const roots: Uint8Array[] = [];
  let last: Uint8Array | undefined;
  let seen = 0;
  for (let first = start; first < start + count; first += GROUP * CHUNK_LEAVES) {
    const end = Math.min(first + GROUP * CHUNK_LEAVES, start + count);
    const rows = await store.database.query<{ position: number; leaf: Uint8Array; record_id: Uint8Array }>(
      "SELECT position, leaves.leaf AS leaf, record_id FROM leaves JOIN records ON records.id = leaves.id WHERE position >= $1 AND position < $2 ORDER BY position",
      [first, end],
    );
    const leaves = new Uint8Array((end - first) * 32);
    for (const { position, leaf, record_id } of rows) {
      leaves.set(leaf, (position - first) * 32);
      if (last !== undefined && Buffer.compare(last, record_id) >= 0)
        findings.push(`anchor ${index}: a record is there twice, or out of order`);
      last = record_id;
    }
    seen += rows.length;
    roots.push(...(await chunkNodes(store.hashMany, leaves)).map(chunkRoot));
  }
  if (seen !== count) findings.push(`anchor ${index}: ${seen} leaves for ${count} records`);
  const levels = await levelsAbove(store.hashMany, Buffer.concat(roots), { level: SHARED_LEVEL, depth: BATCH_DEPTH });
  if (count > 0 && fieldFromBytes(Uint8Array.from(levels.at(-1)!)) !== anchor.batchRoot)
    findings.push(`anchor ${index}: the leaves don't give the batch's root`);
  const retired = await store.database.query<{ position: number }>(
    "SELECT position FROM leaves WHERE retired = $1 ORDER BY position",
    [index],
  );
  if (hashRetired(retired.map(({ position }) => position)) !== anchor.retired)
    findings.push(`anchor ${index}: the retired positions are others than the anchor's`);
}

/** Recomputes the register from the leaves that are not retired. */
async function auditRegister(store: RecordStore, last: Anchor | undefined, findings: string[]): Promise<void> {
  if (last === undefined) return;
  const end = nextStart(last.start + last.count);
  const roots: Uint8Array[] = [];
  for (let first = 0; first < end; first += GROUP * CHUNK_LEAVES) {
    const stop = Math.min(first + GROUP * CHUNK_LEAVES, end);
    const rows = await store.database.query<{ position: number; leaf: Uint8Array }>(
      "SELECT position, leaf FROM leaves WHERE position >= $1 AND position < $2 AND retired IS NULL",
      [first, stop],
    );
    const leaves = new Uint8Array((stop - first) * 32);
    for (const { position, leaf } of rows) leaves.set(leaf, (position - first) * 32);
    roots.push(...(await chunkNodes(store.hashMany, leaves)).map(chunkRoot));
  }
  const levels = await levelsAbove(store.hashMany, Buffer.concat(roots), {
    level: SHARED_LEVEL,
    depth: REGISTER_DEPTH,
  });
  const root = end === 0 ? last.currentRoot : fieldFromBytes(Uint8Array.from(levels.at(-1)!));
  if (root !== last.currentRoot) findings.push("the leaves don't give the register's root");
  if ((await registerRoot(store.database)) !== last.currentRoot)
    findings.push("the stored nodes don't give the register's root");
}
