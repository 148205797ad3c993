/** Runs mutants in copies of the project and keeps what came out by a hash of everything that the run depends on. */
import { join } from "node:path";
import { type ContractVerdict, filesOf, runContractMutants } from "./contract-run.ts";
import listed from "./equivalent.json" with { type: "json" };
import { applyMutant, type EquivalentMutant, isEquivalent, type Mutant } from "./mutant.ts";
import { PARTS, type Part, type Task, tasksOf } from "./parts.ts";
import { Results } from "./results.ts";
import { hashOf, sourcesOf } from "./sources.ts";
import { TestProcess } from "./test-process.ts";
import { type Failure, judge, type TestReport, type Verdict } from "./verdict.ts";
import type { TestOrder } from "./vitest-process.ts";
import { MUTATIONS, PROJECT, Workspace } from "./workspace.ts";

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
  /** Mutants whose tests neither pass nor fail in a way that shows that they saw the change. */
  readonly unclear: readonly { readonly task: Task; readonly verdict: Verdict }[];
  /** Entries of the list of equivalent mutants that fit none. */
  readonly stale: readonly EquivalentMutant[];
  /** Mutants that are listed as equivalent, and a test tells them from the original. */
  readonly contradicted: readonly { readonly task: Task; readonly verdict: Verdict }[];
  /** Tests that fail without a mutant: their mutants have no verdict. */
  readonly red: readonly string[];
}

const equivalents: readonly EquivalentMutant[] = listed;
const RESULTS = join(MUTATIONS, "results.jsonl");
/** Mutants that one worker takes at once: those of one set of tests. */
const BATCH = 12;
/** Files of contracts that a batch compiles at most: the compiler's memory ends at 4 GB. */
const CONTRACT_FILES = 120;
const CONTRACT_SECONDS = 1_800;
/** Who judges is part of every verdict. */
const JUDGES = ["verdict.ts", "vitest-process.ts", "vitest.config.ts"].map((name) => `test/mutations/${name}`);
/**
 * What a forger's tests are called; they run first, and those that look for a direction in which wires move with all
 * others: where there is one, they take minutes.
 */
const FORGERS = "^(?!.*no wire).*(rejects|cannot be forged)";

