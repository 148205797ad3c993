/**
 * Proving against snarkjs, and against a native rapidsnark when one is given:
 * `npm run --silent bench:prove -- --json [--quick] [--rapidsnark PATH] [--node PATH] [--tier i64]`.
 *
 * The fast tier needs relaxed SIMD: Node 22 and later have it, Node 20 behind a flag with which the bench then starts
 * itself again, unless `--tier i64` asks for what Node 20 does by itself. `--node` runs the whole bench under another
 * Node.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import * as snarkjs from "snarkjs";
import { witnessToWtns } from "../src/engine/groth16/files/wtns.ts";
import { createProver } from "../src/engine/groth16/prover/prover.ts";
import { type KernelTier, loadKernel } from "../src/engine/kernel/kernel.ts";
import { disposeCurve } from "../src/engine/snark/curve.ts";
import { createSnarkjsProver } from "../src/engine/snark/prove.ts";
import { createWitnessCalculator } from "../src/presentation/witness/calculator.ts";
import { FILL } from "./chart.ts";
import {
  type Contender,
  compare,
  milliseconds,
  publish,
  quantile,
  ROOT,
  ratio,
  readArguments,
  rounded,
  summary,
  timing,
  versions,
} from "./harness.ts";
import { enrolmentCircuit, ownCircuit, semaphore, type Workload } from "./workloads.ts";

const RELAXED_SIMD = "--experimental-wasm-relaxed-simd";
const settings = readArguments();
const tierWorks = (tier: KernelTier): Promise<boolean> =>
  loadKernel(tier).then(
    () => true,
    () => false,
  );

const hasFma = settings.option("tier") !== "i64" && (await tierWorks("fma"));
const otherNode = settings.option("node");
const again = process.env.CIVICPROOF_BENCH_AGAIN !== undefined;
if (
  !again &&
  (otherNode !== undefined ||
    (!hasFma &&
      settings.option("tier") === undefined &&
      spawnSync(process.execPath, [RELAXED_SIMD, "-e", ""]).status === 0))
) {
  const flags = otherNode === undefined ? [RELAXED_SIMD] : [];
  const { status } = spawnSync(
    otherNode ?? process.execPath,
    [...process.execArgv, ...flags, ...process.argv.slice(1)],
    {
      stdio: "inherit",
      env: { ...process.env, CIVICPROOF_BENCH_AGAIN: "1" },
    },
  );
  process.exit(status ?? 1);
}

const TIERS = (["fma", "i64"] as const).filter((tier) => tier === "i64" || hasFma);
const rounds = settings.quick ? 5 : 9;
const scratch = mkdtempSync(join(tmpdir(), "civicproof-bench-"));
const rapidsnark = settings.option("rapidsnark");

/** All provers on one circuit, taking turns. */
async function compareProvers(work: Workload, threads: readonly (1 | 2)[]) {
  const provers = TIERS.flatMap((tier) =>
    threads.map((count) => ({ name: `${tier} ${count}t`, backend: createProver({ tier, threads: count }) })),
  );
  const references = threads.map((count) => ({
    name: `snarkjs ${count}t`,
    backend: createSnarkjsProver({ threads: count === 2 }),
  }));
  const contenders: Contender[] = [...references, ...provers].map(({ name, backend }) => ({
    name,
    run: () => backend.prove(work),
  }));
  if (rapidsnark !== undefined) {
    const file = (name: string) => join(scratch, name);
    writeFileSync(file("key.zkey"), work.zkey);
    writeFileSync(file("witness.wtns"), work.wtns);
    for (const count of threads) {
      contenders.push({
        name: `rapidsnark ${count}t`,
        run: () =>
          runNative(rapidsnark, [file("key.zkey"), file("witness.wtns"), file("proof"), file("public")], count),
      });
    }
  }
  const timings = await compare(contenders, { rounds });
  for (const { backend } of [...provers, ...references]) await backend.dispose();
  return timings;
}

