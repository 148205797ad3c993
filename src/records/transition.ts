/** Consistency of a register from one anchor to the next: only what was retired is gone, only the batch was added. */

import type { FieldElement } from "../core/field.ts";
import { ARITY, type MerklePath } from "../core/merkle.ts";
import { ownWith } from "../core/own.ts";
import { type Anchor, checkNext, hashRetired } from "./anchor.ts";
import { AnchorError, ForeignBatchError } from "./refusals.ts";
import {
  BATCH_DEPTH,
  CHUNK_LEAVES,
  childIndex,
  emptyNode,
  followPath,
  REGISTER_DEPTH,
  recordNode,
  rootOfNodes,
  SHARED_LEVEL,
} from "./tree.ts";

/** One retired position, with its path in the register as it was when it was retired. */
export interface Retirement {
  readonly position: number;
  readonly leaf: FieldElement;
  readonly path: MerklePath;
}

/** What shows how one anchor's register became the next one's. */
export interface TransitionProof {
  readonly before: Anchor;
  readonly after: Anchor;
  /** In increasing order of position; each path is taken after the retirements before it. */
  readonly retirements: readonly Retirement[];
  /** Children of the levels from 3 up at the place where the batch goes, after the retirements. */
  readonly frontier: MerklePath;
  /** The batch's nodes of level 3. */
  readonly chunks: readonly FieldElement[];
}

const UPPER_LEVELS = REGISTER_DEPTH - SHARED_LEVEL;

/**
 * Checks that nothing but the retirements and the batch changed between two anchors that follow each other.
 *
 * @throws AnchorError when the anchors don't follow each other or the retirements are not those of the second
 * @throws ForeignBatchError when the register or the batch is another one
 */
export function verifyTransition(proof: TransitionProof): void {
  const { before, after, retirements, frontier, chunks } = ownWith(proof, "before", "after", "retirements");
  checkNext(before, after, "after");
  if (hashRetired(retirements.map(({ position }) => position)) !== after.retired)
    throw new AnchorError({ path: "retirements", expected: "the retirements of the anchor" });
  let root = before.currentRoot;
  retirements.forEach(({ position, leaf, path }, i) => {
    if (leaf === 0n) throw new AnchorError({ path: `retirements[${i}].leaf`, expected: "a leaf" });
    const roots = followPath(path, { depth: REGISTER_DEPTH, position, value: leaf, replacement: 0n as FieldElement });
    if (roots.root !== root) throw new ForeignBatchError({ path: `retirements[${i}].path` });
    root = roots.replaced;
  });

  if (chunks.length !== Math.ceil(after.count / CHUNK_LEAVES))
    throw new AnchorError({ path: "chunks", expected: "one node for 512 records" });
  if (rootOfNodes(chunks, { level: SHARED_LEVEL, depth: BATCH_DEPTH }) !== after.batchRoot)
    throw new ForeignBatchError({ path: "chunks" });
  if (after.count > 0) root = appendChunks(root, { first: after.start / CHUNK_LEAVES, frontier, chunks });
  if (root !== after.currentRoot) throw new ForeignBatchError({ path: "after.currentRoot" });
}

/** The root after chunks were added at the end of a register. @throws ForeignBatchError when their place is not the end */
function appendChunks(
  root: FieldElement,
  {
    first,
    frontier,
    chunks,
  }: { readonly first: number; readonly frontier: MerklePath; readonly chunks: readonly FieldElement[] },
): FieldElement {
  const here = followPath(frontier, { depth: UPPER_LEVELS, position: first, value: emptyNode(SHARED_LEVEL) });
  if (here.root !== root) throw new ForeignBatchError({ path: "frontier" });
  let row = chunks;
  frontier.forEach((children, i) => {
    const index = childIndex(first, i);
    const nothing = emptyNode(SHARED_LEVEL + i);
    if (children.slice(index + 1).some((child) => child !== nothing))
      throw new ForeignBatchError({ path: `frontier[${i}]`, expected: "an empty register from the batch on" });
    // What stands left of the first new node in its family, then the new nodes, then nothing.
    const side = [...children.slice(0, index), ...row];
    row = Array.from({ length: Math.ceil(side.length / ARITY) }, (_, group) =>
      recordNode(Array.from({ length: ARITY }, (_, child) => side[group * ARITY + child] ?? nothing)),
    );
  });
  if (row.length !== 1) throw new ForeignBatchError({ path: "chunks", expected: "chunks that fit the register" });
  return row[0]!;
}
