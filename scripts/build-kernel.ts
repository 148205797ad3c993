/** Compiles both tiers of the kernel into src/kernel/wasm.generated.ts; with --check compares (about 20 s). */
import { compileKernel } from "../src/kernel/generator/compile.ts";
import { writeOrCheck } from "./write-or-check.ts";

const [fma, i64] = await Promise.all([compileKernel("fma"), compileKernel("i64")]);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
writeOrCheck({
  "src/kernel/wasm.generated.ts": `/** Made by scripts/build-kernel.ts from src/kernel/assembly and src/kernel/generator: do not edit. */
export const KERNEL_WASM = {
  /** ${fma.wasm.length} bytes */
  fma: "${base64(fma.wasm)}",
  /** ${i64.wasm.length} bytes */
  i64: "${base64(i64.wasm)}",
} as const;
`,
});
