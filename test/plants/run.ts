/**
 * Plants each mistake of plants.ts in a copy of the tree and runs its test, which must fail.
 * `--only <text>` takes those whose mistake or file holds the text, `--shard 1/4` the first of every four.
 */
import { parseArgs } from "node:util";
import { TestProcess } from "../mutations/test-process.ts";
import type { TestReport } from "../mutations/verdict.ts";
import { Workspace } from "../mutations/workspace.ts";
import { isOfPackage, runPacked } from "./packed-run.ts";
import { PLANTS, type Plant } from "./plants.ts";

const TIMEOUT_SECONDS = 400;

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, shard: { type: "string", default: "1/1" } },
});
const [shard, shards] = values.shard.split("/").map(Number) as [number, number];
const plants = PLANTS.filter(({ mistake, file }) => `${mistake} ${file}`.includes(values.only)).filter(
  (_, i) => i % shards === shard - 1,
);
const workspace = Workspace.create();
const tests = new TestProcess(workspace.directory);

async function runPlanted({ file, right, wrong, test, title }: Plant): Promise<TestReport> {
  const text = workspace.read(file);
  if (text.split(right).length !== 2) throw new Error(`${file} does not hold once: ${right.trim()}`);
  workspace.write(
    file,
    text.replace(right, () => wrong),
  );
  try {
    const pattern = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (isOfPackage(test)) return runPacked(workspace.directory, { file: test, pattern }, TIMEOUT_SECONDS);
    return await tests.run({ files: [test], pattern, changed: [file] }, TIMEOUT_SECONDS);
  } finally {
    workspace.write(file, text);
  }
}

/** A test failed; not its file, and not the process that runs it. */
function isRed({ failures }: TestReport): boolean {
  return failures.some(({ test, again }) => test === again);
}

let red = 0;
try {
  for (const plant of plants) {
    const report = await runPlanted(plant);
    if (isRed(report)) red++;
    const [first] = report.failures;
    const why = isRed(report)
      ? ""
      : `: ${first === undefined ? `${report.passed} tests passed` : first.message.slice(0, 300)}`;
    console.log(`${isRed(report) ? "red  " : "GREEN"} ${plant.mistake}${why}`);
  }
} finally {
  tests.stop();
}
console.log(`plants: ${red} red, ${plants.length - red} green`);
process.exitCode = red < plants.length || plants.length === 0 ? 1 : 0;
