/** Sets of integers as sorted lists of closed intervals that neither overlap nor touch. Each costs a step of the budget. */
import { spend } from "./budget.ts";

/** lo ≤ x ≤ hi. */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** Sorted, disjoint, with a gap of at least one integer between neighbours. */
export type IntegerSet = readonly Interval[];

/** The set of the given integers. */
export function setOf(integers: readonly bigint[]): IntegerSet {
  return normalise(integers.map((x) => ({ lo: x, hi: x })));
}

/** All x with lo ≤ x ≤ hi; empty when lo > hi. */
export function intervalOf(lo: bigint, hi: bigint): IntegerSet {
  return lo > hi ? [] : [{ lo, hi }];
}

/** Math.max takes no bigint. */
function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

export function union(a: IntegerSet, b: IntegerSet): IntegerSet {
  return normalise([...a, ...b]);
}

function normalise(intervals: readonly Interval[]): IntegerSet {
  spend(4 * intervals.length);
  const sorted = [...intervals].sort((x, y) => (x.lo < y.lo ? -1 : x.lo > y.lo ? 1 : 0));
  const merged: Interval[] = [];
  for (const { lo, hi } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && lo <= last.hi + 1n) merged[merged.length - 1] = { lo: last.lo, hi: larger(hi, last.hi) };
    else merged.push({ lo, hi });
  }
  return merged;
}

export function intersect(a: IntegerSet, b: IntegerSet): IntegerSet {
  spend(1 + a.length + b.length);
  const common: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i]!;
    const y = b[j]!;
    const lo = larger(x.lo, y.lo);
    const hi = smaller(x.hi, y.hi);
    if (lo <= hi) common.push({ lo, hi });
    if (x.hi < y.hi) i++;
    else j++;
  }
  return common;
}

/** The members of `domain` that are not in `set`. */
export function complement(set: IntegerSet, domain: Interval): IntegerSet {
  spend(1 + set.length);
  const gaps: Interval[] = [];
  let { lo } = domain;
  for (const interval of set) {
    if (interval.lo > lo) gaps.push({ lo, hi: interval.lo - 1n });
    lo = interval.hi + 1n;
  }
  if (lo <= domain.hi) gaps.push({ lo, hi: domain.hi });
  return gaps;
}

export function isSubset(a: IntegerSet, b: IntegerSet): boolean {
  return sameSet(intersect(a, b), a);
}

export function sameSet(a: IntegerSet, b: IntegerSet): boolean {
  spend(a.length === b.length ? a.length : 1);
  return a.length === b.length && a.every(({ lo, hi }, i) => lo === b[i]!.lo && hi === b[i]!.hi);
}

/** How many integers the set holds. */
export function sizeOf(set: IntegerSet): bigint {
  spend(set.length);
  return set.reduce((total, { lo, hi }) => total + (hi - lo + 1n), 0n);
}

/** The members in order; call it only for small sets. */
export function listIntegers(set: IntegerSet): bigint[] {
  return set.flatMap(({ lo, hi }) => Array.from({ length: Number(hi - lo) + 1 }, (_, i) => lo + BigInt(i)));
}

export function has(set: IntegerSet, x: bigint): boolean {
  return set.some(({ lo, hi }) => lo <= x && x <= hi);
}

/** A text that is the same for equal sets. Digits of large integers are dear, so a set keeps its text. */
export function setKey(set: IntegerSet): string {
  const known = keys.get(set);
  if (known !== undefined) return known;
  spend(8 * set.length);
  const key = set.map(({ lo, hi }) => (lo === hi ? `${lo}` : `${lo}:${hi}`)).join(",");
  keys.set(set, key);
  return key;
}

const keys = new WeakMap<IntegerSet, string>();
