/**
 * What ceremonies do with many points at once: multiply all of them by one scalar, add and subtract them pairwise, and
 * add up sparse rows of multiples. Every step is one of many independent additions, which the kernel makes cheap
 * (assembly/group/pairs.ts). It takes variable time: on a machine that others can time, a scalar is no secret.
 *
 * Points go in and come out as zkey files hold them: affine, Montgomery form with R = 2^256, infinity as zeros.
 */
import { integerToBytesLE } from "../../core/bytes.ts";
import { pure } from "../../core/pure.ts";
import { ELEMENT_BYTES, type GroupName, type Kernel } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";
import { fileBytes, type PreparedPoints, pointBytes, pointsToFile, preparePoints } from "../../engine/kernel/sums.ts";
import { BETA, LAMBDA, R } from "../../engine/pairing/constants.ts";

/** Additions that one call of the kernel gets. */
const JOBS = 1 << 14;
/** Points that are multiplied together: what belongs to them fits into the cache. */
const CHUNK = 4096;
/** Of the digits of a scalar that many points are multiplied with. */
const SHARED_WIDTH = 5;

/** Collects independent additions out = ±a ± b; the lowest bit of a reference is its sign. */
interface Additions {
  add(out: number, a: number, b: number): void;
  /** Performs what was collected. */
  run(): void;
}

function collectAdditions({ exports }: Kernel, memory: KernelMemory, group: GroupName): Additions {
  const scratch = memory.allocate(exports[`${group}_pairScratchBytes`]());
  const list = memory.allocate(JOBS * 12);
  const words = new Uint32Array(JOBS * 3);
  let count = 0;
  const run = () => {
    if (count === 0) return;
    // The memory may have grown since the last time.
    new Uint32Array(exports.memory.buffer, list, 3 * count).set(words.subarray(0, 3 * count));
    exports[`${group}_addPairs`](list, count, scratch);
    count = 0;
  };
  return {
    add(out, a, b) {
      const at = 3 * count;
      words[at] = a;
      words[at + 1] = b;
      words[at + 2] = out;
      count += 1;
      if (count === JOBS) run();
    },
    run,
  };
}

/**
 * Digits of an integer of up to 130 bits, lowest first: odd ones below 2^(width - 1), at least `width - 1` zeros
 * between two of them (width-w non-adjacent form).
 */
function sparseDigits(value: bigint, width: number): number[] {
  const digits: number[] = [];
  const whole = 1n << BigInt(width);
  for (let rest = value; rest !== 0n; rest >>= 1n) {
    let digit = 0n;
    if (rest & 1n) {
      // Of a negative number `&` takes the two's complement, which is the residue.
      digit = rest & (whole - 1n);
      if (2n * digit >= whole) digit -= whole;
      rest -= digit;
    }
    digits.push(Number(digit));
  }
  return digits;
}

/** A short basis of the integers (a, b) with a + b·λ = 0 mod r, by Euclid's algorithm (Guide to ECC, algorithm 3.74). */
const BASIS = /* @__PURE__ */ pure(() => {
  type Row = readonly [rest: bigint, factor: bigint];
  const rows: Row[] = [
    [R, 0n],
    [LAMBDA, 1n],
  ];
  const at = (i: number) => rows.at(i)!;
  // Two rows further than the last whose rest is longer than half of r.
  while (at(-2)[0] ** 2n > R) {
    const quotient = at(-2)[0] / at(-1)[0];
    rows.push([at(-2)[0] - quotient * at(-1)[0], at(-2)[1] - quotient * at(-1)[1]]);
  }
  const length = ([rest, factor]: Row) => rest ** 2n + factor ** 2n;
  const second = length(at(-3)) < length(at(-1)) ? at(-3) : at(-1);
  // rest - factor·λ is a multiple of r.
  return { first: [at(-2)[0], -at(-2)[1]] as const, second: [second[0], -second[1]] as const };
});

const roundedQuotient = (a: bigint, b: bigint): bigint => {
  const twice = 2n * a + (a < 0n === b < 0n ? b : -b);
  return twice / (2n * b);
};

/** Integers of at most 128 bits with low + high·λ = scalar mod r. */
export function splitScalar(scalar: bigint): [low: bigint, high: bigint] {
  const {
    first: [a1, b1],
    second: [a2, b2],
  } = BASIS;
  const determinant = a1 * b2 - a2 * b1;
  const [c1, c2] = [roundedQuotient(scalar * b2, determinant), roundedQuotient(-scalar * b1, determinant)];
  return [scalar - c1 * a1 - c2 * a2, -c1 * b1 - c2 * b2];
}

