/** Runs mutants in copies of the project and keeps what came out by a hash of everything that the run depends on. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forgePath } from "../../scripts/forge.ts";
import listed from "./equivalent.json" with { type: "json" };
import { applyMutant, type EquivalentMutant, isEquivalent, type Mutant } from "./mutant.ts";
import { PARTS, type Part, type Task, tasksOf } from "./parts.ts";
import { hashOf, sourcesOf } from "./sources.ts";
import { MUTATIONS, PROJECT, type Run, Workspace } from "./workspace.ts";

export interface Verdict {
  readonly status: "killed" | "survived";
  /** Whether a test noticed it, or the run didn't end, or the mutant doesn't compile. */
  readonly by: "test" | "time" | "compiler";
  readonly seconds: number;
}

export interface RunOptions {
  readonly parts: readonly Part[];
  /** Which of how many equal shares, from 1. */
  readonly shard?: { readonly number: number; readonly of: number };
  /** Takes the verdicts of earlier runs as they are; otherwise mutants that survived are tried again. */
  readonly resume?: boolean;
  /** Only files whose path holds this text. */
  readonly file?: string;
  readonly workers?: number;
  readonly report?: (line: string) => void;
}

export interface Outcome {
  readonly killed: number;
  readonly equivalent: number;
  readonly survivors: readonly Task[];
  /** Entries of the list of equivalent mutants that fit none. */
  readonly stale: readonly EquivalentMutant[];
  /** Tests that fail without a mutant: their mutants have no verdict. */
  readonly red: readonly string[];
}

const equivalents: readonly EquivalentMutant[] = listed;
const RESULTS = join(MUTATIONS, "results.json");
/** Mutants that one worker takes at once: those of one set of tests. */
const BATCH = 12;
/** A compilation takes a fifth of the time without the optimiser; runs of random values are short. */
const FORGE = {
  FOUNDRY_VIA_IR: "false",
  FOUNDRY_OPTIMIZER: "false",
  FOUNDRY_OUT: "../build/mutants",
  FOUNDRY_CACHE_PATH: "../build/mutants-cache",
  FOUNDRY_FUZZ_RUNS: "32",
  FOUNDRY_INVARIANT_RUNS: "2",
  FOUNDRY_INVARIANT_DEPTH: "32",
  FOUNDRY_DISABLE_NIGHTLY_WARNING: "1",
} as const;

/** What a run of unchanged tests may take. A mutant gets this many times what it really took, and some minutes. */
const BASELINE_SECONDS = 900;
const PATIENCE = 3;
const PATIENCE_SECONDS = 180;

