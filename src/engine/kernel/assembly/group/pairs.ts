/**
 * Many additions of affine points at once.
 *
 * The slope of P + Q needs 1 / (xQ - xP). Inversion is dear, but many inverses cost one inversion and three
 * multiplications each (Montgomery's trick): multiply all differences up, invert the product, and walk back. One
 * addition then takes 5 multiplications and 1 squaring, half of what projective coordinates need. In G2 only norms are
 * multiplied up, elements of Fq: 1 / d is its conjugate over its norm (fq2.ts), which replaces 3 of the 5 products in Fq2
 * by 3 in Fq and a norm.
 *
 * A point in memory is two elements, x and y; both zero is infinity (no point of either curve has y = 0). A reference
 * to a point is its address, with the lowest bit set for its negative. The additions that the slope formula does not
 * cover (equal points, opposite points, infinity) are found and treated one by one.
 */
import {
  add,
  BASE_VECTOR,
  ELEMENT,
  gather,
  gatherDifference,
  gatherSigned,
  gatherSignedDifference,
  inverseBase,
  isZero,
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
  settle,
  square,
  sub,
  subFromGathered,
  subGatheredSigned,
  subTwoGathered,
  VECTOR,
} from "./coordinates";

export const POINT: usize = 2 * ELEMENT;
/** Additions that share an inversion. */
export const BATCH: u32 = 4096;
const ITEM: usize = 12;

/** What an addition turned out to be. */
const ORDINARY: u8 = 0;
const DOUBLING: u8 = 1;
const FIRST: u8 = 2;
const SECOND: u8 = 3;
const INFINITY: u8 = 4;

const V: usize = memory.data(160 * 11, 16);
const XA: usize = V;
const YA: usize = V + 160;
const YB: usize = V + 320;
const RUNNING: usize = V + 480;
const SLOPE: usize = V + 640;
const X: usize = V + 800;
const Y: usize = V + 960;
const LANE0: usize = V + 1120;
const LANE1: usize = V + 1120 + 80;
const W: usize = V + 1280;
const INVERSE: usize = V + 1440;
const NORM: usize = V + 1600;
const UNUSED: usize = memory.data(80, 16);

let items: usize = 0;
let kinds: usize = 0;
let differences: usize = 0;
let norms: usize = 0;
let prefixes: usize = 0;
let queued: u32 = 0;
let performed: u32 = 0;

/** Bytes that {@link setPairScratch} needs. */
export function pairScratchBytes(): usize {
  return <usize>BATCH * (ITEM + 4) + (<usize>BATCH / 2 + 1) * (VECTOR + 2 * BASE_VECTOR);
}

export function setPairScratch(scratch: usize): void {
  differences = scratch;
  norms = differences + (<usize>BATCH / 2 + 1) * VECTOR;
  prefixes = norms + (<usize>BATCH / 2 + 1) * BASE_VECTOR;
  items = prefixes + (<usize>BATCH / 2 + 1) * BASE_VECTOR;
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

/** Performs `count` additions out = a + b, three words each: the references of a and b, the address of out. */
export function addPairs(jobs: usize, count: u32, scratch: usize): void {
  setPairScratch(scratch);
  for (let i: u32 = 0; i < count; i++) {
    const job = jobs + <usize>i * ITEM;
    queueAddition(<usize>load<u32>(job, 8), load<u32>(job), load<u32>(job, 4));
  }
  flushAdditions();
}

/** How many additions there have been, for those who count work. */
export function additions(): u32 {
  return performed;
}

/** Performs what is queued. */
export function flushAdditions(): void {
  if (queued === 0) return;
  // An odd one out is done twice, in both lanes.
  if ((queued & 1) !== 0) {
    memory.copy(items + <usize>queued * ITEM, items + <usize>(queued - 1) * ITEM, ITEM);
  }
  const vectors: u32 = (queued + 1) >> 1;
  setOneBase(prefixes);
  for (let i: u32 = 0; i < vectors; i++) multiplyUp(i);
  inverseBase(RUNNING, prefixes + <usize>vectors * BASE_VECTOR);
  for (let i: i32 = vectors - 1; i >= 0; i--) walkBack(i);
  performed += queued;
  queued = 0;
}

/** The difference stays lazy in G1: only what may be zero is looked at closely. */
function multiplyUp(i: u32): void {
  const item = items + <usize>i * 2 * ITEM;
  const a0 = point(item);
  const b0 = point(item + 4);
  const a1 = point(item + ITEM);
  const b1 = point(item + ITEM + 4);
  const difference = differences + <usize>i * VECTOR;
  gatherDifference(difference, b0, b1, a0, a1);
  settle(difference);
  const infinite = u32(isInfinity(a0) || isInfinity(b0)) | (u32(isInfinity(a1) || isInfinity(b1)) << 1);
  const odd = mayBeZero(difference) | infinite;
  store<u32>(kinds + ((<usize>i) << 2), 0);
  if (odd !== 0) {
    reduce(difference, difference);
    scatter(LANE0, LANE1, difference);
    if ((odd & 1) !== 0) classify(item, kinds + ((<usize>i) << 2), LANE0);
    if ((odd & 2) !== 0) classify(item + ITEM, kinds + ((<usize>i) << 2) + 1, LANE1);
    gather(difference, LANE0, LANE1);
  }
  const prefix = prefixes + <usize>i * BASE_VECTOR;
  mulBase(prefix + BASE_VECTOR, prefix, norm(norms + <usize>i * BASE_VECTOR, difference));
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

  // INVERSE = 1 / difference; RUNNING = inverse of the product of those before.
  const difference = differences + <usize>i * VECTOR;
  mulBase(NORM, prefixes + <usize>i * BASE_VECTOR, RUNNING);
  mulBase(RUNNING, RUNNING, keptNorm(norms + <usize>i * BASE_VECTOR, difference));
  const inverse = mulConjugate(INVERSE, difference, NORM);

  gatherSignedDifference(W, b0 + ELEMENT, b1 + ELEMENT, signsB, a0 + ELEMENT, a1 + ELEMENT, signsA);
  if (unusual !== 0) doubledNumerators(a0, a1, unusual);
  mul(SLOPE, W, inverse);
  square(X, SLOPE);
  subTwoGathered(X, X, a0, a1, b0, b1);
  subFromGathered(W, a0, a1, X);
  mul(Y, W, SLOPE);
  subGatheredSigned(Y, Y, a0 + ELEMENT, a1 + ELEMENT, signsA);
  scatter(out0, out1, X);
  scatter(out0 + ELEMENT, out1 + ELEMENT, Y);
  if (unusual !== 0) {
    finishUnusual(item, <u8>unusual);
    finishUnusual(item + ITEM, <u8>(unusual >> 8));
  }
}

/** 3·x² in place of yB - yA where a point is doubled. */
function doubledNumerators(a0: usize, a1: usize, unusual: u32): void {
  gather(XA, a0, a1);
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