/**
 * scalar·P for every point P of G1.
 *
 * @param scalar in [0, r)
 * @param pause called between chunks with the part that is done; may throw to stop
 * @returns undefined when a point is not on the curve
 */
export async function multiplyAll(
  kernel: Kernel,
  memory: KernelMemory,
  points: Uint8Array,
  scalar: bigint,
  pause: (fraction: number) => Promise<void> | undefined = () => undefined,
): Promise<Uint8Array | undefined> {
  const [low, high] = splitScalar(scalar).map((half) => sparseDigits(half, SHARED_WIDTH)) as [number[], number[]];
  const result = new Uint8Array(points.length);
  const step = CHUNK * fileBytes("g1");
  for (let at = 0; at < points.length; at += step) {
    const mark = memory.mark();
    try {
      const part = preparePoints(kernel, memory, "g1", [points.subarray(at, at + step)]);
      if (part === undefined) return undefined;
      result.set(multiplyChunk(kernel, memory, part, [low, high]), at);
    } finally {
      memory.release(mark);
    }
    await pause(Math.min(1, (at + step) / points.length));
  }
  return result;
}

function multiplyChunk(
  kernel: Kernel,
  memory: KernelMemory,
  { count, pointer }: PreparedPoints,
  digits: readonly [readonly number[], readonly number[]],
): Uint8Array {
  const size = pointBytes("g1");
  const additions = collectAdditions(kernel, memory, "g1");
  const all = (combine: (i: number) => void) => {
    for (let i = 0; i < count; i += 1) combine(i * size);
    additions.run();
  };
  // Odd multiples of each point, then of its image under the endomorphism.
  const multiples = 2 ** (SHARED_WIDTH - 2);
  const tables = [0, 1].map(() => memory.allocate(multiples * count * size)) as [number, number];
  const doubled = memory.allocate(count * size);
  const entry = (half: 0 | 1, digit: number) => tables[half] + ((Math.abs(digit) - 1) / 2) * count * size;
  new Uint8Array(kernel.exports.memory.buffer).copyWithin(tables[0], pointer, pointer + count * size);
  all((i) => additions.add(doubled + i, pointer + i, pointer + i));
  for (let odd = 3; odd < 2 * multiples; odd += 2)
    all((i) => additions.add(entry(0, odd) + i, entry(0, odd - 2) + i, doubled + i));
  mapByEndomorphism(kernel, memory, tables, multiples * count);

  let [sum, next] = [memory.allocate(count * size), memory.allocate(count * size)];
  new Uint8Array(kernel.exports.memory.buffer, sum, count * size).fill(0);
  const replace = (combine: (out: number, i: number) => void) => {
    all((i) => combine(next + i, i));
    [sum, next] = [next, sum];
  };
  for (let bit = Math.max(digits[0].length, digits[1].length) - 1; bit >= 0; bit -= 1) {
    replace((out, i) => additions.add(out, sum + i, sum + i));
    for (const half of [0, 1] as const) {
      const digit = digits[half][bit] ?? 0;
      if (digit === 0) continue;
      const sign = digit < 0 ? 1 : 0;
      replace((out, i) => additions.add(out, sum + i, (entry(half, digit) + i) | sign));
    }
  }
  return pointsToFile(kernel, memory, { group: "g1", count, pointer: sum });
}

/** (x, y) to (β·x, y), which is λ·(x, y). */
function mapByEndomorphism(
  { exports }: Kernel,
  memory: KernelMemory,
  [from, to]: readonly [number, number],
  count: number,
): void {
  const mark = memory.mark();
  const beta = memory.place(integerToBytesLE(BETA));
  const [factor, vector] = [memory.allocate(2 * ELEMENT_BYTES), memory.allocate(2 * ELEMENT_BYTES)];
  exports.fq_readIntegers(factor, beta, beta);
  exports.fq_toMontgomery(factor, factor);
  exports.fq_reduce(factor, factor);
  const size = pointBytes("g1");
  new Uint8Array(exports.memory.buffer).copyWithin(to, from, from + count * size);
  for (let i = 0; i < count; i += 2) {
    const first = i * size;
    const second = Math.min(i + 1, count - 1) * size;
    exports.fq_gather(vector, from + first, from + second);
    exports.fq_mul(vector, vector, factor);
    exports.fq_reduce(vector, vector);
    exports.fq_scatter(to + first, to + second, vector);
  }
  memory.release(mark);
}

