/**
 * Runs mutants of contracts, several in one compilation: each has copies of its own, under `src/m<n>/`, of the files that
 * import the changed one, and shares all others. So forge compiles and runs once for a whole batch.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { forgePath } from "../../scripts/forge.ts";
import { applyMutant, type Mutant } from "./mutant.ts";
import { MUTATIONS, PROJECT, runCommand } from "./workspace.ts";

/** A changed contract and the suites that have to notice; no mutant means that nothing is changed. */
export interface ContractTask {
  /** From the project's directory. */
  readonly file: string;
  readonly mutant?: Mutant;
  /** From contracts/. */
  readonly tests: readonly string[];
}

export type ContractVerdict = "killed" | "survived" | "broken";

/** The settings of contracts/foundry.toml without optimiser, in a fifth of the time; runs of random values are short. */
const SETTINGS: Readonly<Record<string, string>> = {
  src: '"src"',
  test: '"src"',
  out: '"out"',
  cache_path: '"cache"',
  solc: JSON.stringify(join(PROJECT, "scripts/solc")),
  via_ir: "false",
  optimizer: "false",
};
const ENVIRONMENT = {
  FOUNDRY_FUZZ_RUNS: "32",
  FOUNDRY_INVARIANT_RUNS: "2",
  FOUNDRY_INVARIANT_DEPTH: "32",
  FOUNDRY_DISABLE_NIGHTLY_WARNING: "1",
} as const;

/** Verdicts in the order of the tasks, and how long all took. @throws Error with forge's words where nothing compiles */
export async function runContractMutants(
  name: string,
  tasks: readonly ContractTask[],
  timeoutSeconds: number,
): Promise<{ readonly verdicts: readonly ContractVerdict[]; readonly seconds: number }> {
  const forge = forgePath();
  if (forge === undefined) throw new Error("forge is not installed: npm has no binary for this platform");
  const project = prepare(name);
  const verdicts: (ContractVerdict | undefined)[] = tasks.map(() => undefined);
  tasks.forEach((task, i) => {
    writeTask(project, task, i);
  });
  const started = performance.now();
  while (verdicts.includes(undefined)) {
    const { output, timedOut } = await runCommand(forge, ["test", "--json"], {
      cwd: project,
      timeoutSeconds,
      env: ENVIRONMENT,
    });
    const json = output.split("\n").find((line) => line.startsWith("{"));
    const waiting = tasks.flatMap((_, i) => (verdicts[i] === undefined ? [i] : []));
    if (json !== undefined) {
      const report = JSON.parse(json) as Report;
      for (const i of waiting) verdicts[i] = verdictOf(report, i);
      continue;
    }
    // A mutant that does not compile, or does not end, keeps the others from being run.
    const named = waiting.filter((i) => output.includes(`src/m${i}/`));
    const stuck = named.length > 0 ? named : timedOut && waiting.length === 1 ? waiting : [];
    if (stuck.length === 0) throw new Error(`forge reported nothing:\n${output.slice(-4_000)}`);
    for (const i of stuck) {
      verdicts[i] = "broken";
      rmSync(join(project, `src/m${i}`), { recursive: true });
    }
  }
  rmSync(dirname(project), { recursive: true });
  return { verdicts: verdicts as ContractVerdict[], seconds: (performance.now() - started) / 1_000 };
}

/** How many files a task adds to a compilation. */
export function filesOf({ file, tests }: ContractTask): number {
  return affectedBy(file, closureOf([file.slice("contracts/".length), ...tests])).size;
}

interface Report {
  readonly [suite: string]: { readonly test_results: { readonly [name: string]: { readonly status: string } } };
}

function verdictOf(report: Report, i: number): ContractVerdict {
  const suites = Object.entries(report).filter(([suite]) => suite.startsWith(`src/m${i}/`));
  const results = suites.flatMap(([, { test_results }]) => Object.values(test_results));
  if (results.length === 0) throw new Error(`forge ran no test of m${i}`);
  return results.some(({ status }) => status === "Failure") ? "killed" : "survived";
}

function prepare(name: string): string {
  const parent = join(MUTATIONS, `contracts-${name}-${process.pid}`);
  const project = join(parent, "project");
  rmSync(parent, { recursive: true, force: true });
  mkdirSync(join(project, "test"), { recursive: true });
  // Tests read these from the project: ./test/fixtures and ../test/vectors.
  cpSync(join(PROJECT, "contracts/test/fixtures"), join(project, "test/fixtures"), { recursive: true });
  cpSync(join(PROJECT, "test/vectors"), join(parent, "test/vectors"), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"), "dir");
  let settings = readFileSync(join(PROJECT, "contracts/foundry.toml"), "utf8");
  for (const [key, value] of Object.entries(SETTINGS))
    settings = settings.replace(new RegExp(`^${key} = .*$`, "m"), `${key} = ${value}`);
  writeFileSync(join(project, "foundry.toml"), settings.replaceAll("../node_modules", "node_modules"));
  return project;
}

function writeTask(project: string, { file, mutant, tests }: ContractTask, i: number): void {
  const changed = file.slice("contracts/".length);
  const closure = closureOf([changed, ...tests]);
  // Suites are each mutant's own, even where they don't reach it: forge counts by suite.
  const own = affectedBy(file, closure);
  for (const test of tests) own.add(test);
  const placeOf = (path: string) => `src/${own.has(path) ? `m${i}` : "shared"}/${path}`;
  for (const path of closure) {
    const source = readFileSync(join(PROJECT, "contracts", path), "utf8");
    const text = path === changed && mutant !== undefined ? applyMutant(source, mutant) : source;
    const to = join(project, placeOf(path));
    if (!own.has(path) && existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(
      to,
      text.replace(IMPORT, (whole, target: string) => whole.replace(target, placeOf(resolveImport(path, target)))),
    );
  }
}

const IMPORT = /^import\s[^"]*"(\.[^"]+)";/gms;
const resolveImport = (path: string, target: string) => posix.normalize(posix.join(dirname(path), target));

function importsOf(path: string): string[] {
  const text = readFileSync(join(PROJECT, "contracts", path), "utf8");
  return [...text.matchAll(IMPORT)].map(([, target]) => resolveImport(path, target!));
}

/** The files and all that they import, from contracts/. */
function closureOf(files: readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...files];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    waiting.push(...importsOf(path));
  }
  return found;
}

/** Those of the files that are the changed one or import it, however far. */
function affectedBy(file: string, closure: ReadonlySet<string>): Set<string> {
  const affected = new Set([file.slice("contracts/".length)]);
  for (let before = -1; before !== affected.size; ) {
    before = affected.size;
    for (const path of closure) if (importsOf(path).some((each) => affected.has(each))) affected.add(path);
  }
  return affected;
}
