/**
 * Poseidon over the BN254 scalar field for many hashes in a row; compiled by scripts/generate-poseidon-kernel.ts. An
 * element is 9 limbs of 29 bits (u32, little-endian) in Montgomery form with R = 2^261. r has 254 bits, so values may grow
 * to 2^257 between products without a reduction: a product of two such values comes out below 2^255, a sum of 17 products
 * with constants below 2^256. The caller lays out the memory; nothing is allocated here.
 */
const BYTES: usize = 36;
const MASK: u64 = 0x1fffffff;
/** -1 / r mod 2^29. */
const MU: u64 = 0xfffffff;

// r, in limbs.
const P0: u64 = 0x10000001;
const P1: u64 = 0x1f0fac9f;
const P2: u64 = 0x0e5c2450;
const P3: u64 = 0x07d090f3;
const P4: u64 = 0x1585d283;
const P5: u64 = 0x02db40c0;
const P6: u64 = 0x00a6e141;
const P7: u64 = 0x0e5c2634;
const P8: u64 = 0x0030644e;

/** out = a·b / R. `out` may be `a` or `b`. */
function multiply(out: usize, a: usize, b: usize): void {
  const y0: u64 = load<u32>(b), y1: u64 = load<u32>(b, 4), y2: u64 = load<u32>(b, 8);
  const y3: u64 = load<u32>(b, 12), y4: u64 = load<u32>(b, 16), y5: u64 = load<u32>(b, 20);
  const y6: u64 = load<u32>(b, 24), y7: u64 = load<u32>(b, 28), y8: u64 = load<u32>(b, 32);
  let t0: u64 = 0, t1: u64 = 0, t2: u64 = 0, t3: u64 = 0, t4: u64 = 0, t5: u64 = 0, t6: u64 = 0, t7: u64 = 0, t8: u64 = 0;
  // 18 products below 2^58 meet in a column: no carry is needed before the end.
  for (let i: usize = 0; i < BYTES; i += 4) {
    const x: u64 = load<u32>(a + i);
    const s = t0 + x * y0;
    const q = (s * MU) & MASK;
    t0 = t1 + x * y1 + q * P1 + ((s + q * P0) >> 29);
    t1 = t2 + x * y2 + q * P2;
    t2 = t3 + x * y3 + q * P3;
    t3 = t4 + x * y4 + q * P4;
    t4 = t5 + x * y5 + q * P5;
    t5 = t6 + x * y6 + q * P6;
    t6 = t7 + x * y7 + q * P7;
    t7 = t8 + x * y8 + q * P8;
    t8 = 0;
  }
  store9(out, t0, t1, t2, t3, t4, t5, t6, t7, t8);
}

/** Carries and stores nine columns. */
function store9(out: usize, t0: u64, t1: u64, t2: u64, t3: u64, t4: u64, t5: u64, t6: u64, t7: u64, t8: u64): void {
  store<u32>(out, <u32>(t0 & MASK));
  t1 += t0 >> 29;
  store<u32>(out, <u32>(t1 & MASK), 4);
  t2 += t1 >> 29;
  store<u32>(out, <u32>(t2 & MASK), 8);
  t3 += t2 >> 29;
  store<u32>(out, <u32>(t3 & MASK), 12);
  t4 += t3 >> 29;
  store<u32>(out, <u32>(t4 & MASK), 16);
  t5 += t4 >> 29;
  store<u32>(out, <u32>(t5 & MASK), 20);
  t6 += t5 >> 29;
  store<u32>(out, <u32>(t6 & MASK), 24);
  t7 += t6 >> 29;
  store<u32>(out, <u32>(t7 & MASK), 28);
  t8 += t7 >> 29;
  store<u32>(out, <u32>t8, 32);
}

/** Terms of a dot product between two carries: 6 · 9 products below 2^58 meet in a column. */
const TERMS: u32 = 6;

/**
 * out = (Σ a_k·b_k) / R + add over n terms, reduced once. `a` runs upwards, `b` by `step` bytes; `add` 0 means none.
 * `out` may not be read as an operand afterwards by the same call.
 */
