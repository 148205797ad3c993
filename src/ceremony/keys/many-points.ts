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
  const { exports } = kernel;
  const digits = splitScalar(scalar).map((half) => sparseDigits(half, SHARED_WIDTH));
  const bytes = count * pointBytes(group);
  const scratch = memory.allocate(exports[`${group}_pairScratchBytes`]());
  // A row of points: one for each that is multiplied.
  const row = () => memory.allocate(bytes);
  const copy = (to: number, from: number) => new Uint8Array(exports.memory.buffer).copyWithin(to, from, from + bytes);
  const addRow = (sums: number, others: number, sign: number) =>
    exports[`${group}_addPoints`](sums, others, sign, count, scratch);
  const addresses = memory.allocate(4 * count);
  const doubleRow = (points: number) => {
    const list = new Uint32Array(exports.memory.buffer, addresses, count);
    for (let i = 0; i < count; i += 1) list[i] = points + i * pointBytes(group);
    exports[`${group}_doublePoints`](addresses, count, scratch);
  };

  // Odd multiples of each point, then of λ times it.
  const multiples = 2 ** (SHARED_WIDTH - 2);
  const tables = [0, 1].map(() => memory.allocate(multiples * bytes)) as [number, number];
  const entry = (half: number, digit: number) => tables[half]! + (Math.abs(digit) >> 1) * bytes;
  const [doubled, sum] = [row(), row()];
  copy(tables[0], pointer);
  copy(doubled, pointer);
  doubleRow(doubled);
  for (let odd = 3; odd < 2 * multiples; odd += 2) {
    copy(entry(0, odd), entry(0, odd - 2));
    addRow(entry(0, odd), doubled, 0);
  }
  multiplyByLambda(kernel, memory, { group, from: tables[0], to: tables[1], count: multiples * count });

  new Uint8Array(exports.memory.buffer, sum, bytes).fill(0);
  let isEmpty = true;
  for (let bit = HALF_DIGITS - 1; bit >= 0; bit -= 1) {
    if (!isEmpty) doubleRow(sum);
    digits.forEach((half, which) => {
      const digit = half[bit]!;
      if (digit === 0) return;
      isEmpty = false;
      addRow(sum, entry(which, digit), digit < 0 ? 1 : 0);
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
