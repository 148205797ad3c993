/** Proofs out of a store: in a batch, current at an anchor, from one anchor to the next, and what an inspector reads. */

import { type FieldElement, fieldFromBytes, fieldToBytes } from "../../core/field.ts";
import { own } from "../../core/own.ts";
import type { Anchor } from "../anchor.ts";
import type { CurrentProof, InclusionProof } from "../inclusion.ts";
import type { Tombstone } from "../inspection.ts";
import type { RecordOpening } from "../opening.ts";
import type { RecordEnvelope } from "../record.ts";
import { AnchorError, RecordError, RecordNotCurrentError } from "../refusals.ts";
import type { Retirement, TransitionProof } from "../transition.ts";
import { BATCH_DEPTH, CHUNK_LEAVES, childIndex, followPath, REGISTER_DEPTH, SHARED_LEVEL } from "../tree.ts";
import { storedAnchor } from "./commit.ts";
import {
  findVersion,
  listKinds,
  openVersion,
  type RecordStore,
  requireStore,
  type VersionRow,
} from "./record-store.ts";
import {
  batchAt,
  chunkRoot,
  currentRegister,
  HASH_BYTES,
  type RegisterReader,
  readPath,
  registerAt,
} from "./register.ts";

interface Place {
  readonly position: number;
  readonly retired: number | null;
}

async function placeOf({ database }: RecordStore, { id }: VersionRow): Promise<Place> {
  const [place] = await database.query<Place>("SELECT position, retired FROM leaves WHERE id = $1", [id]);
  if (place === undefined) throw new RecordNotCurrentError({ path: "id", expected: "a version that is anchored" });
  return place;
}

/** Which version of which record. */
export interface VersionReference {
  /** The agency's own name of the record. */
  readonly id: string;
  /** The newest when left out. */
  readonly version?: number | undefined;
}

/** Proves that a version is in its batch; works for superseded and erased ones too. @throws RecordError, RecordNotCurrentError before it is anchored */
export async function proveInclusion(store: RecordStore, reference: VersionReference): Promise<InclusionProof> {
  const row = await findVersion(store, reference);
  const { position } = await placeOf(store, row);
  const anchor = await anchorOf(store, position);
  const reader = await batchAt(store.database, store.hashMany, anchor);
  const batchPath = await readPath(reader, { position: position - anchor.start, depth: BATCH_DEPTH });
  return { anchor, leaf: fieldFromBytes(row.leaf), position, batchPath };
}

/** The anchor in whose batch a position is: the last one that starts at or before it and is not empty. */
async function anchorOf(store: RecordStore, position: number): Promise<Anchor> {
  let [low, high] = [0, (await storedAnchor(store.database))?.anchor.index ?? 0];
  const get = async (index: number): Promise<Anchor> => (await storedAnchor(store.database, index))!.anchor;
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if ((await get(middle)).start <= position) low = middle;
    else high = middle - 1;
  }
  // Empty batches share their start with the batch that follows.
  for (let index = low; index >= 0; index--) {
    const anchor = await get(index);
    if (anchor.count > 0 && anchor.start <= position) return anchor;
  }
  throw new AnchorError({ path: "position", expected: "a position of the register" });
}

/** The register and the anchor that stands for it. */
export interface RegisterState {
  readonly anchor: Anchor;
  readonly reader: RegisterReader;
}

/** The register as of an anchor; the last one when no index is given. @throws AnchorError when there is none */
export async function registerState(store: RecordStore, index?: number): Promise<RegisterState> {
  const last = (await storedAnchor(store.database))?.anchor;
  const anchor = index === undefined ? last : (await storedAnchor(store.database, index))?.anchor;
  if (last === undefined || anchor === undefined)
    throw new AnchorError({ path: "index", expected: "an anchor of this store" });
  const reader =
    anchor.index === last.index
      ? currentRegister(store.database)
      : await registerAt(store.database, store.hashMany, { index: anchor.index, end: anchor.start + anchor.count });
  return { anchor, reader };
}

/**
 * Proves that a version is current at an anchor: the last one, or an earlier one ("as of").
 *
 * @throws RecordNotCurrentError when it is superseded, erased or not anchored yet at that anchor
 */
export async function proveCurrent(
  store: RecordStore,
  given: VersionReference & { readonly asOf?: number | undefined },
): Promise<CurrentProof> {
  const { asOf, ...reference } = own(given);
  const row = await findVersion(store, reference);
  const { position, retired } = await placeOf(store, row);
  const { anchor, reader } = await registerState(store, asOf);
  const isThere = position < anchor.start + anchor.count && (retired === null || retired > anchor.index);
  if (!isThere) throw new RecordNotCurrentError({ path: "id" });
  return { anchor, leaf: fieldFromBytes(row.leaf), position, registerPath: await readPath(reader, { position }) };
}

/** Opens a version for its holder. @throws RecordErasedError once it is erased; as {@link proveCurrent} */
export async function openForHolder(
  store: RecordStore,
  reference: VersionReference & { readonly asOf?: number | undefined },
): Promise<RecordOpening> {
  const { opened } = await openVersion(store, await findVersion(store, reference));
  if (opened === undefined) throw new RecordError({ path: "id", expected: "a record with a holder, not a reading" });
  return { ...(await proveCurrent(store, reference)), record: opened };
}

