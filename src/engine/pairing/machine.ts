/** The formulas ready to be called: over pointers into WebAssembly memory, or over plain integers. */

import { balanced, compileFormulas, HEAP, LIMB_BITS, LIMBS, PAIR_BYTES, pairWords, RADIX } from "./compile.ts";
import { type Fq2, mod } from "./constants.ts";
import { STEPS, type Step, type StepName } from "./formulas.ts";
import { plainAlgebra } from "./plain.ts";

/** A row of pairs of elements of Fq: an address, or the integers themselves. */
export type Run<Row> = { readonly [Name in StepName]: (...inputs: Row[]) => Row };

declare const savedBrand: unique symbol;
/** A row outside the machine's own memory; it belongs to the kind of machine that saved it. */
export interface SavedRow {
  readonly [savedBrand]: true;
}

/** What the pairing is computed with. Rows are never changed; those made since a `mark` end with its `reset`. */
export interface Machine<Row> extends Run<Row> {
  /** Integers in [0, q), left and right of the first pair first. */
  fromIntegers(values: readonly bigint[]): Row;
  /** The canonical integers of a row of `count` pairs. */
  toIntegers(row: Row, count: number): bigint[];
  /** Whether all `count` pairs are zero. */
  isZero(row: Row, count: number): boolean;
  /** `count` pairs from the one with index `start`. */
  slice(row: Row, start: number, count: number): Row;
  /** Rows of `count` pairs each, one after the other, as one row. */
  join(rows: readonly Row[], count: number): Row;
  /** A row of `count` pairs to keep beyond every `reset`, and back. */
  save(row: Row, count: number): SavedRow;
  load(saved: SavedRow): Row;
  mark(): number;
  reset(mark: number): void;
  /** `reset`, but for these rows of so many pairs, all made since the mark: they move down to it. */
  keep(mark: number, rows: readonly (readonly [row: Row, count: number])[]): Row[];
}

/** The machine over plain integers: for tests, and to read. */
export function createPlainMachine(): Machine<readonly Fq2[]> {
  const run = Object.entries<Step>(STEPS).map(
    ([name, { formula }]) => [name, (...rows: (readonly Fq2[])[]) => formula(plainAlgebra, ...rows)] as const,
  );
  return {
    ...(Object.fromEntries(run) as unknown as Run<readonly Fq2[]>),
    fromIntegers: (values) => values.flatMap((left, i) => (i % 2 === 0 ? [[mod(left), mod(values[i + 1]!)]] : [])),
    toIntegers: (row, count) => row.slice(0, count).flat(),
    isZero: (row, count) => row.slice(0, count).every(([left, right]) => left === 0n && right === 0n),
    slice: (row, start, count) => row.slice(start, start + count),
    join: (rows) => rows.flat(),
    save: (row) => row as unknown as SavedRow,
    load: (saved) => saved as unknown as readonly Fq2[],
    mark: () => 0,
    reset: () => {},
    keep: (_, rows) => rows.map(([row]) => row),
  };
}

const PAGE = 0x10000;

/**
 * The machine over WebAssembly.
 * @throws EvalError, CompileError or ReferenceError where the platform has no WebAssembly or forbids it
 */