function dot(out: usize, a: usize, b: usize, step: isize, n: u32, add: usize): void {
  let c0: u64 = 0, c1: u64 = 0, c2: u64 = 0, c3: u64 = 0, c4: u64 = 0, c5: u64 = 0, c6: u64 = 0, c7: u64 = 0, c8: u64 = 0;
  let c9: u64 = 0, c10: u64 = 0, c11: u64 = 0, c12: u64 = 0, c13: u64 = 0, c14: u64 = 0, c15: u64 = 0, c16: u64 = 0;
  let c17: u64 = 0;
  let left: u32 = TERMS;
  for (let k: u32 = 0; k < n; k++) {
    const x0: u64 = load<u32>(a), x1: u64 = load<u32>(a, 4), x2: u64 = load<u32>(a, 8);
    const x3: u64 = load<u32>(a, 12), x4: u64 = load<u32>(a, 16), x5: u64 = load<u32>(a, 20);
    const x6: u64 = load<u32>(a, 24), x7: u64 = load<u32>(a, 28), x8: u64 = load<u32>(a, 32);
    const y0: u64 = load<u32>(b), y1: u64 = load<u32>(b, 4), y2: u64 = load<u32>(b, 8);
    const y3: u64 = load<u32>(b, 12), y4: u64 = load<u32>(b, 16), y5: u64 = load<u32>(b, 20);
    const y6: u64 = load<u32>(b, 24), y7: u64 = load<u32>(b, 28), y8: u64 = load<u32>(b, 32);
    c0 += x0 * y0;
    c1 += x0 * y1 + x1 * y0;
    c2 += x0 * y2 + x1 * y1 + x2 * y0;
    c3 += x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0;
    c4 += x0 * y4 + x1 * y3 + x2 * y2 + x3 * y1 + x4 * y0;
    c5 += x0 * y5 + x1 * y4 + x2 * y3 + x3 * y2 + x4 * y1 + x5 * y0;
    c6 += x0 * y6 + x1 * y5 + x2 * y4 + x3 * y3 + x4 * y2 + x5 * y1 + x6 * y0;
    c7 += x0 * y7 + x1 * y6 + x2 * y5 + x3 * y4 + x4 * y3 + x5 * y2 + x6 * y1 + x7 * y0;
    c8 += x0 * y8 + x1 * y7 + x2 * y6 + x3 * y5 + x4 * y4 + x5 * y3 + x6 * y2 + x7 * y1 + x8 * y0;
    c9 += x1 * y8 + x2 * y7 + x3 * y6 + x4 * y5 + x5 * y4 + x6 * y3 + x7 * y2 + x8 * y1;
    c10 += x2 * y8 + x3 * y7 + x4 * y6 + x5 * y5 + x6 * y4 + x7 * y3 + x8 * y2;
    c11 += x3 * y8 + x4 * y7 + x5 * y6 + x6 * y5 + x7 * y4 + x8 * y3;
    c12 += x4 * y8 + x5 * y7 + x6 * y6 + x7 * y5 + x8 * y4;
    c13 += x5 * y8 + x6 * y7 + x7 * y6 + x8 * y5;
    c14 += x6 * y8 + x7 * y7 + x8 * y6;
    c15 += x7 * y8 + x8 * y7;
    c16 += x8 * y8;
    a += BYTES;
    b += <usize>step;
    if (--left == 0 || k + 1 == n) {
      left = TERMS;
      c1 += c0 >> 29; c0 &= MASK;
      c2 += c1 >> 29; c1 &= MASK;
      c3 += c2 >> 29; c2 &= MASK;
      c4 += c3 >> 29; c3 &= MASK;
      c5 += c4 >> 29; c4 &= MASK;
      c6 += c5 >> 29; c5 &= MASK;
      c7 += c6 >> 29; c6 &= MASK;
      c8 += c7 >> 29; c7 &= MASK;
      c9 += c8 >> 29; c8 &= MASK;
      c10 += c9 >> 29; c9 &= MASK;
      c11 += c10 >> 29; c10 &= MASK;
      c12 += c11 >> 29; c11 &= MASK;
      c13 += c12 >> 29; c12 &= MASK;
      c14 += c13 >> 29; c13 &= MASK;
      c15 += c14 >> 29; c14 &= MASK;
      c16 += c15 >> 29; c15 &= MASK;
      c17 += c16 >> 29; c16 &= MASK;
    }
  }
  // Nine steps of Montgomery's reduction; the columns move down by one each time.
  for (let i = 0; i < 9; i++) {
    const q = (c0 * MU) & MASK;
    const carry = (c0 + q * P0) >> 29;
    c0 = c1 + q * P1 + carry;
    c1 = c2 + q * P2;
    c2 = c3 + q * P3;
    c3 = c4 + q * P4;
    c4 = c5 + q * P5;
    c5 = c6 + q * P6;
    c6 = c7 + q * P7;
    c7 = c8 + q * P8;
    c8 = c9;
    c9 = c10; c10 = c11; c11 = c12; c12 = c13; c13 = c14; c14 = c15; c15 = c16; c16 = c17; c17 = 0;
  }
  if (add != 0) {
    c0 += load<u32>(add); c1 += load<u32>(add, 4); c2 += load<u32>(add, 8);
    c3 += load<u32>(add, 12); c4 += load<u32>(add, 16); c5 += load<u32>(add, 20);
    c6 += load<u32>(add, 24); c7 += load<u32>(add, 28); c8 += load<u32>(add, 32);
  }
  store9(out, c0, c1, c2, c3, c4, c5, c6, c7, c8);
}

