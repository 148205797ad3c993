/**
 * The third tier computes nothing: it proves bounds. An element is not a number but what is known about one: the
 * largest |value| in thousandths of p, and the largest limb in units of a balanced one. Each operation checks its
 * operands against the contract and traps when it is broken.
 *
 * Compiled with this limb layer, the very sources of the algorithms become an abstract interpretation of themselves.
 * Runs with constant and with changing answers of `isZero` (see `setAnswer`) take every path that depends on it, and
 * accumulators run until they stand still; `build-kernel` does all that before it writes anything.
 */
import { BOUNDS, SUMMANDS } from "./contract.ts";
import type { PrimeField } from "./numbers.ts";

/**
 * What the tiers' reductions make of Σ|a·b|: p/R of it is left, rounded up (R = 2^255 and 2^261), and at most 1/2 p (FMA)
 * or 1 p (i64) is added, in thousandths of p.
 */
export const REDUCTIONS = {
  fma: { left: 0.3781, added: 502 },
  i64: { left: 0.006, added: 1002 },
} as const;

export function emitBoundsField(field: PrimeField): string {
  const { reduced, product, operand, products, sums, reducible } = BOUNDS;
  return `/** What is known about elements of ${field.name}. */
export const ELEMENT: usize = 40;
export const VECTOR: usize = 80;

/** What \`isZero\` says: no lane (0), the first (1), all (3), or something else each time (4). */
let answer: u32 = 0;
let state: u32 = 1;
function lanes(): u32 {
  if (answer !== 4) return answer;
  state = state * 1664525 + 1013904223;
  return state >> 30;
}
/** The tier's reduction. */
let left: f64 = 0;
let added: f64 = 0;
export function setAnswer(a: u32): void {
  answer = a;
}
export function setReduction(l: f64, a: f64): void {
  left = l;
  added = a;
}

const SCRATCH: usize = memory.data(40, 16);
const OTHER: usize = memory.data(40, 16);

function value(a: usize): f64 {
  return load<f64>(a);
}
function limb(a: usize): f64 {
  return load<f64>(a, 8);
}
function set(out: usize, v: f64, l: f64): void {
  store<f64>(out, v);
  store<f64>(out, l, 8);
}
function require(holds: bool): void {
  if (!holds) unreachable();
}
/** One product of a multiplication; at most one operand is lazy. */
function term(a: usize, b: usize): f64 {
  require(limb(a) * limb(b) <= 2);
  require(value(a) <= ${operand} && value(b) <= ${operand});
  return value(a) * value(b) / 1000;
}
function setProduct(out: usize, sum: f64): void {
  require(sum <= ${products});
  setReduced(out, sum);
}
function setReduced(out: usize, sum: f64): void {
  const bound = sum * left + added;
  require(bound <= ${product});
  set(out, bound, 1);
}
export function mul(out: usize, a: usize, b: usize): void {
  setProduct(out, term(a, b));
}
export function mulAdd(out: usize, a: usize, b: usize, c: usize, d: usize): void {
  setProduct(out, term(a, b) + term(c, d));
}
export function square(out: usize, a: usize): void {
  require(limb(a) <= 1);
  setProduct(out, term(a, a));
}
/** The sum that is being taken: Σ|a·b|, and how many products since the last carry. */
let sum: f64 = 0;
let summands: u32 = 0;
export const SUMMANDS: u32 = ${SUMMANDS};
export function startSum(a: usize): void {
  require(value(a) <= ${product} && limb(a) <= 1);
  sum = 0;
  summands = 0;
}
export function addProduct(a: usize, b: usize): void {
  require(limb(a) <= 1 && limb(b) <= 1 && value(a) <= ${product} && value(b) <= ${product});
  require(++summands <= SUMMANDS);
  sum += value(a) * value(b) / 1000;
}
export function carrySum(): void {
  summands = 0;
}
export function finishSum(out: usize): void {
  require(sum <= ${sums});
  setReduced(out, sum);
}
export function reduce(out: usize, a: usize): void {
  require(value(a) <= ${reducible} && limb(a) <= 4);
  set(out, ${reduced}, 1);
}
export function add(out: usize, a: usize, b: usize): void {
  set(out, value(a) + value(b), limb(a) + limb(b));
  require(value(out) <= ${reducible} && limb(out) <= 4);
}
export function sub(out: usize, a: usize, b: usize): void {
  add(out, a, b);
}
export function neg(out: usize, a: usize): void {
  copy(out, a);
}
export function copy(out: usize, a: usize): void {
  set(out, value(a), limb(a));
}
export function gather(out: usize, a: usize, b: usize): void {
  set(out, max(value(a), value(b)), max(limb(a), limb(b)));
}
export function gatherSigned(out: usize, a: usize, b: usize, _signs: u32): void {
  gather(out, a, b);
}
export function gatherDifference(out: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  gather(SCRATCH, b0, b1);
  subFromGathered(out, a0, a1, SCRATCH);
}
export function gatherSignedDifference(out: usize, a0: usize, a1: usize, _a: u32, b0: usize, b1: usize, _b: u32): void {
  gatherDifference(out, a0, a1, b0, b1);
}
export function subFromGathered(out: usize, a0: usize, a1: usize, v: usize): void {
  gather(OTHER, a0, a1);
  sub(out, OTHER, v);
}
export function subTwoGathered(out: usize, v: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  subFromGathered(SCRATCH, a0, a1, v);
  subFromGathered(SCRATCH, b0, b1, SCRATCH);
  reduce(out, SCRATCH);
}
export function subGatheredSigned(out: usize, v: usize, a0: usize, a1: usize, _signs: u32): void {
  subFromGathered(SCRATCH, a0, a1, v);
  reduce(out, SCRATCH);
}
export function scatter(a: usize, b: usize, v: usize): void {
  const known = value(v);
  const size = limb(v);
  set(a, known, size);
  set(b, known, size);
}
export function readIntegers(out: usize, _a: usize, _b: usize): void {
  set(out, ${reduced}, 1);
}
export function writeIntegers(_a: usize, _b: usize, v: usize): void {
  require(value(v) <= ${reducible} && limb(v) <= 4);
}
/** Only reduced elements have one form of zero. */
export function isZero(a: usize): u32 {
  require(value(a) <= ${reduced} && limb(a) <= 1);
  return lanes();
}
/** The difference of two reduced elements is 0, p or -p, up to carries of its limbs, or surely no multiple of p. */
export function mayBeZero(a: usize): u32 {
  require(value(a) <= ${2n * reduced} && limb(a) <= 2);
  return lanes();
}
export function isZeroElement(a: usize): bool {
  require(value(a) <= ${reduced} && limb(a) <= 1);
  return lanes() !== 0;
}
export function sumElements(out: usize, from: usize, count: u32): void {
  let v: f64 = 0;
  let l: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    v += value(from + <usize>i * ELEMENT);
    l += limb(from + <usize>i * ELEMENT);
  }
  require(v <= ${reducible} && l <= 4);
  set(out, v, l);
}
`;
}

