/**
 * Poseidon over the BN254 scalar field for many hashes in a row, over the limbs of the kernel's i64 tier:
 * src/engine/poseidon/compile.ts puts `./fr` beside this file. Two hashes run side by side, one in each lane of a vector.
 * The caller lays out the memory from `heapBase` on; nothing is allocated here.
 */
import { gather, INTEGERS, readIntegers, reduce, square, VECTOR, writeIntegers } from "./fr/field";
import { addProduct, carrySum, finishSum, SUMMANDS, startSum } from "./fr/limbs";
import { R2 } from "./fr/numbers";

/** The most elements in a state and partial rounds that `hash` has room for. */
const WIDEST: usize = 15;
const MOST_ROUNDS: usize = 68;

const NOTHING: usize = memory.data(80, 16);
const RADIX_SQUARED: usize = memory.data(80, 16);
const INPUT: usize = memory.data(80, 16);
const LEFT: usize = memory.data(64, 16);
const RIGHT: usize = LEFT + INTEGERS;
const STATE: usize = memory.data(80 * 15, 16);
const POWERS: usize = memory.data(80 * 15, 16);
const REGISTER: usize = memory.data(80 * (14 + 68), 16);
const TAP: usize = memory.data(80, 16);
const POWER: usize = memory.data(80, 16);

const UP: isize = <isize>VECTOR;
const DOWN: isize = -UP;

/** First byte of linear memory that is the caller's. */
export function heapBase(): usize {
  return __heap_base;
}

/** The bytes of a 32-byte integer the other way round. */
function reverse(to: usize, from: usize): void {
  const high = v128.load(from);
  const low = v128.load(from, 16);
  v128.store(to, i8x16.shuffle(low, low, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  v128.store(to, i8x16.shuffle(high, high, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), 16);
}

/** out = (start + Σ a_k·b_k) / R over n terms; `a` runs upwards, `b` by `step` bytes. */
function sumProducts(out: usize, start: usize, a: usize, b: usize, step: isize, n: u32): void {
  startSum(start);
  addProducts(a, b, step, n);
  finishSum(out);
}

function addProducts(a: usize, b: usize, step: isize, n: u32): void {
  for (let k: u32 = 0; k < n; k++) {
    if (k == SUMMANDS) carrySum();
    addProduct(a, b);
    a += VECTOR;
    b += step;
  }
}

/** out = start / R + the canonical elements at a and b (32 bytes, big-endian), in Montgomery form. */
function read(out: usize, start: usize, a: usize, b: usize): void {
  reverse(LEFT, a);
  reverse(RIGHT, b);
  readIntegers(INPUT, LEFT, RIGHT);
  sumProducts(out, start, INPUT, RADIX_SQUARED, UP, 1);
}

/**
 * Brings n canonical elements (32 bytes, big-endian) into Montgomery form, both lanes alike.
 * @param asStart multiplies them with R once more: sums start with such a constant, before they are divided by R
 */
export function importConstants(out: usize, bytes: usize, n: u32, asStart: bool): void {
  gather(RADIX_SQUARED, R2, R2);
  for (let k: u32 = 0; k < n; k++) {
    read(out, NOTHING, bytes, bytes);
    if (asStart) sumProducts(out, NOTHING, out, RADIX_SQUARED, UP, 1);
    reduce(out, out);
    out += VECTOR;
    bytes += INTEGERS;
  }
}

/**
 * Hashes n groups of t - 1 elements.
 *
 * @param constants full[8][t] and partial[] as starts of sums; mds[t][t], enter[t][t], leave[t][t], minus feedback[t - 1]
 * @param bytes the groups in, one after the other, 32 bytes big-endian each; the hashes out, from the start
 */
export function hash(t: u32, partialRounds: u32, constants: usize, bytes: usize, n: u32): void {
  if (t > WIDEST || partialRounds > MOST_ROUNDS) unreachable();
  const width = t * VECTOR;
  const full = constants;
  const partial = full + 8 * width;
  const mds = partial + partialRounds * VECTOR;
  const enter = mds + t * width;
  const leave = enter + t * width;
  const feedback = leave + t * width;
  gather(RADIX_SQUARED, R2, R2);

  for (let k: u32 = 0; k < n; k += 2) {
    const first = bytes + k * (t - 1) * INTEGERS;
    // The last of an odd number is hashed twice.
    const second = k + 1 < n ? first + (t - 1) * INTEGERS : first;
    sumProducts(STATE, full, NOTHING, NOTHING, UP, 0);
    for (let i: u32 = 1; i < t; i++) {
      const input = (i - 1) * INTEGERS;
      read(STATE + i * VECTOR, full + i * VECTOR, first + input, second + input);
    }
    for (let round: u32 = 0; round < 8; round++) {
      for (let i: u32 = 0; i < t; i++) {
        const power = POWERS + i * VECTOR;
        fourth(power, STATE + i * VECTOR);
        sumProducts(power, NOTHING, power, STATE + i * VECTOR, UP, 1);
      }
      let matrix = mds;
      let input = POWERS;
      let step = UP;
      if (round == 3) {
        for (let i: u32 = 1; i < t; i++) {
          sumProducts(REGISTER + (t - 1 - i) * VECTOR, NOTHING, enter + i * width, POWERS, UP, t);
        }
        for (let r: u32 = 0; r < partialRounds; r++) {
          const latest = REGISTER + (t - 2 + r) * VECTOR;
          if (r == 0) sumProducts(TAP, partial, enter, POWERS, UP, t);
          else sumProducts(TAP, partial + r * VECTOR, leave, latest, DOWN, t);
          fourth(POWER, TAP);
          // The fifth power is one more product of the sum that it is added to.
          startSum(NOTHING);
          addProducts(feedback, latest, DOWN, t - 1);
          if (t > SUMMANDS) carrySum();
          addProduct(POWER, TAP);
          finishSum(latest + VECTOR);
        }
        matrix = leave;
        input = REGISTER + (t - 2 + partialRounds) * VECTOR;
        step = DOWN;
      }
      if (round == 7) {
        sumProducts(STATE, NOTHING, mds, POWERS, UP, t);
      } else {
        for (let i: u32 = 0; i < t; i++) {
          sumProducts(STATE + i * VECTOR, full + ((round + 1) * t + i) * VECTOR, matrix + i * width, input, step, t);
        }
      }
    }
    // Out of Montgomery form: the state itself, divided by R.
    sumProducts(STATE, STATE, NOTHING, NOTHING, UP, 0);
    writeIntegers(LEFT, RIGHT, STATE);
    if (k + 1 < n) reverse(bytes + (k + 1) * INTEGERS, RIGHT);
    reverse(bytes + k * INTEGERS, LEFT);
  }
}

/** out = x⁴ */
function fourth(out: usize, x: usize): void {
  square(out, x);
  square(out, out);
}
