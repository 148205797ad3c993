/** Sums of multiples of points against noble's curves, both groups and tiers, with the cases that formulas miss. */
import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integerToBytesLE } from "../../src/core/bytes.ts";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { createKernel, type GroupName } from "../../src/engine/kernel/kernel.ts";
import { kernelMemory } from "../../src/engine/kernel/memory.ts";
import { coordinatesOf, fileBytes, preparePoints, sumOfMultiples } from "../../src/engine/kernel/sums.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

const Q = bn254.fields.Fp.ORDER;

/** noble's points with one face for both groups. */
function group(name: GroupName) {
  const { Point } = name === "g1" ? bn254.G1 : bn254.G2;
  type Inner = InstanceType<typeof bn254.G1.Point>;
  const base = Point.BASE as unknown as Inner;
  const zero = Point.ZERO as unknown as Inner;
  const coordinates = (point: Inner): bigint[] => {
    if (point.is0()) return Array<bigint>(name === "g1" ? 2 : 4).fill(0n);
    const { x, y } = point.toAffine() as unknown as { x: bigint | { c0: bigint; c1: bigint }; y: typeof x };
    return [x, y].flatMap((value) => (typeof value === "bigint" ? [value] : [value.c0, value.c1]));
  };
  const toFile = (point: Inner): Uint8Array => {
    const bytes = new Uint8Array(fileBytes(name));
    coordinates(point).forEach((value, i) => {
      bytes.set(integerToBytesLE((value << 256n) % Q), 32 * i);
    });
    return bytes;
  };
  const multiply = (point: Inner, scalar: bigint) =>
    scalar % FIELD_MODULUS === 0n || point.is0() ? zero : point.multiplyUnsafe(scalar % FIELD_MODULUS);
  return { base, zero, coordinates, toFile, multiply };
}

for (const tier of await availableTiers()) {
  describe.each(["g1", "g2"] as const)(`%s, ${tier} tier`, (name) => {
    const { base, zero, coordinates, toFile, multiply } = group(name);
    const few = [1n, 2n, 3n, FIELD_MODULUS - 1n, FIELD_MODULUS - 2n, 7n].map((k) => multiply(base, k)).concat(zero);
    const point = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...few) },
      { weight: 2, arbitrary: fc.bigInt({ min: 1n, max: FIELD_MODULUS - 1n }).map((k) => multiply(base, k)) },
    );
    const scalar = fc.oneof(
      fc.constantFrom(0n, 1n, 2n, FIELD_MODULUS - 1n, (FIELD_MODULUS - 1n) / 2n, (1n << 253n) - 1n, 1n << 253n),
      fc.bigInt({ min: 0n, max: 255n }),
      fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
    );

    async function kernelSum(terms: readonly (readonly [ReturnType<typeof multiply>, bigint])[]): Promise<bigint[]> {
      const kernel = await createKernel(tier);
      const memory = kernelMemory(kernel);
      const points = preparePoints(
        kernel,
        memory,
        name,
        terms.map(([each]) => toFile(each)),
      )!;
      const scalars = new Uint8Array(32 * terms.length);
      terms.forEach(([, each], i) => {
        scalars.set(integerToBytesLE(each), 32 * i);
      });
      const sum = await sumOfMultiples(kernel, memory, points, scalars, () => undefined);
      return coordinatesOf(kernel, memory, name, sum);
    }

    it("is Σ kᵢ·Pᵢ, with equal and opposite points, infinity, and edges of the scalars", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(point, scalar), { minLength: 1, maxLength: 60 }), async (terms) => {
          const expected = terms.reduce((sum, [each, k]) => sum.add(multiply(each, k)), zero);
          expect(await kernelSum(terms)).toEqual(coordinates(expected));
        }),
        { numRuns: name === "g1" ? 40 : 15 },
      );
    });

    it("adds up many points in one bucket, and pairs that cancel", async () => {
      const start = multiply(base, 12345n);
      const same = Array.from({ length: 1001 }, () => [start, 5n] as const);
      expect(await kernelSum(same)).toEqual(coordinates(multiply(start, 5005n)));
      const cancelling = Array.from({ length: 1000 }, (_, i) => [i % 2 ? start : start.negate(), 9n] as const);
      expect(await kernelSum(cancelling)).toEqual(coordinates(zero));
      expect(await kernelSum([[start, 0n]])).toEqual(coordinates(zero));
    });

    it("takes 5,000 points with large scalars, more than one batch and one group of windows", async () => {
      const terms: [typeof base, bigint][] = [];
      let total = 0n;
      let walk = base;
      for (let i = 1n; i <= 5000n; i++) {
        const k = (i ** 30n * 0x1234567n) % FIELD_MODULUS;
        terms.push([walk, k]);
        total += i * k;
        walk = walk.add(base);
      }
      expect(await kernelSum(terms)).toEqual(coordinates(multiply(base, total)));
    });

    it("refuses points that are not on the curve", async () => {
      const kernel = await createKernel(tier);
      const good = few.map(toFile);
      for (let i = 0; i < good.length; i++) {
        const bad = good.map((bytes, j) => (i === j ? bytes.with(3, bytes[3]! ^ 1) : bytes));
        expect(preparePoints(kernel, kernelMemory(kernel), name, bad)).toBeUndefined();
      }
      expect(preparePoints(kernel, kernelMemory(kernel), name, good)).toBeDefined();
    });
  });
}