export function createFastMachine(module = new WebAssembly.Module(compileFormulas())): Machine<number> {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  /** The memory by limbs. */
  let limbs = new BigInt64Array(memory.buffer);
  let next = HEAP;

  const alloc = (pairs: number): number => {
    const pointer = next;
    next += pairs * PAIR_BYTES;
    const { byteLength } = limbs;
    if (next > byteLength) {
      memory.grow(Math.ceil(Math.max(next - byteLength, byteLength) / PAGE));
      limbs = new BigInt64Array(memory.buffer);
    }
    return pointer;
  };
  /** A copy of the limbs of pairs. */
  const limbsOf = (pointer: number, count: number): BigInt64Array =>
    limbs.slice(pointer / 8, (pointer + count * PAIR_BYTES) / 8);
  const copy = (from: number, to: number, count: number): void => {
    limbs.copyWithin(to / 8, from / 8, (from + count * PAIR_BYTES) / 8);
  };
  const run = Object.entries<Step>(STEPS).map(([name, { output }]) => {
    const call = exports[name] as (result: number, ...inputs: number[]) => void;
    return [
      name,
      (...inputs: number[]): number => {
        const result = alloc(output);
        call(result, ...inputs);
        return result;
      },
    ] as const;
  });
  const mul = exports.mul as (result: number, a: number, b: number) => void;
  const split = exports.split as (result: number, words: number, unused: number) => void;
  /** Pairs of the same integer, as it is. */
  const [one, radixSquare] = [1n, balanced(RADIX * RADIX)].map((value) => {
    const pair = alloc(1);
    limbs.set(pairWords([value, value]), pair / 8);
    return pair;
  }) as [number, number];
  const scratch = alloc(1);
  /** The words of two integers, and zero after them. */
  const integers = alloc(1);

  return {
    ...(Object.fromEntries(run) as unknown as Run<number>),
    fromIntegers(values) {
      const row = alloc(values.length / 2);
      values.forEach((value, i) => {
        // An array of 64-bit integers takes the lowest 64 bits.
        for (let j = 0; j < 4; j += 1) limbs[integers / 8 + 2 * j + (i % 2)] = value >> BigInt(64 * j);
        if (i % 2 === 0) return;
        const at = row + (i >> 1) * PAIR_BYTES;
        split(at, integers, integers);
        mul(at, at, radixSquare);
      });
      return row;
    },
    toIntegers: (row, count) =>
      Array.from({ length: 2 * count }, (_, i) => {
        mul(scratch, row + (i >> 1) * PAIR_BYTES, one);
        let value = 0n;
        for (let j = LIMBS; j-- > 0; ) value = (value << BigInt(LIMB_BITS)) + limbs[scratch / 8 + 2 * j + (i % 2)]!;
        return mod(value);
      }),
    isZero(row, count) {
      for (let i = 0; i < count; i += 1) {
        // A product with 1 is below q in size, so only 0 itself is a multiple of q.
        mul(scratch, row + i * PAIR_BYTES, one);
        if (limbsOf(scratch, 1).some(Boolean)) return false;
      }
      return true;
    },
    slice: (row, start) => row + start * PAIR_BYTES,
    join(rows, count) {
      const joined = next;
      for (const row of rows) copy(row, alloc(count), count);
      return joined;
    },
    save: (row, count) => limbsOf(row, count) as unknown as SavedRow,
    load(saved) {
      const kept = saved as unknown as BigInt64Array;
      const row = alloc(kept.byteLength / PAIR_BYTES);
      limbs.set(kept, row / 8);
      return row;
    },
    mark: () => next,
    reset(mark) {
      next = mark;
    },
    keep(mark, rows) {
      const start = next;
      // As long as what piles up is well within a cache, nothing moves.
      if (start - mark < PAGE) return rows.map(([row]) => row);
      // One after the other, and then all of them down to the mark.
      const kept = rows.map(([row, count]) => {
        const at = alloc(count);
        copy(row, at, count);
        return at - start + mark;
      });
      copy(start, mark, (next - start) / PAIR_BYTES);
      next += mark - start;
      return kept;
    },
  };
}

let shared: Machine<unknown> | undefined;
/** Has this machine be the one of the process. @returns false when there is one already */
export function shareMachine(machine: Machine<number>): boolean {
  if (shared !== undefined) return false;
  shared = machine as Machine<unknown>;
  return true;
}

/** The machine of this process, made when first asked for: over WebAssembly, or plain integers where that is missing. */
export function sharedMachine(): Machine<unknown> {
  if (shared === undefined) {
    try {
      shared = createFastMachine() as Machine<unknown>;
    } catch {
      shared = createPlainMachine() as Machine<unknown>;
    }
  }
  return shared;
}
