/**
 * Points of which a packed key holds x alone: y is a square root of x³ + b, and a bit says which of the two. Four points
 * at a time. What is no x of a point gives something that is no point: who unpacks knows the hash of the whole.
 *
 * q = 3 modulo 4, so v^((q+1)/4) is a root of v or of -v. Roots in Fq2 by the complex method (Adj and
 * Rodríguez-Henríquez, "Square Root Computation over Even Extension Fields", eprint 2012/685), without a test for
 * squares: one power serves both of its cases.
 */
import * as fq from "./fq/field";
import { HALF, ROOT_EXPONENT } from "./fq/numbers";
import * as fq2 from "./fq2";

/** Vectors that are raised side by side: a processor works on one while the product of the other is not there yet. */
const CHAINS: usize = 2;
/** Points that are unpacked side by side. */
const STEP: u32 = 2 * <u32>CHAINS;

/** Per chain: the first fifteen powers, and an element of Fq2 or of Fq. */
const POWERS: usize = memory.data(2 * 80 * 16, 16);
const X: usize = memory.data(2 * 160, 16);
const V: usize = memory.data(2 * 160, 16);
const D: usize = memory.data(2 * 80, 16);
const ROOTS: usize = memory.data(2 * 80, 16);
const W: usize = memory.data(160, 16);
const S: usize = memory.data(80, 16);
const T: usize = memory.data(80, 16);
const F: usize = memory.data(80, 16);
const ONE: usize = memory.data(80, 16);
/** Roots as files hold them, both lanes: t, -t, f, -f. */
const FILE: usize = memory.data(4 * 64, 16);

const POWERS_BYTES: usize = 16 * fq.VECTOR;
const DIGITS: i32 = 63;

/** ROOTS becomes a^((q-3)/4) for the vectors from `a` on: the inverses of roots of a or of -a. */
function rootPowers(a: usize): void {
  for (let chain: usize = 0; chain < CHAINS; chain++)
    fq.copy(POWERS + chain * POWERS_BYTES + fq.VECTOR, a + chain * fq.VECTOR);
  for (let i: usize = 2; i < 16; i++) {
    for (let chain: usize = 0; chain < CHAINS; chain++) {
      const power = POWERS + chain * POWERS_BYTES + i * fq.VECTOR;
      fq.mul(power, power - fq.VECTOR, a + chain * fq.VECTOR);
    }
  }
  for (let chain: usize = 0; chain < CHAINS; chain++) {
    fq.copy(ROOTS + chain * fq.VECTOR, POWERS + chain * POWERS_BYTES + digit(DIGITS - 1) * fq.VECTOR);
  }
  for (let i = DIGITS - 2; i >= 0; i--) {
    for (let doubling = 0; doubling < 4; doubling++) {
      for (let at = ROOTS; at < ROOTS + CHAINS * fq.VECTOR; at += fq.VECTOR) fq.square(at, at);
    }
    const power = digit(i);
    if (power === 0) continue;
    for (let chain: usize = 0; chain < CHAINS; chain++) {
      const at = ROOTS + chain * fq.VECTOR;
      fq.mul(at, at, POWERS + chain * POWERS_BYTES + power * fq.VECTOR);
    }
  }
}

/** Four bits of the exponent. */
function digit(i: i32): usize {
  return <usize>((load<u8>(ROOT_EXPONENT + (i >> 1)) >> <u8>((i & 1) << 2)) & 15);
}

/** Copies x without its sign. */
function copyX(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
  store<u8>(to + bytes - 1, load<u8>(to + bytes - 1) & 0x7f);
}

function signOf(from: usize, bytes: usize): u8 {
  return load<u8>(from + bytes - 1) >> 7;
}

/** A vector and its opposite, as files hold them. */
function writeBoth(at: usize, v: usize): void {
  fq.toFile(W, v);
  fq.writeIntegers(at, at + 32, W);
  fq.neg(W, W);
  fq.writeIntegers(at + 64, at + 96, W);
}

/** The point at place `i`, or the last one: of what is left over, some are computed twice. */
function placeOf(i: u32, count: u32): usize {
  return <usize>min(i, count - 1);
}

