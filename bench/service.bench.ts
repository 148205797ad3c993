/**
 * A verifier service under load: `npm run --silent bench:service -- --quick --json`.
 *
 * The full run (`--minutes 10` for the long part) writes bench/results/service.json and service.svg; docs/reliability.md
 * sets its figures beside the targets. `--part accepts,flood` and `--store sqlite` measure some of it again and keep the
 * rest. Presentations are made with a trapdoor and verify like others; the load comes from this process, on the same
 * cores as the service.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasPostgres, startPostgres } from "../test/postgres.ts";
import { type Series, serviceChart } from "./service/chart.ts";
import { type LoadOptions, type LoadReport, round, runFlood, runLoad } from "./service/load.ts";
import { batchRatio, durableAccepts, largeStore, structuralRefusals } from "./service/stores.ts";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
/** The value after a flag. */
const valueAfter = (flag: string): string | undefined => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? undefined : process.argv[at + 1];
};
const minutes = Number(valueAfter("--minutes") ?? 1);
const isWanted = (part: string): boolean => valueAfter("--part")?.split(",").includes(part) ?? true;
const results = fileURLToPath(new URL("results", import.meta.url));

const say = (line: string): void => {
  if (!json) console.log(line);
};
/** What the machine had to do already: figures under a load above the number of cores say little about idle ones. */
const machineLoad = (): number => Number(loadavg()[0]!.toFixed(1));
const folder = mkdtempSync(join(tmpdir(), "civicproof-bench-"));
const postgres = hasPostgres ? await startPostgres({ maxSeconds: 7_200 }) : undefined;
type Kind = "sqlite" | "postgres";
const installed: readonly Kind[] = postgres === undefined ? ["sqlite"] : ["sqlite", "postgres"];
const kinds = installed.filter((kind) => (valueAfter("--store") ?? kind) === kind);
let count = 0;

/** An empty store; `file` as the library takes it, `url` as the service does. */
async function freshStore(kind: Kind): Promise<{ file: string; url: string }> {
  const name = `bench_${count++}`;
  if (kind === "sqlite") return { file: join(folder, `${name}.db`), url: `sqlite:${join(folder, `${name}.db`)}` };
  const url = await postgres!.createDatabase(name);
  return { file: url, url };
}

const summary = ({ perSecond, p99Ms, rssGrowth }: LoadReport) => ({ perSecond, p99Ms, rssGrowth });

try {
  if (quick) await runQuick();
  else await runFull();
} finally {
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
}

async function runQuick(): Promise<void> {
  const report: Record<string, object> = {};
  for (const kind of kinds) {
    const load = await runLoad({ store: (await freshStore(kind)).url, concurrency: 8, seconds: 15 });
    report[kind] = summary(load);
    say(`${kind.padEnd(9)} ${load.perSecond}/s, p99 ${load.p99Ms} ms, memory ${(100 * load.rssGrowth).toFixed(1)} %`);
  }
  const batch = { ratioPerProof: await batchRatio(3) };
  say(`batch of 64: ${batch.ratioPerProof} times faster per proof than one by one`);
  if (json) console.log(JSON.stringify({ ...report, batch }));
}

interface Measured {
  accepts?: object;
  large?: object;
  flood?: object;
  queue?: object;
  loads?: readonly (LoadReport & { readonly machineLoad: number })[];
  long?: LoadReport & { readonly machineLoad: number };
}
type Report = { [kind in Kind]?: Measured } & Record<string, unknown>;

