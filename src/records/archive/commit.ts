/** From pending records to an anchor: one transaction, so that a record is anchored exactly once or not yet. */

import { checkAhead } from "../../core/clock.ts";
import type { SqlConnection } from "../../core/database/sql.ts";
import { type FieldElement, fieldFromBytes, fieldToBytes } from "../../core/field.ts";
import { ownWith } from "../../core/own.ts";
import { createSigner, encodePublicKey, type PrivateKey, type PublicKey } from "../../core/signature.ts";
import { type Anchor, hashAnchor, hashRetired } from "../anchor.ts";
import { parseSignedAnchor, type SignedAnchor, signAnchor, signedAnchorToJson } from "../publication.ts";
import { AnchorError, RecordError } from "../refusals.ts";
import {
  BATCH_DEPTH,
  CHUNK_LEAVES,
  emptyNode,
  MAX_RECORD_BATCH,
  nextStart,
  REGISTER_CAPACITY,
  SHARED_LEVEL,
} from "../tree.ts";
import { writeEvent } from "./events.ts";
import { listKinds, type RecordKind, type RecordStore, ResidencyError, requireStore } from "./record-store.ts";
import { changeRegister, chunkNodes, chunkRoot, levelsAbove } from "./register.ts";

/** What may be anchored. */
export interface AnchorPolicy {
  /** Labels of the places from whose stores anchors may be built. */
  readonly allowedResidency: readonly string[];
}

export interface CommitOptions {
  readonly policy: AnchorPolicy;
  readonly publisherKey: PrivateKey;
  /** The clock that stamps the anchor, seconds since the epoch. */
  readonly nowSeconds: number;
  /** Records of one anchor at most; 2^20 by default. */
  readonly maxRecords?: number;
  /** The clock is right although it is more than 400 days after the last anchor; false by default. */
  readonly confirmClock?: boolean;
}

/** Retention class of an anchor that only retires. */
const NO_CLASS = "none";
/** Leaves that are hashed together: 32 chunks. */
const GROUP_LEAVES = 32 * CHUNK_LEAVES;

/**
 * Anchors what is pending: the records of one kind (the one with most of them), and all retirements. Call it until it
 * answers undefined.
 *
 * @returns the signed anchor; undefined when nothing is pending
 * @throws ResidencyError when the policy doesn't allow the store's place
 * @throws AnchorError for a clock behind the last anchor, another publisher, or a full register
 * @throws ClockAheadError when the clock is far ahead and not confirmed
 */
export async function commitBatch(store: RecordStore, options: CommitOptions): Promise<SignedAnchor | undefined> {
  requireStore(store);
  const needed = ["policy", "publisherKey", "nowSeconds"] as const;
  const { policy, publisherKey, nowSeconds, ...rest } = ownWith(options, ...needed);
  const { maxRecords = MAX_RECORD_BATCH, confirmClock } = rest;
  if (!policy.allowedResidency.includes(store.residency)) {
    throw new ResidencyError({
      path: "residency",
      expected: policy.allowedResidency.join(", "),
      received: store.residency,
    });
  }
  if (!Number.isInteger(maxRecords) || maxRecords < 1 || maxRecords > MAX_RECORD_BATCH)
    throw new RecordError({ path: "maxRecords", expected: `an integer in [1, ${MAX_RECORD_BATCH}]` });
  const signer = createSigner(publisherKey);
  const publisher = signer.publicKey.x;

  return store.writer.alone(async () => {
    if (!(await isAnythingDue(store.database))) return undefined;
    return store.writer.change((connection) => commitIn(connection));
  });

  async function commitIn(connection: SqlConnection): Promise<SignedAnchor | undefined> {
    const last = await lastAnchor(connection);
    if (last !== undefined && last.publisher !== publisher)
      throw new AnchorError({ path: "publisher", expected: "the publisher of the chain" });
    if (last !== undefined && nowSeconds < last.timeSeconds)
      throw new AnchorError({ path: "timeSeconds", expected: "a time that is not before the last anchor's" });
    checkAhead(nowSeconds, { lastSeconds: last?.timeSeconds, isConfirmed: confirmClock });
    const kind = await largestKind(connection);
    const retired = (
      await connection.query<{ position: number }>("SELECT position FROM retirements ORDER BY position")
    ).map(({ position }) => position);
    if (kind === undefined && retired.length === 0) return undefined;

    const index = last === undefined ? 0 : last.index + 1;
    const start = last === undefined ? 0 : nextStart(last.start + last.count);
    await retire(connection, { retired, index });
    const batch =
      kind === undefined
        ? { count: 0, root: emptyNode(BATCH_DEPTH), chunks: [] }
        : await appendBatch(store, connection, { kind, start, maxRecords });
    const currentRoot = await changeRegister(connection, store.hashMany, { retired, added: batch.chunks });
    const anchor: Anchor = {
      publisher,
      index,
      start,
      count: batch.count,
      timeSeconds: nowSeconds,
      batchRoot: batch.root,
      currentRoot,
      schemaId: kind?.schemaId ?? (0n as FieldElement),
      retentionClass: kind?.retentionClass.name ?? NO_CLASS,
      retired: hashRetired(retired),
      previous: last === undefined ? (0n as FieldElement) : hashAnchor(last),
    };
    const signed = signAnchor(anchor, signer);
    await storeAnchor(connection, { signed, kind, retired, publicKey: signer.publicKey });
    return signed;
  }
}

async function isAnythingDue(connection: SqlConnection): Promise<boolean> {
  const rows = await connection.query(
    "SELECT 1 AS due FROM pending UNION ALL SELECT 1 AS due FROM retirements LIMIT 1",
  );
  return rows.length > 0;
}

