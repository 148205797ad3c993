/** Sparse Poseidon trees of fixed depth: 8 children to a node, fewer at the root where that fits (protocol P-10, P-11). */
import type { DomainName } from "./domains.generated.ts";
import { refusal } from "./errors.ts";
import { type FieldElement, isFieldElement } from "./field.ts";
import { domainTag, poseidon } from "./hash.ts";

/** Children of a node, other than a narrower root. */
export const ARITY = 8;

/** What makes a tree: its hashes and its shape. */
export interface TreeShape {
  readonly nodeTag: DomainName;
  /** Levels of nodes, the root's included. */
  readonly depth: number;
  /** Children of the root: 4 or 8, by default 8. */
  readonly rootArity?: 4 | 8;
}

/** The opening of one leaf: per level, from the leaves up, the children among which the path runs. */
export type MerklePath = readonly (readonly FieldElement[])[];

/**
 * A tree of 8^(depth - 1) * rootArity leaves in which absent leaves are 0. Memory and time grow with the leaves that
 * are set: a subtree without any has a root that is computed once per level.
 */
export class SparseMerkleTree {
  readonly depth: number;
  readonly #rootArity: number;
  readonly #tag: FieldElement;
  /** levels[0] holds leaves, levels[depth] the root; absent entries are the empty subtree of that level. */
  readonly #levels: Map<number, FieldElement>[];
  readonly #empty: readonly FieldElement[];

  constructor({ nodeTag, depth, rootArity = ARITY }: TreeShape) {
    this.depth = depth;
    this.#rootArity = rootArity;
    this.#tag = domainTag(nodeTag);
    this.#levels = Array.from({ length: depth + 1 }, () => new Map());
    this.#empty = emptySubtrees(this.#tag, depth, rootArity);
  }

  /** How many leaves the tree has room for. */
  get capacity(): number {
    return this.#width(0);
  }

  get root(): FieldElement {
    return this.#at(this.depth, 0);
  }

  leaf(index: number): FieldElement {
    return this.#at(0, this.#checkIndex(index));
  }

  /** A node; level 0 holds leaves, level `depth` the root. @throws MerkleTreeError for a position out of range */
  node(level: number, index: number): FieldElement {
    if (!Number.isInteger(level) || level < 0 || level > this.depth)
      throw new MerkleTreeError({ path: "level", expected: `an integer in [0, ${this.depth}]` });
    if (!Number.isInteger(index) || index < 0 || index >= this.#width(level))
      throw new MerkleTreeError({ path: "index", expected: `an integer in [0, ${this.#width(level)})` });
    return this.#at(level, index);
  }

  /**
   * Sets leaves and hashes every touched node at most once.
   *
   * @throws MerkleTreeError for a position or value out of range
   */
  setLeaves(changes: Iterable<readonly [index: number, value: bigint]>): void {
    const checked = [...changes].map(([index, value]) => [this.#checkIndex(index), checkLeaf(value)] as const);
    let touched = new Set<number>();
    for (const [index, value] of checked) {
      this.#store(0, index, value);
      touched.add(Math.floor(index / ARITY));
    }
    for (let level = 1; level <= this.depth; level++) {
      const parents = new Set<number>();
      // Large parts of a tree of published nodes are alike: equal children are hashed once.
      const alike = new Map<FieldElement, FieldElement>();
      for (const index of touched) {
        const children = this.#children(level, index);
        const [first] = children as [FieldElement];
        const areAlike = children.every((child) => child === first);
        const node = (areAlike ? alike.get(first) : undefined) ?? poseidon([this.#tag, ...children]);
        if (areAlike) alike.set(first, node);
        this.#store(level, index, node);
        parents.add(Math.floor(index / ARITY));
      }
      touched = parents;
    }
  }

  /** The children along the path from a leaf to the root. @throws MerkleTreeError for a position out of range */
  path(index: number): MerklePath {
    let position = this.#checkIndex(index);
    const path: FieldElement[][] = [];
    for (let level = 1; level <= this.depth; level++) {
      position = Math.floor(position / ARITY);
      path.push(this.#children(level, position));
    }
    return path;
  }

  /** How many nodes a level has; leaves are level 0. */
  #width(level: number): number {
    return level === this.depth ? 1 : this.#rootArity * ARITY ** (this.depth - 1 - level);
  }

  #children(level: number, index: number): FieldElement[] {
    const arity = level === this.depth ? this.#rootArity : ARITY;
    return Array.from({ length: arity }, (_, child) => this.#at(level - 1, index * ARITY + child));
  }

  #at(level: number, index: number): FieldElement {
    return this.#levels[level]!.get(index) ?? this.#empty[level]!;
  }

  #store(level: number, index: number, value: FieldElement): void {
    if (value === this.#empty[level]) this.#levels[level]!.delete(index);
    else this.#levels[level]!.set(index, value);
  }

  #checkIndex(index: number): number {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.capacity) {
      throw new MerkleTreeError({
        path: "index",
        expected: `an integer in [0, ${this.capacity})`,
        received: String(index),
      });
    }
    return index;
  }
}

function checkLeaf(value: bigint): FieldElement {
  if (!isFieldElement(value)) throw new MerkleTreeError({ path: "value", expected: "a field element" });
  return value;
}

const emptyCache = /* @__PURE__ */ new Map<FieldElement, FieldElement[]>();

/** The empty subtree of each level, 0 to depth. */
function emptySubtrees(tag: FieldElement, depth: number, rootArity: number): readonly FieldElement[] {
  const known = emptyCache.get(tag) ?? [0n as FieldElement];
  const parent = (arity: number, child: FieldElement) => poseidon([tag, ...new Array<bigint>(arity).fill(child)]);
  while (known.length < depth) known.push(parent(ARITY, known.at(-1)!));
  emptyCache.set(tag, known);
  return [...known.slice(0, depth), parent(rootArity, known[depth - 1]!)];
}

/**
 * A tree gets too many leaves, or a leaf, path or position is outside its range.
 *
 * What to do: check the position and the size of the tree.
 */
export class MerkleTreeError extends /* @__PURE__ */ refusal(
  "MERKLE_TREE_INVALID",
  "MerkleTreeError",
  "Invalid tree operation",
) {}
