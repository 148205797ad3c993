/** Sums and multiples of points as files hold them, in a kernel of its own. */
import { integerToBytesLE, viewOf } from "../../core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../core/field.ts";
import { randomBytes } from "../../core/platform.ts";
import type { G1Point, G2Point } from "../../engine/groth16/curve.ts";
import { readFiniteG1, readG2 } from "../../engine/groth16/files/points.ts";
import { GENERATORS } from "../../engine/kernel/fixed-base.ts";
import { type GroupName, type Kernel, type KernelTier, loadKernel, startKernel } from "../../engine/kernel/kernel.ts";
import { type KernelMemory, kernelMemory } from "../../engine/kernel/memory.ts";
import {
  adoptPoints,
  fileBytes,
  pointBytes,
  pointsToFile,
  preparePoints,
  sumOfMultiples,
} from "../../engine/kernel/sums.ts";

export const GENERATOR: { readonly g1: G1Point; readonly g2: G2Point } = {
  g1: GENERATORS.g1 as unknown as G1Point,
  g2: [GENERATORS.g2.slice(0, 2), GENERATORS.g2.slice(2)] as unknown as G2Point,
};

/** Points of one sum: what the kernel needs for more would take hundreds of megabytes. */
const CHUNK = 1 << 14;
const SCALAR_BYTES = 32;

export interface PointKit {
  readonly kernel: Kernel;
  readonly memory: KernelMemory;
  /**
   * Σ scalarᵢ·pointᵢ, scalars of 32 bytes, little-endian, below 2^254. @returns undefined when a point is not on its
   * curve or has a coordinate of q or more
   */
  sum(group: GroupName, points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array | undefined>;
  multiply(group: GroupName, point: Uint8Array, scalar: bigint): Promise<Uint8Array>;
  /** The bytes that snarkjs hashes: coordinates big-endian, c1 before c0. undefined as for {@link sum}. */
  toHashForm(group: GroupName, points: Uint8Array): Uint8Array | undefined;
}

/** @param tier for tests; the fastest by default */
export async function createPointKit(tier?: KernelTier): Promise<PointKit> {
  const kernel = startKernel(await loadKernel(tier));
  const memory = kernelMemory(kernel);

  const sumOf = async (group: GroupName, points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array | undefined> => {
    if (!hasCanonicalCoordinates(points)) return undefined;
    const mark = memory.mark();
    try {
      const prepared = preparePoints(kernel, memory, group, [points]);
      if (prepared === undefined) return undefined;
      const point = await sumOfMultiples(kernel, memory, prepared, scalars, () => undefined);
      return pointsToFile(kernel, memory, adoptPoints(memory, group, [point]));
    } finally {
      memory.release(mark);
    }
  };

  const sum: PointKit["sum"] = async (group, points, scalars) => {
    const size = fileBytes(group);
    const parts: Uint8Array[] = [];
    for (let at = 0; at * size < points.length; at += CHUNK) {
      const part = await sumOf(
        group,
        points.subarray(at * size, (at + CHUNK) * size),
        scalars.subarray(at * SCALAR_BYTES, (at + CHUNK) * SCALAR_BYTES),
      );
      if (part === undefined) return undefined;
      parts.push(part);
    }
    if (parts.length === 1) return parts[0]!;
    return parts.length === 0 ? new Uint8Array(size) : addUp(group, parts);
  };

  /** Σ pointᵢ */
  const addUp = (group: GroupName, points: readonly Uint8Array[]): Promise<Uint8Array | undefined> =>
    sum(group, joinBytes(points), joinBytes(points.map(() => integerToBytesLE(1n))));

  return {
    kernel,
    memory,
    sum,
    async multiply(group, point, scalar) {
      return (await sum(group, point, integerToBytesLE(scalar)))!;
    },
    toHashForm(group, points) {
      if (!hasCanonicalCoordinates(points)) return undefined;
      const size = fileBytes(group);
      const half = size / 2;
      const result = new Uint8Array(points.length);
      for (let start = 0; start < points.length; start += CHUNK * size) {
        const mark = memory.mark();
        const prepared = preparePoints(kernel, memory, group, [points.subarray(start, start + CHUNK * size)]);
        if (prepared === undefined) {
          memory.release(mark);
          return undefined;
        }
        const { count, pointer } = prepared;
        const out = memory.allocate(count * size);
        for (let i = 0; i < count; i += 1)
          kernel.exports[`${group}_exportPoint`](out + i * size, pointer + i * pointBytes(group));
        const integers = new Uint8Array(kernel.exports.memory.buffer, out, count * size);
        // Each coordinate in the opposite order of bytes.
        for (let at = 0; at < integers.length; at += half)
          for (let i = 0; i < half; i += 1) result[start + at + i] = integers[at + half - 1 - i]!;
        memory.release(mark);
      }
      return result;
    },
  };
}

/** One array of many. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const MODULUS_WORDS = Array.from({ length: 8 }, (_, i) => Number((BASE_FIELD_MODULUS >> BigInt(32 * i)) & 0xffffffffn));

/** Whether every coordinate is below q: a point has one spelling. */
export function hasCanonicalCoordinates(points: Uint8Array): boolean {
  const view = viewOf(points);
  for (let at = 0; at < points.length; at += 32) {
    for (let word = 7; ; word -= 1) {
      if (word < 0) return false;
      const value = view.getUint32(at + 4 * word, true);
      if (value > MODULUS_WORDS[word]!) return false;
      if (value < MODULUS_WORDS[word]!) break;
    }
  }
  return true;
}

/** Bytes that the platform gives at a time. */
const MAX_RANDOM_BYTES = 65_536;

/** Random scalars of `bytes` bytes each, for checks that an error escapes with probability 2^-(8·bytes). */
export function randomScalars(count: number, bytes: number): Uint8Array {
  const scalars = new Uint8Array(count * SCALAR_BYTES);
  const atOnce = Math.floor(MAX_RANDOM_BYTES / bytes);
  for (let start = 0; start < count; start += atOnce) {
    const random = randomBytes(Math.min(atOnce, count - start) * bytes);
    for (let i = 0; i * bytes < random.length; i += 1)
      scalars.set(random.subarray(i * bytes, (i + 1) * bytes), (start + i) * SCALAR_BYTES);
  }
  return scalars;
}

/** Integers in [0, r) as scalars. */
export function toScalars(integers: readonly bigint[]): Uint8Array {
  return joinBytes(integers.map((integer) => integerToBytesLE(integer)));
}

export const g1Of = (file: Uint8Array, path: string): G1Point => readFiniteG1(file, 0, path);
export const g2Of = (file: Uint8Array, path: string): G2Point => readG2(file, 0, path);

/** What snarkjs hashes of one point: coordinates big-endian, c1 before c0. */
export function hashFormOf(point: G1Point | G2Point): Uint8Array {
  const file = point.flatMap((coordinate) =>
    typeof coordinate === "bigint" ? [coordinate] : [coordinate[1], coordinate[0]],
  );
  return joinBytes(file.map((value) => integerToBytesLE(value).reverse()));
}
