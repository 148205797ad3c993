/**
 * Many additions of affine points at once.
 *
 * The slope of P + Q needs 1 / (xQ - xP). Inversion is dear, but many inverses cost one inversion and three
 * multiplications each (Montgomery's trick): multiply all differences up, invert the product, and walk back. One
 * addition then takes 5 multiplications and 1 squaring, half of what projective coordinates need.
 *
 * A point in memory is two elements, x and y; both zero is infinity (no point of either curve has y = 0). A reference
 * to a point is its address, with the lowest bit set for its negative. The additions that the slope formula does not
 * cover (equal points, opposite points, infinity) are found and treated one by one.
 */
import {
  add,
  copy,
  ELEMENT,
  gather,
  gatherSigned,
  inverse,
  isZero,
  isZeroElement,
  mul,
  reduce,
  scatter,
  setOne,
  settle,
  square,
  sub,
  VECTOR,
} from "./coordinates";

export const POINT: usize = 2 * ELEMENT;
/** Additions that share an inversion. */
export const BATCH: u32 = 2048;
const ITEM: usize = 12;

/** What an addition turned out to be. */
const ORDINARY: u8 = 0;
const DOUBLING: u8 = 1;
const FIRST: u8 = 2;
const SECOND: u8 = 3;
const INFINITY: u8 = 4;

const V: usize = memory.data(160 * 10, 16);
const XA: usize = V;
const XB: usize = V + 160;
const YA: usize = V + 320;
const YB: usize = V + 480;
const RUNNING: usize = V + 640;
const SLOPE: usize = V + 800;
const X: usize = V + 960;
const Y: usize = V + 1120;
const LANE0: usize = V + 1280;
const LANE1: usize = V + 1280 + 80;
const W: usize = V + 1440;
const UNUSED: usize = memory.data(80, 16);

let items: usize = 0;
let kinds: usize = 0;
let differences: usize = 0;
let prefixes: usize = 0;
let queued: u32 = 0;

/** Bytes that {@link setPairScratch} needs. */
export function pairScratchBytes(): usize {
  return <usize>BATCH * (ITEM + 4) + (<usize>BATCH / 2 + 1) * VECTOR * 2;
}

export function setPairScratch(scratch: usize): void {
  differences = scratch;
  prefixes = differences + (<usize>BATCH / 2 + 1) * VECTOR;
  items = prefixes + (<usize>BATCH / 2 + 1) * VECTOR;
  kinds = items + <usize>BATCH * ITEM;
  queued = 0;
}

/** Queues out = a + b; `out` must be no operand of a queued addition. */
export function queueAddition(out: usize, a: u32, b: u32): void {
  const item = items + <usize>queued * ITEM;
  store<u32>(item, a);
  store<u32>(item, b, 4);
  store<u32>(item, <u32>out, 8);
  queued++;
  if (queued === BATCH) flushAdditions();
}

/** Performs what is queued. */
export function flushAdditions(): void {
  if (queued === 0) return;
  // An odd one out is done twice, in both lanes.
  if ((queued & 1) !== 0) {
    memory.copy(items + <usize>queued * ITEM, items + <usize>(queued - 1) * ITEM, ITEM);
  }
  const vectors: u32 = (queued + 1) >> 1;
  setOne(RUNNING);
  for (let i: u32 = 0; i < vectors; i++) multiplyUp(i);
  copy(W, RUNNING);
  reduce(W, W);
  inverse(RUNNING, W);
  reduce(RUNNING, RUNNING);
  for (let i: i32 = vectors - 1; i >= 0; i--) walkBack(i);
  queued = 0;
}

function multiplyUp(i: u32): void {
  const item = items + <usize>i * 2 * ITEM;
  const a0 = point(item);
  const b0 = point(item + 4);
  const a1 = point(item + ITEM);
  const b1 = point(item + ITEM + 4);
  const difference = differences + <usize>i * VECTOR;
  gather(XA, a0, a1);
  gather(XB, b0, b1);
  sub(difference, XB, XA);
  reduce(difference, difference);
  const odd = isZero(difference) | isZero(XA) | isZero(XB);
  store<u32>(kinds + ((<usize>i) << 2), 0);
  if (odd !== 0) {
    scatter(LANE0, LANE1, difference);
    if ((odd & 1) !== 0) classify(item, kinds + ((<usize>i) << 2), LANE0);
    if ((odd & 2) !== 0) classify(item + ITEM, kinds + ((<usize>i) << 2) + 1, LANE1);
    gather(difference, LANE0, LANE1);
  }
  copy(prefixes + <usize>i * VECTOR, RUNNING);
  mul(RUNNING, RUNNING, difference);
}

