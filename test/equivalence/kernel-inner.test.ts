/**
 * Fq2 and the steps that read elements where they lie, against BigInt, both tiers. The kernel keeps them to itself, so it
 * is compiled here with exports of them.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { compileKernel, kernelSources } from "../../src/engine/kernel/generator/compile.ts";
import { FQ } from "../../src/engine/kernel/generator/numbers.ts";
import type { KernelExports } from "../../src/engine/kernel/kernel.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

const FUNCTIONS = ["add", "inverse", "isZero", "mul", "neg", "reduce", "settle", "square", "sub"] as const;
const STEPS = [
  "gatherDifference",
  "gatherSignedDifference",
  "mayBeZero",
  "subFromGathered",
  "subGatheredSigned",
  "subTwoGathered",
] as const;
type More = `fq2_${(typeof FUNCTIONS)[number]}` | `${"fq" | "fq2"}_${(typeof STEPS)[number]}`;
type InnerExports = KernelExports & { readonly [Name in More]: (...pointers: number[]) => number };

async function compileWithMore(tier: "fma" | "i64"): Promise<InnerExports> {
  const sources = kernelSources(tier);
  const exported = (names: readonly string[], field: string, from: string) =>
    `export { ${names.map((name) => `${name} as ${field}_${name}`).join(", ")} } from "${from}";\n`;
  sources.set(
    "index.ts",
    sources.get("index.ts")! + exported([...FUNCTIONS, ...STEPS], "fq2", "./fq2") + exported(STEPS, "fq", "./fq/field"),
  );
  const { wasm } = await compileKernel(tier, sources);
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>, {});
  return instance.exports as unknown as InnerExports;
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

function calculator(exports: InnerExports) {
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
  return { slot, write, read };
}

const both = (f: (lane: 0 | 1) => Element) => [f(0), f(1)];

describe.each(await availableTiers())("the %s tier", (tier) => {
  let exports: InnerExports;
  beforeAll(async () => {
    exports = await compileWithMore(tier);
  }, 60_000);

  it("computes in Fq2 as BigInt does, on lazy operands and products too", () => {
    const { slot, write, read } = calculator(exports);
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

  it("takes steps in one pass that gathering, subtracting and reducing take", () => {
    const { slot, write, read } = calculator(exports);
    const signs = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(pair, pair, pair, signs, signs, (a, b, c, aSigns, bSigns) => {
        [a, b, c].forEach((value, i) => {
          write(i, value);
          // As elements: lane 0 in slot 10 + 2i, lane 1 in the next one.
          for (const half of [0, 1]) {
            exports.fq_scatter(slot(10 + 2 * i) + 40 * half, slot(11 + 2 * i) + 40 * half, slot(i) + 80 * half);
          }
        });
        const [a0, a1, b0, b1] = [slot(10), slot(11), slot(12), slot(13)];
        const sign = (x: Element, on: number): Element => (on ? plain.sub([0n, 0n], x) : x);
        exports.fq2_gatherDifference(slot(3), a0, a1, b0, b1);
        exports.fq2_reduce(slot(3), slot(3));
        expect(read(3)).toEqual(both((l) => plain.sub(a[l], b[l])));
        exports.fq2_gatherSignedDifference(slot(3), a0, a1, aSigns, b0, b1, bSigns);
        exports.fq2_reduce(slot(3), slot(3));
        const signed = (l: 0 | 1) => plain.sub(sign(a[l], (aSigns >> l) & 1), sign(b[l], (bSigns >> l) & 1));
        expect(read(3)).toEqual(both(signed));
        exports.fq2_subFromGathered(slot(3), a0, a1, slot(2));
        exports.fq2_reduce(slot(3), slot(3));
        expect(read(3)).toEqual(both((l) => plain.sub(a[l], c[l])));
        exports.fq2_mul(slot(4), slot(1), slot(2));
        const product = (l: 0 | 1) => plain.mul(b[l], c[l]);
        exports.fq2_subTwoGathered(slot(3), slot(4), a0, a1, b0, b1);
        expect(read(3)).toEqual(both((l) => plain.sub(plain.sub(product(l), a[l]), b[l])));
        exports.fq2_subGatheredSigned(slot(3), slot(4), a0, a1, aSigns);
        expect(read(3)).toEqual(both((l) => plain.sub(product(l), sign(a[l], (aSigns >> l) & 1))));
      }),
      { numRuns: 500 },
    );
  });

  it("never misses a zero among differences, and suspects few others", () => {
    const { slot, write } = calculator(exports);
    let suspected = 0;
    let others = 0;
    // Values near p/2 have two reduced forms: one half as an integer, the other as its negative.
    const edge = fc.bigInt({ min: (p - 1n) / 2n - (1n << 250n), max: (p + 1n) / 2n + (1n << 250n) });
    fc.assert(
      fc.property(fc.oneof(edge, coordinate), fc.oneof(edge, coordinate), fc.boolean(), (x, y, same) => {
        write(0, [
          [x, x],
          [y, y],
        ]);
        // p - x, negated.
        const other = same ? x : y;
        write(1, [
          [mod(-other), 0n],
          [mod(-other), 0n],
        ]);
        exports.fq_neg(slot(1), slot(1));
        exports.fq_scatter(slot(10), slot(11), slot(0));
        exports.fq_scatter(slot(12), slot(13), slot(1));
        exports.fq_gatherDifference(slot(2), slot(10), slot(11), slot(12), slot(13));
        const said = exports.fq_mayBeZero(slot(2));
        [x, y].forEach((value, lane) => {
          if (value === other) expect(said & (1 << lane)).not.toBe(0);
          else {
            others += 1;
            if (said & (1 << lane)) suspected += 1;
          }
        });
      }),
      { numRuns: 3000 },
    );
    // Small integers are close to each other only in plain form, never in Montgomery form.
    expect(suspected / others).toBeLessThan(0.01);
  });
});
