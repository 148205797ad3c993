/**
 * Multi-scalar multiplication in G1, 2^10 to 2^17 points, against that of snarkjs, one thread each:
 * `npm run --silent bench:msm -- --json [--quick]`.
 */
import { normalizeZ } from "@noble/curves/abstract/curve.js";
import { bn254 } from "@noble/curves/bn254.js";
import { integerToBytesLE } from "../src/core/bytes.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../src/core/field.ts";
import { type KernelTier, loadKernel, startKernel } from "../src/engine/kernel/kernel.ts";
import { kernelMemory } from "../src/engine/kernel/memory.ts";
import { preparePoints, sumOfMultiples } from "../src/engine/kernel/sums.ts";
import { createSingleThreadCurve } from "../src/engine/snark/curve.ts";
import { FILL } from "./chart.ts";
import {
  compare,
  growth,
  milliseconds,
  publish,
  ratio,
  readArguments,
  summary,
  type Timings,
  versions,
} from "./harness.ts";

const settings = readArguments();
const SIZES = (settings.quick ? [10, 12, 14] : [10, 11, 12, 13, 14, 15, 16, 17]).map((bits) => 2 ** bits);
const largest = SIZES.at(-1)!;

/** G, 2G, 3G … in the form of zkey files: affine, Montgomery form with R = 2^256, little-endian. */
function distinctPoints(count: number): Uint8Array {
  const { Point } = bn254.G1;
  const points = [Point.BASE];
  while (points.length < count) points.push(points.at(-1)!.add(Point.BASE));
  const bytes = new Uint8Array(64 * count);
  normalizeZ(Point, points).forEach((point, i) => {
    const { x, y } = point.toAffine();
    for (const [j, value] of [x, y].entries()) {
      bytes.set(integerToBytesLE((value << 256n) % BASE_FIELD_MODULUS), 64 * i + 32 * j);
    }
  });
  return bytes;
}

function randomScalars(count: number): Uint8Array {
  const bytes = new Uint8Array(32 * count);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  // Below 2^253, so below r.
  for (let i = 31; i < bytes.length; i += 32) bytes[i]! &= 0x1f;
  return bytes;
}

if (2n ** 253n >= FIELD_MODULUS) throw new Error("scalars would not be reduced");
const points = distinctPoints(largest);
const scalars = randomScalars(largest);
const curve = await createSingleThreadCurve();
const group = curve.G1 as unknown as { multiExpAffine(bases: Uint8Array, scalars: Uint8Array): Promise<Uint8Array> };
const tiers: KernelTier[] = [];
for (const tier of ["fma", "i64"] as const) {
  await loadKernel(tier).then(
    () => tiers.push(tier),
    () => {},
  );
}
const names = ["snarkjs", ...tiers];
const results: { readonly size: number; readonly timings: Timings<string> }[] = [];
for (const size of SIZES) {
  const own = await Promise.all(
    tiers.map(async (tier) => {
      const kernel = startKernel(await loadKernel(tier));
      const memory = kernelMemory(kernel);
      const prepared = preparePoints(kernel, memory, "g1", [points.subarray(0, 64 * size)])!;
      const run = () => sumOfMultiples(kernel, memory, prepared, scalars.subarray(0, 32 * size), () => undefined);
      return { name: tier as string, run };
    }),
  );
  const theirs = () => group.multiExpAffine(points.slice(0, 64 * size), scalars.slice(0, 32 * size));
  const timings = await compare([{ name: "snarkjs", run: theirs }, ...own], { rounds: settings.quick ? 5 : 9 });
  results.push({ size, timings });
}

const exponents = Object.fromEntries(
  names.map((name) => [
    name,
    growth(
      SIZES,
      results.map(({ timings }) => timings[name]!.median),
    ),
  ]),
);
const ratios = results.map(({ size, timings }) => ({
  size,
  ...Object.fromEntries(tiers.map((tier) => [tier, ratio(timings, { theirs: "snarkjs", ours: tier })])),
}));
publish(settings, {
  name: `msm-node${process.versions.node.split(".")[0]}`,
  ratios: { growth: exponents, ratioToSnarkjs: ratios },
  result: { milliseconds: results.map(({ size, timings }) => ({ size, ...summary(timings) })) },
  versions: versions("snarkjs", "@noble/curves", "benchmark"),
  table: [
    ["points", ...names],
    ...results.map(({ size, timings }) => [
      `2^${Math.log2(size)}`,
      ...names.map((name) => milliseconds(timings[name]!.median)),
    ]),
    ["grows as n to the", ...names.map((name) => exponents[name]!.toFixed(2))],
  ],
  chart: {
    title: "Sums of multiples in G1, microseconds per point",
    unit: "µs",
    kinds: { ours: { fill: FILL.ours, meaning: "civicproof" }, others: { fill: FILL.others, meaning: "snarkjs" } },
    bars: results.flatMap(({ size, timings }) =>
      names.map((name) => ({
        label: `2^${Math.log2(size)} points, ${name}`,
        value: (1000 * timings[name]!.median) / size,
        kind: name === "snarkjs" ? ("others" as const) : ("ours" as const),
      })),
    ),
    format: milliseconds,
  },
});