function add(out: usize, a: usize, b: usize): void {
  store9(
    out,
    <u64>load<u32>(a) + load<u32>(b),
    <u64>load<u32>(a, 4) + load<u32>(b, 4),
    <u64>load<u32>(a, 8) + load<u32>(b, 8),
    <u64>load<u32>(a, 12) + load<u32>(b, 12),
    <u64>load<u32>(a, 16) + load<u32>(b, 16),
    <u64>load<u32>(a, 20) + load<u32>(b, 20),
    <u64>load<u32>(a, 24) + load<u32>(b, 24),
    <u64>load<u32>(a, 28) + load<u32>(b, 28),
    <u64>load<u32>(a, 32) + load<u32>(b, 32),
  );
}

/** out = x^5; uses `out` in between, so it may not be x. */
function fifth(out: usize, x: usize): void {
  multiply(out, x, x);
  multiply(out, out, out);
  multiply(out, out, x);
}

/**
 * Brings n canonical elements (32 bytes, big-endian) into Montgomery form.
 * @param square where R^2 stands, in limbs
 */
export function enter(out: usize, bytes: usize, n: u32, square: usize): void {
  for (let k: u32 = 0; k < n; k++) {
    for (let limb: u32 = 0; limb < 9; limb++) {
      let value: u64 = 0;
      // The bytes that hold bits 29·limb … 29·limb + 28.
      const bit = 29 * limb;
      const first = bit >> 3;
      for (let i: u32 = 0; i < 5 && first + i < 32; i++) value |= (<u64>load<u8>(bytes + 31 - first - i)) << (8 * i);
      store<u32>(out + 4 * limb, <u32>((value >> (bit & 7)) & MASK));
    }
    multiply(out, out, square);
    out += BYTES;
    bytes += 32;
  }
}

/** Takes one element out of Montgomery form: canonical, 32 bytes, big-endian. Overwrites the element. */
function leave(bytes: usize, x: usize, one: usize): void {
  multiply(x, x, one);
  // Below 2^255 + r now, so two subtractions of r at most.
  subtractIfLarger(x);
  subtractIfLarger(x);
  memory.fill(bytes, 0, 32);
  for (let limb: u32 = 0; limb < 9; limb++) {
    const bit = 29 * limb;
    const first = bit >> 3;
    const value = (<u64>load<u32>(x + 4 * limb)) << (bit & 7);
    for (let i: u32 = 0; i < 5 && first + i < 32; i++) {
      const at = bytes + 31 - first - i;
      store<u8>(at, load<u8>(at) | <u8>(value >> (8 * i)));
    }
  }
}