async function largestKind(connection: SqlConnection): Promise<RecordKind | undefined> {
  const [most] = await connection.query<{ kind: number }>(
    "SELECT kind, count(*) AS n FROM pending GROUP BY kind ORDER BY n DESC, kind LIMIT 1",
  );
  if (most === undefined) return undefined;
  return (await listKinds(connection)).find(({ kind }) => kind === most.kind);
}

async function retire(
  connection: SqlConnection,
  { retired, index }: { readonly retired: readonly number[]; readonly index: number },
): Promise<void> {
  for (const position of retired) {
    await connection.execute("UPDATE leaves SET retired = $1 WHERE position = $2 AND retired IS NULL", [
      index,
      position,
    ]);
  }
  await connection.execute("DELETE FROM retirements");
}

/** Gives pending records their positions, in the order of their pseudonyms. */
async function appendBatch(
  store: RecordStore,
  connection: SqlConnection,
  { kind, start, maxRecords }: { readonly kind: RecordKind; readonly start: number; readonly maxRecords: number },
) {
  if (start >= REGISTER_CAPACITY)
    throw new AnchorError({ path: "start", expected: "room in the register; begin a new one" });
  const limit = Math.min(maxRecords, REGISTER_CAPACITY - start);
  const chunks: [number, Uint8Array][] = [];
  let after: Uint8Array | undefined;
  let count = 0;
  while (count < limit) {
    const size = Math.min(GROUP_LEAVES, limit - count);
    const rows = await connection.query<{ record_id: Uint8Array; id: number; leaf: Uint8Array }>(
      `SELECT pending.record_id AS record_id, pending.id AS id, records.leaf AS leaf FROM pending JOIN records ON records.id = pending.id WHERE pending.kind = $1${after === undefined ? "" : " AND pending.record_id > $3"} ORDER BY pending.record_id LIMIT $2`,
      after === undefined ? [kind.kind, size] : [kind.kind, size, after],
    );
    if (rows.length === 0) break;
    const leaves = new Uint8Array(rows.length * 32);
    rows.forEach(({ leaf }, i) => {
      leaves.set(leaf, 32 * i);
    });
    const nodes = await chunkNodes(store.hashMany, leaves);
    const first = start + count;
    await connection.insert(
      "leaves",
      ["position", "id", "leaf"],
      rows.map(({ id, leaf }, i) => [first + i, id, leaf]),
    );
    const firstChunk = first / CHUNK_LEAVES;
    await connection.insert(
      "chunks",
      ["chunk", "nodes"],
      nodes.map((each, i) => [firstChunk + i, each]),
    );
    for (const [i, each] of nodes.entries()) chunks.push([firstChunk + i, chunkRoot(each).slice()]);
    count += rows.length;
    after = rows.at(-1)!.record_id;
    if (rows.length < size) break;
  }
  await connection.execute("DELETE FROM pending WHERE kind = $1 AND record_id <= $2", [kind.kind, after!]);
  const row = new Uint8Array(chunks.length * 32);
  chunks.forEach(([, root], i) => {
    row.set(root, 32 * i);
  });
  const levels = await levelsAbove(store.hashMany, row, { level: SHARED_LEVEL, depth: BATCH_DEPTH });
  return { count, root: fieldFromBytes(levels.at(-1)!), chunks };
}

async function storeAnchor(
  connection: SqlConnection,
  {
    signed,
    kind,
    retired,
    publicKey,
  }: {
    readonly signed: SignedAnchor;
    readonly kind: RecordKind | undefined;
    readonly retired: readonly number[];
    readonly publicKey: PublicKey;
  },
): Promise<void> {
  const { anchor } = signed;
  const positions = new Uint8Array(4 * retired.length);
  const view = new DataView(positions.buffer);
  retired.forEach((position, i) => {
    view.setUint32(4 * i, position);
  });
  if (anchor.index === 0)
    await connection.insert("meta", ["name", "value"], [["publisher", encodePublicKey(publicKey)]]);
  const text = JSON.stringify(signedAnchorToJson(signed));
  await connection.insert(
    "anchors",
    ["idx", "hash", "kind", "signed", "retired"],
    [[anchor.index, fieldToBytes(hashAnchor(anchor)), kind?.kind ?? null, text, positions]],
  );
  await writeEvent(connection, { time: anchor.timeSeconds, action: "anchor", detail: String(anchor.index) });
}

/** The anchors of a store with their signatures, from an index on. */
export async function storedAnchors(connection: SqlConnection, from = 0): Promise<readonly SignedAnchor[]> {
  ownWith(connection, "query");
  const rows = await connection.query<{ signed: string }>("SELECT signed FROM anchors WHERE idx >= $1 ORDER BY idx", [
    from,
  ]);
  return rows.map(({ signed }) => parseSignedAnchor(JSON.parse(signed)));
}

/** One anchor; the last when no index is given. */
export async function storedAnchor(connection: SqlConnection, index?: number): Promise<SignedAnchor | undefined> {
  ownWith(connection, "query");
  const [row] = await connection.query<{ signed: string }>(
    index === undefined
      ? "SELECT signed FROM anchors ORDER BY idx DESC LIMIT 1"
      : "SELECT signed FROM anchors WHERE idx = $1",
    index === undefined ? [] : [index],
  );
  return row === undefined ? undefined : parseSignedAnchor(JSON.parse(row.signed));
}

async function lastAnchor(connection: SqlConnection): Promise<Anchor | undefined> {
  return (await storedAnchor(connection))?.anchor;
}
