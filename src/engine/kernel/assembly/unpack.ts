/**
 * Points of which a packed key holds x alone: y is a square root of x³ + b, and a bit says which of the two. Two points
 * at a time. What is no x of a point gives something that is no point: who unpacks knows the hash of the whole.
 *
 * q = 3 modulo 4, so v^((q+1)/4) is a root of v or of -v. Roots in Fq2 by the complex method (Adj and
 * Rodríguez-Henríquez, "Square Root Computation over Even Extension Fields", eprint 2012/685), without a test for
 * squares: one power serves both of its cases.
 */
import * as fq from "./fq/field";
import { HALF, ROOT_EXPONENT } from "./fq/numbers";
import * as fq2 from "./fq2";

const POWERS: usize = memory.data(80 * 16, 16);
const X: usize = memory.data(160, 16);
const V: usize = memory.data(160, 16);
const W: usize = memory.data(160, 16);
const S: usize = memory.data(80, 16);
const D: usize = memory.data(80, 16);
const T: usize = memory.data(80, 16);
const F: usize = memory.data(80, 16);
const ONE: usize = memory.data(80, 16);
/** Roots as files hold them, both lanes: t, -t, f, -f. */
const FILE: usize = memory.data(4 * 64, 16);

const DIGITS: i32 = 63;

/** a^((q-3)/4): the inverse of a root of a or of -a. `out` must not be a. */
function rootPower(out: usize, a: usize): void {
  fq.copy(POWERS + fq.VECTOR, a);
  for (let i: usize = 2; i < 16; i++) fq.mul(POWERS + i * fq.VECTOR, POWERS + (i - 1) * fq.VECTOR, a);
  fq.copy(out, POWERS + digit(DIGITS - 1) * fq.VECTOR);
  for (let i = DIGITS - 2; i >= 0; i--) {
    for (let doubling = 0; doubling < 4; doubling++) fq.square(out, out);
    const power = digit(i);
    if (power !== 0) fq.mul(out, out, POWERS + power * fq.VECTOR);
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

/** @param packed x as files hold it, 32 bytes, with the lowest bit of y's file form as its highest bit */
export function g1Unpack(out: usize, packed: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const j: u32 = i + 1 < count ? i + 1 : i;
    const from0 = packed + <usize>i * 32;
    const from1 = packed + <usize>j * 32;
    const to0 = out + <usize>i * 64;
    const to1 = out + <usize>j * 64;
    copyX(to0, from0, 32);
    copyX(to1, from1, 32);
    fq.readIntegers(X, to0, to1);
    fq.fromFile(X, X);
    fq.square(V, X);
    fq.mul(V, V, X);
    fq.curveB(W);
    fq.add(V, V, W);
    fq.reduce(V, V);
    rootPower(W, V);
    fq.mul(T, W, V);
    writeBoth(FILE, T);
    chooseRoot(to0 + 32, FILE, signOf(from0, 32));
    chooseRoot(to1 + 32, FILE + 32, signOf(from1, 32));
  }
}

function chooseRoot(to: usize, root: usize, sign: u8): void {
  const isWanted = (load<u8>(root) & 1) === sign;
  memory.copy(to, isWanted ? root : root + 64, 32);
}

/** @param packed c0 and c1 of x, 64 bytes, with the lowest bit of y's c0 as the highest; of its c1 where c0 is 0 */
export function g2Unpack(out: usize, packed: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const j: u32 = i + 1 < count ? i + 1 : i;
    const from0 = packed + <usize>i * 64;
    const from1 = packed + <usize>j * 64;
    const to0 = out + <usize>i * 128;
    const to1 = out + <usize>j * 128;
    copyX(to0, from0, 64);
    copyX(to1, from1, 64);
    fq2.readIntegers(X, to0, to1);
    fq2.fromFile(X, X);
    fq2.reduce(X, X);
    fq2.square(V, X);
    fq2.reduce(V, V);
    fq2.mul(V, V, X);
    fq2.curveB(W);
    fq2.add(V, V, W);
    fq2.reduce(V, V);
    // With s = √N(v), d = (v0 + s)/2 and t² = ±d: the root is t + v1/(2t)·u, or v1/(2t) + t·u.
    fq2.norm(D, V);
    rootPower(W, D);
    fq.mul(S, D, W);
    fq.add(S, S, V);
    fq.mulConstant(D, S, HALF);
    rootPower(W, D);
    fq.mul(T, D, W);
    // 1 / t up to its sign, which is t·w.
    fq.mul(F, V + fq.VECTOR, W);
    fq.mulConstant(F, F, HALF);
    fq.mul(D, T, W);
    fq.setOne(ONE);
    fq.sub(D, D, ONE);
    fq.reduce(D, D);
    const squares = fq.isZero(D);
    writeBoth(FILE, T);
    writeBoth(FILE + 128, F);
    chooseRoot2(to0 + 64, FILE, (squares & 1) !== 0, signOf(from0, 64));
    chooseRoot2(to1 + 64, FILE + 32, (squares & 2) !== 0, signOf(from1, 64));
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