export async function runMutants({
  parts,
  shard = { number: 1, of: 1 },
  resume = false,
  file = "",
  workers = 2,
  report = console.error,
}: RunOptions): Promise<Outcome> {
  const all = parts.flatMap(tasksOf);
  const isListed = (task: Task) => isEquivalent(task.mutant, equivalents);
  const stale = equivalents.filter(
    (entry) =>
      PARTS.some((part) => parts.includes(part) && isOf(part, entry.file)) &&
      !all.some(({ mutant }) => isEquivalent(mutant, [entry])),
  );
  const wanted = all.filter(({ mutant }) => mutant.file.includes(file));
  const share = wanted.filter((_, index) => index % shard.of === shard.number - 1);
  const tasks = share.filter((task) => !isListed(task));

  const results = readResults();
  const waiting = tasks.filter((task) => {
    const verdict = results.get(keyOf(task));
    return verdict === undefined || (verdict.status === "survived" && !resume);
  });
  report(`${tasks.length} mutants, ${tasks.length - waiting.length} known from earlier runs`);

  const queue = batchesOf(waiting);
  const red = new Set<string>();
  let done = 0;
  const work = async (worker: number) => {
    let workspace: Workspace | undefined;
    const baselines = new Map<string, number | undefined>();
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      workspace ??= Workspace.create(`${parts.join("-")}-${shard.number}-${worker}`);
      const tests = testsKey(batch[0]!);
      if (!baselines.has(tests)) baselines.set(tests, await baseline(workspace, batch[0]!, report));
      const seconds = baselines.get(tests);
      if (seconds === undefined) {
        red.add(tests);
        report(`red without a mutant: ${tests}`);
        continue;
      }
      for (const task of batch) {
        const verdict = await tryMutant(workspace, task, PATIENCE * seconds + PATIENCE_SECONDS);
        results.set(keyOf(task), verdict);
        writeResults(results);
        const { file: path, line, change } = task.mutant;
        const name = `${verdict.status} by ${verdict.by}`;
        report(
          `${++done}/${waiting.length} ${verdict.status === "killed" ? name : "SURVIVED"} ${path}:${line} ${change} (${verdict.seconds.toFixed(1)} s)`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));

  const verdicts = tasks.map((task) => ({ task, verdict: results.get(keyOf(task)) }));
  return {
    killed: verdicts.filter(({ verdict }) => verdict?.status === "killed").length,
    equivalent: share.length - tasks.length,
    survivors: verdicts.filter(({ verdict }) => verdict?.status === "survived").map(({ task }) => task),
    stale,
    red: [...red],
  };
}

/** Runs one mutant's tests; the copy is as before afterwards. */
export async function tryMutant(workspace: Workspace, task: Task, timeoutSeconds: number): Promise<Verdict> {
  const { mutant } = task;
  const source = workspace.read(mutant.file);
  workspace.write(mutant.file, applyMutant(source, mutant));
  try {
    const { passed, timedOut, seconds, output } = await runTests(workspace, task, timeoutSeconds);
    if (passed) return { status: "survived", by: "test", seconds };
    const isBroken = /does not compile|Compiler run failed|SyntaxError|PARSE_ERROR/.test(output);
    return { status: "killed", by: timedOut ? "time" : isBroken ? "compiler" : "test", seconds };
  } finally {
    workspace.write(mutant.file, source);
    workspace.dropCircuits();
  }
}

/** How long the tests take without a mutant, or undefined when they fail. */
async function baseline(workspace: Workspace, task: Task, report: (line: string) => void): Promise<number | undefined> {
  // With all that has to be compiled.
  const { passed, seconds, output } = await runTests(workspace, task, BASELINE_SECONDS);
  if (!passed) report(output.slice(-3_000));
  workspace.keepCircuits();
  return passed ? seconds : undefined;
}

function runTests(workspace: Workspace, { part, tests }: Task, timeoutSeconds: number): Promise<Run> {
  if (part !== "contracts") return workspace.runTests(tests, timeoutSeconds);
  const forge = forgePath();
  if (forge === undefined) throw new Error("forge is not installed: npm has no binary for this platform");
  const args = ["test", "--fail-fast", "--match-path", tests.length === 1 ? tests[0]! : `{${tests.join(",")}}`];
  return workspace.run(forge, args, { timeoutSeconds, cwd: "contracts", env: FORGE });
}

function batchesOf(tasks: readonly Task[]): Task[][] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) groups.set(testsKey(task), [...(groups.get(testsKey(task)) ?? []), task]);
  const batches = [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / BATCH) }, (_, i) => group.slice(BATCH * i, BATCH * (i + 1))),
  );
  // The long ones first, so that the workers end together.
  return batches.sort((a, b) => b.length - a.length);
}

const testsKey = ({ part, tests }: Task) => `${part}: ${tests.join(" ")}`;
const isOf = (part: Part, file: string) =>
  part === "circuits"
    ? file.startsWith("circuits/")
    : part === "contracts"
      ? file.startsWith("contracts/")
      : file.startsWith("src/");

/** The mutant, its tests, and every source that both reach. */
function keyOf({ part, mutant, tests }: Task): string {
  const roots = part === "contracts" ? filesBelow("contracts") : [mutant.file, ...tests];
  const files = sourcesOf(PROJECT, [...roots, "package-lock.json"]);
  const { file, start, end, replacement } = mutant;
  return hashOf(PROJECT, files, [part, file, String(start), String(end), replacement, ...tests]);
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`);
}

function readResults(): Map<string, Verdict> {
  if (!existsSync(RESULTS)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(RESULTS, "utf8")) as Record<string, Verdict>));
}

function writeResults(results: ReadonlyMap<string, Verdict>): void {
  mkdirSync(MUTATIONS, { recursive: true });
  const temporary = `${RESULTS}.${process.pid}`;
  // Another shard may have written in the meantime.
  writeFileSync(temporary, JSON.stringify(Object.fromEntries([...readResults(), ...results]), undefined, 1));
  renameSync(temporary, RESULTS);
}

/** For a person: where a mutant is and what it is. */
export function describeMutant({ file, line, text, change }: Mutant): string {
  return `${file}:${line}: ${change}: ${text}`;
}
