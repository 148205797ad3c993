/** Compiles both tiers of the kernel into src/engine/kernel/fma.generated.ts and i64.generated.ts; with --check compares (about 20 s). */
import { checkBounds } from "../src/engine/kernel/generator/bounds.ts";
import { compileKernel } from "../src/engine/kernel/generator/compile.ts";
import { writeOrCheck } from "./write-or-check.ts";

// Traps when an algorithm can leave the bounds that the limb code was generated for.
checkBounds((await compileKernel("bounds")).wasm);
const [fma, i64] = await Promise.all([compileKernel("fma"), compileKernel("i64")]);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const source = (tier: string, wasm: Uint8Array): string =>
  `/** Made by scripts/build-kernel.ts from src/engine/kernel/assembly and src/engine/kernel/generator: do not edit. ${wasm.length} bytes. */
export const ${tier.toUpperCase()}_WASM =
  "${base64(wasm)}";
`;
// A file for each tier: an engine loads the one that it can run.
writeOrCheck({
  "src/engine/kernel/fma.generated.ts": source("fma", fma.wasm),
  "src/engine/kernel/i64.generated.ts": source("i64", i64.wasm),
});
