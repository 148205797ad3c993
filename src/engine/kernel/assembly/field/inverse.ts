/**
 * The inverse of an integer modulo p: the binary extended Euclid, 31 steps at a time on approximations of 64 bits
 * (Pornin, "Optimized Binary GCD for Modular Inversion", eprint 2020/972). The time it takes depends on the value.
 *
 * Integers are 9 limbs of 31 bits in words of 64, the highest limb signed; two words of zeros stand behind them.
 */
import { MINUS_INVERSE_31, MODULUS_31 } from "./numbers";

const LIMBS: usize = 9;
const TOP: usize = 8 * (LIMBS - 1);
const MASK: i64 = 0x7fff_ffff;
/** More rounds of 31 steps than 256-bit integers can take. */
const ROUNDS: u32 = 20;

const INTEGER: usize = 8 * (LIMBS + 2);
const A: usize = memory.data(88 * 4, 16);
const B: usize = A + INTEGER;
const U: usize = B + INTEGER;
const V: usize = U + INTEGER;

/** What 31 steps come to: a' = (a·f0 + b·g0) / 2^31 and b' = (a·f1 + b·g1) / 2^31, with |f| + |g| ≤ 2^31. */
let f0: i64 = 0;
let g0: i64 = 0;
let f1: i64 = 0;
let g1: i64 = 0;

/** Replaces y < 2^256, 32 bytes little-endian, by an integer below 2^256 that is 1 / y modulo p, or 0 where y is 0. */
export function invertInteger(at: usize): void {
  memory.fill(A, 0, 4 * INTEGER);
  for (let i: u32 = 0; i < <u32>LIMBS; i++) {
    store<i64>(A + ((<usize>i) << 3), limbOfInteger(at, i));
    store<i64>(B + ((<usize>i) << 3), load<i64>(MODULUS_31 + ((<usize>i) << 3)));
  }
  store<i64>(U, 1);
  // a = y·u and b = y·v modulo p, b is odd; in the end a is 0 and b, which divides both, is 1.
  for (let round: u32 = 0; round < ROUNDS && !isZero(A); round++) {
    const bits = bitLength();
    takeSteps(approximation(A, bits), approximation(B, bits));
    combine();
    combineModulo();
  }
  while (load<i64>(V + TOP) < 0) addModulus(1);
  while (load<i64>(V + TOP) > load<i64>(MODULUS_31 + TOP)) addModulus(-1);
  for (let word: u32 = 0; word < 4; word++) store<u64>(at + ((<usize>word) << 3), bitsOf(V, word << 6));
}

function limbOfInteger(at: usize, i: u32): i64 {
  const word = (31 * i) >> 6;
  const shift = <u64>((31 * i) & 63);
  let bits = load<u64>(at + ((<usize>word) << 3)) >> shift;
  if (shift > 33 && word < 3) bits |= load<u64>(at + ((<usize>word) << 3), 8) << (64 - shift);
  return <i64>bits & MASK;
}

function isZero(a: usize): bool {
  let any: i64 = 0;
  for (let i: usize = 0; i < LIMBS; i++) any |= load<i64>(a + (i << 3));
  return any === 0;
}

/** Of the larger one of a and b. */
function bitLength(): u32 {
  for (let i = <i32>LIMBS - 1; i > 0; i--) {
    const limb = load<i64>(A + ((<usize>i) << 3)) | load<i64>(B + ((<usize>i) << 3));
    if (limb !== 0) return <u32>(31 * i + 64 - <i32>clz(limb));
  }
  return 31;
}

/** At least 33 bits of a, from one on; where it has 64 bits at most and `from` is 0, all of it. */
function bitsOf(a: usize, from: u32): u64 {
  const limb = a + ((<usize>(from / 31)) << 3);
  const shift = <u64>(from % 31);
  return (load<u64>(limb) >> shift) | (load<u64>(limb, 8) << (31 - shift)) | (load<u64>(limb, 16) << (62 - shift));
}

/** a itself up to 64 bits; else its 33 highest bits (of `bits`) above its 31 lowest. */
function approximation(a: usize, bits: u32): u64 {
  if (bits <= 64) return bitsOf(a, 0);
  return load<u64>(a) | (bitsOf(a, bits - 33) << 31);
}

function takeSteps(x: u64, y: u64): void {
  let p: i64 = 1;
  let q: i64 = 0;
  let r: i64 = 0;
  let s: i64 = 1;
  for (let step = 0; step < 31; step++) {
    if ((x & 1) !== 0) {
      if (x < y) {
        const swapped = x;
        x = y;
        y = swapped;
        let factor = p;
        p = r;
        r = factor;
        factor = q;
        q = s;
        s = factor;
      }
      x -= y;
      p -= r;
      q -= s;
    }
    x >>= 1;
    r <<= 1;
    s <<= 1;
  }
  f0 = p;
  g0 = q;
  f1 = r;
  g1 = s;
}

/** a and b after the steps. Where the approximation was too coarse one is negative; its sign goes to the factors. */
function combine(): void {
  let a: i64 = 0;
  let b: i64 = 0;
  for (let i: usize = 0; i < 8 * LIMBS; i += 8) {
    const x = load<i64>(A + i);
    const y = load<i64>(B + i);
    a += x * f0 + y * g0;
    b += x * f1 + y * g1;
    // The lowest limbs are 0 and fall away.
    if (i > 0) {
      store<i64>(A + i - 8, a & MASK);
      store<i64>(B + i - 8, b & MASK);
    }
    a >>= 31;
    b >>= 31;
  }
  store<i64>(A + TOP, a);
  store<i64>(B + TOP, b);
  if (a < 0) {
    negate(A);
    f0 = -f0;
    g0 = -g0;
  }
  if (b < 0) {
    negate(B);
    f1 = -f1;
    g1 = -g1;
  }
}

function negate(a: usize): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < TOP; i += 8) {
    carry -= load<i64>(a + i);
    store<i64>(a + i, carry & MASK);
    carry >>= 31;
  }
  store<i64>(a + TOP, carry - load<i64>(a + TOP));
}

/** The same for u and v modulo p: a multiple of p makes the lowest limb 0. Each round adds at most p to their size. */
function combineModulo(): void {
  const lowU = load<i64>(U);
  const lowV = load<i64>(V);
  const inverse = load<i64>(MINUS_INVERSE_31);
  const h = ((lowU * f0 + lowV * g0) * inverse) & MASK;
  const k = ((lowU * f1 + lowV * g1) * inverse) & MASK;
  let u: i64 = 0;
  let v: i64 = 0;
  for (let i: usize = 0; i < 8 * LIMBS; i += 8) {
    const x = load<i64>(U + i);
    const y = load<i64>(V + i);
    const modulus = load<i64>(MODULUS_31 + i);
    u += x * f0 + y * g0 + h * modulus;
    v += x * f1 + y * g1 + k * modulus;
    if (i > 0) {
      store<i64>(U + i - 8, u & MASK);
      store<i64>(V + i - 8, v & MASK);
    }
    u >>= 31;
    v >>= 31;
  }
  store<i64>(U + TOP, u);
  store<i64>(V + TOP, v);
}

/** v ± p */
function addModulus(sign: i64): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < TOP; i += 8) {
    carry += load<i64>(V + i) + sign * load<i64>(MODULUS_31 + i);
    store<i64>(V + i, carry & MASK);
    carry >>= 31;
  }
  store<i64>(V + TOP, carry + load<i64>(V + TOP) + sign * load<i64>(MODULUS_31 + TOP));
}
