/**
 * Many points doubled at once, in place: as in pairs.ts, with the slope 3·x² / 2·y. A doubling that is known to be one
 * needs no look for equal or opposite points; only infinity is one, and stays so (no point of either curve has y = 0).
 */
import {
  add,
  BASE_VECTOR,
  ELEMENT,
  gather,
  inverseBase,
  isZeroElement,
  keptNorm,
  mayBeZero,
  mul,
  mulBase,
  mulConjugate,
  norm,
  reduce,
  scatter,
  setOne,
  setOneBase,
  square,
  subFromGathered,
  subGatheredSigned,
  subTwoGathered,
  VECTOR,
} from "./coordinates";
import { BATCH, flushAdditions, POINT, queueAddition, setPairScratch } from "./pairs";

const V: usize = memory.data(160 * 9, 16);
const RUNNING: usize = V;
const SLOPE: usize = V + 160;
const X: usize = V + 320;
const Y: usize = V + 480;
const W: usize = V + 640;
const INVERSE: usize = V + 800;
const NORM: usize = V + 960;
const LANE0: usize = V + 1120;
const LANE1: usize = V + 1120 + 80;
const UNUSED: usize = V + 1280;

let differences: usize = 0;
let norms: usize = 0;
let prefixes: usize = 0;

/**
 * Doubles the points at `count` addresses, each of which is there once.
 *
 * @param scratch as many bytes as {@link pairScratchBytes} says
 */
export function doublePoints(addresses: usize, count: u32, scratch: usize): void {
  differences = scratch;
  norms = differences + (<usize>BATCH / 2 + 1) * VECTOR;
  prefixes = norms + (<usize>BATCH / 2 + 1) * BASE_VECTOR;
  for (let from: u32 = 0; from < count; from += BATCH) {
    doubleBatch(addresses + ((<usize>from) << 2), min(BATCH, count - from));
  }
}

function doubleBatch(addresses: usize, count: u32): void {
  const vectors: u32 = (count + 1) >> 1;
  setOneBase(prefixes);
  for (let i: u32 = 0; i < vectors; i++) {
    const p0 = <usize>load<u32>(addresses + ((<usize>i) << 3));
    multiplyUp(i, p0, second(addresses, i, count));
  }
  inverseBase(RUNNING, prefixes + <usize>vectors * BASE_VECTOR);
  for (let i: i32 = vectors - 1; i >= 0; i--) {
    const p0 = <usize>load<u32>(addresses + ((<usize>i) << 3));
    walkBack(<u32>i, p0, second(addresses, <u32>i, count));
  }
}

/** The point in the second lane; an odd one out is done twice, in both lanes. */
function second(addresses: usize, i: u32, count: u32): usize {
  const odd: u32 = (i << 1) | 1;
  const at: u32 = odd < count ? odd : i << 1;
  return <usize>load<u32>(addresses + ((<usize>at) << 2));
}

function multiplyUp(i: u32, p0: usize, p1: usize): void {
  const difference = differences + <usize>i * VECTOR;
  gather(Y, p0 + ELEMENT, p1 + ELEMENT);
  add(difference, Y, Y);
  reduce(difference, difference);
  if (mayBeZero(difference) !== 0) {
    // 1 in the place of what can't be inverted.
    scatter(LANE0, LANE1, difference);
    setOne(W);
    if (isZeroElement(LANE0)) scatter(LANE0, UNUSED, W);
    if (isZeroElement(LANE1)) scatter(UNUSED, LANE1, W);
    gather(difference, LANE0, LANE1);
  }
  const prefix = prefixes + <usize>i * BASE_VECTOR;
  mulBase(prefix + BASE_VECTOR, prefix, norm(norms + <usize>i * BASE_VECTOR, difference));
}

function walkBack(i: u32, p0: usize, p1: usize): void {
  const isInfinity0 = isZeroElement(p0 + ELEMENT);
  const isInfinity1 = isZeroElement(p1 + ELEMENT);
  // INVERSE = 1 / 2·y; RUNNING = inverse of the product of those before.
  const difference = differences + <usize>i * VECTOR;
  mulBase(NORM, prefixes + <usize>i * BASE_VECTOR, RUNNING);
  mulBase(RUNNING, RUNNING, keptNorm(norms + <usize>i * BASE_VECTOR, difference));
  const inverse = mulConjugate(INVERSE, difference, NORM);

  gather(Y, p0, p1);
  square(X, Y);
  add(W, X, X);
  add(W, W, X);
  reduce(W, W);
  mul(SLOPE, W, inverse);
  square(X, SLOPE);
  subTwoGathered(X, X, p0, p1, p0, p1);
  subFromGathered(W, p0, p1, X);
  mul(Y, W, SLOPE);
  subGatheredSigned(Y, Y, p0 + ELEMENT, p1 + ELEMENT, 0);
  scatter(p0, p1, X);
  scatter(p0 + ELEMENT, p1 + ELEMENT, Y);
  if (isInfinity0) memory.fill(p0, 0, POINT);
  if (isInfinity1) memory.fill(p1, 0, POINT);
}

/**
 * Adds to each of `count` points in a row the one at the same place of another row, or its negative with `sign` 1. A
 * result is the first operand of its own addition: that is allowed, as the second one is infinity only where the first is.
 */
export function addPoints(sums: usize, others: usize, sign: u32, count: u32, scratch: usize): void {
  setPairScratch(scratch);
  for (let i: u32 = 0; i < count; i++) {
    const sum = sums + <usize>i * POINT;
    queueAddition(sum, <u32>sum, <u32>(others + <usize>i * POINT) | sign);
  }
  flushAdditions();
}
