/**
 * `npm run coverage:contracts`: runs forge's tests with coverage and prints lines and branches of each contract; fails
 * below the bar. What counts is contracts/ without interfaces, examples, generated keys and tests. `--json` prints totals.
 *
 * forge's coverage wants every import below its root, so it runs in build/coverage on a copy with a linked node_modules;
 * it compiles without optimizer, and counts the statements of inline assembly as lines like any other.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forgePath } from "./forge.ts";

const BAR_PERCENT = 95;
const root = fileURLToPath(new URL("..", import.meta.url));
const parent = join(root, "build/coverage");
const project = join(parent, "project");

/** Hits by line or branch of one file. */
interface FileCoverage {
  readonly file: string;
  readonly lines: Count;
  readonly branches: Count;
  readonly missedLines: readonly number[];
}
interface Count {
  readonly found: number;
  readonly hit: number;
}

function prepare(): void {
  rmSync(parent, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  cpSync(join(root, "contracts"), join(project, "contracts"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "dir");
  // The tests read fixtures relative to the project: test/fixtures and ../test/vectors.
  symlinkSync(join(project, "contracts/test"), join(project, "test"), "dir");
  symlinkSync(join(root, "test"), join(parent, "test"), "dir");
  const replaced = {
    src: "contracts",
    test: "contracts/test",
    out: "out",
    cache_path: "cache",
    solc: join(root, "scripts/solc"),
  };
  let settings = readFileSync(join(root, "contracts/foundry.toml"), "utf8");
  for (const [name, value] of Object.entries(replaced)) {
    settings = settings.replace(new RegExp(`^${name} = .*$`, "m"), `${name} = "${value}"`);
  }
  settings = settings.replaceAll("../node_modules", "node_modules").replace(/^via_ir = .*$/m, "via_ir = false");
  writeFileSync(join(project, "foundry.toml"), settings);
}

async function cover(): Promise<string> {
  const forge = forgePath();
  if (forge === undefined) throw new Error(`no forge binary for ${process.platform}-${process.arch}`);
  const child = spawn(forge, ["coverage", "--report", "lcov", "--report-file", "lcov.info"], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      FOUNDRY_DISABLE_NIGHTLY_WARNING: "1",
      FOUNDRY_FUZZ_RUNS: "64",
      FOUNDRY_INVARIANT_RUNS: "4",
      FOUNDRY_INVARIANT_DEPTH: "64",
    },
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(Buffer.concat(output).toString().slice(-4_000));
  return readFileSync(join(project, "lcov.info"), "utf8");
}

/** Reads the tracefile format of lcov: SF, DA (line, hits) and BRDA (line, block, branch, hits). */
function parseLcov(text: string): readonly FileCoverage[] {
  return text.split("end_of_record").flatMap((record) => {
    const file = /^SF:(.+)$/m.exec(record)?.[1];
    if (file === undefined) return [];
    const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(
      ([, line, hits]) => [Number(line), Number(hits)] as const,
    );
    const branches = [...record.matchAll(/^BRDA:\d+,\d+,\d+,(\d+|-)$/gm)].map(([, hits]) => hits);
    return [
      {
        file,
        lines: { found: lines.length, hit: lines.filter(([, hits]) => hits > 0).length },
        branches: { found: branches.length, hit: branches.filter((hits) => hits !== "-" && hits !== "0").length },
        missedLines: lines.filter(([, hits]) => hits === 0).map(([line]) => line),
      },
    ];
  });
}

const isCounted = (file: string): boolean =>
  file.startsWith("contracts/") && !/^contracts\/(?:test|interfaces|examples|keys)\//.test(file);
const percent = ({ found, hit }: Count): number => (found === 0 ? 100 : (100 * hit) / found);
const sum = (counts: readonly Count[]): Count =>
  counts.reduce((a, b) => ({ found: a.found + b.found, hit: a.hit + b.hit }), { found: 0, hit: 0 });
const shown = (count: Count): string => `${percent(count).toFixed(1)} % (${count.hit}/${count.found})`.padStart(18);

prepare();
const files = parseLcov(await cover()).filter(({ file }) => isCounted(file));
const total = { lines: sum(files.map(({ lines }) => lines)), branches: sum(files.map(({ branches }) => branches)) };
if (process.argv.includes("--json")) {
  const { lines, branches } = total;
  console.log(JSON.stringify({ linesPercent: percent(lines), branchesPercent: percent(branches), lines, branches }));
} else {
  const row = (name: string, lines: Count, branches: Count, missed: readonly number[]) =>
    console.log(
      `${name.padEnd(28)}${shown(lines)}${shown(branches)}${missed.length > 0 ? `  not run: ${missed}` : ""}`,
    );
  console.log(`${" ".repeat(28)}${"lines".padStart(18)}${"branches".padStart(18)}`);
  for (const { file, lines, branches, missedLines } of files) row(file.slice(10), lines, branches, missedLines);
  row("total", total.lines, total.branches, []);
}
if (percent(total.lines) < BAR_PERCENT || percent(total.branches) < BAR_PERCENT) {
  console.error(`coverage is below ${BAR_PERCENT} %`);
  process.exitCode = 1;
}
