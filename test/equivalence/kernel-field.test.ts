/** The kernel's fields against BigInt, both tiers, on random and adversarial values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FQ, FR } from "../../src/engine/kernel/generator/numbers.ts";
import { createKernel, type FieldFunction, type Kernel } from "../../src/engine/kernel/kernel.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

const EDGES = (p: bigint) => [0n, 1n, 2n, p - 1n, p - 2n, (p - 1n) / 2n, (p + 1n) / 2n, (1n << 253n) - 1n];
const LIMB_EDGES = [51n, 102n, 153n, 204n, 29n, 58n, 232n].flatMap((bit) => [
  (1n << bit) - 1n,
  1n << bit,
  1n << (bit - 1n),
]);

/** Moves integers through a kernel's memory. */
function calculator({ exports }: Kernel, field: "fq" | "fr") {
  const base = exports.heapBase();
  const slot = (i: number) => base + 80 * i;
  const view = new DataView(exports.memory.buffer);
  const call = (name: FieldFunction, ...pointers: number[]) => exports[`${field}_${name}`](...pointers);
  const put = (pointer: number, value: bigint) => {
    for (let i = 0; i < 4; i++) view.setBigUint64(pointer + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
  };
  const get = (pointer: number) =>
    [3, 2, 1, 0].reduce((value, i) => (value << 64n) | view.getBigUint64(pointer + 8 * i, true), 0n);
  return {
    call,
    slot,
    write(i: number, values: readonly [bigint, bigint]) {
      put(slot(40), values[0]);
      put(slot(41), values[1]);
      call("readIntegers", slot(i), slot(40), slot(41));
      call("toMontgomery", slot(i), slot(i));
      call("reduce", slot(i), slot(i));
    },
    read(i: number): bigint[] {
      call("fromMontgomery", slot(39), slot(i));
      call("writeIntegers", slot(40), slot(41), slot(39));
      return [get(slot(40)), get(slot(41))];
    },
  };
}

for (const tier of await availableTiers()) {
  describe.each([FQ, FR])(`$name, ${tier} tier`, ({ name, modulus: p }) => {
    const element = fc.oneof(fc.constantFrom(...EDGES(p), ...LIMB_EDGES), fc.bigInt({ min: 0n, max: p - 1n }));
    const pair = fc.tuple(element, element);
    const mod = (x: bigint) => ((x % p) + p) % p;
    const both = (f: (lane: 0 | 1) => bigint) => ([0, 1] as const).map((lane) => mod(f(lane)));

    it("adds, subtracts, multiplies and squares as BigInt does, lazily and reduced", async () => {
      const kernel = await createKernel(tier);
      const { call, slot, write, read } = calculator(kernel, name);
      fc.assert(
        fc.property(pair, pair, pair, pair, (a, b, c, d) => {
          [a, b, c, d].forEach((value, i) => {
            write(i, value);
          });
          expect(read(0)).toEqual(both((l) => a[l]));
          call("mul", slot(4), slot(0), slot(1));
          expect(read(4)).toEqual(both((l) => a[l] * b[l]));
          // A product takes products as they come.
          call("square", slot(5), slot(4));
          expect(read(5)).toEqual(both((l) => (a[l] * b[l]) ** 2n));
          call("mul", slot(5), slot(5), slot(4));
          expect(read(5)).toEqual(both((l) => (a[l] * b[l]) ** 3n));
          // Lazy sums and differences of stored elements.
          call("sub", slot(6), slot(0), slot(1));
          call("add", slot(7), slot(2), slot(3));
          call("reduce", slot(7), slot(7));
          call("mul", slot(8), slot(6), slot(7));
          expect(read(8)).toEqual(both((l) => (a[l] - b[l]) * (c[l] + d[l])));
          call("mulAdd", slot(8), slot(6), slot(7), slot(0), slot(2));
          expect(read(8)).toEqual(both((l) => (a[l] - b[l]) * (c[l] + d[l]) + a[l] * c[l]));
          // λ² - x1 - x2, as the curve formulas do it.
          call("sub", slot(9), slot(4), slot(2));
          call("sub", slot(9), slot(9), slot(3));
          call("reduce", slot(9), slot(9));
          expect(read(9)).toEqual(both((l) => a[l] * b[l] - c[l] - d[l]));
          call("neg", slot(10), slot(9));
          expect(read(10)).toEqual(both((l) => -(a[l] * b[l] - c[l] - d[l])));
        }),
        { numRuns: 1000 },
      );
    });

    it("inverts, and gives 0 for 0", async () => {
      const kernel = await createKernel(tier);
      const { call, slot, write, read } = calculator(kernel, name);
      fc.assert(
        fc.property(pair, (a) => {
          write(0, a);
          call("inverse", slot(1), slot(0));
          call("mul", slot(2), slot(1), slot(0));
          expect(read(2)).toEqual(both((l) => (a[l] === 0n ? 0n : 1n)));
        }),
        { numRuns: 500 },
      );
    });

    it("knows zero, in every form that it takes", async () => {
      const kernel = await createKernel(tier);
      const { call, slot, write } = calculator(kernel, name);
      fc.assert(
        fc.property(pair, pair, (a, b) => {
          write(0, a);
          write(1, b);
          call("mul", slot(2), slot(0), slot(1));
          call("mul", slot(3), slot(1), slot(0));
          call("sub", slot(4), slot(2), slot(3));
          call("reduce", slot(4), slot(4));
          expect(call("isZero", slot(4))).toBe(3);
          call("sub", slot(4), slot(0), slot(1));
          call("reduce", slot(4), slot(4));
          const zero = (a[0] === b[0] ? 1 : 0) | (a[1] === b[1] ? 2 : 0);
          expect(call("isZero", slot(4))).toBe(zero);
        }),
        { numRuns: 200 },
      );
    });

    it("reads 256-bit integers and Montgomery form with R = 2^256", async () => {
      const kernel = await createKernel(tier);
      const { call, slot, write, read } = calculator(kernel, name);
      const wide = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });
      fc.assert(
        fc.property(fc.tuple(wide, wide), element, (integers, x) => {
          write(0, integers);
          expect(read(0)).toEqual(both((l) => integers[l]));
          const file = mod(x << 256n);
          write(0, [file, file]);
          call("fromMontgomery", slot(1), slot(0));
          call("fromFile", slot(2), slot(1));
          expect(read(2)).toEqual(both(() => x));
        }),
        { numRuns: 200 },
      );
    });
  });
}
