/**
 * An opening brought to a newer anchor from what the publisher publishes for everybody. So nobody asks the agency about
 * one record, and all holders show the newest anchor: its hash says nothing about when a person last spoke to the agency.
 */

import { type FieldElement, fieldFromBytes } from "../core/field.ts";
import { ARITY } from "../core/merkle.ts";
import { ownWith } from "../core/own.ts";
import type { Anchor } from "./anchor.ts";
import { checkOpening, type RecordOpening } from "./opening.ts";
import { AnchorError } from "./refusals.ts";
import { CHUNK_LEAVES, emptyNode, REGISTER_DEPTH, recordNode, SHARED_LEVEL } from "./tree.ts";

const HASH_BYTES = 32;

/** The published register at an anchor, as far as one position needs it. Leaves are salted: they say nothing. */
export interface PublishedRegister {
  readonly anchor: Anchor;
  /** The roots of all chunks of 512 positions, 32 bytes each: the file `chunks`. */
  readonly chunkRoots: Uint8Array;
  /** The 512 leaves of the record's own chunk, 32 bytes each: the file of {@link chunkOf}. */
  readonly chunkLeaves: Uint8Array;
}

/** The chunk that holds a position. Who downloads only this one says which 512 records hers is among; who loads all, nothing. */
export function chunkOf(position: number): number {
  return Math.floor(position / CHUNK_LEAVES);
}

/**
 * Brings an opening to the anchor of a published register, and checks that it holds together there.
 *
 * @throws RecordNotCurrentError when the record was corrected or erased since
 * @throws AnchorError for files that do not give the anchor's root, or an anchor of another publisher
 * @example
 * const opening = renewOpening(parseOpening(stored), { anchor, chunkRoots, chunkLeaves });
 */
export function renewOpening(opening: RecordOpening, register: PublishedRegister): RecordOpening {
  const { position } = ownWith(opening, "anchor");
  const { anchor } = ownWith(register, "anchor");
  if (anchor.publisher !== opening.anchor.publisher)
    throw new AnchorError({ path: "anchor.publisher", expected: "the record's own publisher" });
  const leaves = readNodes(register.chunkLeaves, "chunkLeaves");
  const roots = readNodes(register.chunkRoots, "chunkRoots");
  if (leaves.length !== CHUNK_LEAVES)
    throw new AnchorError({ path: "chunkLeaves", expected: `${CHUNK_LEAVES} leaves`, received: `${leaves.length}` });
  const registerPath: FieldElement[][] = [];
  let row = leaves;
  let first = 0;
  for (let level = 0; level < REGISTER_DEPTH; level++) {
    if (level === SHARED_LEVEL) {
      if (roots[chunkOf(position)] !== row[0])
        throw new AnchorError({ path: "chunkLeaves", expected: "the chunk whose root is published" });
      row = roots;
    }
    // Above the chunk the row starts at the register's left end, inside it at the chunk's own.
    first = level < SHARED_LEVEL ? chunkOf(position) * ARITY ** (SHARED_LEVEL - level) : 0;
    const parent = Math.floor(position / ARITY ** (level + 1)) * ARITY;
    registerPath.push(Array.from({ length: ARITY }, (_, i) => row[parent - first + i] ?? emptyNode(level)));
    row = parents(row, level);
  }
  if (row[0] !== anchor.currentRoot)
    throw new AnchorError({ path: "chunkRoots", expected: "the register of the anchor" });
  const renewed = { ...opening, anchor, registerPath };
  checkOpening(renewed);
  return renewed;
}

function readNodes(bytes: Uint8Array, path: string): readonly FieldElement[] {
  if (bytes.length % HASH_BYTES !== 0) throw new AnchorError({ path, expected: "nodes of 32 bytes" });
  try {
    return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
      fieldFromBytes(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
    );
  } catch (cause) {
    throw new AnchorError({ path, expected: "canonical field elements", cause });
  }
}

function parents(row: readonly FieldElement[], level: number): readonly FieldElement[] {
  return Array.from({ length: Math.ceil(row.length / ARITY) }, (_, i) =>
    recordNode(Array.from({ length: ARITY }, (_, child) => row[i * ARITY + child] ?? emptyNode(level))),
  );
}