/** A native prover on so many cores, its start and its reading of the key included. */
function runNative(command: string, args: readonly string[], cores: number): Promise<void> {
  const bound = cores === 1 ? ["taskset", "-c", "0", command, ...args] : [command, ...args];
  return new Promise((resolve, reject) => {
    spawn(bound[0]!, bound.slice(1), { stdio: "ignore" })
      .on("error", reject)
      .on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

/** Witness and proof, warm, with two threads, against snarkjs's fullProve. */
async function compareWhole(work: Workload, tier: KernelTier) {
  const calculator = await createWitnessCalculator(work.wasm);
  const prover = createProver({ tier });
  const memory = (data: Uint8Array) => ({ type: "mem" as const, data });
  const timings = await compare(
    [
      {
        name: "snarkjs",
        run: () => snarkjs.groth16.fullProve(work.inputs, memory(work.wasm), memory(work.zkey)),
      },
      {
        name: "civicproof",
        run: () => prover.prove({ zkey: work.zkey, wtns: witnessToWtns(calculator.calculate(work.inputs)) }),
      },
    ],
    { rounds },
  );
  await prover.dispose();
  return timings;
}

/** The first proof of fresh processes, in turns. */
async function compareCold(work: Workload, tier: KernelTier) {
  const program = join(ROOT, "node_modules", ".cache", `civicproof-cold-${process.pid}.mjs`);
  await build({
    entryPoints: [join(ROOT, "bench", "cold-proof.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile: program,
    logLevel: "error",
  });
  const inputs = join(scratch, "inputs.json");
  writeFileSync(
    inputs,
    JSON.stringify(work.inputs, (_, value) => (typeof value === "bigint" ? String(value) : value)),
  );
  const flags = process.execArgv.filter((flag) => flag === RELAXED_SIMD);
  // Node 20 reads certificates that this names when it starts, 30 ms of every process of a machine that has it.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
  const first = (name: string): { milliseconds: number; peakKilobytes: number } => {
    const child = spawnSync(process.execPath, [...flags, program, name, join(ROOT, "artifacts"), inputs], { env });
    if (child.status !== 0) throw new Error(child.stderr.toString());
    return JSON.parse(child.stdout.toString());
  };
  try {
    const runs = Array.from({ length: rounds }, () => ({ theirs: first("snarkjs"), ours: first(tier) }));
    const ratioOf = (of: "milliseconds" | "peakKilobytes") =>
      rounded(
        quantile(
          runs.map(({ theirs, ours }) => theirs[of] / ours[of]),
          0.5,
        ),
      );
    const medians = (of: "milliseconds" | "peakKilobytes") => ({
      snarkjs: timing(runs.map(({ theirs }) => theirs[of])),
      civicproof: timing(runs.map(({ ours }) => ours[of])),
    });
    return {
      coldRatio: ratioOf("milliseconds"),
      memoryRatio: rounded(1 / ratioOf("peakKilobytes")),
      firstProof: medians("milliseconds"),
      peakKilobytes: medians("peakKilobytes"),
    };
  } finally {
    rmSync(program, { force: true });
  }
}

try {
  const works = settings.quick
    ? [await ownCircuit("age")]
    : [
        await ownCircuit("age"),
        await ownCircuit("eligibility"),
        await enrolmentCircuit(),
        ...(await Promise.all([10, 20, 32].map((depth) => semaphore(depth)))),
      ];
  const compared = [];
  for (const work of works) compared.push({ work, timings: await compareProvers(work, [1, 2]) });
  const [age] = compared as [(typeof compared)[0]];
  const best = TIERS[0]!;
  const whole = await compareWhole(age.work, best);
  const cold = await compareCold(age.work, best);

  const ratios = (timings: (typeof age)["timings"], tier: KernelTier) =>
    timings[`${tier} 1t`] === undefined
      ? null
      : {
          ratioToSnarkjs1t: ratio(timings, { theirs: "snarkjs 1t", ours: `${tier} 1t` }),
          ratioToSnarkjs2t: ratio(timings, { theirs: "snarkjs 2t", ours: `${tier} 2t` }),
          ...(rapidsnark === undefined
            ? {}
            : {
                ratioToRapidsnark1t: ratio(timings, { theirs: "rapidsnark 1t", ours: `${tier} 1t` }),
                ratioToRapidsnark2t: ratio(timings, { theirs: "rapidsnark 2t", ours: `${tier} 2t` }),
              }),
        };
  const names = Object.keys(age.timings);
  publish(settings, {
    name: `prove-node${process.versions.node.split(".")[0]}`,
    ratios: {
      circuit: age.work.name,
      fma: ratios(age.timings, "fma"),
      i64: ratios(age.timings, "i64"),
      coldRatio: cold.coldRatio,
      fullProveRatio: ratio(whole, { theirs: "snarkjs", ours: "civicproof" }),
      memoryRatio: cold.memoryRatio,
    },
    result: {
      circuits: Object.fromEntries(
        compared.map(({ work, timings }) => [
          work.name,
          { fma: ratios(timings, "fma"), i64: ratios(timings, "i64"), milliseconds: summary(timings) },
        ]),
      ),
      fullProve: summary(whole),
      firstProof: cold.firstProof,
      peakKilobytes: cold.peakKilobytes,
    },
    versions: versions("snarkjs", "@zk-kit/semaphore-artifacts", "benchmark"),
    table: [
      ["ms", ...names],
      ...compared.map(({ work, timings }) => [work.name, ...names.map((name) => milliseconds(timings[name]!.median))]),
    ],
    chart: {
      title: `Proving ${age.work.name}, Node ${process.versions.node.split(".")[0]}`,
      unit: "ms",
      kinds: {
        ours: { fill: FILL.ours, meaning: "civicproof" },
        native: { fill: FILL.reference, meaning: "native" },
        others: { fill: FILL.others, meaning: "snarkjs" },
      },
      bars: names.map((name) => ({
        label: name.replace(/ (\d)t$/, (_, count) => `, ${count} thread${count === "1" ? "" : "s"}`),
        value: age.timings[name]!.median,
        kind: name.startsWith("snarkjs") ? "others" : name.startsWith("rapidsnark") ? "native" : "ours",
      })),
      format: milliseconds,
    },
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
  await disposeCurve();
}
