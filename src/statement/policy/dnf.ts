/**
 * Expressions as alternatives: a box gives, per dimension, the set of accepted values; a policy is a union of boxes
 * (disjunctive normal form). Negation disappears here, because the complement of a set of values is a set of values.
 */

import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { spend } from "./budget.ts";
import { type ResolvedTest, resolveTest } from "./check.ts";
import {
  complement,
  type IntegerSet,
  type Interval,
  intersect,
  intervalOf,
  isSubset,
  sameSet,
  setKey,
  setOf,
  union,
} from "./intervals.ts";
import { type Expression, isComparison, type Policy, type PolicyPath } from "./language.ts";
import { type Dimension, dimensionKey, dimensionOf } from "./plan.ts";
import { PolicyLimitError } from "./set-tree.ts";

/** The accepted values of one dimension: neither none nor all. */
export interface Constraint {
  readonly dimension: Dimension;
  readonly accepts: IntegerSet;
}

/** One alternative: all its constraints hold. Dimensions without a constraint are free. */
export type Box = ReadonlyMap<string, Constraint>;

/** More alternatives than this, before or after simplification, are refused. */
export const MAX_BOXES = 256;
/** Coverage tests are costly, and no circuit has nearly as many clauses, so they are left out above this. */
const MAX_COVERED_BOXES = 16;
/** Pieces in a coverage test, after which it gives up; the result is then longer, never wrong. */
const MAX_PIECES = 100;

/**
 * The alternatives of a policy, without contradictions. Empty when nobody can satisfy it; one empty box when everybody does.
 *
 * @throws PolicyLimitError when the expression expands to more than {@link MAX_BOXES} alternatives
 * @throws PolicySyntaxError when a condition does not fit the schema
 */
export function toBoxes(policy: Policy, schema: CredentialSchema): readonly Box[] {
  const convert = (node: Expression, path: PolicyPath, negated: boolean): readonly Box[] => {
    if (isComparison(node)) {
      const { dimension, accepts } = constraintOf(resolveTest(node, { path, policy, schema }));
      return boxOf(dimension, negated ? complement(accepts, dimension.domain) : accepts);
    }
    if ("not" in node) return convert(node.not, [...path, "not"], !negated);
    const [key, children] = "allOf" in node ? (["allOf", node.allOf] as const) : (["anyOf", node.anyOf] as const);
    const parts = children.map((child, i) => convert(child, [...path, key, i], negated));
    // De Morgan: "not all" is "any not".
    return (key === "allOf") === negated ? parts.reduce(either) : parts.reduce(both);
  };
  return convert(policy.require, ["require"], false);
}

/** The values that one condition accepts. */
export function constraintOf(test: ResolvedTest): Constraint {
  const dimension = dimensionOf(test.claimIndex, test.claim.type, test.relative);
  const { domain } = dimension;
  const clip = (set: IntegerSet) => intersect(set, [domain]);
  if (test.kind === "list") {
    const members = clip(setOf(test.operands));
    return { dimension, accepts: test.operator === "in" ? members : complement(members, domain) };
  }
  // A person is N years old while N·10000 ≤ today − birth < (N + 1)·10000, both dates written YYYYMMDD.
  const unit = test.relative === "years" ? 10_000n : 1n;
  const lowest = (n: bigint) => n * unit;
  const highest = (n: bigint) => (n + 1n) * unit - 1n;
  const [first, second = first] = test.operands as readonly [bigint, bigint?];
  const exactly = intervalOf(lowest(first), highest(first));
  switch (test.operator) {
    case "<":
      return { dimension, accepts: clip(intervalOf(domain.lo, lowest(first) - 1n)) };
    case "<=":
      return { dimension, accepts: clip(intervalOf(domain.lo, highest(first))) };
    case "=":
      return { dimension, accepts: clip(exactly) };
    case "!=":
      return { dimension, accepts: complement(clip(exactly), domain) };
    case ">":
      return { dimension, accepts: clip(intervalOf(highest(first) + 1n, domain.hi)) };
    case ">=":
      return { dimension, accepts: clip(intervalOf(lowest(first), domain.hi)) };
    case "between":
      return { dimension, accepts: clip(intervalOf(lowest(first), highest(second))) };
  }
}

function boxOf(dimension: Dimension, accepts: IntegerSet): readonly Box[] {
  if (accepts.length === 0) return [];
  if (isWhole(accepts, dimension.domain)) return [new Map()];
  return [new Map([[dimensionKey(dimension), { dimension, accepts }]])];
}

function isWhole(accepts: IntegerSet, domain: Interval): boolean {
  return sameSet(accepts, [domain]);
}

function either(a: readonly Box[], b: readonly Box[]): readonly Box[] {
  return bounded(absorb([...a, ...b]));
}

function both(a: readonly Box[], b: readonly Box[]): readonly Box[] {
  if (a.length * b.length > MAX_BOXES * 16) tooMany(a.length * b.length);
  return bounded(absorb(a.flatMap((x) => b.flatMap((y) => intersection(x, y)))));
}

function bounded(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length > MAX_BOXES) tooMany(boxes.length);
  return boxes;
}

function tooMany(count: number): never {
  throw new PolicyLimitError({
    path: "require",
    message: `The policy expands to ${count} or more alternatives, at most ${MAX_BOXES} are considered`,
  });
}

