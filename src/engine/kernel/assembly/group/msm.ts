/**
 * Multi-scalar multiplication, Σ kᵢ·Pᵢ, by Pippenger's bucket method.
 *
 * Scalars are cut into digits of `c` bits, signed, so that a window needs buckets for 1 … 2^(c-1) only (-P is free).
 * For each window the points are sorted by digit (a counting sort of references), and each bucket is added up as a
 * binary tree. Then Σ j·Bⱼ over the buckets is taken as a tree, too:
 *
 *     Σ t·Bₜ = 2·Σ i·(B₂ᵢ + B₂ᵢ₊₁) + Σ B₂ᵢ₊₁
 *
 * halves the number of buckets and leaves one sum of odd ones for each level. Every addition but the last 254 + 254
 * is one of many independent ones, and pairs.ts makes those cheap. Zero digits, empty buckets and points at infinity
 * cost nothing.
 */
import { addAffine, double, setInfinity, toAffine } from "./jacobian";
import { copyPoint, flushAdditions, isInfinity, POINT, pairScratchBytes, queueAddition, setPairScratch } from "./pairs";

/** Scalars are below 2^254, and the carry of the signed digits needs room for one bit. */
const SCALAR_BITS: u32 = 255;
/** Windows are worked on together until they hold this many references. */
const GROUP: u32 = 1 << 14;

let bases: usize = 0;
let count: u32 = 0;
let c: u32 = 0;
let windows: u32 = 0;
let perStep: u32 = 0;
/** 2^(c-1), buckets of a window. */
let buckets: u32 = 0;

let digits: usize = 0; // i16[windows][count]
let references: usize = 0; // u32, sorted by window and bucket
let runs: usize = 0; // u32[perStep * buckets], how many references a bucket has
let lists: usize = 0; // u32[perStep][2 * buckets]: buckets, then the odd ones of each level
let sums: usize = 0; // POINT[windows][c]
let points: usize = 0; // results of additions; the scalars until they are cut into digits
let nextPoint: usize = 0;

function windowCount(bits: u32): u32 {
  return (SCALAR_BITS + bits - 1) / bits;
}

function stepWindows(n: u32, bits: u32): u32 {
  const fit = GROUP / (n > 0 ? n : 1);
  return min(max(fit, 1), windowCount(bits));
}

/** Bytes of scratch space for n points and windows of `bits` bits. */
export function msmScratchBytes(n: u32, bits: u32): usize {
  const half = (<usize>1) << (bits - 1);
  const step = <usize>stepWindows(n, bits);
  const entries = step * n;
  return (
    pairScratchBytes() +
    ((<usize>windowCount(bits) * n * 2 + 15) & ~15) +
    entries * 4 +
    step * half * 12 +
    <usize>windowCount(bits) * bits * POINT +
    (entries + 2 * step * half) * POINT +
    64
  );
}

/**
 * Takes up Σ scalarᵢ·pointᵢ and returns the number of steps.
 *
 * @param bits window size, 2 to 15
 * @param scratch begins with the scalars, 32-byte little-endian integers below 2^254; they are overwritten
 */
export function msmStart(from: usize, n: u32, bits: u32, scratch: usize): u32 {
  bases = from;
  count = n;
  c = bits;
  windows = windowCount(bits);
  perStep = stepWindows(n, bits);
  buckets = 1 << (bits - 1);
  const entries = <usize>perStep * n;
  const half = <usize>buckets;
  points = scratch;
  sums = points + (entries + 2 * perStep * half) * POINT;
  setPairScratch(sums + <usize>windows * c * POINT);
  references = sums + <usize>windows * c * POINT + pairScratchBytes();
  runs = references + entries * 4;
  lists = runs + perStep * half * 4;
  digits = lists + perStep * half * 8;
  for (let i: u32 = 0; i < n; i++) recode(i, scratch + ((<usize>i) << 5));
  return (windows + perStep - 1) / perStep;
}

/** Signed digits of scalar i, least significant window first; none for a point at infinity. */
function recode(i: u32, scalar: usize): void {
  const skip = isInfinity(bases + <usize>i * POINT);
  const mask = (1 << c) - 1;
  const half = 1 << (c - 1);
  let carry: i32 = 0;
  for (let w: u32 = 0; w < windows; w++) {
    const bit = w * c;
    let digit: i32 = 0;
    if (!skip) {
      // Four bytes from the one that holds the bit; the last ones of the scalar are read from below.
      const byte = min(bit >> 3, 28);
      digit = <i32>((load<u32>(scalar + byte) >> (bit - (byte << 3))) & mask) + carry;
      carry = digit > half ? 1 : 0;
      digit -= carry << c;
    }
    store<i16>(digits + ((<usize>w * count + i) << 1), <i16>digit);
  }
}

/** Works on one group of windows. */
export function msmStep(step: u32): void {
  const first = step * perStep;
  const last = min(first + perStep, windows);
  nextPoint = points;
  sortByBucket(first, last);
  addBuckets((last - first) * buckets);
  weighBuckets(first, last - first);
}

