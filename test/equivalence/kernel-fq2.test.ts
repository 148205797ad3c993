/** Fq2 of the kernel against BigInt, both tiers. The kernel keeps it to itself, so it is compiled with its exports here. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileKernel, kernelSources } from "../../src/kernel/generator/compile.ts";
import { FQ } from "../../src/kernel/generator/numbers.ts";
import type { KernelExports } from "../../src/kernel/kernel.ts";
import { availableTiers } from "../unit/kernel/tiers.ts";

const FUNCTIONS = ["add", "inverse", "isZero", "mul", "neg", "reduce", "settle", "square", "sub"] as const;
type Fq2Exports = KernelExports & {
  readonly [Name in `fq2_${(typeof FUNCTIONS)[number]}`]: (...pointers: number[]) => number;
};

async function compileWithFq2(tier: "fma" | "i64"): Promise<Fq2Exports> {
  const sources = kernelSources(tier);
  const names = FUNCTIONS.map((name) => `${name} as fq2_${name}`).join(", ");
  sources.set("index.ts", `${sources.get("index.ts")!}export { ${names} } from "./fq2";\n`);
  const { wasm } = await compileKernel(tier, sources);
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>, {});
  return instance.exports as unknown as Fq2Exports;
}

const p = FQ.modulus;
const mod = (x: bigint) => ((x % p) + p) % p;
type Element = readonly [c0: bigint, c1: bigint];
/** The plain twin. */
const plain = {
  mul: ([a, b]: Element, [c, d]: Element): Element => [mod(a * c - b * d), mod(a * d + b * c)],
  add: ([a, b]: Element, [c, d]: Element): Element => [mod(a + c), mod(b + d)],
  sub: ([a, b]: Element, [c, d]: Element): Element => [mod(a - c), mod(b - d)],
};

const coordinate = fc.oneof(
  fc.constantFrom(0n, 1n, p - 1n, (p - 1n) / 2n, (1n << 253n) - 1n, (1n << 204n) - 1n, (1n << 51n) - 1n, 1n << 232n),
  fc.bigInt({ min: 0n, max: p - 1n }),
);
const element = fc.tuple(coordinate, coordinate);
/** Two lanes. */
const pair = fc.tuple(element, element);

describe.each(await availableTiers())("Fq2, %s tier", (tier) => {
  it("computes as BigInt does, on lazy operands and products too", { timeout: 60_000 }, async () => {
    const exports = await compileWithFq2(tier);
    const base = exports.heapBase();
    const slot = (i: number) => base + 160 * i;
    const [left, right] = [slot(20), slot(20) + 32];
    const view = new DataView(exports.memory.buffer);
    const write = (i: number, lanes: readonly [Element, Element]) => {
      for (const half of [0, 1] as const) {
        lanes.forEach((lane, which) => {
          for (let word = 0; word < 4; word++) {
            const bits = BigInt.asUintN(64, lane[half] >> BigInt(64 * word));
            view.setBigUint64((which === 0 ? left : right) + 8 * word, bits, true);
          }
        });
        const at = slot(i) + 80 * half;
        exports.fq_readIntegers(at, left, right);
        exports.fq_toMontgomery(at, at);
        exports.fq_reduce(at, at);
      }
    };
    const read = (i: number): Element[] => {
      const lanes: bigint[][] = [[], []];
      for (const half of [0, 1]) {
        exports.fq_fromMontgomery(slot(19), slot(i) + 80 * half);
        exports.fq_writeIntegers(left, right, slot(19));
        [left, right].forEach((at, which) => {
          lanes[which]!.push(
            [3, 2, 1, 0].reduce((value, word) => (value << 64n) | view.getBigUint64(at + 8 * word, true), 0n),
          );
        });
      }
      return lanes as unknown as Element[];
    };
    const both = (f: (lane: 0 | 1) => Element) => [f(0), f(1)];
    fc.assert(
      fc.property(pair, pair, pair, (a, b, c) => {
        [a, b, c].forEach((value, i) => {
          write(i, value);
        });
        exports.fq2_mul(slot(3), slot(0), slot(1));
        expect(read(3)).toEqual(both((l) => plain.mul(a[l], b[l])));
        exports.fq2_square(slot(4), slot(0));
        expect(read(4)).toEqual(both((l) => plain.mul(a[l], a[l])));
        exports.fq2_sub(slot(5), slot(0), slot(1));
        expect(read(5)).toEqual(both((l) => plain.sub(a[l], b[l])));
        exports.fq2_mul(slot(6), slot(5), slot(2));
        expect(read(6)).toEqual(both((l) => plain.mul(plain.sub(a[l], b[l]), c[l])));
        exports.fq2_settle(slot(3));
        exports.fq2_mul(slot(6), slot(5), slot(3));
        expect(read(6)).toEqual(both((l) => plain.mul(plain.sub(a[l], b[l]), plain.mul(a[l], b[l]))));
        exports.fq2_add(slot(7), slot(0), slot(1));
        exports.fq2_reduce(slot(7), slot(7));
        expect(read(7)).toEqual(both((l) => plain.add(a[l], b[l])));
        exports.fq2_neg(slot(8), slot(0));
        expect(read(8)).toEqual(both((l) => plain.sub([0n, 0n], a[l])));
        // `out` may be an operand.
        exports.fq2_mul(slot(0), slot(0), slot(1));
        expect(read(0)).toEqual(both((l) => plain.mul(a[l], b[l])));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(pair, (a) => {
        write(0, a);
        exports.fq2_inverse(slot(1), slot(0));
        exports.fq2_mul(slot(2), slot(0), slot(1));
        const isZero = ([c0, c1]: Element) => c0 === 0n && c1 === 0n;
        expect(read(2)).toEqual(both((l) => (isZero(a[l]) ? [0n, 0n] : [1n, 0n])));
        expect(exports.fq2_isZero(slot(0))).toBe((isZero(a[0]) ? 1 : 0) | (isZero(a[1]) ? 2 : 0));
      }),
      { numRuns: 50 },
    );
  });
});
