/** Runs mutants in copies of the project and keeps what came out by a hash of everything that the run depends on. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf, runContractMutants } from "./contract-run.ts";
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
/** Files of contracts that a batch compiles at most: the compiler's memory ends at 4 GB. */
const CONTRACT_FILES = 120;
const CONTRACT_SECONDS = 1_800;

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
  // Once, as somebody may change a source while the copies run.
  const keys = new Map(tasks.map((task) => [task, keyOf(task)]));
  const waiting = tasks.filter((task) => {
    const verdict = results.get(keys.get(task)!);
    return verdict === undefined || (verdict.status === "survived" && !resume);
  });
  report(`${tasks.length} mutants, ${tasks.length - waiting.length} known from earlier runs`);

  const queue = batchesOf(waiting.filter(({ part }) => part !== "contracts"));
  const contractQueue = contractBatches(waiting.filter(({ part }) => part === "contracts"));
  const red = new Set<string>();
  let done = 0;
  const keep = (task: Task, verdict: Verdict) => {
    results.set(keys.get(task)!, verdict);
    writeResults(results);
    const { file: path, line, change } = task.mutant;
    const name = verdict.status === "killed" ? `killed by ${verdict.by}` : "SURVIVED";
    report(`${++done}/${waiting.length} ${name} ${path}:${line} ${change} (${verdict.seconds.toFixed(1)} s)`);
  };
  const work = async (worker: number) => {
    for (let batch = contractQueue.shift(); batch !== undefined; batch = contractQueue.shift()) {
      // Beside the mutants, each set of tests without any.
      const plain = [...new Map(batch.map((task) => [testsKey(task), task])).values()];
      const { verdicts, seconds } = await runContractMutants(
        `${shard.number}-${worker}`,
        [
          ...batch.map(({ mutant, tests }) => ({ file: mutant.file, mutant, tests })),
          ...plain.map(({ mutant, tests }) => ({ file: mutant.file, tests })),
        ],
        CONTRACT_SECONDS,
      );
      plain.forEach((task, i) => {
        if (verdicts[batch.length + i] !== "survived") red.add(testsKey(task));
      });
      batch.forEach((task, i) => {
        if (red.has(testsKey(task))) return;
        const status = verdicts[i] === "survived" ? "survived" : "killed";
        keep(task, { status, by: verdicts[i] === "broken" ? "compiler" : "test", seconds: seconds / batch.length });
      });
    }
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
        keep(task, verdict);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));

  const verdicts = tasks.map((task) => ({ task, verdict: results.get(keys.get(task)!) }));
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

function runTests(workspace: Workspace, { tests }: Task, timeoutSeconds: number): Promise<Run> {
  return workspace.runTests(tests, timeoutSeconds);
}

/** Batches of mutants of contracts that one compilation takes. */
function contractBatches(tasks: readonly Task[]): Task[][] {
  const batches: Task[][] = [];
  let files = CONTRACT_FILES;
  for (const task of tasks) {
    const added = filesOf({ file: task.mutant.file, tests: task.tests });
    if (files + added > CONTRACT_FILES) {
      batches.push([]);
      files = added;
    } else files += added;
    batches.at(-1)!.push(task);
  }
  return batches;
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
  const own = tests.map((test) => (part === "contracts" ? `contracts/${test}` : test));
  const roots = [mutant.file, ...own, ...(part === "contracts" ? ["contracts/test/fixtures/claims.json"] : [])];
  const files = sourcesOf(PROJECT, [...roots, "package-lock.json"]);
  const { file, start, end, replacement } = mutant;
  return hashOf(PROJECT, files, [part, file, String(start), String(end), replacement, ...tests]);
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