/** What the tests of one mutant may take, and twice that when they are tried again. */
const TIMEOUT_SECONDS = 900;

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
  const tasks = wanted.filter((_, index) => index % shard.of === shard.number - 1);

  const results = new Results(RESULTS);
  const keys = new Map(tasks.map((task) => [task, keyOf(PROJECT, task)]));
  const waiting = tasks.filter((task) => {
    const verdict = results.get(keys.get(task)!);
    return verdict === undefined || (verdict.status === "survived" && !resume && !isListed(task));
  });
  report(`${tasks.length} mutants, ${tasks.length - waiting.length} known from earlier runs`);

  const queue = batchesOf(waiting.filter(({ part }) => part !== "contracts"));
  const contractQueue = contractBatches(waiting.filter(({ part }) => part === "contracts"));
  const workspaces = Array.from({ length: Math.min(workers, queue.length) }, () => Workspace.create());
  // Somebody may change a source while the copies run, or are made.
  for (const { directory } of workspaces) {
    if (waiting.some((task) => keyOf(directory, task) !== keys.get(task)))
      throw new Error("a source changed while it was copied: start again");
  }

  const red = new Set<string>();
  const unclear: { readonly task: Task; readonly verdict: Verdict }[] = [];
  let done = 0;
  const work = async (workspace: Workspace) => {
    const tests = new TestProcess(workspace.directory);
    const kills = new Map<string, number>();
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      const verdicts: { readonly task: Task; readonly verdict: Verdict }[] = [];
      for (const task of batch) {
        const verdict = await tryMutant(workspace, tests, likeliestFirst(task, kills), TIMEOUT_SECONDS);
        verdicts.push({ task, verdict });
        const file = verdict.failure?.file ?? "";
        kills.set(file, (kills.get(file) ?? 0) + 1);
        report(`${++done}/${waiting.length} ${describeVerdict(task, verdict)}`);
      }
      const failures = await failuresWithout(workspace, tests, batch[0]!, verdicts);
      if (failures.length > 0) {
        red.add(testsKey(batch[0]!));
        for (const { test, name, message } of failures) report(`red without a mutant: ${test}: ${name}: ${message}`);
        continue;
      }
      for (const { task, verdict } of verdicts) {
        if (verdict.status === "unclear") unclear.push({ task, verdict });
        else results.set(keys.get(task)!, verdict);
      }
    }
    tests.stop();
  };
  const workOnContracts = async (worker: number) => {
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
        const verdict: Verdict = { ...contractVerdict(verdicts[i]!, task), seconds: seconds / batch.length };
        if (verdict.status === "unclear") unclear.push({ task, verdict });
        else results.set(keys.get(task)!, verdict);
        report(`${++done}/${waiting.length} ${describeVerdict(task, verdict)}`);
      });
    }
  };
  await Promise.all([
    ...workspaces.map(work),
    ...Array.from({ length: Math.min(workers, contractQueue.length) }, (_, worker) => workOnContracts(worker)),
  ]);

  const verdicts = tasks.flatMap((task) => {
    const verdict = results.get(keys.get(task)!);
    return verdict === undefined ? [] : [{ task, verdict, isListed: isListed(task), status: verdict.status }];
  });
  return {
    killed: verdicts.filter(({ status, isListed }) => status === "killed" && !isListed).length,
    equivalent: verdicts.filter(({ status, isListed }) => status === "survived" && isListed).length,
    survivors: verdicts.filter(({ status, isListed }) => status === "survived" && !isListed).map(({ task }) => task),
    unclear,
    stale,
    contradicted: verdicts.filter(({ status, isListed }) => status === "killed" && isListed),
    red: [...red],
  };
}

/** With the test files in front that saw most mutants so far. */
function likeliestFirst(task: Task, kills: ReadonlyMap<string, number>): Task {
  const count = (file: string) => kills.get(file) ?? 0;
  return { ...task, tests: [...task.tests].sort((a, b) => count(b) - count(a)) };
}

/** Runs one mutant's tests; the copy is as before afterwards. */
export async function tryMutant(
  workspace: Workspace,
  tests: TestProcess,
  task: Task,
  timeoutSeconds: number,
): Promise<Verdict> {
  const { mutant } = task;
  const source = workspace.read(mutant.file);
  const start = performance.now();
  const verdict = (report: TestReport) => judge(report, (performance.now() - start) / 1_000);
  workspace.write(mutant.file, applyMutant(source, mutant));
  try {
    const first = verdict(await runTests(tests, task, timeoutSeconds));
    if (first.status !== "unclear" || first.by === "compiler") return first;
    // Once more in a new process, and on to the end: another test may have seen it.
    tests.stop();
    return verdict(await runTests(tests, task, 2 * timeoutSeconds, true));
  } finally {
    workspace.write(mutant.file, source);
    workspace.dropCircuits();
  }
}

/** A kill counts when the test that saw the mutant is green without it: runs those of a batch, and gives what fails. */
async function failuresWithout(
  workspace: Workspace,
  tests: TestProcess,
  task: Task,
  verdicts: readonly { readonly verdict: Verdict }[],
): Promise<readonly Failure[]> {
  const seen = verdicts.flatMap(({ verdict: { status, failure } }) => (status === "killed" ? [failure!] : []));
  if (seen.length === 0) return [];
  const failures: Failure[] = [];
  for (const file of new Set(seen.map((failure) => failure.file))) {
    const names = new Set(seen.filter((failure) => failure.file === file).map(({ again }) => again));
    const pattern = names.has(undefined) ? undefined : patternOf([...names] as string[]);
    const answer = await tests.run({ files: [file], changed: [task.mutant.file], pattern }, TIMEOUT_SECONDS);
    failures.push(...answer.failures);
    if (answer.failures.length === 0 && answer.passed < names.size)
      failures.push({ file, test: file, name: "Error", message: `${answer.passed} of ${names.size} tests ran` });
  }
  workspace.keepCircuits();
  return failures;
}

