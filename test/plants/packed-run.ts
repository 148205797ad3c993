/**
 * Tests of the packed package, which pack what was planted first: each run is a vitest of its own, as the one of the
 * other plants lasts and packs nothing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestReport } from "../mutations/verdict.ts";
import { PROJECT } from "../mutations/workspace.ts";

/** Bundlers and compilers, installed once. */
const TOOLS = "node_modules/.cache/civicproof-packages";

export const isOfPackage = (test: string): boolean => test.startsWith("test/packages/");

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the tests of a file whose titles match, in a copy of the tree. */
export function runPacked(
  directory: string,
  { file, pattern }: { readonly file: string; readonly pattern: string },
  timeoutSeconds: number,
): TestReport {
  const tools = join(directory, TOOLS);
  if (existsSync(join(PROJECT, TOOLS)) && !existsSync(tools)) {
    mkdirSync(dirname(tools), { recursive: true });
    symlinkSync(join(PROJECT, TOOLS), tools, "dir");
  }
  const folder = mkdtempSync(join(tmpdir(), "civicproof-plant-"));
  const report = join(folder, "report.json");
  try {
    const { output } = spawnSync(
      "npx",
      ["vitest", "run", "--project", "packages", file, "-t", pattern, "--reporter=json", `--outputFile=${report}`],
      { cwd: directory, encoding: "utf8", timeout: timeoutSeconds * 1_000 },
    );
    if (!existsSync(report)) {
      const message = `it did not run: ${output.join("").slice(-1_000)}`;
      return { passed: 0, failures: [{ file, test: file, name: "Error", message }] };
    }
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    return {
      passed: results.filter(({ status }) => status === "passed").length,
      failures: results
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages: [message = ""] }) => ({
          ...{ file, test: fullName, again: fullName, name: "AssertionError", message },
        })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
