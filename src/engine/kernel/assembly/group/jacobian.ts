/**
 * One point in Jacobian coordinates (x = X/Z², y = Y/Z³), for the few steps that are not worth a batch: the last
 * double-and-add of an MSM. All lanes hold the same. Z = 0 is infinity.
 */
import {
  add,
  copy,
  ELEMENT,
  gather,
  gatherSigned,
  inverse,
  isZero,
  mul,
  reduce,
  scatter,
  setOne,
  setZero,
  square,
  sub,
} from "./coordinates";
import { isInfinity, POINT } from "./pairs";

const S: usize = memory.data(160 * 12, 16);
const X: usize = S;
const Y: usize = S + 160;
const Z: usize = S + 320;
const A: usize = S + 480;
const B: usize = S + 640;
const C: usize = S + 800;
const D: usize = S + 960;
const E: usize = S + 1120;
const F: usize = S + 1280;
const PX: usize = S + 1440;
const PY: usize = S + 1600;

export function setInfinity(): void {
  setOne(X);
  setOne(Y);
  setZero(Z);
}

function multiply(out: usize, a: usize, b: usize): void {
  mul(out, a, b);
  reduce(out, out);
}

function squareOf(out: usize, a: usize): void {
  square(out, a);
  reduce(out, out);
}

function difference(out: usize, a: usize, b: usize): void {
  sub(out, a, b);
  reduce(out, out);
}

function twice(out: usize, a: usize): void {
  add(out, a, a);
  reduce(out, out);
}

/** M = 3X², S = 4XY²; X' = M² - 2S, Y' = M(S - X') - 8Y⁴, Z' = 2YZ. Infinity stays infinity. */
export function double(): void {
  squareOf(A, X);
  twice(B, A);
  add(A, A, B);
  reduce(A, A); // M
  squareOf(B, Y);
  multiply(C, X, B);
  twice(C, C);
  twice(C, C); // S
  multiply(Z, Y, Z);
  twice(Z, Z);
  squareOf(X, A);
  difference(X, X, C);
  difference(X, X, C);
  squareOf(B, B);
  twice(B, B);
  twice(B, B);
  twice(B, B);
  difference(C, C, X);
  multiply(Y, A, C);
  difference(Y, Y, B);
}

/** Adds an affine point, with its sign in the lowest bit of the reference. */
export function addAffine(reference: u32): void {
  const point = <usize>(reference & ~1);
  if (isInfinity(point)) return;
  gather(PX, point, point);
  gatherSigned(PY, point + ELEMENT, point + ELEMENT, (reference & 1) * 3);
  if ((isZero(Z) & 1) !== 0) {
    copy(X, PX);
    copy(Y, PY);
    setOne(Z);
    return;
  }
  squareOf(A, Z);
  multiply(B, PX, A);
  multiply(A, A, Z);
  multiply(C, PY, A);
  difference(B, B, X); // H
  difference(C, C, Y); // r
  if ((isZero(B) & 1) !== 0) {
    if ((isZero(C) & 1) !== 0) double();
    else setInfinity();
    return;
  }
  multiply(Z, Z, B);
  squareOf(D, B); // H²
  multiply(E, D, B); // H³
  multiply(F, X, D); // V
  squareOf(X, C);
  difference(X, X, E);
  difference(X, X, F);
  difference(X, X, F);
  difference(F, F, X);
  multiply(F, C, F);
  multiply(Y, Y, E);
  difference(Y, F, Y);
}

/** The affine point; infinity as zeros. */
export function toAffine(out: usize): void {
  if ((isZero(Z) & 1) !== 0) {
    memory.fill(out, 0, POINT);
    return;
  }
  inverse(A, Z);
  reduce(A, A);
  squareOf(B, A);
  multiply(X, X, B);
  multiply(B, B, A);
  multiply(Y, Y, B);
  scatter(out, out, X);
  scatter(out + ELEMENT, out + ELEMENT, Y);
}
