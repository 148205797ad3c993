/**
 * From a witness to the scalars of the H points.
 *
 * Row i of the constraint system says (A·w)ᵢ · (B·w)ᵢ = (C·w)ᵢ. Read as polynomials over the domain, A·B - C vanishes on
 * it, so it is H·Z with Z = Xⁿ - 1. A zkey's H points are made for the values of A·B - C on the coset g·ωⁱ, g² = ω, where
 * Z is the constant -2: those values are the scalars, and no division takes place.
 */
import {
  ELEMENT,
  fromMontgomery,
  gather,
  INTEGERS,
  mul,
  mulConstant,
  readIntegers,
  reduce,
  scatter,
  sub,
  sumElements,
  writeIntegers,
} from "./fr/field";
import { COEFFICIENT_FROM_FILE } from "./fr/numbers";

/** Bytes of a coefficient in a zkey: matrix (0 = A, 1 = B), row, signal, 32 bytes of value·R², R = 2^256. */
const FILE_COEFFICIENT: usize = 44;
/** How far a value is looked for among those that are known; one that is not found is kept twice. */
const MOST_TRIES: u32 = 32;
/** 2^32 over the golden ratio, for hashes. */
const MIX: u64 = 0x9e3779b1;
/** Products that are summed up while they are warm. */
const BLOCK: u32 = 256;

const V: usize = memory.data(80 * 3, 16);
const A: usize = V;
const B: usize = V + 80;
const C: usize = V + 160;
const PRODUCTS: usize = memory.data(258 * 40, 16);

/**
 * Sorts the coefficients of a zkey by matrix and row. A circuit has few different ones: each is kept once.
 *
 * @param file is overwritten with the different values, 32 bytes each, as the file has them
 * @param rows u32[2n + 1]: where the coefficients of row i of A and of row n + i of B begin
 * @param terms u32[count][2]: the signal of each coefficient, and which of the values it has
 * @param places u32[size], a table of hashes; `size` is a power of two
 * @returns how many values there are
 */
export function importMatrices(
  file: usize,
  count: u32,
  n: u32,
  rows: usize,
  terms: usize,
  places: usize,
  size: u32,
): u32 {
  const slots = n << 1;
  memory.fill(rows, 0, (<usize>slots + 1) << 2);
  for (let i: u32 = 0; i < count; i++) {
    const at = file + <usize>i * FILE_COEFFICIENT;
    const slot = rows + ((<usize>(load<u32>(at) * n + load<u32>(at, 4))) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let place: u32 = 0;
  for (let i: u32 = 0; i < slots; i++) {
    const slot = rows + ((<usize>i) << 2);
    const length = load<u32>(slot);
    store<u32>(slot, place);
    place += length;
  }
  store<u32>(rows + ((<usize>slots) << 2), place);
  memory.fill(places, 0, (<usize>size) << 2);
  let known: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const at = file + <usize>i * FILE_COEFFICIENT;
    const slot = rows + ((<usize>(load<u32>(at) * n + load<u32>(at, 4))) << 2);
    const to = load<u32>(slot);
    store<u32>(slot, to + 1);
    const term = terms + ((<usize>to) << 3);
    store<u32>(term, load<u32>(at, 8));
    const found = placeOf(at + 12, file, places, size - 1);
    const which = found === 0 ? 0 : load<u32>(found);
    if (which !== 0) {
      store<u32>(term, which - 1, 4);
      continue;
    }
    store<u32>(term, known, 4);
    memory.copy(file + <usize>known * INTEGERS, at + 12, INTEGERS);
    known++;
    if (found !== 0) store<u32>(found, known);
  }
  // Each slot now holds where the next one begins.
  memory.copy(rows + 4, rows, (<usize>slots) << 2);
  store<u32>(rows, 0);
  return known;
}

/** The place with the number, from 1 on, of the 32 bytes at `value` among those known; an empty one for it; 0 for neither. */
function placeOf(value: usize, known: usize, places: usize, mask: u32): usize {
  const a = load<u64>(value);
  const b = load<u64>(value, 8);
  const c = load<u64>(value, 16);
  const d = load<u64>(value, 24);
  let hash = <u32>((((((((a * MIX) ^ b) * MIX) ^ c) * MIX) ^ d) * MIX) >> 32);
  for (let tries: u32 = 0; tries < MOST_TRIES; tries++, hash++) {
    const place = places + ((<usize>(hash & mask)) << 2);
    const which = load<u32>(place);
    if (which === 0) return place;
    const other = known + <usize>(which - 1) * INTEGERS;
    if (
      load<u64>(other) === a &&
      load<u64>(other, 8) === b &&
      load<u64>(other, 16) === c &&
      load<u64>(other, 24) === d
    ) {
      return place;
    }
  }
  return 0;
}

/** Values of coefficients as a zkey has them to elements; `count` may be odd. */
export function importValues(out: usize, from: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const second: usize = i + 1 < count ? 1 : 0;
    const at = from + <usize>i * INTEGERS;
    const to = out + <usize>i * ELEMENT;
    readIntegers(A, at, at + second * INTEGERS);
    mulConstant(A, A, COEFFICIENT_FROM_FILE);
    reduce(A, A);
    scatter(to, to + second * ELEMENT, A);
  }
}

