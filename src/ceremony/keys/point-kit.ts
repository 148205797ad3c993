/** Sums and multiples of points as files hold them, in a kernel of its own and on threads. */
import { copyBytes, integerToBytesLE } from "../../core/bytes.ts";
import { randomBytes } from "../../core/platform.ts";
import type { G1Point, G2Point } from "../../engine/groth16/curve.ts";
import { readFiniteG1, readG2 } from "../../engine/groth16/files/points.ts";
import { GENERATORS } from "../../engine/kernel/fixed-base.ts";
import { type GroupName, type Kernel, type KernelTier, loadKernel, startKernel } from "../../engine/kernel/kernel.ts";
import { type KernelMemory, kernelMemory } from "../../engine/kernel/memory.ts";
import { fileBytes, pointBytes, preparePoints } from "../../engine/kernel/sums.ts";
import { hasCanonicalCoordinates, joinBytes } from "./point-bytes.ts";
import { createPointThreads, type PointThreads } from "./point-threads.ts";

export const GENERATOR: { readonly g1: G1Point; readonly g2: G2Point } = {
  g1: GENERATORS.g1 as unknown as G1Point,
  g2: [GENERATORS.g2.slice(0, 2), GENERATORS.g2.slice(2)] as unknown as G2Point,
};

/** Points of one task: what the kernel needs for more would take hundreds of megabytes. */
const CHUNK = 1 << 14;
/** Points that are multiplied together: what belongs to them fits into the cache. */
const MULTIPLIED_TOGETHER = 4096;
/** A sum of fewer points is not worth a message. */
const MIN_SHARED = 2048;
const SCALAR_BYTES = 32;

export interface PointKit {
  readonly kernel: Kernel;
  readonly memory: KernelMemory;
  readonly threads: PointThreads;
  /**
   * Σ scalarᵢ·pointᵢ, scalars of 32 bytes, little-endian, below 2^254. @returns undefined when a point is not on its
   * curve or has a coordinate of q or more
   */
  sum(group: GroupName, points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array | undefined>;
  multiply(group: GroupName, point: Uint8Array, scalar: bigint): Promise<Uint8Array>;
  /**
   * scalar·P for every point P of G1.
   *
   * @param scalar in [0, r)
   * @param onPart called with the part that is done
   * @returns undefined when a point is not on the curve
   */
  multiplyAll(points: Uint8Array, scalar: bigint, onPart?: (fraction: number) => void): Promise<Uint8Array | undefined>;
  /** The bytes that snarkjs hashes: coordinates big-endian, c1 before c0. undefined as for {@link sum}. */
  toHashForm(group: GroupName, points: Uint8Array): Uint8Array | undefined;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Has work done with a kit, and ends its threads. */
export async function withPointKit<Result>(work: (kit: PointKit) => Promise<Result>): Promise<Result> {
  const kit = await createPointKit();
  try {
    return await work(kit);
  } finally {
    await kit.close();
  }
}

export interface PointKitOptions {
  /** For tests; the fastest by default. */
  readonly tier?: KernelTier;
  /** 1 works on the calling thread alone; by default as many as there are processors. */
  readonly threads?: number;
}

export async function createPointKit({ tier, threads: threadCount }: PointKitOptions = {}): Promise<PointKit> {
  const module = await loadKernel(tier);
  const kernel = startKernel(module);
  const memory = kernelMemory(kernel);
  const threads = createPointThreads(module, { kernel, memory }, threadCount);
  const sumHere = (group: GroupName, points: Uint8Array, scalars: Uint8Array) =>
    threads.runHere({ kind: "sum", group, points, scalars });

  return {
    kernel,
    memory,
    threads,
    async sum(group, points, scalars) {
      const size = fileBytes(group);
      const count = points.length / size;
      if (count < MIN_SHARED) return count === 0 ? new Uint8Array(size) : sumHere(group, points, scalars);
      const step = Math.min(CHUNK, Math.ceil(count / threads.count));
      const parts = await inParts(count, step, (from, to) =>
        threads.run({
          kind: "sum",
          group,
          points: copyBytes(points, from * size, to * size),
          scalars: copyBytes(scalars, from * SCALAR_BYTES, to * SCALAR_BYTES),
        }),
      );
      return parts && sumHere(group, joinBytes(parts), toScalars(parts.map(() => 1n)));
    },
    async multiply(group, point, scalar) {
      return (await sumHere(group, point, integerToBytesLE(scalar)))!;
    },
    async multiplyAll(points, scalar, onPart = () => {}) {
      const size = fileBytes("g1");
      const count = points.length / size;
      let done = 0;
      const parts = await inParts(count, MULTIPLIED_TOGETHER, async (from, to) => {
        const part = await threads.run({ kind: "multiply", points: copyBytes(points, from * size, to * size), scalar });
        done += to - from;
        onPart(done / count);
        return part;
      });
      return parts && joinBytes(parts);
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
        // Each coordinate in the opposite order of bytes.
        const integers = new Uint8Array(kernel.exports.memory.buffer, out, count * size);
        for (let at = 0; at < integers.length; at += half)
          result.set(integers.subarray(at, at + half).reverse(), start + at);
        memory.release(mark);
      }
      return result;
    },
    close: () => threads.close(),
  };
}

/** What is made of each part of `count` items, in their order; undefined when one of them is. */
async function inParts(
  count: number,
  step: number,
  make: (from: number, to: number) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array[] | undefined> {
  const starts = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  const parts = await Promise.all(starts.map((from) => make(from, Math.min(from + step, count))));
  return parts.includes(undefined) ? undefined : (parts as Uint8Array[]);
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
