/** The formulas ready to be called: over pointers into WebAssembly memory, or over plain integers. */

import { pure } from "../../core/pure.ts";
import { compileFormulas, FQ_BYTES, LIMB_BITS, LIMBS, type PairingCode, RADIX, toLimbs } from "./compile.ts";
import { type Fq2, invert, mod, Q } from "./constants.ts";
import { STEPS, type Step, type StepName } from "./formulas.ts";
import { plainAlgebra } from "./plain.ts";

/** A row of field elements: an address, or the integers themselves. */
export type Run<Row> = { readonly [Name in StepName]: (...inputs: Row[]) => Row };

declare const savedBrand: unique symbol;
/** A row outside the machine's own memory; it belongs to the kind of machine that saved it. */
export interface SavedRow {
  readonly [savedBrand]: true;
}

/** What the pairing is computed with. Rows are never changed; those made since a `mark` end with its `reset`. */
export interface Machine<Row> extends Run<Row> {
  /** Integers below q in size as a row over Fq, or pairs of them as one over Fq2. */
  fromIntegers(values: readonly bigint[]): Row;
  /** The canonical integers of a row of `count` elements of Fq. */
  toIntegers(row: Row, count: number): bigint[];
  /** Whether all `count` elements of Fq are zero. */
  isZero(row: Row, count: number): boolean;
  /** `count` elements of Fq from the one with index `start`. */
  slice(row: Row, start: number, count: number): Row;
  /** Rows of `count` elements each, one after the other, as one row. */
  join(rows: readonly Row[], count: number): Row;
  /** A row of `count` elements to keep beyond every `reset`, and back. */
  save(row: Row, count: number): SavedRow;
  load(saved: SavedRow): Row;
  mark(): number;
  reset(mark: number): void;
  /** `reset`, but for these rows of so many elements of Fq, all made since the mark: they move down to it. */
  keep(mark: number, rows: readonly (readonly [row: Row, count: number])[]): Row[];
}

/** The machine over plain integers: for tests, and to read. */
export function createPlainMachine(): Machine<readonly bigint[]> {
  const run = Object.entries<Step>(STEPS).map(([name, { inputs, output, formula }]) => {
    const unpack = (row: readonly bigint[], degree: 1 | 2): Fq2[] =>
      degree === 1
        ? row.map((value) => [value, 0n])
        : Array.from({ length: row.length / 2 }, (_, i) => [row[2 * i]!, row[2 * i + 1]!]);
    const call = (...rows: (readonly bigint[])[]): bigint[] => {
      const result = formula(plainAlgebra, ...rows.map((row, i) => unpack(row, inputs[i]![1])));
      return result.flatMap((pair) => (output[1] === 1 ? [pair[0]] : pair));
    };
    return [name, call] as const;
  });
  return {
    ...(Object.fromEntries(run) as unknown as Run<readonly bigint[]>),
    fromIntegers: (values) => values.map(mod),
    toIntegers: (row, count) => row.slice(0, count),
    isZero: (row, count) => row.slice(0, count).every((value) => value === 0n),
    slice: (row, start, count) => row.slice(start, start + count),
    join: (rows) => rows.flat(),
    save: (row) => row as unknown as SavedRow,
    load: (saved) => saved as unknown as readonly bigint[],
    mark: () => 0,
    reset: () => {},
    keep: (_, rows) => rows.map(([row]) => row),
  };
}

const PAGE = 0x10000;
const INVERSE_RADIX = /* @__PURE__ */ pure(() => invert([mod(RADIX), 0n])[0]);

/**
 * The machine over WebAssembly.
 * @throws EvalError, CompileError or ReferenceError where the platform has no WebAssembly or forbids it
 */
export function createFastMachine(
  { bytes, constants, heap }: PairingCode = compileFormulas(),
  module = new WebAssembly.Module(bytes),
): Machine<number> {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  /** The memory by limbs. */
  let limbs = new BigInt64Array(memory.buffer);
  let next = heap;

  const alloc = (elements: number): number => {
    const pointer = next;
    next += elements * FQ_BYTES;
    const { byteLength } = limbs;
    if (next > byteLength) {
      memory.grow(Math.ceil(Math.max(next - byteLength, byteLength) / PAGE));
      limbs = new BigInt64Array(memory.buffer);
    }
    return pointer;
  };
  /** Elements of Fq in memory; ends with the next `alloc`. */
  const view = (pointer: number, count: number): BigInt64Array =>
    limbs.subarray(pointer / 8, pointer / 8 + count * LIMBS);
  const write = (pointer: number, value: bigint): void => limbs.set(toLimbs(value), pointer / 8);
  const read = (pointer: number): bigint =>
    view(pointer, 1).reduceRight((value, limb) => (value << BigInt(LIMB_BITS)) + limb, 0n);
  const copy = (from: number, to: number, count: number): void => {
    limbs.copyWithin(to / 8, from / 8, from / 8 + count * LIMBS);
  };
  const balanced = (value: bigint): bigint => (2n * value > Q ? value - Q : value);
  for (const { address, value, degree } of constants) {
    for (let i = 0; i < degree; i += 1) {
      write(address + i * FQ_BYTES, balanced(mod(value[i as 0 | 1] * RADIX)));
    }
  }
  const run = Object.entries<Step>(STEPS).map(([name, { output }]) => {
    const elements = output[0] * output[1];
    const call = exports[name] as (result: number, ...inputs: number[]) => void;
    return [
      name,
      (...inputs: number[]): number => {
        const result = alloc(elements);
        call(result, ...inputs);
        return result;
      },
    ] as const;
  });
  const mul = exports.mul as (result: number, a: number, b: number) => void;
  const one = alloc(1);
  write(one, 1n);
  const radixSquare = alloc(1);
  write(radixSquare, balanced((RADIX * RADIX) % Q));
  const scratch = alloc(1);

  return {
    ...(Object.fromEntries(run) as unknown as Run<number>),
    fromIntegers(values) {
      const row = alloc(values.length);
      values.forEach((value, i) => {
        const at = row + i * FQ_BYTES;
        write(at, value);
        mul(at, at, radixSquare);
      });
      return row;
    },
    toIntegers: (row, count) => Array.from({ length: count }, (_, i) => mod(read(row + i * FQ_BYTES) * INVERSE_RADIX)),
    isZero(row, count) {
      for (let i = 0; i < count; i += 1) {
        // A product with 1 is below q in size, so only 0 itself is a multiple of q.
        mul(scratch, row + i * FQ_BYTES, one);
        if (view(scratch, 1).some((limb) => limb !== 0n)) return false;
      }
      return true;
    },
    slice: (row, start) => row + start * FQ_BYTES,
    join(rows, count) {
      const joined = alloc(rows.length * count);
      rows.forEach((row, i) => {
        copy(row, joined + i * count * FQ_BYTES, count);
      });
      return joined;
    },
    save: (row, count) => view(row, count).slice() as unknown as SavedRow,
    load(saved) {
      const kept = saved as unknown as BigInt64Array;
      const row = alloc(kept.length / LIMBS);
      limbs.set(kept, row / 8);
      return row;
    },
    mark: () => next,
    reset(mark) {
      next = mark;
    },
    keep(mark, rows) {
      next = mark;
      const kept: number[] = [];
      // From the lowest up: each moves down, over nothing that is still to move.
      const ascending = rows.map(([row, count], i) => ({ row, count, i })).sort((a, b) => a.row - b.row);
      for (const { row, count, i } of ascending) {
        kept[i] = alloc(count);
        copy(row, kept[i]!, count);
      }
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
