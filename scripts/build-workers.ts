/** Bundles the scripts of workers that start without a file into worker.generated.ts beside them; with --check compares. */
import { build } from "esbuild";
import { writeOrCheck } from "./write-or-check.ts";

for (const folder of [
  "src/engine/groth16/prover",
  "src/engine/groth16/packed",
  "src/engine/poseidon",
  "src/ceremony/keys",
]) {
  const { outputFiles } = await build({
    entryPoints: [`${folder}/worker.ts`],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "neutral",
    target: "es2022",
    write: false,
  });
  writeOrCheck({
    [`${folder}/worker.generated.ts`]: `/** Made by scripts/build-workers.ts from worker.ts: do not edit. */
export const WORKER_SOURCE = ${JSON.stringify(outputFiles[0]!.text.trim())};
`,
  });
}
