/**
 * What anchoring costs from 10^3 to 10^6 records: `npm run bench:anchoring`. Each size runs in a process of its own, so that
 * resident memory is that of the size. Writes bench/results/anchoring.json and anchoring.svg; `--quick` stops at 10^5 and
 * writes nothing; `--json` prints one JSON object.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageVersion } from "../src/cli/version.ts";
import { openSqlite } from "../src/core/database/sqlite.ts";
import { generatePrivateKey } from "../src/core/signature.ts";
import { parseSchema } from "../src/credentials/credential/schema.ts";
import { createPoseidonPool } from "../src/engine/poseidon/pool.ts";
import { correctRecord } from "../src/records/archive/change.ts";
import { commitBatch } from "../src/records/archive/commit.ts";
import { importRecords, type RecordInput } from "../src/records/archive/import.ts";
import { openKeyStore } from "../src/records/archive/keys.ts";
import { proveCurrent, proveInclusion } from "../src/records/archive/proofs.ts";
import { openRecordStore } from "../src/records/archive/record-store.ts";
import { type Series, scalingChart } from "./chart.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const SIZES = quick ? [1_000, 10_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
const NOW_SECONDS = 1_795_428_000;
const PROOFS = 21;
const UPDATES = 5;
const THREADS = 2;

/** The figures of one size. */
interface Measured {
  readonly records: number;
  readonly recordsPerSecond: number;
  readonly importSeconds: number;
  readonly anchorSeconds: number;
  /** Processor time of importing and anchoring, all threads: it stays the same on a busy machine, the seconds don't. */
  readonly cpuSeconds: number;
  /** The most that was resident at any time, MB. */
  readonly residentMegabytes: number;
  /** Median of inclusion and current proofs. */
  readonly proofMilliseconds: number;
  /** Median of a correction and the anchor that makes it count. */
  readonly updateMilliseconds: number;
  readonly reopenMilliseconds: number;
  readonly diskMegabytes: number;
}

const SCHEMA = parseSchema({
  civicproof: "schema/v2",
  name: "residence",
  version: "1",
  claims: [
    { name: "district", type: "code" },
    { name: "movedIn", type: "day" },
    { name: "birthDate", type: "date" },
    { name: "persons", type: "integer" },
    { name: "rent", type: "money" },
    { name: "owner", type: "boolean" },
  ],
});
const digits = (value: number): string => String(value).padStart(2, "0");
function residence(i: number): RecordInput {
  return {
    id: `file ${i}`,
    fields: {
      district: `AT13${i % 10}`,
      movedIn: `20${digits(i % 26)}-${digits(1 + (i % 12))}-${digits(1 + (i % 28))}`,
      birthDate: `19${digits(i % 100)}-${digits(1 + (i % 12))}-01`,
      persons: 1 + (i % 6),
      rent: 40_000 + (i % 100_000),
      owner: i % 3 === 0,
    },
  };
}
function* residences(n: number): Generator<RecordInput> {
  for (let i = 0; i < n; i++) yield residence(i);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const seconds = (from: number): number => (performance.now() - from) / 1000;
const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

async function measure(records: number): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), "civicproof-bench-"));
  const pool = createPoseidonPool({ threads: THREADS });
  const open = async () =>
    openRecordStore({
      keys: await openKeyStore(join(directory, "keys.db")),
      database: await openSqlite(join(directory, "records.db")),
      residency: "bench",
      pool,
    });
  const publisherKey = generatePrivateKey();
  const commit = (store: Awaited<ReturnType<typeof open>>) =>
    commitBatch(store, { policy: { allowedResidency: ["bench"] }, publisherKey, nowSeconds: NOW_SECONDS });
  try {
    let store = await open();
    const started = performance.now();
    const cpu = process.cpuUsage();
    await importRecords(store, {
      source: "bench",
      rows: residences(records),
      schema: SCHEMA,
      retentionClass: { name: "ten-years", termDays: 3_653, action: "erase" },
      nowSeconds: NOW_SECONDS,
    });
    const importSeconds = seconds(started);
    const signed = await commit(store);
    const anchorSeconds = seconds(started) - importSeconds;
    const { user, system } = process.cpuUsage(cpu);
    if (signed?.anchor.count !== records) throw new Error("not every record was anchored");
    await store.close();

    const reopened = performance.now();
    store = await open();
    await proveCurrent(store, { id: "file 0" });
    const reopenMilliseconds = performance.now() - reopened;
    const proofs: number[] = [];
    for (let i = 0; i < PROOFS; i++) {
      const id = `file ${(i * 7919) % records}`;
      const from = performance.now();
      if (i % 2 === 0) await proveCurrent(store, { id });
      else await proveInclusion(store, { id });
      proofs.push(performance.now() - from);
    }
    const updates: number[] = [];
    for (let i = 0; i < UPDATES; i++) {
      const from = performance.now();
      const id = `file ${i * 11 + 1}`;
      const content = { fields: { ...residence(i * 11 + 1).fields, persons: 9 } };
      await correctRecord(store, { id, reason: "data-wrong", nowSeconds: NOW_SECONDS, content });
      await commit(store);
      updates.push(performance.now() - from);
    }
    await store.close();
    const bytes = ["records.db", "keys.db"].reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    return {
      records,
      recordsPerSecond: Math.round(records / (importSeconds + anchorSeconds)),
      importSeconds: rounded(importSeconds, 2),
      anchorSeconds: rounded(anchorSeconds, 2),
      cpuSeconds: rounded((user + system) / 1e6, 2),
      residentMegabytes: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
      proofMilliseconds: rounded(median(proofs)),
      updateMilliseconds: rounded(median(updates)),
      reopenMilliseconds: rounded(reopenMilliseconds),
      diskMegabytes: rounded(bytes / 1e6),
    };
  } finally {
    await pool.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Measures a size in a process of its own. */
function measureApart(records: number): Promise<Measured> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ["--import", "tsx", script, "--size", String(records)], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(output).toString()) as Measured);
      else reject(new Error(`the run over ${records} records failed`));
    });
  });
}

