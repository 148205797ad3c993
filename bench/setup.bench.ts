/**
 * The development setup of a circuit of 2^14 constraints against snarkjs's route (powersoftau, then groth16 setup):
 * `npm run --silent bench:setup -- --json [--quick] [--full]`.
 *
 * snarkjs's route takes about ten minutes there. Unless `--full` runs it, its first part alone is timed at smaller
 * powers and carried on to 2^14 with the growth fitted, which is less than it takes in truth.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { developmentSetup } from "../src/engine/groth16/development-setup.ts";
import { disposeCurve } from "../src/engine/snark/curve.ts";
import { FILL } from "./chart.ts";
import {
  compare,
  growth,
  milliseconds,
  publish,
  quantile,
  ROOT,
  readArguments,
  rounded,
  summary,
  versions,
} from "./harness.ts";

const CIRCUIT = "residency";
const POWER = 14;
const settings = readArguments();
const full = process.argv.includes("--full");
const powers = full ? [POWER] : settings.quick ? [8, 9, 10] : [9, 10, 11];

const memory = (data?: Uint8Array) => ({ type: "mem" as const, ...(data === undefined ? {} : { data }) });
const r1cs = new Uint8Array(await readFile(join(ROOT, "artifacts", "build", CIRCUIT, "circuit.r1cs")));

/** Milliseconds of one run. */
async function once(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** An accumulator of one contribution and its preparation; with the circuit's key when all of it is measured. */
async function snarkjsRoute(power: number): Promise<void> {
  const curve = await snarkjs.curves.getCurveFromName("bn128");
  const [fresh, contributed, prepared] = [memory(), memory(), memory()];
  await snarkjs.powersOfTau.newAccumulator(curve, power, fresh);
  await snarkjs.powersOfTau.contribute(fresh, contributed, "bench", "entropy of a bench");
  await snarkjs.powersOfTau.preparePhase2(contributed, prepared);
  if (power === POWER) await snarkjs.zKey.newZKey(memory(r1cs), prepared, memory());
}

const theirs: { power: number; milliseconds: number }[] = [];
for (const power of powers) theirs.push({ power, milliseconds: await once(() => snarkjsRoute(power)) });
const own = await compare([{ name: "civicproof", run: () => developmentSetup({ r1cs, seed: "bench" }) }], {
  rounds: settings.quick ? 3 : 7,
});
await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
await disposeCurve();

const sizes = theirs.map(({ power }) => 2 ** power);
const times = theirs.map(({ milliseconds }) => milliseconds);
const exponent = full ? undefined : growth(sizes, times);
const last = theirs.at(-1)!;
const route =
  exponent === undefined ? last.milliseconds : last.milliseconds * (2 ** POWER / 2 ** last.power) ** exponent;
const ours = quantile(own.civicproof.samples, 0.5);

publish(settings, {
  name: "setup",
  ratios: { circuit: CIRCUIT, ratioToSnarkjs: rounded(route / ours), measuredInFull: full },
  result: {
    milliseconds: { ...summary(own), snarkjs: rounded(route) },
    snarkjsPowersOfTau: theirs.map(({ power, milliseconds }) => ({ power, milliseconds: rounded(milliseconds) })),
    ...(exponent === undefined ? {} : { growth: exponent }),
  },
  versions: versions("snarkjs", "benchmark"),
  table: [
    ["setup", "ms"],
    ...theirs.map(({ power, milliseconds: time }) => [`snarkjs, powers of tau 2^${power}`, milliseconds(time)]),
    [`snarkjs, ${CIRCUIT}${full ? "" : ", carried on"}`, milliseconds(route)],
    [`civicproof, ${CIRCUIT}`, milliseconds(ours)],
  ],
  chart: {
    title: `Development keys of ${CIRCUIT}`,
    unit: "ms",
    kinds: { ours: { fill: FILL.ours, meaning: "civicproof" }, others: { fill: FILL.others, meaning: "snarkjs" } },
    bars: [
      { label: full ? "snarkjs" : "snarkjs, carried on from 2^11", value: route, kind: "others" },
      { label: "civicproof", value: ours, kind: "ours" },
    ],
    format: milliseconds,
  },
});