function intersection(a: Box, b: Box): readonly Box[] {
  spend(1 + a.size);
  const merged = new Map(a);
  for (const [key, { dimension, accepts }] of b) {
    const mine = merged.get(key);
    const common = mine === undefined ? accepts : intersect(mine.accepts, accepts);
    if (common.length === 0) return [];
    merged.set(key, { dimension, accepts: common });
  }
  return [merged];
}

/** Whether everything in `inner` is in `outer`. */
function implies(inner: Box, outer: Box): boolean {
  spend(1);
  for (const [key, { accepts }] of outer) {
    const mine = inner.get(key);
    if (mine === undefined || !isSubset(mine.accepts, accepts)) return false;
  }
  return true;
}

/** Drops alternatives that another one contains, and puts the rest in an order that does not depend on the text. */
function absorb(boxes: readonly Box[]): readonly Box[] {
  const kept: Box[] = [];
  for (const box of boxes) {
    if (kept.some((other) => implies(box, other))) continue;
    for (let i = kept.length - 1; i >= 0; i--) {
      if (implies(kept[i]!, box)) kept.splice(i, 1);
    }
    kept.push(box);
  }
  return sortBoxes(kept);
}

function sortBoxes(boxes: readonly Box[]): readonly Box[] {
  return boxes
    .map((box) => [boxKey(box), box] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, box]) => box);
}

function boxKey(box: Box): string {
  spend(1 + 4 * box.size);
  return [...box]
    .map(([key, { accepts }]) => `${key} ${setKey(accepts)}`)
    .sort()
    .join(" & ");
}

/**
 * An equal union of fewer or looser boxes: merges boxes that differ in one dimension, drops constraints whose removal
 * adds nothing that is not covered anyway, and drops boxes that the others cover together.
 */
export function simplify(boxes: readonly Box[]): readonly Box[] {
  let current = boxes;
  for (;;) {
    const merged = mergeNeighbours(current);
    const next = merged.length > MAX_COVERED_BOXES ? merged : dropCovered(loosen(merged));
    if (next.length === current.length && next.every((box, i) => boxKey(box) === boxKey(current[i]!))) return current;
    current = next;
  }
}

function mergeNeighbours(boxes: readonly Box[]): readonly Box[] {
  const pending = [...boxes];
  for (let i = 0; i < pending.length; i++) {
    for (let j = i + 1; j < pending.length; j++) {
      const merged = mergePair(pending[i]!, pending[j]!);
      if (merged === undefined) continue;
      pending.splice(j, 1);
      pending[i] = merged;
      j = i; // what was merged may now fit its earlier neighbours
    }
  }
  return absorb(pending);
}

/** The union of two boxes that differ in exactly one dimension. */
function mergePair(a: Box, b: Box): Box | undefined {
  spend(1);
  if (a.size !== b.size) return undefined;
  let differing: string | undefined;
  for (const [key, { accepts }] of a) {
    const other = b.get(key);
    if (other === undefined) return undefined;
    if (sameSet(accepts, other.accepts)) continue;
    if (differing !== undefined) return undefined;
    differing = key;
  }
  if (differing === undefined) return a;
  const { dimension, accepts } = a.get(differing)!;
  const together = union(accepts, b.get(differing)!.accepts);
  const merged = new Map(a);
  if (isWhole(together, dimension.domain)) merged.delete(differing);
  else merged.set(differing, { dimension, accepts: together });
  return merged;
}

function loosen(boxes: readonly Box[]): readonly Box[] {
  const result = [...boxes];
  for (let i = 0; i < result.length; i++) {
    for (const key of result[i]!.keys()) {
      const wider = new Map(result[i]!);
      wider.delete(key);
      if (isCovered(wider, result)) result[i] = wider;
    }
  }
  return absorb(result);
}

function dropCovered(boxes: readonly Box[]): readonly Box[] {
  const kept = [...boxes];
  for (let i = kept.length - 1; i >= 0; i--) {
    const others = kept.filter((_, j) => j !== i);
    if (isCovered(kept[i]!, others)) kept.splice(i, 1);
  }
  return kept;
}

/** Whether the union of `cover` contains `box`; false also when the answer would take too long. */
function isCovered(box: Box, cover: readonly Box[]): boolean {
  let rest: readonly Box[] = [box];
  for (const part of cover) {
    rest = rest.flatMap((piece) => subtract(piece, part));
    if (rest.length === 0) return true;
    if (rest.length > MAX_PIECES) return false;
  }
  return false;
}

/** Disjoint boxes that make up what is in `box` and not in `part`. */
function subtract(box: Box, part: Box): readonly Box[] {
  spend(1 + box.size + part.size);
  const pieces: Box[] = [];
  const inside = new Map(box);
  for (const [key, { dimension, accepts }] of part) {
    const mine = inside.get(key)?.accepts ?? [dimension.domain];
    const outside = intersect(mine, complement(accepts, dimension.domain));
    if (outside.length > 0) pieces.push(new Map(inside).set(key, { dimension, accepts: outside }));
    const common = intersect(mine, accepts);
    if (common.length === 0) return [box];
    inside.set(key, { dimension, accepts: common });
  }
  return pieces;
}
