/** Who adds up which points of a key: all of them once, and about as much work for each thread. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ProvingKey, readProvingKey } from "../../../../../src/engine/groth16/prover/key.ts";
import { countPoints, type PointRange, pointsOf } from "../../../../../src/engine/groth16/prover/points.ts";
import { shareOut } from "../../../../../src/engine/groth16/prover/shares.ts";
import { loadKernel, startKernel } from "../../../../../src/engine/kernel/kernel.ts";
import { kernelMemory } from "../../../../../src/engine/kernel/memory.ts";
import { preparePoints, sumOfMultiples } from "../../../../../src/engine/kernel/sums.ts";

const key = readProvingKey(new Uint8Array(readFileSync("artifacts/build/age/circuit.zkey")));

/** Scalars of full length, as most of a witness of ours has them. */
function randomScalars(count: number): Uint8Array {
  const bytes = new Uint8Array(32 * count);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  for (let i = 31; i < bytes.length; i += 32) bytes[i]! &= 0x1f;
  return bytes;
}

/** Additions of points that a thread performs for its share; one in G2 takes about as long as two in G1. */
async function countAdditions(ranges: readonly PointRange[]): Promise<number> {
  const kernel = startKernel(await loadKernel());
  const memory = kernelMemory(kernel);
  for (const range of ranges) {
    const { group, chunks } = pointsOf(range);
    const points = preparePoints(kernel, memory, group, chunks)!;
    await sumOfMultiples(kernel, memory, points, randomScalars(points.count), () => undefined);
  }
  return kernel.exports.g1_additions() + 2 * kernel.exports.g2_additions();
}

const rangesOf = (key: ProvingKey, threads: number) => shareOut(key, threads).flat();

describe("shares", () => {
  it.each([1, 2, 3, 4, 7])("hold every point once, for %i threads", (threads) => {
    const shares = shareOut(key, threads);
    expect(shares).toHaveLength(threads);
    for (const set of [key.b, key.a, key.c]) {
      const ranges = rangesOf(key, threads)
        .filter((range) => range.set === set)
        .sort((x, y) => x.from - y.from);
      expect(ranges[0]!.from).toBe(0);
      expect(ranges.at(-1)!.to).toBe(countPoints(set));
      for (const [i, { from }] of ranges.entries()) if (i > 0) expect(from).toBe(ranges[i - 1]!.to);
      const bytes = ranges.flatMap((range) => pointsOf(range).chunks.map((chunk) => Buffer.from(chunk)));
      expect(Buffer.concat(bytes).equals(Buffer.concat(set.chunks))).toBe(true);
    }
  });

  it("give the busiest of four workers less than a third of one worker's additions", async () => {
    const [alone] = shareOut(key, 1);
    const whole = await countAdditions(alone!);
    const each = await Promise.all(shareOut(key, 4).map(countAdditions));
    expect(Math.max(...each) * 3.2).toBeLessThanOrEqual(whole);
    // Ranges have buckets of their own: that costs a little.
    expect(each.reduce((sum, count) => sum + count)).toBeLessThan(1.2 * whole);
  });

  it("give a thread nothing where there is nothing left", () => {
    const few: ProvingKey = { ...key, b: { ...key.b, chunks: [] }, a: { ...key.a, chunks: [] } };
    const one = { ...few, c: { ...key.c, chunks: [key.c.chunks[0]!.subarray(0, 64)] } };
    expect(shareOut(one, 4)).toHaveLength(4);
    expect(rangesOf(one, 4)).toHaveLength(1);
  });
});
