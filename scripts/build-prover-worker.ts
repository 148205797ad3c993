/** Bundles the prover's worker into src/engine/groth16/prover/worker.generated.ts; with --check compares. */
import { build } from "esbuild";
import { writeOrCheck } from "./write-or-check.ts";

const { outputFiles } = await build({
  entryPoints: ["src/engine/groth16/prover/worker.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  platform: "neutral",
  target: "es2022",
  write: false,
});
writeOrCheck({
  "src/engine/groth16/prover/worker.generated.ts": `/** Made by scripts/build-prover-worker.ts from worker.ts: do not edit. */
export const WORKER_SOURCE = ${JSON.stringify(outputFiles[0]!.text.trim())};
`,
});
