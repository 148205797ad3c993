/** The trees of a store: batches as anchored, the register as it is, and the register as it was at an anchor. */

import type { SqlConnection } from "../../core/database/sql.ts";
import { type FieldElement, fieldFromBytes, fieldToBytes } from "../../core/field.ts";
import { domainTag } from "../../core/hash.ts";
import { ARITY, type MerklePath } from "../../core/merkle.ts";
import { pure } from "../../core/pure.ts";
import type { PoseidonPool } from "../../engine/poseidon/pool.ts";
import { BATCH_DEPTH, CHUNK_LEAVES, emptyNode, REGISTER_DEPTH, SHARED_LEVEL } from "../tree.ts";

/** Hashes for a store; the pool's threads or the calling one. */
export type HashMany = PoseidonPool["hashMany"];

export const HASH_BYTES = 32;
/** Nodes of levels 1, 2 and 3 below one node of level 3: 64, 8 and 1. */
const CHUNK_LEVELS = [64, 8, 1] as const;
const CHUNK_OFFSETS = [0, 64, 72] as const;
const CHUNK_NODES = 73;
const TAG_BYTES = /* @__PURE__ */ pure(() => fieldToBytes(domainTag("record-node")));
const ZERO = /* @__PURE__ */ new Uint8Array(HASH_BYTES);

/** Bytes of the node of level `level` with this number inside a chunk's 73 nodes. */
function nodeIn(nodes: Uint8Array, level: number, index: number): Uint8Array {
  const at = HASH_BYTES * (CHUNK_OFFSETS[level - 1]! + index);
  return nodes.subarray(at, at + HASH_BYTES);
}

const emptyBytes = /* @__PURE__ */ Array.from({ length: REGISTER_DEPTH + 1 }, (_, level) =>
  fieldToBytes(emptyNode(level)),
);
/** Eight empty nodes of a level side by side. */
const emptyFamilies = /* @__PURE__ */ emptyBytes.map((bytes) =>
  Buffer.concat(new Array<Uint8Array>(ARITY).fill(bytes)),
);

/** Hashes families of 8 nodes, given side by side; the last one may be incomplete. */
export async function hashFamilies(hashMany: HashMany, row: Uint8Array, level: number): Promise<Uint8Array> {
  const count = Math.ceil(row.length / HASH_BYTES / ARITY);
  const inputs = new Uint8Array(count * (ARITY + 1) * HASH_BYTES);
  const out = new Uint8Array(count * HASH_BYTES);
  const hashed: number[] = [];
  for (let family = 0; family < count; family++) {
    const own = row.subarray(family * ARITY * HASH_BYTES, (family + 1) * ARITY * HASH_BYTES);
    // A family of nothing is known.
    if (Buffer.compare(own, emptyFamilies[level]!.subarray(0, own.length)) === 0) {
      out.set(emptyBytes[level + 1]!, family * HASH_BYTES);
      continue;
    }
    const to = hashed.length * (ARITY + 1) * HASH_BYTES;
    inputs.set(TAG_BYTES, to);
    inputs.set(emptyFamilies[level]!, to + HASH_BYTES);
    inputs.set(own, to + HASH_BYTES);
    hashed.push(family);
  }
  const hashes = await hashMany(9, inputs.subarray(0, hashed.length * (ARITY + 1) * HASH_BYTES));
  hashed.forEach((family, i) => {
    out.set(hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), family * HASH_BYTES);
  });
  return out;
}

/** The nodes of levels 1 to 3 over leaves side by side, chunk by chunk. The last chunk may be incomplete. */
export async function chunkNodes(hashMany: HashMany, leaves: Uint8Array): Promise<Uint8Array[]> {
  const chunks = Math.ceil(leaves.length / HASH_BYTES / CHUNK_LEAVES);
  const padded = new Uint8Array(chunks * CHUNK_LEAVES * HASH_BYTES);
  padded.set(leaves);
  const nodes = Array.from({ length: chunks }, () => new Uint8Array(CHUNK_NODES * HASH_BYTES));
  let row: Uint8Array = padded;
  for (let level = 1; level <= SHARED_LEVEL; level++) {
    row = await hashFamilies(hashMany, row, level - 1);
    const bytes = CHUNK_LEVELS[level - 1]! * HASH_BYTES;
    nodes.forEach((own, i) => {
      own.set(row.subarray(i * bytes, (i + 1) * bytes), CHUNK_OFFSETS[level - 1]! * HASH_BYTES);
    });
  }
  return nodes;
}