/** Matches these tests, whose names have ` > ` between their parts where the pattern's subject has a space. */
export function patternOf(names: readonly string[]): string {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" > ", " (?:> )?"));
  return `^(?:${escaped.join("|")})$`;
}

async function runTests(tests: TestProcess, task: Task, timeoutSeconds: number, all = false): Promise<TestReport> {
  const { file } = task.mutant;
  const order: TestOrder = { files: task.tests, changed: [file], all };
  if (task.part !== "circuits") return tests.run(order, timeoutSeconds);
  const forgers = await tests.run({ ...order, circuit: file, pattern: FORGERS }, timeoutSeconds);
  return forgers.failures.length > 0 ? forgers : tests.run(order, timeoutSeconds);
}

/** A changed contract that doesn't compile, or whose tests don't end, was seen by no test. */
export function contractVerdict(verdict: ContractVerdict, { mutant }: Task): Omit<Verdict, "seconds"> {
  if (verdict !== "broken") return { status: verdict, by: "test" };
  const message = "it does not compile, or its tests do not end";
  return { status: "unclear", by: "compiler", failure: { file: mutant.file, test: "forge", name: "Error", message } };
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
  // A hint more is seen before anything is compiled; what may survive comes first.
  const isHint = ({ mutant }: Task) => mutant.change.startsWith("<== to <--");
  const batches = [...groups.values()].flatMap((group) => {
    const sorted = [...group.filter((task) => !isHint(task)), ...group.filter(isHint)];
    return Array.from({ length: Math.ceil(group.length / BATCH) }, (_, i) => sorted.slice(BATCH * i, BATCH * (i + 1)));
  });
  const checks = (batch: readonly Task[]) => batch.filter((task) => !isHint(task)).length;
  // The long ones first, so that the workers end together.
  return batches.sort((a, b) => checks(b) - checks(a) || b.length - a.length);
}

const testsKey = ({ part, tests }: Task) => `${part}: ${tests.join(" ")}`;
const isOf = (part: Part, file: string) =>
  part === "circuits"
    ? file.startsWith("circuits/")
    : part === "contracts"
      ? file.startsWith("contracts/")
      : file.startsWith("src/");

/** What a verdict depends on: the mutant's file, its tests, every source that both reach, and who judges. */
export function sourcesOfTask(project: string, { part, mutant, tests, reads }: Task): string[] {
  const judges = part === "contracts" ? [] : JUDGES;
  return sourcesOf(project, [mutant.file, ...tests, ...reads, ...judges, "package-lock.json"]);
}

/** A hash of the mutant, its tests, and the text of all sources that its verdict depends on. */
export function keyOf(project: string, task: Task): string {
  const { file, start, end, replacement } = task.mutant;
  const texts = [task.part, file, String(start), String(end), replacement, ...task.tests];
  return hashOf(project, sourcesOfTask(project, task), texts);
}

function describeVerdict({ mutant }: Task, { status, by, seconds, failure }: Verdict): string {
  const what = status === "killed" ? `killed by ${by}` : status.toUpperCase();
  const why = failure === undefined ? "" : `: ${failure.test}: ${failure.name}: ${failure.message.split("\n")[0]}`;
  return `${what} ${mutant.file}:${mutant.line} ${mutant.change} (${seconds.toFixed(1)} s)${why}`;
}

/** For a person: where a mutant is and what it is. */
export function describeMutant({ file, line, text, change }: Mutant): string {
  return `${file}:${line}: ${change}: ${text}`;
}