/** @param packed x as files hold it, 32 bytes, with the lowest bit of y's file form as its highest bit */
export function g1Unpack(out: usize, packed: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += STEP) {
    for (let chain: u32 = 0; chain < <u32>CHAINS; chain++) {
      const p0 = placeOf(i + 2 * chain, count);
      const p1 = placeOf(i + 2 * chain + 1, count);
      const v = V + <usize>chain * fq.VECTOR;
      copyX(out + p0 * 64, packed + p0 * 32, 32);
      copyX(out + p1 * 64, packed + p1 * 32, 32);
      fq.readIntegers(X, out + p0 * 64, out + p1 * 64);
      fq.fromFile(X, X);
      fq.square(v, X);
      fq.mul(v, v, X);
      fq.curveB(W);
      fq.add(v, v, W);
      fq.reduce(v, v);
    }
    rootPowers(V);
    for (let chain: u32 = 0; chain < <u32>CHAINS; chain++) {
      const p0 = placeOf(i + 2 * chain, count);
      const p1 = placeOf(i + 2 * chain + 1, count);
      fq.mul(T, ROOTS + <usize>chain * fq.VECTOR, V + <usize>chain * fq.VECTOR);
      writeBoth(FILE, T);
      chooseRoot(out + p0 * 64 + 32, FILE, signOf(packed + p0 * 32, 32));
      chooseRoot(out + p1 * 64 + 32, FILE + 32, signOf(packed + p1 * 32, 32));
    }
  }
}

function chooseRoot(to: usize, root: usize, sign: u8): void {
  const isWanted = (load<u8>(root) & 1) === sign;
  memory.copy(to, isWanted ? root : root + 64, 32);
}

/** @param packed c0 and c1 of x, 64 bytes, with the lowest bit of y's c0 as the highest; of its c1 where c0 is 0 */
export function g2Unpack(out: usize, packed: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += STEP) {
    for (let chain: u32 = 0; chain < <u32>CHAINS; chain++) {
      const p0 = placeOf(i + 2 * chain, count);
      const p1 = placeOf(i + 2 * chain + 1, count);
      const v = V + <usize>chain * 2 * fq.VECTOR;
      copyX(out + p0 * 128, packed + p0 * 64, 64);
      copyX(out + p1 * 128, packed + p1 * 64, 64);
      fq2.readIntegers(X, out + p0 * 128, out + p1 * 128);
      fq2.fromFile(X, X);
      fq2.reduce(X, X);
      fq2.square(v, X);
      fq2.reduce(v, v);
      fq2.mul(v, v, X);
      fq2.curveB(W);
      fq2.add(v, v, W);
      fq2.reduce(v, v);
      fq2.norm(D + <usize>chain * fq.VECTOR, v);
    }
    // With s = √N(v), d = (v0 + s)/2 and t² = ±d: the root is t + v1/(2t)·u, or v1/(2t) + t·u.
    rootPowers(D);
    for (let chain: usize = 0; chain < CHAINS; chain++) {
      const d = D + chain * fq.VECTOR;
      fq.mul(S, d, ROOTS + chain * fq.VECTOR);
      fq.add(S, S, V + chain * 2 * fq.VECTOR);
      fq.mulConstant(d, S, HALF);
    }
    rootPowers(D);
    for (let chain: u32 = 0; chain < <u32>CHAINS; chain++) {
      const p0 = placeOf(i + 2 * chain, count);
      const p1 = placeOf(i + 2 * chain + 1, count);
      const root = ROOTS + <usize>chain * fq.VECTOR;
      fq.mul(T, D + <usize>chain * fq.VECTOR, root);
      // 1 / t up to its sign, which is t times the power.
      fq.mul(F, V + <usize>chain * 2 * fq.VECTOR + fq.VECTOR, root);
      fq.mulConstant(F, F, HALF);
      fq.mul(S, T, root);
      fq.setOne(ONE);
      fq.sub(S, S, ONE);
      fq.reduce(S, S);
      const squares = fq.isZero(S);
      writeBoth(FILE, T);
      writeBoth(FILE + 128, F);
      chooseRoot2(out + p0 * 128 + 64, FILE, (squares & 1) !== 0, signOf(packed + p0 * 64, 64));
      chooseRoot2(out + p1 * 128 + 64, FILE + 32, (squares & 2) !== 0, signOf(packed + p1 * 64, 64));
    }
  }
}

/** t + f·u where d was a square, else -f + t·u; or the opposite. */
function chooseRoot2(to: usize, root: usize, isSquare: bool, sign: u8): void {
  const c0 = isSquare ? root : root + 192;
  const c1 = isSquare ? root + 128 : root;
  const opposite0 = isSquare ? root + 64 : root + 128;
  const opposite1 = isSquare ? root + 192 : root + 64;
  const isWanted = (load<u8>(isZeroInteger(c0) ? c1 : c0) & 1) === sign;
  memory.copy(to, isWanted ? c0 : opposite0, 32);
  memory.copy(to + 32, isWanted ? c1 : opposite1, 32);
}

function isZeroInteger(at: usize): bool {
  return (load<u64>(at) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24)) === 0;
}