/** P_i - Q_i for two lists of points of G1 as long as each other; undefined when one is not on the curve. */
export function subtractAll(
  kernel: Kernel,
  memory: KernelMemory,
  minuends: Uint8Array,
  subtrahends: Uint8Array,
): Uint8Array | undefined {
  const mark = memory.mark();
  try {
    const a = preparePoints(kernel, memory, "g1", [minuends]);
    const b = preparePoints(kernel, memory, "g1", [subtrahends]);
    if (a === undefined || b === undefined) return undefined;
    const additions = collectAdditions(kernel, memory, "g1");
    const size = pointBytes("g1");
    const out = memory.allocate(a.count * size);
    for (let i = 0; i < a.count; i += 1)
      additions.add(out + i * size, a.pointer + i * size, (b.pointer + i * size) | 1);
    additions.run();
    return pointsToFile(kernel, memory, { group: "g1", count: a.count, pointer: out });
  } finally {
    memory.release(mark);
  }
}

/** Terms coefficient·point of sparse rows, one after the other. */
export interface Terms {
  /** Which sum a term belongs to. */
  readonly targets: Uint32Array;
  /** Which point. */
  readonly points: Uint32Array;
  /** Which of the coefficients. */
  readonly coefficients: Uint32Array;
}

/** Bits of a digit of a coefficient: tables of 2^(bits - 1) multiples of each point. */
const DIGIT_BITS = 6;
const DIGITS = Math.ceil(255 / DIGIT_BITS);
const MULTIPLES = 2 ** (DIGIT_BITS - 1);

/** Signed digits of coefficients in [0, r), the smaller of k and k - r, `DIGITS` for each, lowest first. */
export function coefficientDigits(coefficients: readonly bigint[]): Int8Array {
  const all = new Int8Array(coefficients.length * DIGITS);
  coefficients.forEach((coefficient, i) => {
    const isNegative = 2n * coefficient > R;
    const bytes = integerToBytesLE(isNegative ? R - coefficient : coefficient, 34);
    let carry = 0;
    for (let d = 0; d < DIGITS; d += 1) {
      const bit = d * DIGIT_BITS;
      const two = bytes[bit >> 3]! | (bytes[(bit >> 3) + 1]! << 8);
      const digit = ((two >> (bit & 7)) & (2 ** DIGIT_BITS - 1)) + carry;
      carry = digit > MULTIPLES ? 1 : 0;
      const signed = digit - carry * 2 ** DIGIT_BITS;
      all[i * DIGITS + d] = isNegative ? -signed : signed;
    }
  });
  return all;
}

/**
 * Σ coefficient·point for each target: tables of small multiples of the points, then window by window from the highest
 * digit (Straus, 1964), the additions of all targets together.
 *
 * @param count of the targets
 * @param digits {@link coefficientDigits}
 * @returns undefined when a point is not on its curve
 */
export async function sumSparseRows(
  kernel: Kernel,
  memory: KernelMemory,
  {
    group,
    points,
    terms,
    count,
    digits,
    pause = () => undefined,
  }: {
    readonly group: GroupName;
    readonly points: readonly Uint8Array[];
    readonly terms: Terms;
    readonly count: number;
    readonly digits: Int8Array;
    readonly pause?: (fraction: number) => Promise<void> | undefined;
  },
): Promise<Uint8Array | undefined> {
  const size = pointBytes(group);
  const mark = memory.mark();
  try {
    const prepared = preparePoints(kernel, memory, group, points);
    if (prepared === undefined) return undefined;
    const additions = collectAdditions(kernel, memory, group);
    const table = prepareMultiples(memory, additions, prepared, { terms, digits });

    // Terms in the order of their targets.
    const total = terms.targets.length;
    const starts = new Uint32Array(count + 2);
    for (const target of terms.targets) starts[target + 2]! += 1;
    for (let i = 2; i < starts.length; i += 1) starts[i]! += starts[i - 1]!;
    const order = new Uint32Array(total);
    terms.targets.forEach((target, term) => {
      order[starts[target + 1]!++] = term;
    });

    const infinity = memory.allocate(size);
    const scratch = memory.allocate(total * size);
    let [sums, next] = [memory.allocate(count * size), memory.allocate(count * size)];
    const bytes = new Uint8Array(kernel.exports.memory.buffer);
    bytes.fill(0, infinity, infinity + size);
    bytes.fill(0, sums, sums + count * size);
    /** Targets whose sum is no longer empty. */
    const started = new Uint32Array(count);
    let startedCount = 0;
    const isStarted = new Uint8Array(count);
    const references = new Uint32Array(total);
    const first = new Uint32Array(count);
    const lengths = new Uint32Array(count);

    for (let digit = DIGITS - 1; digit >= 0; digit -= 1) {
      let filled = 0;
      for (let target = 0; target < count; target += 1) {
        first[target] = filled;
        for (let k = starts[target]!; k < starts[target + 1]!; k += 1) {
          const term = order[k]!;
          const value = digits[terms.coefficients[term]! * DIGITS + digit]!;
          if (value === 0) continue;
          const at = table[terms.points[term]!]! + (Math.abs(value) - 1) * size;
          references[filled++] = value < 0 ? at | 1 : at;
        }
        lengths[target] = filled - first[target]!;
      }
      for (let bit = 0; bit < DIGIT_BITS; bit += 1) {
        for (let i = 0; i < startedCount; i += 1) {
          const at = started[i]! * size;
          additions.add(next + at, sums + at, sums + at);
        }
        additions.run();
        [sums, next] = [next, sums];
      }
      addLists(additions, { references, first, lengths, scratch, size });
      for (let target = 0; target < count; target += 1) {
        const isNew = lengths[target]! > 0 && isStarted[target] === 0;
        if (isNew) {
          isStarted[target] = 1;
          started[startedCount++] = target;
        }
        if (isStarted[target] === 0) continue;
        const at = target * size;
        const before = isNew ? infinity : sums + at;
        additions.add(next + at, before, lengths[target]! > 0 ? references[first[target]!]! : infinity);
      }
      additions.run();
      [sums, next] = [next, sums];
      await pause((DIGITS - digit) / DIGITS);
    }
    // Targets without a term.
    const memoryNow = new Uint8Array(kernel.exports.memory.buffer);
    for (let target = 0; target < count; target += 1)
      if (isStarted[target] === 0) memoryNow.fill(0, sums + target * size, sums + (target + 1) * size);
    return pointsToFile(kernel, memory, { group, count, pointer: sums });
  } finally {
    memory.release(mark);
  }
}