/** Counting sort: references in the order of their window and bucket. */
function sortByBucket(first: u32, last: u32): void {
  memory.fill(runs, 0, (<usize>(last - first) * buckets) << 2);
  for (let w = first; w < last; w++) {
    const row = digits + ((<usize>w * count) << 1);
    const counts = runs + ((<usize>(w - first) * buckets) << 2) - 4;
    for (let i: u32 = 0; i < count; i++) {
      const digit = <i32>load<i16>(row + ((<usize>i) << 1));
      if (digit === 0) continue;
      const slot = counts + ((<usize>abs(digit)) << 2);
      store<u32>(slot, load<u32>(slot) + 1);
    }
  }
  // `lists` holds the places to fill until the buckets are known.
  const all = (last - first) * buckets;
  let place: u32 = 0;
  for (let b: u32 = 0; b < all; b++) {
    store<u32>(lists + ((<usize>b) << 2), place);
    place += load<u32>(runs + ((<usize>b) << 2));
  }
  for (let w = first; w < last; w++) {
    const row = digits + ((<usize>w * count) << 1);
    const places = lists + ((<usize>(w - first) * buckets) << 2) - 4;
    for (let i: u32 = 0; i < count; i++) {
      const digit = <i32>load<i16>(row + ((<usize>i) << 1));
      if (digit === 0) continue;
      const slot = places + ((<usize>abs(digit)) << 2);
      const at = load<u32>(slot);
      store<u32>(slot, at + 1);
      store<u32>(references + ((<usize>at) << 2), <u32>(bases + <usize>i * POINT) | (digit < 0 ? 1 : 0));
    }
  }
}

/** Adds up every bucket, all of them level by level, until each holds one reference or none. */
function addBuckets(all: u32): void {
  for (let more = true; more; ) {
    more = false;
    let read: usize = references;
    let write: usize = references;
    for (let b: u32 = 0; b < all; b++) {
      const length = load<u32>(runs + ((<usize>b) << 2));
      if (length === 0) continue;
      const pairs = length >> 1;
      for (let i: u32 = 0; i < pairs; i++) {
        store<u32>(write, sum(load<u32>(read), load<u32>(read, 4)));
        read += 8;
        write += 4;
      }
      if ((length & 1) !== 0) {
        store<u32>(write, load<u32>(read));
        read += 4;
        write += 4;
      }
      const left = length - pairs;
      store<u32>(runs + ((<usize>b) << 2), left);
      if (left > 1) more = true;
    }
    flushAdditions();
  }
}

/** A reference to a + b; 0 stands for infinity. */
function sum(a: u32, b: u32): u32 {
  if (a === 0) return b;
  if (b === 0) return a;
  const out = nextPoint;
  nextPoint += POINT;
  queueAddition(out, a, b);
  return <u32>out;
}

/** Σ (t + 1)·Bₜ of each window as c points: the sum of all, and the sums of the odd ones by level. */
function weighBuckets(first: u32, groups: u32): void {
  let reference: usize = references;
  for (let g: u32 = 0; g < groups; g++) {
    for (let b: u32 = 0; b < buckets; b++) {
      const present = load<u32>(runs + ((<usize>g * buckets + b) << 2)) !== 0;
      store<u32>(list(g) + ((<usize>b) << 2), present ? load<u32>(reference) : 0);
      if (present) reference += 4;
    }
  }
  // In each round every list has the same length: the buckets, and what is left of the odd ones of each level so far.
  for (let length = buckets, level: u32 = 0; length > 1; length >>= 1, level++) {
    for (let g: u32 = 0; g < groups; g++) {
      for (let l: u32 = 0; l < level; l++) halve(oddList(g, l), length);
      const row = list(g);
      const odd = oddList(g, level);
      for (let i: u32 = 0; i < length >> 1; i++) {
        store<u32>(odd + ((<usize>i) << 2), load<u32>(row + ((<usize>i) << 3), 4));
      }
      halve(row, length);
    }
    flushAdditions();
  }
  for (let g: u32 = 0; g < groups; g++) {
    const out = sums + <usize>(first + g) * c * POINT;
    keep(out, load<u32>(list(g)));
    for (let l: u32 = 0; l < c - 1; l++) keep(out + <usize>(l + 1) * POINT, load<u32>(oddList(g, l)));
  }
}

/** Adds neighbours of a list. */
function halve(row: usize, length: u32): void {
  for (let i: u32 = 0; i < length >> 1; i++) {
    const a = load<u32>(row + ((<usize>i) << 3));
    const b = load<u32>(row + ((<usize>i) << 3), 4);
    store<u32>(row + ((<usize>i) << 2), sum(a, b));
  }
}

function list(g: u32): usize {
  return lists + ((<usize>g * buckets) << 3);
}

/** buckets/2 + buckets/4 + … places behind the list of buckets. */
function oddList(g: u32, level: u32): usize {
  return list(g) + ((<usize>(buckets + buckets - (buckets >> level))) << 2);
}

function keep(out: usize, reference: u32): void {
  if (reference === 0) memory.fill(out, 0, POINT);
  else copyPoint(out, reference);
}

/** Adds the windows up, from the highest bit to the lowest, and writes the affine result. */
export function msmFinish(out: usize): void {
  setInfinity();
  for (let w = <i32>windows - 1; w >= 0; w--) {
    const row = sums + <usize>w * c * POINT;
    for (let bit = <i32>c - 1; bit >= 0; bit--) {
      double();
      if (bit < <i32>c - 1) addAffine(<u32>(row + <usize>(bit + 1) * POINT));
      if (bit === 0) addAffine(<u32>row);
    }
  }
  toAffine(out);
}
