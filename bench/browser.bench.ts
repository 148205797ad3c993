/**
 * Proving in a real Chromium, against snarkjs in the same page with the same key:
 * `npm run bench:browser`; `npm run --silent bench:browser -- --quick --json` prints one JSON object and writes nothing.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseDate } from "../src/core/dates.ts";
import { checkCredential } from "../src/credentials/credential/credential.ts";
import { findBlinding } from "../src/credentials/credential/holder.ts";
import { requestSignals } from "../src/presentation/proof/request.ts";
import { buildWitnessInputs } from "../src/presentation/witness/build.ts";
import { compilePolicy } from "../src/statement/policy/index.ts";
import { createRequest } from "../src/verifier.ts";
import { launchWithProfile } from "../test/browser/chromium.ts";
import { bundle, startServer } from "../test/browser/server.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../test/world.ts";
import { measureFirstVisit } from "./browser/first-visit.ts";
import type { BenchInput } from "./browser/page.ts";
import { pairChart } from "./chart.ts";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const ROUNDS = quick ? 3 : 9;
const CIRCUIT = "age";

function makeInput(circuit: BenchInput["circuit"]): BenchInput {
  const world = makeWorld();
  const policy = compilePolicy(FIXTURE_POLICIES[circuit], SCHEMA);
  const scope = { verifier: "bench.example" };
  const request = createRequest({
    policy,
    scope,
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://bench.example",
    nowSeconds: NOW_SECONDS,
  });
  const { registry, view, holderSecret } = world;
  const credential = checkCredential(world.credential, { schema: SCHEMA, holderSecret });
  const issuer = view.issuerPath(credential.issuerKey);
  const signals = requestSignals(request);
  const inputs = buildWitnessInputs({
    credential,
    holderSecret,
    blinding: findBlinding(holderSecret, credential.holderCommitment),
    policy,
    registry: {
      ...issuer,
      issuerRoot: view.issuerRoot,
      statusRoot: registry.statusRoot,
      ...view.statusPath(issuer.issuerIndex, credential.statusIndex),
    },
    scope: signals.scope,
    period: request.period,
    today: parseDate(request.today),
    context: signals.context,
  });
  return JSON.parse(
    JSON.stringify(
      {
        manifest: JSON.parse(readFileSync("artifacts/manifest.json", "utf8")),
        circuit,
        credential: world.credential,
        holderSecret,
        request,
        snapshot: registry.snapshot(),
        statusBits: [...registry.statusBits(issuer.issuerIndex)],
        roots: { issuerRoot: view.issuerRoot, statusRoot: registry.statusRoot },
        inputs,
        nowSeconds: NOW_SECONDS,
      },
      (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value),
    ),
  ) as BenchInput;
}

const input = makeInput(CIRCUIT);
const files = await bundle({ page: "bench/browser/page.ts", worker: "src/browser/worker/entry.ts" });
// snarkjs starts its threads from blob: URLs, which the strict policy of the tests forbids.
const server = await startServer(files, { policy: undefined });

type Contender = "ours" | "snarkjs";

/** Runs work in a page of a fresh browser; answers also the peak memory of the page's process. */
async function inFreshBrowser<T>(
  work: (evaluate: (name: "cold" | "warm", argument: Contender | number) => Promise<T>) => Promise<T>,
): Promise<{ readonly result: T; readonly peakMiB: number }> {
  const profile = mkdtempSync(join(tmpdir(), "civicproof-bench-"));
  const browser = await launchWithProfile(profile);
  try {
    const page = await browser.context.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => "civicproofBench" in globalThis);
    const evaluate = page.evaluate.bind(page) as (work: unknown, given: unknown) => Promise<unknown>;
    const result = await work(
      (name, argument) =>
        evaluate(
          ({ input, name, argument }: { input: BenchInput; name: "cold" | "warm"; argument: never }) =>
            civicproofBench[name](input, argument),
          { input, name, argument },
        ) as Promise<T>,
    );
    return { result, peakMiB: peakOfRenderers(browser.processId) };
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The largest peak resident size among the browser's renderer processes (Linux: VmHWM). */
function peakOfRenderers(browserId: number): number {
  const peaks = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      const group = Number(
        readFileSync(`/proc/${name}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ")[2],
      );
      if (group !== browserId || !command.includes("--type=renderer")) return [];
      return [Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1] ?? 0) / 1024];
    } catch {
      return [];
    }
  });
  return Math.max(0, ...peaks);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rounded = (value: number): number => Math.round(value * 100) / 100;

interface Cold {
  readonly startMs: number;
  readonly firstProofMs: number;
}
interface Warm {
  readonly ours: readonly number[];
  readonly snarkjs: readonly number[];
  readonly oursVerify: readonly number[];
  readonly snarkjsVerify: readonly number[];
}

try {
  const colds = { ours: [] as (Cold & { peakMiB: number })[], snarkjs: [] as (Cold & { peakMiB: number })[] };
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const contender of ["ours", "snarkjs"] as const) {
      const { result, peakMiB } = await inFreshBrowser<Cold>((evaluate) => evaluate("cold", contender));
      colds[contender].push({ ...result, peakMiB });
    }
  }
  const { result: warm } = await inFreshBrowser<Warm>((evaluate) => evaluate("warm", ROUNDS));
  const figures = (contender: Contender) => ({
    coldStartMs: rounded(median(colds[contender].map(({ startMs }) => startMs))),
    firstProofMs: rounded(median(colds[contender].map(({ firstProofMs }) => firstProofMs))),
    warmProofMs: rounded(median(warm[contender])),
    verifyMs: rounded(median(warm[`${contender}Verify`])),
    peakMiB: rounded(median(colds[contender].map(({ peakMiB }) => peakMiB))),
  });
  const [ours, snarkjs] = [figures("ours"), figures("snarkjs")];
  const ratio = (name: keyof typeof ours): number => rounded(snarkjs[name] / ours[name]);
  const result = {
    circuit: CIRCUIT,
    rounds: ROUNDS,
    ours,
    snarkjs,
    /** snarkjs's figure divided by ours: above 1, ours is the better one. */
    ratios: {
      firstProof: ratio("firstProofMs"),
      coldStartAndFirstProof: rounded(
        (snarkjs.coldStartMs + snarkjs.firstProofMs) / (ours.coldStartMs + ours.firstProofMs),
      ),
      warmProof: ratio("warmProofMs"),
      verify: ratio("verifyMs"),
      memory: ratio("peakMiB"),
    },
    firstVisit: await measureFirstVisit(makeInput("eligibility"), { rounds: quick ? 1 : 3, megabits: 10 }),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, browser: "Chromium 138, headless" },
  };
  if (!quick) {
    mkdirSync("bench/results", { recursive: true });
    writeFileSync("bench/results/browser.json", `${JSON.stringify(result, null, 2)}\n`);
    const rows = (["coldStartMs", "firstProofMs", "warmProofMs", "verifyMs", "peakMiB"] as const).map((name) => ({
      label: name,
      ours: ours[name],
      reference: snarkjs[name],
    }));
    writeFileSync("bench/results/browser.svg", pairChart(`Proving in a browser, circuit ${CIRCUIT}`, "snarkjs", rows));
  }
  if (json) console.log(JSON.stringify(result));
  else {
    console.table({ ours, snarkjs });
    console.table(result.firstVisit);
  }
} finally {
  await server.close();
}