async function runFull(): Promise<void> {
  const file = join(results, "service.json");
  const report: Report = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : {};
  /** Measures a part, says what came out, and keeps it at once. */
  const measure = async <T extends object>(
    part: string,
    keep: (measured: T & { machineLoad: number }) => void,
    work: () => Promise<T>,
  ) => {
    if (!isWanted(part)) return;
    const before = machineLoad();
    const measured = { ...(await work()), machineLoad: before };
    const { rssMb: _, ...shown } = measured as T & { rssMb?: unknown };
    say(`${part} ${JSON.stringify(shown)}`);
    keep(measured);
    write(report);
  };

  await measure(
    "batch",
    (batch) => (report.batch = batch),
    async () => ({ ratioPerProof: await batchRatio(3) }),
  );
  await measure(
    "refusals",
    (refusals) => (report.structuralRefusals = refusals),
    () => structuralRefusals(100_000),
  );
  for (const kind of kinds) {
    const mine: Measured = report[kind] ?? {};
    report[kind] = mine;
    const load = async (options: Omit<LoadOptions, "store">) =>
      runLoad({ store: (await freshStore(kind)).url, ...options });
    await measure(
      "accepts",
      (accepts) => (mine.accepts = accepts),
      async () => durableAccepts((await freshStore(kind)).file, { single: 1_000, batched: 10_000 }),
    );
    await measure(
      "large",
      (large) => (mine.large = large),
      async () => largeStore((await freshStore(kind)).file),
    );
    await measure(
      "flood",
      (flood) => (mine.flood = flood),
      async () => runFlood({ store: (await freshStore(kind)).url, count: Number(valueAfter("--flood") ?? 100_000) }),
    );
    if (isWanted("loads")) mine.loads = [];
    for (const processes of [1, 2]) {
      for (const concurrency of [1, 8, 32]) {
        await measure(
          "loads",
          (measured) => (mine.loads = [...(mine.loads ?? []), measured]),
          () => load({ concurrency, processes, seconds: 12 }),
        );
      }
    }
    if (kind === "postgres") await measure("queue", (queue) => (mine.queue = queue), measureQueue);
    await measure(
      "long",
      (long) => (mine.long = long),
      () => load({ concurrency: 8, seconds: 60 * minutes }),
    );
  }
  if (json) console.log(JSON.stringify(report));
}

/** Two processes that share their work against one by itself, in turns, so that both meet the same machine. */
async function measureQueue() {
  const run = async (options: { readonly processes: number; readonly queue: boolean }) =>
    runLoad({ store: (await freshStore("postgres")).url, concurrency: 32, seconds: 12, ...options });
  const rounds: { readonly one: LoadReport; readonly two: LoadReport }[] = [];
  for (let i = 0; i < 3; i++) {
    const one = await run({ processes: 1, queue: false });
    rounds.push({ one, two: await run({ processes: 2, queue: true }) });
  }
  const median = (pick: (round: (typeof rounds)[number]) => number): number =>
    rounds.map(pick).sort((a, b) => a - b)[1]!;
  const medians = (pick: (round: (typeof rounds)[number]) => LoadReport) => ({
    perSecond: median((round) => pick(round).perSecond),
    p99Ms: median((round) => pick(round).p99Ms),
    cpuMsPerClaim: median((round) => pick(round).cpuMsPerClaim),
    loadMsPerClaim: median((round) => pick(round).loadMsPerClaim),
    loadBusy: median((round) => pick(round).loadBusy),
  });
  return {
    oneProcess: medians(({ one }) => one),
    twoWithQueue: medians(({ two }) => two),
    ratio: round(
      median(({ one, two }) => two.perSecond / one.perSecond),
      2,
    ),
  };
}

function write(report: Report): void {
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const versions = { betterSqlite3: "12.11.1", postgres: "18.4", pg: "8.23.1", fastify: "5.12.8" };
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "service.json"), `${JSON.stringify({ ...report, machine, versions }, null, 2)}\n`);
  const series = (pick: (measured: Measured) => readonly (LoadReport | undefined)[]): Series[] =>
    (["sqlite", "postgres"] as const).flatMap((store) =>
      pick(report[store] ?? {}).flatMap((load) => (load === undefined ? [] : [{ store, load }])),
    );
  const bars = series(({ loads = [] }) => loads);
  const lines = series(({ long }) => [long]);
  if (bars.length > 0 && lines.length > 0) {
    writeFileSync(
      join(results, "service.svg"),
      serviceChart("Presentations verified and claims used per second", bars, lines),
    );
  }
}