/** Decides what an unusual addition is, and puts something invertible in the place of its difference. */
function classify(item: usize, kind: usize, difference: usize): void {
  const a = point(item);
  const b = point(item + 4);
  gatherSigned(YA, a + ELEMENT, a + ELEMENT, both(load<u32>(item)));
  gatherSigned(YB, b + ELEMENT, b + ELEMENT, both(load<u32>(item, 4)));
  let what = ORDINARY;
  if (isInfinity(a)) what = SECOND;
  else if (isInfinity(b)) what = FIRST;
  else if (isZeroElement(difference)) {
    sub(W, YA, YB);
    reduce(W, W);
    what = (isZero(W) & 1) !== 0 ? DOUBLING : INFINITY;
  }
  store<u8>(kind, what);
  if (what === ORDINARY) return;
  if (what === DOUBLING) {
    add(W, YA, YA);
    reduce(W, W);
  } else {
    setOne(W);
  }
  scatter(difference, difference, W);
}

function walkBack(i: u32): void {
  const item = items + <usize>i * 2 * ITEM;
  const a0 = point(item);
  const b0 = point(item + 4);
  const out0 = <usize>load<u32>(item, 8);
  const a1 = point(item + ITEM);
  const b1 = point(item + ITEM + 4);
  const out1 = <usize>load<u32>(item + ITEM, 8);
  const signsA = signs(item);
  const signsB = signs(item + 4);
  const unusual = load<u32>(kinds + ((<usize>i) << 2));

  // SLOPE = 1 / difference; RUNNING = inverse of the product of those before.
  mul(SLOPE, prefixes + <usize>i * VECTOR, RUNNING);
  mul(RUNNING, RUNNING, differences + <usize>i * VECTOR);
  settle(SLOPE);

  gather(XA, a0, a1);
  gather(XB, b0, b1);
  gatherSigned(YA, a0 + ELEMENT, a1 + ELEMENT, signsA);
  gatherSigned(YB, b0 + ELEMENT, b1 + ELEMENT, signsB);
  sub(W, YB, YA);
  if (unusual !== 0) doubledNumerators(unusual);
  mul(SLOPE, W, SLOPE);
  square(X, SLOPE);
  sub(X, X, XA);
  sub(X, X, XB);
  reduce(X, X);
  sub(W, XA, X);
  mul(Y, W, SLOPE);
  sub(Y, Y, YA);
  reduce(Y, Y);
  scatter(out0, out1, X);
  scatter(out0 + ELEMENT, out1 + ELEMENT, Y);
  if (unusual !== 0) {
    finishUnusual(item, <u8>unusual);
    finishUnusual(item + ITEM, <u8>(unusual >> 8));
  }
}

/** 3·x² in place of yB - yA where a point is doubled. */
function doubledNumerators(unusual: u32): void {
  square(X, XA);
  add(Y, X, X);
  add(Y, Y, X);
  reduce(Y, Y);
  reduce(W, W);
  scatter(LANE0, LANE1, W);
  if (<u8>unusual === DOUBLING) scatter(LANE0, UNUSED, Y);
  if (<u8>(unusual >> 8) === DOUBLING) scatter(UNUSED, LANE1, Y);
  gather(W, LANE0, LANE1);
}

function finishUnusual(item: usize, kind: u8): void {
  const out = <usize>load<u32>(item, 8);
  if (kind === FIRST) copyPoint(out, load<u32>(item));
  else if (kind === SECOND) copyPoint(out, load<u32>(item, 4));
  else if (kind === INFINITY) memory.fill(out, 0, POINT);
}

/** The point of a reference, its sign applied. */
export function copyPoint(out: usize, reference: u32): void {
  const from = <usize>(reference & ~1);
  memory.copy(out, from, ELEMENT);
  gatherSigned(W, from + ELEMENT, from + ELEMENT, both(reference));
  scatter(out + ELEMENT, out + ELEMENT, W);
}

export function isInfinity(point: usize): bool {
  return isZeroElement(point) && isZeroElement(point + ELEMENT);
}

function point(reference: usize): usize {
  return <usize>(load<u32>(reference) & ~1);
}

/** The signs of the references at `first` and at the same place of the next item. */
function signs(first: usize): u32 {
  const sign = load<u32>(first) & 1;
  return sign | ((load<u32>(first + ITEM) & 1) << 1);
}

/** The sign of a reference for every lane. */
function both(reference: u32): u32 {
  return (reference & 1) * 3;
}
