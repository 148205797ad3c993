/**
 * Plants each mistake of plants.ts in a copy of the tree and runs its test, which must fail.
 * `--only <text>` takes those whose mistake or file holds the text.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PLANTS, type Plant } from "./plants.ts";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const root = fileURLToPath(new URL("../..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "civicproof-plants-"));

/** Tracked and new files, the built artifacts, and links to the installed packages. */
function copyTree(): void {
  const listed = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed.stdout.split("\n").filter((name) => name !== "" && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(copy, file));
  }
  for (const built of ["artifacts/build", "build"]) {
    if (existsSync(join(root, built))) cpSync(join(root, built), join(copy, built), { recursive: true });
  }
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name));
  }
}

/** Whether the plant turned its test red; throws when it no longer fits the file. */
function turnsRed({ file, right, wrong, test, title }: Plant): boolean {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(right).length !== 2) throw new Error(`${file} does not hold once: ${right.trim()}`);
  writeFileSync(
    path,
    text.replace(right, () => wrong),
  );
  try {
    const pattern = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const args = ["vitest", "run", "--project", "quick", test, "-t", pattern, "--reporter=json"];
    const { stdout } = spawnSync("npx", args, { cwd: copy, encoding: "utf8", timeout: 300_000, maxBuffer: 2 ** 28 });
    const report = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { numFailedTests: number };
    return report.numFailedTests > 0;
  } finally {
    writeFileSync(path, text);
  }
}

copyTree();
let survived = 0;
let planted = 0;
try {
  for (const plant of PLANTS) {
    if (!`${plant.mistake} ${plant.file}`.includes(values.only)) continue;
    planted++;
    const red = turnsRed(plant);
    if (!red) survived++;
    console.log(`${red ? "red " : "GREEN"} ${plant.mistake}`);
  }
} finally {
  rmSync(copy, { recursive: true });
}
console.log(`plants: ${planted - survived} red, ${survived} green`);
process.exitCode = survived > 0 || planted === 0 ? 1 : 0;