function limbOfR(limb: u32): i64 {
  switch (limb) {
    case 0: return P0;
    case 1: return P1;
    case 2: return P2;
    case 3: return P3;
    case 4: return P4;
    case 5: return P5;
    case 6: return P6;
    case 7: return P7;
    default: return P8;
  }
}

function subtractIfLarger(x: usize): void {
  let isLarger = true;
  for (let limb: i32 = 8; limb >= 0; limb--) {
    const own: i64 = load<u32>(x + 4 * limb);
    const other = limbOfR(limb);
    if (own != other) {
      isLarger = own > other;
      break;
    }
  }
  if (!isLarger) return;
  let borrow: i64 = 0;
  for (let limb: u32 = 0; limb < 9; limb++) {
    const difference = <i64>load<u32>(x + 4 * limb) - limbOfR(limb) + borrow;
    store<u32>(x + 4 * limb, <u32>(difference & MASK));
    borrow = difference >> 29;
  }
}

/**
 * Hashes n groups of t - 1 elements.
 *
 * @param constants full[8][t], partial[], mds[t][t], enter[t][t], leave[t][t], minus feedback[t - 1], in Montgomery form
 * @param fixed R^2 and 1, in limbs
 * @param work room for 2·t + t + partialRounds + 3 elements
 * @param bytes the groups in, one after the other, 32 bytes big-endian each; the hashes out, from the start
 */
export function hash(t: u32, partialRounds: u32, constants: usize, fixed: usize, work: usize, bytes: usize, n: u32): void {
  const width = t * BYTES;
  const full = constants;
  const partial = full + 8 * width;
  const mds = partial + partialRounds * BYTES;
  const entry = mds + t * width;
  const exit = entry + t * width;
  const feedback = exit + t * width;
  const state = work;
  const powers = state + width;
  const register = powers + width;
  const tap = register + (t - 1 + partialRounds) * BYTES;
  const power = tap + BYTES;

  for (let k: u32 = 0; k < n; k++) {
    memory.fill(state, 0, BYTES);
    enter(state + BYTES, bytes + k * (t - 1) * 32, t - 1, fixed);
    for (let i: u32 = 0; i < t; i++) add(state + i * BYTES, state + i * BYTES, full + i * BYTES);
    for (let round: u32 = 0; round < 8; round++) {
      for (let i: u32 = 0; i < t; i++) fifth(powers + i * BYTES, state + i * BYTES);
      if (round == 3) {
        for (let i: u32 = 1; i < t; i++) dot(register + (t - 1 - i) * BYTES, entry + i * width, powers, BYTES, t, 0);
        for (let r: u32 = 0; r < partialRounds; r++) {
          const constant = partial + r * BYTES;
          const latest = register + (t - 2 + r) * BYTES;
          if (r == 0) dot(tap, entry, powers, BYTES, t, constant);
          else dot(tap, exit, latest, -36, t, constant);
          fifth(power, tap);
          dot(latest + BYTES, feedback, latest, -36, t - 1, power);
        }
        const latest = register + (t - 2 + partialRounds) * BYTES;
        for (let i: u32 = 0; i < t; i++) dot(state + i * BYTES, exit + i * width, latest, -36, t, full + (4 * t + i) * BYTES);
      } else if (round < 7) {
        for (let i: u32 = 0; i < t; i++) {
          dot(state + i * BYTES, mds + i * width, powers, BYTES, t, full + ((round + 1) * t + i) * BYTES);
        }
      } else {
        dot(state, mds, powers, BYTES, t, 0);
      }
    }
    leave(bytes + k * 32, state, fixed + BYTES);
  }
}
