/**
 * A verifier service under load: `npm run --silent bench:service -- --quick --json`.
 *
 * The full run (`--minutes 10` for the long part) writes bench/results/service.json and service.svg; docs/reliability.md
 * sets its figures beside the bars. Presentations are made with a trapdoor and verify like others; the load comes from
 * this process, on the same cores as the service.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasPostgres, startPostgres } from "../test/postgres.ts";
import { type Series, serviceChart } from "./service/chart.ts";
import { type LoadReport, runFlood, runLoad } from "./service/load.ts";
import { batchRatio, durableAccepts, largeStore, structuralRefusals } from "./service/stores.ts";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const minutes = Number(process.argv[process.argv.indexOf("--minutes") + 1]) || 1;
const results = fileURLToPath(new URL("results", import.meta.url));

const say = (line: string): void => {
  if (!json) console.log(line);
};
/** What other programs did on the machine when this began. */
const loadBefore = Number(loadavg()[0]!.toFixed(1));
const folder = mkdtempSync(join(tmpdir(), "civicproof-bench-"));
const postgres = hasPostgres ? await startPostgres({ maxSeconds: 7_200 }) : undefined;
const kinds = postgres === undefined ? (["sqlite"] as const) : (["sqlite", "postgres"] as const);
type Kind = (typeof kinds)[number];
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

async function runFull(): Promise<void> {
  const batch = { ratioPerProof: await batchRatio(5) };
  say(`batch of 64: ${batch.ratioPerProof} times faster per proof than one by one`);
  const refusals = await structuralRefusals(100_000);
  say(`structural refusals: ${refusals.perSecond}/s, ${refusals.accepted} accepted, +${refusals.rssGrowthMb} MB`);
  const stores: Record<string, object> = {};
  const bars: Series[] = [];
  const lines: Series[] = [];
  for (const kind of kinds) {
    const accepts = await durableAccepts((await freshStore(kind)).file, { single: 1_000, batched: 20_000 });
    say(`${kind}: ${accepts.oneByOnePerSecond}/s durable one by one, ${accepts.batchedPerSecond}/s batched`);
    const large = await largeStore((await freshStore(kind)).file);
    say(`${kind}: a million nullifiers open in ${large.openMs} ms, look-up p99 ${large.lookup.p99Ms} ms`);
    const flood = await runFlood({ store: (await freshStore(kind)).url, count: kind === "sqlite" ? 100_000 : 10_000 });
    say(`${kind}: ${flood.sent} malformed in ${flood.seconds} s, ${flood.accepted} accepted, +${flood.rssGrowthMb} MB`);
    for (const processes of [1, 2]) {
      for (const concurrency of [1, 8, 32]) {
        const { url } = await freshStore(kind);
        const load = await runLoad({ store: url, concurrency, seconds: 12, processes });
        bars.push({ store: kind, load });
        say(`${kind}, ${processes} × ${concurrency}: ${load.perSecond}/s, p50 ${load.p50Ms}, p99 ${load.p99Ms} ms`);
      }
    }
    const long = await runLoad({ store: (await freshStore(kind)).url, concurrency: 8, seconds: 60 * minutes });
    lines.push({ store: kind, load: long });
    say(
      `${kind}, ${minutes} min: ${long.perSecond}/s, p99 ${long.p99Ms} ms, memory ${(100 * long.rssGrowth).toFixed(1)} %`,
    );
    const short = bars.filter(({ store }) => store === kind).map(({ load: { rssMb, ...load } }) => load);
    stores[kind] = { ...summary(long), accepts, large, flood, loads: short, long };
  }
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version, loadBefore };
  const versions = { betterSqlite3: "12.11.1", postgres: "18.4", pg: "8.23.1", fastify: "5.12.8" };
  const report = { ...stores, batch, structuralRefusals: refusals, machine, versions };
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "service.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(
    join(results, "service.svg"),
    serviceChart("Presentations verified and claims used per second", bars, lines),
  );
  if (json) console.log(JSON.stringify(report));
}