const sizeAt = process.argv.indexOf("--size");
if (sizeAt > 0) {
  console.log(JSON.stringify(await measure(Number(process.argv[sizeAt + 1]))));
} else {
  const measured: Measured[] = [];
  for (const size of SIZES) {
    if (!json) console.error(`${size} records …`);
    measured.push(await measureApart(size));
  }
  const result = {
    machine: {
      cpu: cpus()[0]?.model ?? "unknown",
      /** Processes that were running or waiting when the bench began: 0 on a machine of its own. */
      loadAverage: rounded(loadavg()[0]!),
      cores: cpus().length,
      memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    },
    versions: { civicproof: packageVersion(), node: process.versions.node },
    threads: THREADS,
    recordsPerSecond: bySize("recordsPerSecond"),
    residentMegabytes: bySize("residentMegabytes"),
    proofMilliseconds: bySize("proofMilliseconds"),
    updateMilliseconds: bySize("updateMilliseconds"),
    sizes: measured,
  };
  function bySize(name: "recordsPerSecond" | "residentMegabytes" | "proofMilliseconds" | "updateMilliseconds") {
    return Object.fromEntries(measured.map((each) => [String(each.records), each[name]]));
  }
  if (!quick) {
    const results = join(root, "bench/results");
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, "anchoring.json"), `${JSON.stringify(result, null, 2)}\n`);
    const line = (label: string, value: (each: Measured) => number): Series => ({
      label,
      points: measured.map((each) => [each.records, value(each)] as const),
    });
    writeFileSync(
      join(results, "anchoring.svg"),
      scalingChart("Anchoring records on two cores", [
        line("import and anchor (s)", ({ importSeconds, anchorSeconds }) => importSeconds + anchorSeconds),
        line("reopen (ms)", ({ reopenMilliseconds }) => reopenMilliseconds),
        line("proof (ms)", ({ proofMilliseconds }) => proofMilliseconds),
        line("update (ms)", ({ updateMilliseconds }) => updateMilliseconds),
        line("resident memory (MB)", ({ residentMegabytes }) => residentMegabytes),
      ]),
    );
  }
  if (json) console.log(JSON.stringify(result));
  else console.table(measured);
}
