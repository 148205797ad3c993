import { setFlagsFromString } from "node:v8";
import { createKernel, type KernelTier } from "../../../../src/engine/kernel/kernel.ts";

/** Both tiers: Node 20 has relaxed SIMD behind a flag, later versions without. */
export async function availableTiers(): Promise<KernelTier[]> {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  await createKernel("fma");
  return ["fma", "i64"];
}
