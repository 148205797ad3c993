/** The trees over records (protocol P-27, P-28): arithmetic of positions, empty subtrees, paths. */

import { type FieldElement, isFieldElement } from "../core/field.ts";
import { domainTag, poseidon } from "../core/hash.ts";
import { ARITY, type MerklePath, MerkleTreeError } from "../core/merkle.ts";
import { pure } from "../core/pure.ts";
import { ForeignBatchError } from "./refusals.ts";

/** Levels above the leaves of a batch. */
export const BATCH_DEPTH = 7;
/** Levels above the leaves of a register. */
export const REGISTER_DEPTH = 9;
/** Records in one batch at most. */
export const MAX_RECORD_BATCH = 2 ** 20;
/** Positions of a register: 2^27. */
export const REGISTER_CAPACITY = /* @__PURE__ */ pure(() => ARITY ** REGISTER_DEPTH);
/** Level up to which a batch and the register have their nodes in common. */
export const SHARED_LEVEL = 3;
/** Leaves below one shared node: batches start at multiples of it. */
export const CHUNK_LEAVES = /* @__PURE__ */ pure(() => ARITY ** SHARED_LEVEL);

const TAG = /* @__PURE__ */ domainTag("record-node");

/** P-27: a node over 8 children. */
export function recordNode(children: readonly bigint[]): FieldElement {
  return poseidon([TAG, ...children]);
}

const empty: FieldElement[] = [0n as FieldElement];

/** The node of a level under which nothing is. */
export function emptyNode(level: number): FieldElement {
  while (empty.length <= level) empty.push(recordNode(new Array<bigint>(ARITY).fill(empty.at(-1)!)));
  return empty[level]!;
}

/** Where the batch after `end` positions starts. */
export function nextStart(end: number): number {
  return Math.ceil(end / CHUNK_LEAVES) * CHUNK_LEAVES;
}

/** The index of the child at a level on the way down to a position. */
export function childIndex(position: number, level: number): number {
  return Math.floor(position / ARITY ** level) % ARITY;
}

/** The roots that a path leads to from what stands at a position now, and from what it is replaced by. */
export interface PathRoots {
  readonly root: FieldElement;
  readonly replaced: FieldElement;
}

/**
 * Follows a path of children from a node at `position` up. The path must hold `value` at each step.
 *
 * @param position counted in nodes of the path's lowest level
 * @throws ForeignBatchError when a level does not hold the node below it
 * @throws MerkleTreeError for a path of another form
 */
export function followPath(
  path: MerklePath,
  {
    depth,
    position,
    value,
    replacement = value,
  }: {
    readonly depth: number;
    readonly position: number;
    readonly value: FieldElement;
    readonly replacement?: FieldElement;
  },
): PathRoots {
  if (path.length !== depth) throw new MerkleTreeError({ path: "path", expected: `${depth} levels` });
  if (!Number.isInteger(position) || position < 0 || position >= ARITY ** depth)
    throw new MerkleTreeError({ path: "position", expected: `an integer in [0, ${ARITY ** depth})` });
  let [current, replaced] = [value, replacement];
  path.forEach((children, level) => {
    if (children.length !== ARITY || !children.every(isFieldElement))
      throw new MerkleTreeError({ path: `path[${level}]`, expected: `${ARITY} field elements` });
    const index = childIndex(position, level);
    if (children[index] !== current) throw new ForeignBatchError({ path: `path[${level}]` });
    current = recordNode(children);
    replaced = recordNode(children.map((child, i) => (i === index ? replaced : child)));
  });
  return { root: current, replaced };
}

/**
 * The root of `nodes` standing side by side from the left, everything to their right empty.
 *
 * @param level of the given nodes
 */
export function rootOfNodes(
  nodes: readonly FieldElement[],
  { level, depth }: { readonly level: number; readonly depth: number },
): FieldElement {
  if (nodes.length > ARITY ** (depth - level)) throw new MerkleTreeError({ expected: "fewer nodes" });
  let row = nodes;
  for (let at = level; at < depth; at++) {
    row = Array.from({ length: Math.ceil(row.length / ARITY) }, (_, i) =>
      recordNode(Array.from({ length: ARITY }, (_, child) => row[i * ARITY + child] ?? emptyNode(at))),
    );
  }
  return row[0] ?? emptyNode(depth);
}
