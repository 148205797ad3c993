/**
 * Polynomials over Fr on the powers of a root of unity ω of order n = 2^k (number-theoretic transforms).
 *
 * From values to coefficients we go by decimation in frequency (Gentleman-Sande), which takes values in order and
 * leaves coefficients in bit-reversed order; back by decimation in time (Cooley-Tukey), which takes exactly that. So
 * nothing is ever permuted. What happens to coefficients in between is a multiplication by a table that is prepared in
 * bit-reversed order.
 */
import { add, ELEMENT, gather, mul, mulConstant, reduce, scatter, sub } from "./fr/field";

const V: usize = memory.data(80 * 6, 16);
const A: usize = V;
const B: usize = V + 80;
const W: usize = V + 160;
const T: usize = V + 240;

/** table[i] = first · ratio^i for i < n; `first` and `ratio` are elements, `table` must not overlap them. */
export function powers(table: usize, first: usize, ratio: usize, n: u32): void {
  gather(A, first, first);
  for (let i: u32 = 0; i < n; i++) {
    scatter(table + <usize>i * ELEMENT, table + <usize>i * ELEMENT, A);
    mulConstant(A, A, ratio);
    reduce(A, A);
  }
}

/** Swaps element i with element reverse(i). */
export function bitReverse(data: usize, bits: u32): void {
  const n: u32 = 1 << bits;
  for (let i: u32 = 0; i < n; i++) {
    let j: u32 = 0;
    for (let b: u32 = 0; b < bits; b++) j |= ((i >> b) & 1) << (bits - 1 - b);
    if (i >= j) continue;
    const p = data + <usize>i * ELEMENT;
    const q = data + <usize>j * ELEMENT;
    memory.copy(T, p, ELEMENT);
    memory.copy(p, q, ELEMENT);
    memory.copy(q, T, ELEMENT);
  }
}

/** Decimation in frequency; roots[i] = ω^i for i < n/2. Order in: natural, out: bit-reversed. */
export function transformDown(data: usize, roots: usize, n: u32): void {
  for (let half: u32 = n >> 1, stride: u32 = 1; half > 0; half >>= 1, stride <<= 1) {
    for (let start: u32 = 0; start < n; start += half << 1) {
      for (let i: u32 = 0; i < half; i += 2) {
        // With half = 1 the second lane repeats the first.
        const second = i + 1 < half ? i + 1 : i;
        const p0 = data + <usize>(start + i) * ELEMENT;
        const p1 = data + <usize>(start + second) * ELEMENT;
        const distance = <usize>half * ELEMENT;
        gather(A, p0, p1);
        gather(B, p0 + distance, p1 + distance);
        add(T, A, B);
        reduce(T, T);
        sub(B, A, B);
        if (half > 1) {
          gather(W, roots + <usize>(i * stride) * ELEMENT, roots + <usize>(second * stride) * ELEMENT);
          // A product may be stored as it is: the next layer takes sums and differences of two.
          mul(B, B, W);
        } else {
          reduce(B, B);
        }
        scatter(p0, p1, T);
        scatter(p0 + distance, p1 + distance, B);
      }
    }
  }
}

/** Decimation in time; roots[i] = ω^i for i < n/2. Order in: bit-reversed, out: natural. */
export function transformUp(data: usize, roots: usize, n: u32): void {
  for (let half: u32 = 1, stride: u32 = n >> 1; half < n; half <<= 1, stride >>= 1) {
    for (let start: u32 = 0; start < n; start += half << 1) {
      for (let i: u32 = 0; i < half; i += 2) {
        const second = i + 1 < half ? i + 1 : i;
        const p0 = data + <usize>(start + i) * ELEMENT;
        const p1 = data + <usize>(start + second) * ELEMENT;
        const distance = <usize>half * ELEMENT;
        gather(A, p0, p1);
        gather(B, p0 + distance, p1 + distance);
        if (half > 1) {
          gather(W, roots + <usize>(i * stride) * ELEMENT, roots + <usize>(second * stride) * ELEMENT);
          mul(B, B, W);
        }
        add(T, A, B);
        sub(B, A, B);
        reduce(T, T);
        reduce(B, B);
        scatter(p0, p1, T);
        scatter(p0 + distance, p1 + distance, B);
      }
    }
  }
}
