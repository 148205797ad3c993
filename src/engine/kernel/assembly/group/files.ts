/** Points as they stand in zkey files, and as integers. */
import {
  add,
  curveB,
  ELEMENT,
  fromFile,
  fromMontgomery,
  gather,
  INTEGERS,
  isZero,
  mul,
  readIntegers,
  reduce,
  scatter,
  square,
  sub,
  toFile,
  writeIntegers,
} from "./coordinates";

const V: usize = memory.data(160, 16);
const X: usize = memory.data(160, 16);
const Y: usize = memory.data(160, 16);
const B: usize = memory.data(160, 16);
/** A bit for each lane. */
const ALL: u32 = 3;

/**
 * Takes over affine points from a file: coordinates of 32 bytes, little-endian, in Montgomery form with R = 2^256,
 * infinity as zeros.
 *
 * @returns how many vectors held a point that is not on the curve
 */
export function importPoints(out: usize, bytes: usize, count: u32): u32 {
  let wrong: u32 = 0;
  for (let i: u32 = 0; i < count; i += 2) {
    const j: u32 = i + 1 < count ? i + 1 : i;
    const from0 = bytes + <usize>i * 2 * INTEGERS;
    const from1 = bytes + <usize>j * 2 * INTEGERS;
    const to0 = out + <usize>i * 2 * ELEMENT;
    const to1 = out + <usize>j * 2 * ELEMENT;
    readIntegers(X, from0, from1);
    readIntegers(Y, from0 + INTEGERS, from1 + INTEGERS);
    fromFile(X, X);
    fromFile(Y, Y);
    reduce(X, X);
    reduce(Y, Y);
    if (!onCurve()) wrong++;
    scatter(to0, to1, X);
    scatter(to0 + ELEMENT, to1 + ELEMENT, Y);
  }
  return wrong;
}

/** Whether every lane of (X, Y) holds y² = x³ + b, or infinity. */
function onCurve(): bool {
  square(V, X);
  reduce(V, V);
  mul(V, V, X);
  curveB(B);
  add(V, V, B);
  reduce(V, V);
  square(B, Y);
  sub(V, B, V);
  reduce(V, V);
  return (isZero(V) | (isZero(X) & isZero(Y))) === ALL;
}

/** Writes the coordinates of a point as integers below q, 32 bytes each, little-endian. */
export function exportPoint(out: usize, point: usize): void {
  gather(V, point, point + ELEMENT);
  fromMontgomery(V, V);
  writeIntegers(out, out + INTEGERS, V);
}

/** Writes affine points as files hold them: the opposite of {@link importPoints}. */
export function exportToFile(out: usize, points: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 2) {
    const j: u32 = i + 1 < count ? i + 1 : i;
    const to0 = out + <usize>i * 2 * INTEGERS;
    const to1 = out + <usize>j * 2 * INTEGERS;
    const from0 = points + <usize>i * 2 * ELEMENT;
    const from1 = points + <usize>j * 2 * ELEMENT;
    gather(X, from0, from1);
    toFile(X, X);
    writeIntegers(to0, to1, X);
    gather(Y, from0 + ELEMENT, from1 + ELEMENT);
    toFile(Y, Y);
    writeIntegers(to0 + INTEGERS, to1 + INTEGERS, Y);
  }
}