/** Adds up each list of references as a binary tree, all of them level by level; one reference or none is left. */
function addLists(
  additions: Additions,
  {
    references,
    first,
    lengths,
    scratch,
    size,
  }: {
    readonly references: Uint32Array;
    readonly first: Uint32Array;
    readonly lengths: Uint32Array;
    readonly scratch: number;
    readonly size: number;
  },
): void {
  let out = scratch;
  for (let more = true; more; ) {
    more = false;
    for (let list = 0; list < lengths.length; list += 1) {
      const length = lengths[list]!;
      if (length < 2) continue;
      const from = first[list]!;
      const pairs = length >> 1;
      for (let i = 0; i < pairs; i += 1) {
        additions.add(out, references[from + 2 * i]!, references[from + 2 * i + 1]!);
        references[from + i] = out;
        out += size;
      }
      if (length & 1) references[from + pairs] = references[from + length - 1]!;
      lengths[list] = length - pairs;
      if (length - pairs > 1) more = true;
    }
    additions.run();
  }
}

/** P, 2P, … of the points that need them. @returns the address of P for each point */
function prepareMultiples(
  memory: KernelMemory,
  additions: Additions,
  { group, count, pointer }: PreparedPoints,
  { terms, digits }: { readonly terms: Terms; readonly digits: Int8Array },
): Uint32Array {
  const size = pointBytes(group);
  const isLong = new Uint8Array(digits.length / DIGITS);
  for (let i = 0; i < digits.length; i += 1) if (Math.abs(digits[i]!) > 1) isLong[Math.floor(i / DIGITS)] = 1;
  const isNeeded = new Uint8Array(count);
  terms.points.forEach((point, term) => {
    if (isLong[terms.coefficients[term]!] === 1) isNeeded[point] = 1;
  });
  const addresses = new Uint32Array(count);
  const tables = memory.allocate(isNeeded.reduce((sum, needed) => sum + needed, 0) * MULTIPLES * size);
  let at = tables;
  const infinity = memory.allocate(size);
  new Uint8Array(memory.view().buffer, infinity, size).fill(0);
  for (let point = 0; point < count; point += 1) {
    addresses[point] = pointer + point * size;
    if (isNeeded[point] === 0) continue;
    additions.add(at, pointer + point * size, infinity);
    addresses[point] = at;
    at += MULTIPLES * size;
  }
  additions.run();
  for (let low = 1; low < MULTIPLES; low *= 2) {
    for (let table = tables; table < at; table += MULTIPLES * size) {
      const multiple = (k: number) => table + (k - 1) * size;
      for (let i = 1; i <= low; i += 1) additions.add(multiple(low + i), multiple(low), multiple(i));
    }
    additions.run();
  }
  return addresses;
}
