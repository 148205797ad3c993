/** Compiles both tiers of the kernel into src/engine/kernel/wasm.generated.ts; with --check compares (about 20 s). */
import { checkBounds } from "../src/engine/kernel/generator/bounds.ts";
import { compileKernel } from "../src/engine/kernel/generator/compile.ts";
import { writeOrCheck } from "./write-or-check.ts";

// Traps when an algorithm can leave the bounds that the limb code was generated for.
checkBounds((await compileKernel("bounds")).wasm);
const [fma, i64] = await Promise.all([compileKernel("fma"), compileKernel("i64")]);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
writeOrCheck({
  "src/engine/kernel/wasm.generated.ts": `/** Made by scripts/build-kernel.ts from src/engine/kernel/assembly and src/engine/kernel/generator: do not edit. */
export const KERNEL_WASM = {
  /** ${fma.wasm.length} bytes */
  fma: "${base64(fma.wasm)}",
  /** ${i64.wasm.length} bytes */
  i64: "${base64(i64.wasm)}",
} as const;
`,
});
