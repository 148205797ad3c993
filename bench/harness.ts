/**
 * What the benches share: contenders take turns in one process, so that a busy machine slows all of them, and a result
 * is a ratio of medians with its spread, the machine and the versions.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Benchmark from "benchmark";
import { barChart, type Chart } from "./chart.ts";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface Contender<Name extends string = string> {
  readonly name: Name;
  /** One run; what it costs is measured. */
  readonly run: () => unknown;
}

/** Milliseconds of a run: the median of the rounds, and the quartiles around it. */
export interface Timing {
  readonly median: number;
  readonly quartiles: readonly [lower: number, upper: number];
  readonly rounds: number;
}

export type Timings<Name extends string> = Readonly<Record<Name, Timing & { readonly samples: readonly number[] }>>;

/** The value below which a share of the samples lies, between the neighbours. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)]!;
  return below + (sorted[Math.ceil(position)]! - below) * (position % 1);
}

export function timing(samples: readonly number[]): Timing {
  return {
    median: quantile(samples, 0.5),
    quartiles: [quantile(samples, 0.25), quantile(samples, 0.75)],
    rounds: samples.length,
  };
}

/** Milliseconds of one run: the mean over a sample of at least 50 ms. */
function sample(run: () => unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    let failure: unknown;
    const benchmark: Benchmark = new Benchmark({
      defer: true,
      minTime: 0.05,
      maxTime: 0,
      minSamples: 1,
      fn: (deferred) => {
        Promise.resolve()
          .then(run)
          .catch((error: unknown) => {
            failure = error;
          })
          .finally(() => deferred.resolve());
      },
      onComplete: () => {
        if (failure !== undefined || benchmark.error !== undefined) reject(failure ?? benchmark.error);
        else resolve(benchmark.stats.mean * 1000);
      },
    });
    benchmark.run({ async: true });
  });
}

/** Lets the contenders take turns, in another order each round, after one run each that is not counted. */
export async function compare<Name extends string>(
  contenders: readonly Contender<Name>[],
  { rounds }: { rounds: number },
): Promise<Timings<Name>> {
  const samples = new Map<Name, number[]>(contenders.map(({ name }) => [name, []]));
  for (const { run } of contenders) await run();
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < contenders.length; i += 1) {
      const { name, run } = contenders[(i + round) % contenders.length]!;
      samples.get(name)!.push(await sample(run));
    }
  }
  return Object.fromEntries(
    [...samples].map(([name, values]) => [name, { ...timing(values), samples: values }]),
  ) as unknown as Timings<Name>;
}

/** How many times faster `ours` is than `theirs`: the median of the ratios of each round. */
export function ratio<Name extends string>(
  timings: Timings<Name>,
  { theirs, ours }: { theirs: Name; ours: Name },
): number {
  const mine = timings[ours].samples;
  return rounded(
    quantile(
      timings[theirs].samples.map((value, i) => value / mine[i]!),
      0.5,
    ),
  );
}

/** e in time ∝ size^e, by least squares over the logarithms. */
export function growth(sizes: readonly number[], times: readonly number[]): number {
  const xs = sizes.map(Math.log);
  const ys = times.map(Math.log);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - mx) * (ys[i]! - my)));
  return rounded(covariance / mean(xs.map((x) => (x - mx) ** 2)));
}

/** Three significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

/** Timings for a results file. */
export function summary<Name extends string>(timings: Timings<Name>): Record<string, Timing> {
  return Object.fromEntries(
    Object.entries<Timings<Name>[Name]>(timings).map(([name, { median, quartiles, rounds }]) => [
      name,
      { median: rounded(median), quartiles: [rounded(quartiles[0]), rounded(quartiles[1])], rounds },
    ]),
  );
}

export function machine(): { cpu: string; cores: number; node: string; v8: string; platform: string } {
  const { node, v8 } = process.versions;
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    node,
    v8,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Installed versions of packages. */
export function versions(...packages: readonly string[]): Record<string, string> {
  const require = createRequire(import.meta.url);
  const read = (name: string): string => {
    const path = join(ROOT, "node_modules", name, "package.json");
    return (JSON.parse(readFileSync(require.resolve(path), "utf8")) as { version: string }).version;
  };
  return Object.fromEntries(packages.map((name) => [name, read(name)]));
}

export interface Arguments {
  /** Fewer rounds and smaller sizes; nothing is written. */
  readonly quick: boolean;
  /** Print one JSON object and nothing else. */
  readonly json: boolean;
  /** The value after `--name`. */
  option(name: string): string | undefined;
}

export function readArguments(argv: readonly string[] = process.argv.slice(2)): Arguments {
  return {
    quick: argv.includes("--quick"),
    json: argv.includes("--json"),
    option: (name) => {
      const at = argv.indexOf(`--${name}`);
      return at < 0 ? undefined : argv[at + 1];
    },
  };
}

export interface Report<Kind extends string> {
  /** Names the files: `results/<name>.json` and `.svg`. */
  readonly name: string;
  readonly result: object;
  readonly versions: Record<string, string>;
  readonly table: readonly (readonly string[])[];
  readonly chart: Chart<Kind>;
  /** What `--json` prints. */
  readonly ratios: object;
}

/** Prints the table or the JSON object, and writes results and chart unless the run was a quick one. */
export function publish<Kind extends string>({ quick, json }: Arguments, report: Report<Kind>): void {
  if (json) console.log(JSON.stringify(report.ratios));
  else printTable(report.table);
  if (quick) return;
  const folder = join(ROOT, "bench", "results");
  mkdirSync(folder, { recursive: true });
  const content = { ...report.ratios, ...report.result, machine: machine(), versions: report.versions };
  // Quartiles on one line, as the formatter wants them.
  const text = JSON.stringify(content, null, 2).replace(/\[\s+([\d.]+),\s+([\d.]+)\s+\]/g, "[$1, $2]");
  writeFileSync(join(folder, `${report.name}.json`), `${text}\n`);
  writeFileSync(join(folder, `${report.name}.svg`), barChart(report.chart));
}

/** The first row is the head; all columns but the first are numbers. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "));
  }
}

/** 12.345 → "12.3", 1234.5 → "1,235". */
export const milliseconds = (value: number): string =>
  value >= 1000 ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",") : String(rounded(value));
