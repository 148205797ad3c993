/**
 * A column of a long addition in i64 lanes. Both tiers multiply limb by limb into columns, add each up and carry what is
 * above a limb into the next one.
 */
import { type Interval, plus, shiftRight, sum } from "./interval.ts";

/** Code whose lanes hold a value in `range`, plus the constant `magic` that the value is encoded with. */
export interface Summand {
  readonly code: string;
  readonly range: Interval;
  readonly magic?: bigint;
}

/** The code of a vector with this integer in both lanes. */
export type Splat = (value: bigint) => string;

export class Column {
  readonly #summands: Summand[] = [];

  constructor(
    /** The variable that holds the sum. */
    readonly name: string,
  ) {}

  /** What is known last is best added last: the additions follow one another. */
  add(...summands: readonly Summand[]): void {
    this.#summands.push(...summands);
  }

  /** What the values can add up to. */
  get range(): Interval {
    return sum(this.#summands.map(({ range }) => range));
  }

  /** The code of the sum of all values and `offset`; what their encodings add is taken off. */
  total(offset: bigint, splat: Splat): string {
    const start = this.#summands.reduce((rest, { magic = 0n }) => rest - magic, offset);
    return this.#summands.reduce((code, summand) => `v128.add<i64>(${code}, ${summand.code})`, splat(start));
  }

  /**
   * What is left of the column without its lowest `bits`, for the next one.
   *
   * @param bias part of the offset: a multiple of 2^bits that keeps the lanes from being negative, so that a plain shift
   * carries
   * @param more what else was added to the column
   */
  carry(bits: number, { bias, more }: { bias: bigint; more: Interval }): Summand {
    return {
      code: `v128.shr<u64>(${this.name}, ${bits})`,
      range: shiftRight(plus(this.range, more), bits),
      magic: bias >> BigInt(bits),
    };
  }
}