/** A constant: at most p/2, balanced. */
export const BOUNDS_ELEMENT: readonly number[] = [500, 1, 0, 0, 0];

type Exports = Record<string, (...values: number[]) => number> & { readonly memory: WebAssembly.Memory };

/**
 * Runs every algorithm of the kernel over bounds.
 *
 * @throws WebAssembly.RuntimeError when one of them can break the contract
 */
export function checkBounds(wasm: Uint8Array): void {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  for (const { left, added, answer } of Object.values(REDUCTIONS).flatMap((each) =>
    [0, 1, 3, 4].map((answer) => ({ ...each, answer })),
  )) {
    const exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    const call = (name: string, ...values: number[]): number => {
      const found = exports[name];
      if (found === undefined) throw new TypeError(`the kernel exports no ${name}`);
      return found(...values);
    };
    exports.memory.grow(400);
    for (const field of ["fq", "fr"]) {
      call(`${field}_setAnswer`, answer);
      call(`${field}_setReduction`, left, added);
    }
    const base = (call("heapBase") + 15) & ~15;
    const [bytes, points, scalars, out, scratch] = [
      base,
      base + 0x40000,
      base + 0xc0000,
      base + 0xe0000,
      base + 0xe1000,
    ];
    const count = 500;
    // Every digit of every window: the additions of all buckets, doubled and cancelled ones by the answers.
    const view = new Uint8Array(exports.memory.buffer, scalars, 32 * count);
    for (let i = 0; i < view.length; i++) view[i] = (i * 37 + (i >> 5) * 101) & (i % 32 === 31 ? 0x1f : 0xff);
    for (const group of ["g1", "g2"]) {
      call(`${group}_importPoints`, points, bytes, count);
      call(`${group}_unpack`, points + 0x20000, bytes, 3);
      new Uint8Array(exports.memory.buffer).copyWithin(scratch, scalars, scalars + 32 * count);
      const steps = call(`${group}_msmStart`, points, count, 7, scratch);
      for (let step = 0; step < steps; step++) call(`${group}_msmStep`, step);
      call(`${group}_msmFinish`, out);
      call(`${group}_exportPoint`, scratch, out);
    }
    const n = 64;
    const [roots, a, b, c] = [points, points + 0x4000, points + 0x8000, points + 0xc000];
    const [rows, terms, values] = [points + 0x10000, points + 0x20000, points + 0x28000];
    const coefficients = new DataView(exports.memory.buffer, bytes, 44 * 600);
    for (let i = 0; i < 600; i++) {
      coefficients.setUint32(44 * i, i & 1, true);
      coefficients.setUint32(44 * i + 4, i < 400 ? 3 : i % n, true);
      coefficients.setUint32(44 * i + 8, i % count, true);
    }
    call("importMatrices", bytes, 600, n, rows, terms, scratch, 1024);
    call("importValues", values, bytes, 600);
    call("importIntegers", scratch, scalars, count);
    call("multiplyRows", a, 0, n, rows, terms, values, scratch);
    call("multiplyRows", b, n, 2 * n, rows, terms, values, scratch);
    call("multiplyVectors", c, a, b, n);
    call("powers", roots, values, values + 40, n);
    call("bitReverse", roots, 6);
    for (const polynomial of [a, b, c]) {
      for (let round = 0; round < 3; round++) {
        call("transformDown", polynomial, roots, n);
        call("multiplyVectors", polynomial, polynomial, roots, n);
        call("transformUp", polynomial, roots, n);
      }
    }
    call("quotientScalars", scratch, a, b, c, n);
  }
}
