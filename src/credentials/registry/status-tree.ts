/** The tree over all issuers' status lists (protocol P-11), and how a holder rebuilds a path without asking anybody. */

import { isBytes } from "../../core/bytes.ts";
import type { FieldElement } from "../../core/field.ts";
import { ARITY, type MerklePath, SparseMerkleTree } from "../../core/merkle.ts";
import { MAX_ISSUERS } from "./issuer-set.ts";
import {
  nonZeroWords,
  STATUS_LIST_BITS,
  StatusListError,
  statusBit,
  WORD_BITS,
  WORDS_PER_LIST,
} from "./status-list.ts";

/** 8^6 words of 128 bits: 256 lists. */
const DEPTH = 6;

/** Level whose nodes a snapshot publishes: the highest one at which no node covers two issuers. */
const SUBTREE_LEVEL = 3;
const SUBTREE_LEAVES = ARITY ** SUBTREE_LEVEL;
/** Nodes at that level which belong to one issuer. */
const SUBTREES_PER_LIST = WORDS_PER_LIST / SUBTREE_LEAVES;
/** Nodes at that level. */
export const SUBTREE_COUNT = MAX_ISSUERS * SUBTREES_PER_LIST;

/** What a witness needs of the status tree. */
export interface StatusPath {
  /** 6 levels of 8 children; level 0 holds the word and its neighbours. */
  readonly statusNodes: MerklePath;
  /** False when the entry's bit is set: no proof can be made with this path then. */
  readonly isUsable: boolean;
}

/** An empty tree: no issuer has revoked anything. */
export function createStatusTree(): SparseMerkleTree {
  return new SparseMerkleTree({ nodeTag: "status-node", depth: DEPTH });
}

/** The leaf that holds an entry. @throws StatusListError for an issuer or entry out of range */
export function wordPosition(issuerIndex: number, statusIndex: number): number {
  checkRange("issuerIndex", issuerIndex, MAX_ISSUERS);
  checkRange("statusIndex", statusIndex, STATUS_LIST_BITS);
  return issuerIndex * WORDS_PER_LIST + Math.floor(statusIndex / WORD_BITS);
}

function checkRange(path: string, value: number, limit: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= limit)
    throw new StatusListError({ path, expected: `an integer in [0, ${limit})` });
}

/** The 512 nodes from which, with one's own list, every path of that list can be rebuilt. */
export function subtreeRoots(tree: SparseMerkleTree): readonly FieldElement[] {
  return Array.from({ length: SUBTREE_COUNT }, (_, index) => tree.node(SUBTREE_LEVEL, index));
}

/** The node of a subtree without any set bit. */
export function emptySubtreeRoot(): FieldElement {
  return createStatusTree().node(SUBTREE_LEVEL, 0);
}

/** One issuer's part of the status tree, rebuilt from its list and the published nodes. */
export interface OpenedStatusList {
  readonly statusRoot: FieldElement;
  /** @throws StatusListError for an entry out of range */
  readonly statusPath: (statusIndex: number) => StatusPath;
}

/**
 * Rebuilds an issuer's part of the status tree. Costs at most 219 hashes, 146 over the list and 73 over the published
 * nodes; parts that are alike cost one.
 *
 * @param roots the 512 published nodes
 * @param bits the issuer's whole list, revoked or suspended
 * @throws StatusListError when the list is not the one that the published nodes commit to
 */
export function openStatusList(
  roots: readonly FieldElement[],
  issuerIndex: number,
  bits: Uint8Array,
): OpenedStatusList {
  checkRange("issuerIndex", issuerIndex, MAX_ISSUERS);
  if (!isBytes(bits) || bits.length * 8 !== STATUS_LIST_BITS)
    throw new StatusListError({ path: "bits", expected: `a list of ${STATUS_LIST_BITS} entries` });
  if (roots.length !== SUBTREE_COUNT)
    throw new StatusListError({ path: "subtreeRoots", expected: `${SUBTREE_COUNT} nodes` });

  const words = nonZeroWords(bits);
  const first = issuerIndex * SUBTREES_PER_LIST;
  const subtrees = Array.from({ length: SUBTREES_PER_LIST }, (_, half) => {
    const subtree = new SparseMerkleTree({ nodeTag: "status-node", depth: SUBTREE_LEVEL });
    const own = words.filter(([word]) => Math.floor(word / SUBTREE_LEAVES) === half);
    subtree.setLeaves(own.map(([word, value]) => [word % SUBTREE_LEAVES, value]));
    if (subtree.root !== roots[first + half])
      throw new StatusListError({ path: "bits", expected: "the list that the snapshot commits to" });
    return subtree;
  });
  const top = new SparseMerkleTree({ nodeTag: "status-node", depth: DEPTH - SUBTREE_LEVEL });
  top.setLeaves(roots.entries());

  return {
    statusRoot: top.root,
    statusPath(statusIndex) {
      const word = wordPosition(0, statusIndex);
      const half = Math.floor(word / SUBTREE_LEAVES);
      return {
        statusNodes: [...subtrees[half]!.path(word % SUBTREE_LEAVES), ...top.path(first + half)],
        isUsable: !statusBit(bits, statusIndex),
      };
    },
  };
}
