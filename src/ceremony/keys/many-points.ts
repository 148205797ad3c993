/**
 * What ceremonies do with many points of G1 at once: multiply all of them by one scalar, and subtract them pairwise. It
 * takes variable time: on a machine that others can time, a scalar is no secret.
 *
 * Points go in and come out as zkey files hold them (point-bytes.ts).
 */
import type { Kernel } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";
import { type PreparedPoints, pointBytes, pointsToFile, preparePoints } from "../../engine/kernel/sums.ts";
import { collectAdditions } from "./additions.ts";
import { HALF_DIGITS, multiplyByLambda, sparseDigits, splitScalar } from "./endomorphism.ts";

/** Of the digits of a scalar that many points are multiplied with. */
const SHARED_WIDTH = 5;

/**
 * scalar·P for every point P of G1; some thousand points at a time fit into the cache.
 *
 * @param scalar in [0, r)
 * @returns undefined when a point is not on the curve
 */
export function multiplyPoints(
  kernel: Kernel,
  memory: KernelMemory,
  points: Uint8Array,
  scalar: bigint,
): Uint8Array | undefined {
  const mark = memory.mark();
  try {
    const prepared = preparePoints(kernel, memory, "g1", [points]);
    return prepared && multiplyPrepared(kernel, memory, prepared, scalar);
  } finally {
    memory.release(mark);
  }
}

function multiplyPrepared(
  kernel: Kernel,
  memory: KernelMemory,
  { group, count, pointer }: PreparedPoints,
  scalar: bigint,
): Uint8Array {
  const digits = splitScalar(scalar).map((half) => sparseDigits(half, SHARED_WIDTH));
  const size = pointBytes(group);
  const additions = collectAdditions(kernel, memory, group);
  const all = (combine: (i: number) => void) => {
    for (let i = 0; i < count; i += 1) combine(i * size);
    additions.run();
  };
  // Odd multiples of each point, then of λ times it.
  const multiples = 2 ** (SHARED_WIDTH - 2);
  const tables = [0, 1].map(() => memory.allocate(multiples * count * size)) as [number, number];
  const doubled = memory.allocate(count * size);
  const entry = (half: number, digit: number) => tables[half]! + (Math.abs(digit) >> 1) * count * size;
  new Uint8Array(kernel.exports.memory.buffer).copyWithin(tables[0], pointer, pointer + count * size);
  all((i) => additions.add(doubled + i, pointer + i, pointer + i));
  for (let odd = 3; odd < 2 * multiples; odd += 2)
    all((i) => additions.add(entry(0, odd) + i, entry(0, odd - 2) + i, doubled + i));
  multiplyByLambda(kernel, memory, { group, from: tables[0], to: tables[1], count: multiples * count });

  let [sum, next] = [memory.allocate(count * size), memory.allocate(count * size)];
  new Uint8Array(kernel.exports.memory.buffer, sum, count * size).fill(0);
  const replace = (combine: (out: number, i: number) => void) => {
    all((i) => combine(next + i, i));
    [sum, next] = [next, sum];
  };
  let isEmpty = true;
  for (let bit = HALF_DIGITS - 1; bit >= 0; bit -= 1) {
    if (!isEmpty) replace((out, i) => additions.add(out, sum + i, sum + i));
    digits.forEach((half, which) => {
      const digit = half[bit]!;
      if (digit === 0) return;
      isEmpty = false;
      const sign = digit < 0 ? 1 : 0;
      replace((out, i) => additions.add(out, sum + i, (entry(which, digit) + i) | sign));
    });
  }
  return pointsToFile(kernel, memory, { group, count, pointer: sum });
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
