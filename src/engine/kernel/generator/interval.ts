/**
 * Intervals of integers: the generator computes what every intermediate value can be and refuses to emit code in which
 * one could leave the range where its instruction is exact.
 */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

export const interval = (lo: bigint, hi: bigint): Interval => ({ lo, hi });
/** [-bound, bound] */
export const within = (bound: bigint): Interval => ({ lo: -bound, hi: bound });
export const exactly = (value: bigint): Interval => ({ lo: value, hi: value });
export const plus = (a: Interval, b: Interval): Interval => ({ lo: a.lo + b.lo, hi: a.hi + b.hi });
export const sum = (all: readonly Interval[]): Interval => all.reduce(plus, exactly(0n));

export function times(a: Interval, b: Interval): Interval {
  const corners = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  const smallest = corners.reduce((x, y) => (x < y ? x : y));
  const largest = corners.reduce((x, y) => (x > y ? x : y));
  return { lo: smallest, hi: largest };
}

/** ⌊x / 2^bits⌋ */
export const shiftRight = (a: Interval, bits: number): Interval => ({
  lo: a.lo >> BigInt(bits),
  hi: a.hi >> BigInt(bits),
});

/** x / 2^bits, rounded to a nearest integer, whatever the rule for ties. */
export const roundedShift = (a: Interval, bits: number): Interval => ({
  lo: a.lo >> BigInt(bits),
  hi: -(-a.hi >> BigInt(bits)),
});

/** The largest absolute value. */
export const magnitude = ({ lo, hi }: Interval): bigint => (-lo > hi ? -lo : hi);

export class BoundError extends Error {}

/** Fails the build unless every value of `a` lies in `range`. */
export function requireInside(a: Interval, range: Interval, what: string): void {
  if (a.lo < range.lo || a.hi > range.hi) {
    throw new BoundError(`${what} can be [${a.lo}, ${a.hi}], which leaves [${range.lo}, ${range.hi}]`);
  }
}
