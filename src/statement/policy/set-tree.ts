/** The sorted-set tree of a set slot (protocol P-15): proves membership or its absence by opening one leaf. */

import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { domainTag, poseidon } from "../../core/hash.ts";
import { ARITY, type MerklePath, SparseMerkleTree } from "../../core/merkle.ts";
import { requireList } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";

/** Tree levels above the leaves: 512 leaves. */
const DEPTH = 3;
/** Neighbouring leaves share one value. */
const STEP = ARITY - 1;

/** The sentinels 0 and 2^120 − 1; members lie strictly between. */
export const SET_SENTINELS = /* @__PURE__ */ pure(() => ({ low: 0n, high: 2n ** 120n - 1n }));

/** Members that a set slot can hold: 512 leaves of 7 new values and one more, less the two sentinels. */
export const MAX_SET_MEMBERS = /* @__PURE__ */ pure(() => STEP * ARITY ** DEPTH + 1 - 2);

/** A published set. */
export interface SetTree {
  /** Sorted ascending, without the sentinels. */
  readonly members: readonly bigint[];
  readonly root: FieldElement;
  /**
   * The nodes that show whether x is a member: level 0 holds the 8 sorted values around x, levels 1 to 3 the 8 children
   * among which the path runs. The same for a member and for a value that falls between two members.
   */
  witness(x: bigint): MerklePath;
}

/**
 * Builds the tree of a set.
 *
 * @param members distinct integers with 0 < x < 2^120 − 1, in any order
 * @throws PolicyLimitError when there are more than {@link MAX_SET_MEMBERS}, a repetition, or one out of range
 */
export function createSetTree(members: readonly bigint[]): SetTree {
  requireList("members", members);
  const { low, high } = SET_SENTINELS;
  const sorted = [...members].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length > MAX_SET_MEMBERS) {
    throw new PolicyLimitError({
      message: `The set has ${sorted.length} members, a set slot holds at most ${MAX_SET_MEMBERS}`,
    });
  }
  if (sorted.some((x, i) => x <= low || x >= high || x === sorted[i - 1])) {
    throw new PolicyLimitError({ expected: "distinct set members between 0 and 2^120 - 1, both excluded" });
  }
  const values = [low, ...sorted, high];
  const leafValues = (leaf: number): FieldElement[] =>
    Array.from({ length: ARITY }, (_, i) => (values[leaf * STEP + i] ?? high) as FieldElement);
  const leafCount = Math.ceil((values.length - 1) / STEP);
  const tree = new SparseMerkleTree({ nodeTag: "set-node", depth: DEPTH });
  const tag = domainTag("set-leaf");
  tree.setLeaves(Array.from({ length: leafCount }, (_, leaf) => [leaf, poseidon([tag, ...leafValues(leaf)])] as const));

  return {
    members: sorted,
    root: tree.root,
    witness(x) {
      const leaf = Math.floor(Math.min(countBelow(values, x), values.length - 2) / STEP);
      return [leafValues(leaf), ...tree.path(leaf)];
    },
  };
}

/** The index of the last value ≤ x, by bisection; 0 when there is none. */
function countBelow(values: readonly bigint[], x: bigint): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The policy does not fit any circuit.
 *
 * What to do: use fewer conditions or alternatives; `policy lint` counts them.
 */
export class PolicyLimitError extends /* @__PURE__ */ refusal(
  "POLICY_TOO_LARGE",
  "PolicyLimitError",
  "The policy does not fit any circuit",
) {}