/** How many bits plain integers of 32 bytes have together. */
export function countBits(integers: usize, count: u32): f64 {
  let bits: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const from = integers + <usize>i * INTEGERS;
    for (let word: i32 = 24; word >= 0; word -= 8) {
      const value = load<u64>(from + word);
      if (value === 0) continue;
      bits += 8 * word + 64 - <i32>clz(value);
      break;
    }
  }
  return <f64>bits;
}

/** Plain integers of 32 bytes to elements; `count` may be odd, `out` has room for one more. */
export function importIntegers(out: usize, integers: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const second: usize = i + 1 < count ? 1 : 0;
    const from = integers + <usize>i * INTEGERS;
    const to = out + <usize>i * ELEMENT;
    readIntegers(A, from, from + second * INTEGERS);
    scatter(to, to + second * ELEMENT, A);
  }
}

/** out[i] = Σ value · witness[signal] over the coefficients of rows first … last - 1. */
export function multiplyRows(
  out: usize,
  first: u32,
  last: u32,
  rows: usize,
  terms: usize,
  values: usize,
  witness: usize,
): void {
  for (let row = first; row < last; ) {
    // As many whole rows as fit into a block.
    const start = load<u32>(rows + ((<usize>row) << 2));
    let end = row + 1;
    while (end < last && load<u32>(rows + ((<usize>(end + 1)) << 2)) - start <= BLOCK) end++;
    let from = start;
    const total = load<u32>(rows + ((<usize>end) << 2));
    // A row that is longer than a block is summed up in parts.
    let carried: u32 = 0;
    while (total - from + carried > BLOCK) {
      const part = BLOCK - carried;
      multiplyTerms(PRODUCTS + <usize>carried * ELEMENT, from, part, terms, values, witness);
      sumProducts(PRODUCTS, PRODUCTS, BLOCK);
      carried = 1;
      from += part;
    }
    multiplyTerms(PRODUCTS + <usize>carried * ELEMENT, from, total - from, terms, values, witness);
    let at: usize = PRODUCTS;
    for (; row < end; row++) {
      const length =
        load<u32>(rows + ((<usize>(row + 1)) << 2)) - max(load<u32>(rows + ((<usize>row) << 2)), from) + carried;
      sumProducts(out + <usize>(row - first) * ELEMENT, at, length);
      at += <usize>length * ELEMENT;
      carried = 0;
    }
  }
}

function multiplyTerms(out: usize, from: u32, count: u32, terms: usize, values: usize, witness: usize): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const second: usize = i + 1 < count ? 1 : 0;
    const t0 = terms + ((<usize>(from + i)) << 3);
    const t1 = t0 + (second << 3);
    gather(A, values + <usize>load<u32>(t0, 4) * ELEMENT, values + <usize>load<u32>(t1, 4) * ELEMENT);
    gather(B, witness + <usize>load<u32>(t0) * ELEMENT, witness + <usize>load<u32>(t1) * ELEMENT);
    mul(A, A, B);
    const to = out + <usize>i * ELEMENT;
    scatter(to, to + second * ELEMENT, A);
  }
}

/** Sums `count` products at `from`, four at a time (see generator/contract.ts); overwrites them. */
function sumProducts(out: usize, from: usize, count: u32): void {
  let at = from;
  let left = count;
  for (;;) {
    const part = min(left, 4);
    const to = left > 4 ? at + 3 * ELEMENT : out;
    sumElements(to, at, part);
    gather(A, to, to);
    reduce(A, A);
    scatter(to, to, A);
    if (left <= 4) return;
    at = to;
    left -= 3;
  }
}

/** out = a ∘ b, n elements; n is even. */
export function multiplyVectors(out: usize, a: usize, b: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const at = <usize>i * ELEMENT;
    const next = at + ELEMENT;
    gather(A, a + at, a + next);
    gather(B, b + at, b + next);
    mul(A, A, B);
    reduce(A, A);
    scatter(out + at, out + next, A);
  }
}

/** Writes a ∘ b - c as n plain integers. */
export function quotientScalars(out: usize, a: usize, b: usize, c: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const at = <usize>i * ELEMENT;
    const next = at + ELEMENT;
    gather(A, a + at, a + next);
    gather(B, b + at, b + next);
    gather(C, c + at, c + next);
    mul(A, A, B);
    sub(A, A, C);
    fromMontgomery(A, A);
    const to = out + <usize>i * INTEGERS;
    writeIntegers(to, to + INTEGERS, A);
  }
}
