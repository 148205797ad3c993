/**
 * Changes the circuits, the verifier and the contracts one check at a time and expects the changed part's own tests to
 * fail: `npm run test:mutations -- --only circuits --shard 1/2`. See docs/adr/0046-hints-are-inputs.md.
 */
import { parseArgs } from "node:util";
import { PARTS, type Part, tasksOf } from "../test/mutations/parts.ts";
import { describeMutant, runMutants } from "../test/mutations/run.ts";

const USAGE = `npm run test:mutations -- [--only ${PARTS.join("|")}] [--shard i/n] [--resume] [--file text] [--workers n] [--list]`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    shard: { type: "string", default: "1/1" },
    resume: { type: "boolean", default: false },
    file: { type: "string", default: "" },
    workers: { type: "string", default: "2" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const parts = values.only === undefined ? PARTS : PARTS.filter((part) => part === values.only);
const shard = /^([1-9]\d*)\/([1-9]\d*)$/.exec(values.shard)?.slice(1).map(Number);
const workers = Number(values.workers);

if (values.help || parts.length === 0 || shard === undefined || shard[0]! > shard[1]! || !(workers >= 1)) {
  console.error(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else if (values.list) {
  for (const { mutant } of parts.flatMap((part: Part) => tasksOf(part))) {
    if (mutant.file.includes(values.file)) console.log(describeMutant(mutant));
  }
} else {
  const { killed, equivalent, survivors, unclear, stale, contradicted, red } = await runMutants({
    parts,
    shard: { number: shard[0]!, of: shard[1]! },
    resume: values.resume,
    file: values.file,
    workers,
  });
  for (const { mutant } of survivors) console.log(`survived: ${describeMutant(mutant)}`);
  for (const { task, verdict } of unclear)
    console.log(
      `unclear by ${verdict.by}: ${describeMutant(task.mutant)} (${verdict.failure?.test}: ${verdict.failure?.message})`,
    );
  for (const { task, verdict } of contradicted)
    console.log(`listed as equivalent, but ${verdict.failure?.test} fails: ${describeMutant(task.mutant)}`);
  for (const { file, text, change } of stale)
    console.log(`listed as equivalent, but there is no such mutant: ${file}: ${change}: ${text}`);
  for (const tests of red) console.log(`red without a mutant: ${tests}`);
  console.log(`mutants: ${killed} killed, ${equivalent} equivalent, ${survivors.length} survived`);
  const faults = [survivors, unclear, contradicted, stale, red];
  process.exitCode = faults.some((list) => list.length > 0) ? 1 : 0;
}
