/**
 * Writes the assessments of examples/dpia. `--check` writes nothing: it fails when a file differs, or when what runs
 * differs from the example's approved lock. `--approve` writes the locks again.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDeployment } from "../src/cli/dpia/deployment.ts";
import { createLock, findChanges, parseLock } from "../src/dpia/lock.ts";
import { renderFiles } from "../src/dpia/render/files.ts";
import { writeOrCheck } from "./write-or-check.ts";

const root = join(fileURLToPath(new URL("..", import.meta.url)), "examples/dpia");
/** Not committed, only what they hash to: Word documents, the same forms as JSON, and three of the five languages. */
const HASHED = /\.(docx|(edpb|ico|art28|art26|ts6)\.json)$|^dpia\.(de|es|nl)\.(?!par\.json)/;
/** One per example policy of each kind: without a chain, on a chain, with anchored records. */
const EXAMPLES = ["transit-pass", "energy-cost-cap", "city-pass"];

for (const name of EXAMPLES) {
  const { model, state } = await loadDeployment(join(root, name));
  const lockFile = join(root, name, "dpia.lock.json");
  if (process.argv.includes("--approve")) writeFileSync(lockFile, `${JSON.stringify(createLock(state), null, 2)}\n`);
  else if (existsSync(lockFile)) {
    for (const { message } of findChanges(parseLock(JSON.parse(readFileSync(lockFile, "utf8"))), state)) {
      console.error(`examples/dpia/${name}: ${message}`);
      process.exitCode = 1;
    }
  }
  const directory = join(root, name, "dpia");
  mkdirSync(directory, { recursive: true });
  const files: Record<string, string> = {};
  const sums: string[] = [];
  for (const [file, content] of await renderFiles(model)) {
    if (typeof content === "string" && !HASHED.test(file)) files[join(directory, file)] = content;
    else sums.push(`${createHash("sha256").update(content).digest("hex")}  ${file}\n`);
  }
  writeOrCheck({ ...files, [join(directory, "files.sha256")]: sums.join("") });
}
if (process.exitCode === 1) {
  console.error("If the change was approved: npx tsx scripts/generate-dpia.ts --approve");
}
