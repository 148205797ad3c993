/** `npm run check`: every check that needs no test run, side by side where they are independent; exits with their verdict. */
import { spawn } from "node:child_process";

const tsx = [process.execPath, "--import", "tsx"];
const CHECKS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["format and lint", ["npx", "biome", "check", "."]],
  ["types", ["npx", "tsc", "--noEmit"]],
  ["generated: domains", [...tsx, "scripts/generate-domains.ts", "--check"]],
  ["generated: Poseidon's constants", [...tsx, "scripts/generate-poseidon.ts", "--check"]],
  ["generated: Poseidon's WebAssembly", [...tsx, "scripts/generate-poseidon-wasm.ts", "--check"]],
  ["generated: signals", [...tsx, "scripts/generate-signals.ts", "--check"]],
  ["generated: hashes of development keys", [...tsx, "scripts/generate-development-keys.ts", "--check"]],
  ["generated: error codes", [...tsx, "scripts/generate-errors.ts", "--check"]],
  ["generated: contracts", [...tsx, "scripts/generate-solidity.ts", "--check"]],
  ["generated: policy schema", [...tsx, "scripts/generate-policy-schema.ts", "--check"]],
  ["generated: example population", [...tsx, "scripts/generate-population.ts", "--check"]],
  ["generated: contract ABIs", [...tsx, "scripts/generate-abis.ts", "--check"]],
  ["generated: compiled contracts", [...tsx, "scripts/generate-compiled.ts", "--check"]],
  ["generated: deployment schema", [...tsx, "scripts/generate-deployment-schema.ts", "--check"]],
  ["generated: serve schema", [...tsx, "scripts/generate-serve-schema.ts", "--check"]],
  ["generated: example assessments, and their locks", [...tsx, "scripts/generate-dpia.ts", "--check"]],
  ["generated: numbers in the documents", [...tsx, "scripts/generate-docs-numbers.ts", "--check"]],
  ["generated: kernel", [...tsx, "scripts/build-kernel.ts", "--check"]],
  ["generated: scripts of workers", [...tsx, "scripts/build-workers.ts", "--check"]],
  ["circuits: circomspect", [...tsx, "scripts/circomspect.ts"]],
  ["circuits and artifacts against their snapshots", [...tsx, "scripts/build-circuits.ts", "--check"]],
  ["imports", ["npx", "vitest", "run", "--project", "check"]],
];

/** As many as there are cores in the smallest machine we care for. */
const LANES = 2;

async function run(name: string, [command, ...args]: readonly string[]): Promise<boolean> {
  const started = performance.now();
  const child = spawn(command!, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (code !== 0) console.log(Buffer.concat(output).toString().trimEnd());
  return code === 0;
}

const queue = [...CHECKS];
const verdicts: boolean[] = [];
await Promise.all(
  Array.from({ length: LANES }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) verdicts.push(await run(...next));
  }),
);
const failed = verdicts.filter((ok) => !ok).length;
console.log(failed === 0 ? "check: all clean" : `check: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