export const chunkRoot = (nodes: Uint8Array): Uint8Array => nodeIn(nodes, SHARED_LEVEL, 0);

/** Levels of a tree above a row of nodes, `level` first. */
export async function levelsAbove(
  hashMany: HashMany,
  row: Uint8Array,
  { level, depth }: { readonly level: number; readonly depth: number },
): Promise<Uint8Array[]> {
  const rows = [row];
  for (let at = level; at < depth; at++) rows.push(await hashFamilies(hashMany, rows.at(-1)!, at));
  return rows;
}

/** Reads nodes of a register; `position` counts nodes of the level. */
export interface RegisterReader {
  readonly node: (level: number, index: number) => Promise<Uint8Array>;
}

/** The eight children at each level from `from` to `depth` on the way up from a position. */
export async function readPath(
  reader: RegisterReader,
  {
    position,
    from = 0,
    depth = REGISTER_DEPTH,
  }: { readonly position: number; readonly from?: number; readonly depth?: number },
): Promise<MerklePath> {
  const path: FieldElement[][] = [];
  let index = position;
  for (let level = from; level < depth; level++) {
    index = Math.floor(index / ARITY);
    const first = index * ARITY;
    const children = [];
    for (let child = 0; child < ARITY; child++) children.push(fieldFromBytes(await reader.node(level, first + child)));
    path.push(children);
  }
  return path;
}

interface ChunkRow {
  readonly nodes: Uint8Array;
  readonly current: Uint8Array | null;
}

/** Leaves of one chunk: place in the chunk, leaf, and the anchor that retired it. */
export interface ChunkLeaf {
  readonly position: number;
  readonly leaf: Uint8Array;
  readonly retired: number | null;
}

export function leavesOf(connection: SqlConnection, chunk: number): Promise<readonly ChunkLeaf[]> {
  return connection.query<ChunkLeaf>(
    "SELECT position, leaf, retired FROM leaves WHERE position >= $1 AND position < $2 ORDER BY position",
    [chunk * CHUNK_LEAVES, (chunk + 1) * CHUNK_LEAVES],
  );
}

/** The register as it is now. */
export function currentRegister(connection: SqlConnection): RegisterReader {
  const chunks = new Map<number, ChunkRow | undefined>();
  const leaves = new Map<number, Map<number, Uint8Array>>();
  const chunkRow = async (chunk: number): Promise<ChunkRow | undefined> => {
    if (!chunks.has(chunk)) {
      const [row] = await connection.query<ChunkRow>("SELECT nodes, current FROM chunks WHERE chunk = $1", [chunk]);
      chunks.set(chunk, row);
    }
    return chunks.get(chunk);
  };
  return {
    async node(level, index) {
      if (level > SHARED_LEVEL) {
        const [row] = await connection.query<{ hash: Uint8Array }>(
          "SELECT hash FROM upper WHERE level = $1 AND idx = $2",
          [level, index],
        );
        return row?.hash ?? emptyBytes[level]!;
      }
      const chunk = Math.floor(index / ARITY ** (SHARED_LEVEL - level));
      if (level === 0) {
        let own = leaves.get(chunk);
        if (own === undefined) {
          const rows = await leavesOf(connection, chunk);
          own = new Map(rows.map(({ position, leaf, retired }) => [position, retired === null ? leaf : ZERO]));
          leaves.set(chunk, own);
        }
        return own.get(index) ?? ZERO;
      }
      const row = await chunkRow(chunk);
      if (row === undefined) return emptyBytes[level]!;
      return nodeIn(row.current ?? row.nodes, level, index % ARITY ** (SHARED_LEVEL - level));
    },
  };
}

/** What an anchor changes in the register. */
export interface RegisterChange {
  /** Positions that become 0; increasing. Their leaves must be marked as retired already. */
  readonly retired: readonly number[];
  /** Chunks that are new: number and nodes, stored already. */
  readonly added: readonly (readonly [chunk: number, root: Uint8Array])[];
}

