/** How a set of accepted values becomes slots of the circuit. */
import type { ClaimType } from "../../credentials/credential/schema.ts";
import { CIRCUIT_SHAPES } from "../circuit/signals.ts";
import type { Relative } from "./check.ts";
import { complement, type IntegerSet, type Interval, intervalOf, setKey, sizeOf } from "./intervals.ts";
import { MAX_SET_MEMBERS } from "./set-tree.ts";

/** What a condition looks at: a claim's value or its distance from today. Conditions on one dimension can be merged. */
export interface Dimension {
  readonly claimIndex: number;
  readonly relative: Relative;
  readonly type: ClaimType;
  /** The values that can occur; conditions outside it are always true or always false. */
  readonly domain: Interval;
}

/** Largest bound of a range slot. */
export const MAX_RANGE = 2n ** 64n - 1n;
/**
 * Intervals that range slots can tell apart in any circuit: a clause of k slots accepts at most k + 1. For more of them
 * the slots need not be tried.
 */
const MAX_INTERVALS = Math.max(
  ...Object.values(CIRCUIT_SHAPES).map(({ rangeSlots, clauses }) => clauses * (rangeSlots + 1)),
);
const MAX_CODE = 2n ** 120n - 1n;

const DOMAINS: Readonly<Record<ClaimType, Interval>> = {
  date: { lo: 0n, hi: MAX_RANGE },
  day: { lo: 0n, hi: MAX_RANGE },
  integer: { lo: 0n, hi: MAX_RANGE },
  money: { lo: 0n, hi: MAX_RANGE },
  boolean: { lo: 0n, hi: 1n },
  code: { lo: 0n, hi: MAX_CODE },
  text: { lo: 0n, hi: MAX_CODE },
};
/** A distance from today is negative for a date in the future. */
const SIGNED: Interval = { lo: -MAX_RANGE, hi: MAX_RANGE };

export function dimensionOf(claimIndex: number, type: ClaimType, relative: Relative): Dimension {
  return { claimIndex, relative, type, domain: relative === "none" ? DOMAINS[type] : SIGNED };
}

export function dimensionKey({ claimIndex, relative }: Dimension): string {
  return `${claimIndex}/${relative}`;
}

/** One slot before it has a place: what it accepts, and how. */
export type SlotPlan =
  | {
      readonly kind: "range";
      readonly dimension: Dimension;
      readonly accepts: IntegerSet;
      readonly lo: bigint;
      readonly hi: bigint;
      readonly negate: boolean;
    }
  | {
      readonly kind: "set";
      readonly dimension: Dimension;
      readonly accepts: IntegerSet;
      readonly members: IntegerSet;
      readonly negate: boolean;
    };

/** A way to express a condition: alternatives (OR) of slots that must all hold (AND). */
export type Realisation = readonly (readonly SlotPlan[])[];

/** The same for equal slots. A plan asks for it often, and the text may be long, so it is kept. */
export function slotKey(slot: SlotPlan): string {
  const known = slotKeys.get(slot);
  if (known !== undefined) return known;
  const { kind, dimension, accepts } = slot;
  const key = `${kind} ${dimensionKey(dimension)} ${setKey(accepts)}`;
  slotKeys.set(slot, key);
  return key;
}

const slotKeys = new WeakMap<SlotPlan, string>();

/**
 * The ways to express "the value is in `accepts`", the plainest first. `accepts` is neither empty nor the whole domain.
 * Equal accepted values always give equal slots, so that slots are shared between clauses.
 */
export function realisations(dimension: Dimension, accepts: IntegerSet): readonly Realisation[] {
  const gaps = complement(accepts, dimension.domain);
  if (dimension.type === "code" || dimension.type === "text") {
    return [[[sizeOf(accepts) <= sizeOf(gaps) ? setSlot(dimension, accepts, false) : setSlot(dimension, gaps, true)]]];
  }
  const together: Realisation = [conjunction(dimension, accepts, gaps)];
  if (accepts.length === 1 && accepts[0]!.lo !== accepts[0]!.hi) return [together];
  const options = accepts.length > MAX_INTERVALS ? [] : [together];
  if (accepts.length > 1 && accepts.length <= MAX_INTERVALS)
    options.push(accepts.map((interval) => [rangeSlot(dimension, interval)]));
  if (dimension.relative !== "none" || dimension.type === "boolean") return options.length > 0 ? options : [together];
  // 0 is a sentinel of the set tree and can't be a member.
  if (sizeOf(accepts) <= MAX_SET_MEMBERS && accepts[0]!.lo > 0n) {
    options.push([[setSlot(dimension, accepts, false)]]);
  } else if (sizeOf(gaps) <= MAX_SET_MEMBERS && gaps[0]!.lo > 0n) {
    options.push([[setSlot(dimension, gaps, true)]]);
  }
  return options.length > 0 ? options : [together];
}

/** One range around all accepted values, and one negated range per gap. */
function conjunction(dimension: Dimension, accepts: IntegerSet, gaps: IntegerSet): readonly SlotPlan[] {
  const { domain } = dimension;
  const hull = { lo: accepts[0]!.lo, hi: accepts.at(-1)!.hi };
  const inner = gaps.filter(({ lo, hi }) => lo > hull.lo && hi < hull.hi);
  const outer = hull.lo === domain.lo && hull.hi === domain.hi ? [] : [rangeSlot(dimension, hull)];
  return [...outer, ...inner.map((gap) => negatedRange(dimension, gap))];
}

/** Bounds of a range slot are not negative, so what has no lower bound is written as the negation of the rest. */
function rangeSlot(dimension: Dimension, { lo, hi }: Interval): SlotPlan {
  if (lo < 0n) return negatedRange(dimension, { lo: hi + 1n, hi: dimension.domain.hi });
  return { kind: "range", dimension, accepts: intervalOf(lo, hi), lo, hi, negate: false };
}

function negatedRange(dimension: Dimension, gap: Interval): SlotPlan {
  const accepts = complement([gap], dimension.domain);
  return { kind: "range", dimension, accepts, lo: gap.lo, hi: gap.hi, negate: true };
}

function setSlot(dimension: Dimension, members: IntegerSet, negate: boolean): SlotPlan {
  const accepts = negate ? complement(members, dimension.domain) : members;
  return { kind: "set", dimension, accepts, members, negate };
}