/** Proves how the register became that of an anchor (index 1 or later). @throws AnchorError when there is no such anchor */
export async function proveTransition(store: RecordStore, index: number): Promise<TransitionProof> {
  requireStore(store);
  if (!Number.isSafeInteger(index)) throw new AnchorError({ path: "index", expected: "a whole number" });
  const after = (await storedAnchor(store.database, index))?.anchor;
  if (after === undefined || index < 1)
    throw new AnchorError({ path: "index", expected: "an anchor with one before it" });
  const { anchor: before, reader } = await registerState(store, index - 1);
  const rows = await store.database.query<{ position: number; leaf: Uint8Array }>(
    "SELECT position, leaf FROM leaves WHERE retired = $1 ORDER BY position",
    [index],
  );
  const changed = overlay(reader);
  const retirements: Retirement[] = [];
  for (const { position, leaf } of rows) {
    const path = await readPath(changed.reader, { position });
    retirements.push({ position, leaf: fieldFromBytes(leaf), path });
    changed.replace({ position, path });
  }
  const first = after.start / CHUNK_LEAVES;
  const frontier = await readPath(changed.reader, { position: first, from: SHARED_LEVEL });
  const chunks = await store.database.query<{ nodes: Uint8Array }>(
    "SELECT nodes FROM chunks WHERE chunk >= $1 AND chunk < $2 ORDER BY chunk",
    [first, first + Math.ceil(after.count / CHUNK_LEAVES)],
  );
  return {
    before,
    after,
    retirements,
    frontier,
    chunks: chunks.map(({ nodes }) => fieldFromBytes(Uint8Array.from(chunkRoot(nodes)))),
  };
}

/** A register in which positions are set to 0, without touching the store. */
function overlay(base: RegisterReader) {
  const changes = new Map<string, FieldElement>();
  const reader: RegisterReader = {
    async node(level, index) {
      const own = changes.get(`${level}/${index}`);
      return own === undefined ? base.node(level, index) : fieldToBytes(own);
    },
  };
  const replace = ({
    position,
    path,
  }: {
    readonly position: number;
    readonly path: CurrentProof["registerPath"];
  }): void => {
    let index = position;
    let value = 0n as FieldElement;
    path.forEach((children, level) => {
      changes.set(`${level}/${index}`, value);
      const place = childIndex(position, level);
      value = followPath([children], {
        depth: 1,
        position: place,
        value: children[place]!,
        replacement: value,
      }).replaced;
      index = Math.floor(index / 8);
    });
    changes.set(`${REGISTER_DEPTH}/0`, value);
  };
  return { reader, replace };
}

/**
 * The envelopes of a batch in its order, for `inspectBatch`: they tell records apart and say nothing about their fields.
 * Of an erased record only the leaf is left.
 *
 * @throws AnchorError when there is no such anchor
 */
export async function* envelopesOf(store: RecordStore, index: number): AsyncGenerator<RecordEnvelope | Tombstone> {
  const anchor = (await storedAnchor(store.database, index))?.anchor;
  if (anchor === undefined) throw new AnchorError({ path: "index", expected: "an anchor of this store" });
  const kinds = await listKinds(store.database);
  const PAGE = 1_000;
  for (let first = anchor.start; first < anchor.start + anchor.count; first += PAGE) {
    const rows = await store.database.query<VersionRow>(
      "SELECT records.id AS id, record_id, version, kind, created, records.leaf AS leaf, body, state, reason, changed FROM leaves JOIN records ON records.id = leaves.id WHERE position >= $1 AND position < $2 ORDER BY position",
      [first, Math.min(first + PAGE, anchor.start + anchor.count)],
    );
    for (const row of rows) {
      if (row.body === null) yield { leaf: fieldFromBytes(row.leaf) };
      else yield (await openVersion(store, row, kinds)).envelope;
    }
  }
}

/** A file of the published register: `chunks`, or a chunk's number. */
export interface RegisterFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * What a publisher publishes of the register at its last anchor, for `renewOpening`: one file with the roots of all
 * chunks, and one for each chunk with its 512 leaves. They are the same for everybody and say nothing about a record.
 *
 * @throws AnchorError when nothing is anchored yet
 */
export async function* registerFiles(store: RecordStore): AsyncGenerator<RegisterFile> {
  const { anchor, reader } = await registerState(store);
  const count = Math.ceil((anchor.start + anchor.count) / CHUNK_LEAVES);
  const nodes = async (level: number, first: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length * HASH_BYTES);
    for (let i = 0; i < length; i++) bytes.set(await reader.node(level, first + i), i * HASH_BYTES);
    return bytes;
  };
  yield { name: "chunks", bytes: await nodes(SHARED_LEVEL, 0, count) };
  for (let chunk = 0; chunk < count; chunk++) {
    yield { name: String(chunk), bytes: await nodes(0, chunk * CHUNK_LEAVES, CHUNK_LEAVES) };
  }
}