/** Applies a change to the stored register and answers its root. Every touched node is hashed once. */
export async function changeRegister(
  connection: SqlConnection,
  hashMany: HashMany,
  { retired, added }: RegisterChange,
): Promise<FieldElement> {
  const touched = new Map<number, Uint8Array>(added);
  const byChunk = new Map<number, number[]>();
  for (const position of retired) {
    const chunk = Math.floor(position / CHUNK_LEAVES);
    byChunk.set(chunk, [...(byChunk.get(chunk) ?? []), position % CHUNK_LEAVES]);
  }
  for (const [chunk, offsets] of byChunk) {
    const nodes = await retireInChunk(connection, hashMany, { chunk, offsets });
    await connection.execute("UPDATE chunks SET current = $1 WHERE chunk = $2", [nodes, chunk]);
    touched.set(chunk, chunkRoot(nodes));
  }
  let row: ReadonlyMap<number, Uint8Array> = touched;
  for (let level = SHARED_LEVEL + 1; level <= REGISTER_DEPTH; level++) {
    const reader = currentRegister(connection);
    const parents = [...new Set([...row.keys()].map((index) => Math.floor(index / ARITY)))].sort((a, b) => a - b);
    const children = new Uint8Array(parents.length * ARITY * HASH_BYTES);
    for (const [i, parent] of parents.entries()) {
      for (let child = 0; child < ARITY; child++) {
        const index = parent * ARITY + child;
        const node = row.get(index) ?? (await reader.node(level - 1, index));
        children.set(node, (i * ARITY + child) * HASH_BYTES);
      }
    }
    const hashes = await hashFamilies(hashMany, children, level - 1);
    const next = new Map(parents.map((parent, i) => [parent, hashes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES)]));
    for (const [index] of next)
      await connection.execute("DELETE FROM upper WHERE level = $1 AND idx = $2", [level, index]);
    await connection.insert(
      "upper",
      ["level", "idx", "hash"],
      [...next].map(([index, hash]) => [level, index, hash]),
    );
    row = next;
  }
  return row.size === 0 ? registerRoot(connection) : fieldFromBytes(row.get(0)!);
}

