/** Sums of multiples of fixed points: the kernel's multi-scalar multiplication behind two functions. */
import { bytesToIntegerLE } from "../../core/bytes.ts";
import { ELEMENT_BYTES, type GroupName, INTEGER_BYTES, type Kernel } from "./kernel.ts";
import type { KernelMemory } from "./memory.ts";

/** Elements of a point: two coordinates of one or two elements. */
const ELEMENTS: Readonly<Record<GroupName, number>> = { g1: 2, g2: 4 };

export const fileBytes = (group: GroupName): number => ELEMENTS[group] * INTEGER_BYTES;
export const pointBytes = (group: GroupName): number => ELEMENTS[group] * ELEMENT_BYTES;

/** Points that lie prepared in a kernel's memory. */
export interface PreparedPoints {
  readonly group: GroupName;
  readonly count: number;
  readonly pointer: number;
}

/**
 * Takes over points as zkey files hold them (affine, Montgomery form with R = 2^256).
 *
 * @returns undefined when a point is not on its curve
 */
export function preparePoints(
  { exports }: Kernel,
  memory: KernelMemory,
  group: GroupName,
  chunks: readonly Uint8Array[],
): PreparedPoints | undefined {
  const count = chunks.reduce((sum, { length }) => sum + length, 0) / fileBytes(group);
  const pointer = memory.allocate(count * pointBytes(group));
  const mark = memory.mark();
  const bytes = memory.place(...chunks);
  const wrong = exports[`${group}_importPoints`](pointer, bytes, count);
  memory.release(mark);
  return wrong === 0 ? { group, count, pointer } : undefined;
}

/**
 * Σ scalarᵢ·pointᵢ as the bytes of a point in this tier's form.
 *
 * @param scalars one 32-byte little-endian integer below 2^254 for each point
 * @param pause called between steps of some ten milliseconds; may throw to stop
 */
export async function sumOfMultiples(
  { exports }: Kernel,
  memory: KernelMemory,
  { group, count, pointer }: PreparedPoints,
  scalars: Uint8Array,
  pause: (fraction: number) => Promise<void> | undefined,
): Promise<Uint8Array> {
  const mark = memory.mark();
  try {
    // The scratch space begins with the scalars.
    const scratch = memory.place(scalars);
    const bits = windowBits(exports.countBits(scratch, count));
    memory.allocate(exports[`${group}_msmScratchBytes`](count, bits) - scalars.length);
    const out = memory.allocate(pointBytes(group));
    const steps = exports[`${group}_msmStart`](pointer, count, bits, scratch);
    for (let step = 0; step < steps; step++) {
      exports[`${group}_msmStep`](step);
      await pause((step + 1) / steps);
    }
    exports[`${group}_msmFinish`](out);
    return memory.read(out, pointBytes(group));
  } finally {
    memory.release(mark);
  }
}

const SCALAR_BITS = 255;

/**
 * The window size with the fewest additions: each nonzero digit costs one, each bucket two. Witnesses are full of bits
 * and small numbers, so it is the scalars' total length that counts.
 */
function windowBits(totalBits: number): number {
  let best = 2;
  let fewest = Number.POSITIVE_INFINITY;
  for (let bits = 2; bits <= 14; bits++) {
    const additions = totalBits / bits + Math.ceil(SCALAR_BITS / bits) * 2 ** bits;
    if (additions < fewest) [best, fewest] = [bits, additions];
  }
  return best;
}

/** Takes over points as {@link sumOfMultiples} gave them, from any instance of the same tier. */
export function adoptPoints(memory: KernelMemory, group: GroupName, points: readonly Uint8Array[]): PreparedPoints {
  return { group, count: points.length, pointer: memory.place(...points) };
}

/** Points of a kernel as zkey and ptau files hold them. */
export function pointsToFile(
  { exports }: Kernel,
  memory: KernelMemory,
  { group, count, pointer }: PreparedPoints,
): Uint8Array {
  const mark = memory.mark();
  const file = memory.allocate(count * fileBytes(group));
  exports[`${group}_exportToFile`](file, pointer, count);
  const bytes = memory.read(file, count * fileBytes(group));
  memory.release(mark);
  return bytes;
}

/** The affine coordinates of a point; (0, 0) is infinity. G2: x.c0, x.c1, y.c0, y.c1. */
export function coordinatesOf(
  { exports }: Kernel,
  memory: KernelMemory,
  group: GroupName,
  point: Uint8Array,
): bigint[] {
  const mark = memory.mark();
  const from = memory.place(point);
  const out = memory.allocate(fileBytes(group));
  exports[`${group}_exportPoint`](out, from);
  const bytes = memory.read(out, fileBytes(group));
  memory.release(mark);
  return Array.from({ length: ELEMENTS[group] }, (_, i) => bytesToIntegerLE(bytes, INTEGER_BYTES * i, INTEGER_BYTES));
}
