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
/** Products that are summed up while they are warm. */
const BLOCK: u32 = 256;

const V: usize = memory.data(80 * 3, 16);
const A: usize = V;
const B: usize = V + 80;
const C: usize = V + 160;
const PRODUCTS: usize = memory.data(258 * 40, 16);

/**
 * Sorts the coefficients of a zkey by matrix and row.
 *
 * @param rows u32[2n + 1]: where the coefficients of row i of A and of row n + i of B begin
 * @param signals u32[count]
 * @param values element[count + 1]
 */
export function importMatrices(file: usize, count: u32, n: u32, rows: usize, signals: usize, values: usize): void {
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
  for (let i: u32 = 0; i < count; i++) {
    const at = file + <usize>i * FILE_COEFFICIENT;
    const slot = rows + ((<usize>(load<u32>(at) * n + load<u32>(at, 4))) << 2);
    const to = load<u32>(slot);
    store<u32>(slot, to + 1);
    store<u32>(signals + ((<usize>to) << 2), load<u32>(at, 8));
    readIntegers(A, at + 12, at + 12);
    mulConstant(A, A, COEFFICIENT_FROM_FILE);
    reduce(A, A);
    scatter(values + <usize>to * ELEMENT, values + <usize>to * ELEMENT, A);
  }
  // Each slot now holds where the next one begins.
  memory.copy(rows + 4, rows, (<usize>slots) << 2);
  store<u32>(rows, 0);
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

/** out[i] = Σ valueₜ · witness[signalₜ] over the coefficients of rows first … last - 1. */
export function multiplyRows(
  out: usize,
  first: u32,
  last: u32,
  rows: usize,
  signals: usize,
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
      multiplyTerms(PRODUCTS + <usize>carried * ELEMENT, from, part, signals, values, witness);
      sumProducts(PRODUCTS, PRODUCTS, BLOCK);
      carried = 1;
      from += part;
    }
    multiplyTerms(PRODUCTS + <usize>carried * ELEMENT, from, total - from, signals, values, witness);
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

function multiplyTerms(out: usize, from: u32, count: u32, signals: usize, values: usize, witness: usize): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const t0 = from + i;
    const t1 = i + 1 < count ? t0 + 1 : t0;
    gather(A, values + <usize>t0 * ELEMENT, values + <usize>t1 * ELEMENT);
    gather(
      B,
      witness + <usize>load<u32>(signals + ((<usize>t0) << 2)) * ELEMENT,
      witness + <usize>load<u32>(signals + ((<usize>t1) << 2)) * ELEMENT,
    );
    mul(A, A, B);
    scatter(out + <usize>i * ELEMENT, out + <usize>(i + t1 - t0) * ELEMENT, A);
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
