/** The audit of a store: every record anchored exactly once or waiting, every tree and key as it should be. */
import { CivicproofError } from "../../core/errors.ts";
import { fieldFromBytes } from "../../core/field.ts";
import { type Anchor, hashRetired } from "../anchor.ts";
import { verifyPublication } from "../publication.ts";
import { BATCH_DEPTH, CHUNK_LEAVES, nextStart, REGISTER_DEPTH, SHARED_LEVEL } from "../tree.ts";
import { publicationOf } from "./publish.ts";
import { type RecordStore, STATE } from "./record-store.ts";
import { chunkNodes, chunkRoot, levelsAbove, registerRoot } from "./register.ts";

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
  /** Sentences; they name anchors and counts, never a record's data. */
  readonly findings: readonly string[];
}

/**
 * Audits a store: recomputes every batch root and the register from the leaves, checks the chain and its signatures, and
 * that each version has one place, waits for one, or was withdrawn before it got one. Reads everything once.
 */
export async function auditStore(store: RecordStore): Promise<AuditReport> {
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
  const keys = await store.keys.count(1);
  note(keys !== versions - erased, `${keys} keys for ${versions - erased} records that are not erased`);

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
  return { versions, anchored, pending, superseded, erased, anchors: anchors.length, findings };
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