/** The nodes of a chunk after some of its leaves were retired: only families on their paths are hashed. */
async function retireInChunk(
  connection: SqlConnection,
  hashMany: HashMany,
  { chunk, offsets }: { readonly chunk: number; readonly offsets: readonly number[] },
): Promise<Uint8Array> {
  const [stored] = await connection.query<ChunkRow>("SELECT nodes, current FROM chunks WHERE chunk = $1", [chunk]);
  const nodes = Uint8Array.from(stored!.current ?? stored!.nodes);
  let below = new Uint8Array(CHUNK_LEAVES * HASH_BYTES);
  for (const { position, leaf, retired: gone } of await leavesOf(connection, chunk)) {
    if (gone === null) below.set(leaf, (position % CHUNK_LEAVES) * HASH_BYTES);
  }
  let changed = offsets;
  for (let level = 1; level <= SHARED_LEVEL; level++) {
    changed = [...new Set(changed.map((index) => Math.floor(index / ARITY)))];
    const families = new Uint8Array(changed.length * ARITY * HASH_BYTES);
    changed.forEach((family, i) => {
      families.set(
        below.subarray(family * ARITY * HASH_BYTES, (family + 1) * ARITY * HASH_BYTES),
        i * ARITY * HASH_BYTES,
      );
    });
    const hashes = await hashFamilies(hashMany, families, level - 1);
    changed.forEach((index, i) => {
      nodeIn(nodes, level, index).set(hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
    });
    const at = CHUNK_OFFSETS[level - 1]! * HASH_BYTES;
    below = nodes.slice(at, at + CHUNK_LEVELS[level - 1]! * HASH_BYTES);
  }
  return nodes;
}

export async function registerRoot(connection: SqlConnection): Promise<FieldElement> {
  return fieldFromBytes(await currentRegister(connection).node(REGISTER_DEPTH, 0));
}

/**
 * The register as an anchor left it, rebuilt from the leaves: a position holds its leaf when it was given out by then
 * and retired later or never. Costs a hash for each 4,096 records, and 73 for each chunk with a later retirement.
 *
 * @param end positions given out by then
 */
export async function registerAt(
  connection: SqlConnection,
  hashMany: HashMany,
  { index, end }: { readonly index: number; readonly end: number },
): Promise<RegisterReader> {
  const count = Math.ceil(end / CHUNK_LEAVES);
  const later = await connection.query<{ chunk: number }>(
    `SELECT DISTINCT position / ${CHUNK_LEAVES} AS chunk FROM leaves WHERE retired IS NOT NULL`,
  );
  const changed = new Map<number, { leaves: Uint8Array; nodes: Uint8Array }>();
  for (const chunk of later.map((row) => Math.floor(Number(row.chunk))).filter((each) => each < count)) {
    const leaves = new Uint8Array(CHUNK_LEAVES * HASH_BYTES);
    for (const { position, leaf, retired } of await leavesOf(connection, chunk)) {
      if (retired === null || retired > index) leaves.set(leaf, (position % CHUNK_LEAVES) * HASH_BYTES);
    }
    const [nodes] = await chunkNodes(hashMany, leaves);
    changed.set(chunk, { leaves, nodes: nodes! });
  }
  const roots = new Uint8Array(count * HASH_BYTES);
  for (let chunk = 0; chunk < count; chunk++) roots.set(emptyBytes[SHARED_LEVEL]!, chunk * HASH_BYTES);
  const PAGE = 1_024;
  for (let first = 0; first < count; first += PAGE) {
    const rows = await connection.query<ChunkRow & { chunk: number }>(
      "SELECT chunk, nodes, current FROM chunks WHERE chunk >= $1 AND chunk < $2",
      [first, Math.min(first + PAGE, count)],
    );
    for (const { chunk, nodes } of rows) roots.set(chunkRoot(changed.get(chunk)?.nodes ?? nodes), chunk * HASH_BYTES);
  }
  const rows = await levelsAbove(hashMany, roots, { level: SHARED_LEVEL, depth: REGISTER_DEPTH });
  const now = currentRegister(connection);
  return {
    async node(level, position) {
      if (level >= SHARED_LEVEL) {
        const row = rows[level - SHARED_LEVEL]!;
        const at = position * HASH_BYTES;
        return at < row.length ? row.subarray(at, at + HASH_BYTES) : emptyBytes[level]!;
      }
      const chunk = Math.floor(position / ARITY ** (SHARED_LEVEL - level));
      if (chunk >= count) return emptyBytes[level]!;
      const own = changed.get(chunk);
      if (own === undefined) return now.node(level, position);
      if (level === 0) {
        const at = (position % CHUNK_LEAVES) * HASH_BYTES;
        return own.leaves.subarray(at, at + HASH_BYTES);
      }
      return nodeIn(own.nodes, level, position % ARITY ** (SHARED_LEVEL - level));
    },
  };
}

/** A batch as it was anchored. Offsets count from its first position. */
export async function batchAt(
  connection: SqlConnection,
  hashMany: HashMany,
  { start, count }: { readonly start: number; readonly count: number },
): Promise<RegisterReader> {
  const first = start / CHUNK_LEAVES;
  const rows = await connection.query<{ chunk: number; nodes: Uint8Array }>(
    "SELECT chunk, nodes FROM chunks WHERE chunk >= $1 AND chunk < $2 ORDER BY chunk",
    [first, first + Math.ceil(count / CHUNK_LEAVES)],
  );
  const roots = new Uint8Array(rows.length * HASH_BYTES);
  rows.forEach(({ nodes }, i) => {
    roots.set(chunkRoot(nodes), i * HASH_BYTES);
  });
  const upper = await levelsAbove(hashMany, roots, { level: SHARED_LEVEL, depth: BATCH_DEPTH });
  const leaves = new Map<number, Uint8Array>();
  return {
    async node(level, index) {
      if (level >= SHARED_LEVEL) {
        const row = upper[level - SHARED_LEVEL]!;
        const at = index * HASH_BYTES;
        return at < row.length ? row.subarray(at, at + HASH_BYTES) : emptyBytes[level]!;
      }
      const chunk = Math.floor(index / ARITY ** (SHARED_LEVEL - level));
      if (level === 0) {
        if (leaves.size === 0) {
          for (const { position, leaf } of await leavesOf(connection, first + chunk))
            leaves.set(position - start, leaf);
        }
        return leaves.get(index) ?? ZERO;
      }
      const own = rows[chunk];
      return own === undefined ? emptyBytes[level]! : nodeIn(own.nodes, level, index % ARITY ** (SHARED_LEVEL - level));
    },
  };
}
