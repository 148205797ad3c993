/** Compiles Poseidon over the limbs of the kernel's i64 tier. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FULL_ROUNDS, PARTIAL_ROUNDS } from "../../core/grain.ts";
import { REDUCTIONS } from "../kernel/generator/bounds.ts";
import { boundsExports, compileKernel, fieldSources } from "../kernel/generator/compile.ts";
import { FR } from "../kernel/generator/numbers.ts";
import { type PoseidonExports, VECTOR_BYTES, WIDEST_STATE } from "./instance.ts";

const SOURCE = fileURLToPath(new URL("./assembly/poseidon.ts", import.meta.url));

async function compile(tier: "i64" | "bounds"): Promise<Uint8Array<ArrayBuffer>> {
  const sources = fieldSources(FR, tier);
  sources.set("index.ts", readFileSync(SOURCE, "utf8") + (tier === "bounds" ? boundsExports(FR) : ""));
  const { wasm } = await compileKernel(tier, sources);
  return wasm as Uint8Array<ArrayBuffer>;
}

/** The WebAssembly module. @throws WebAssembly.RuntimeError when a hash can leave the bounds of the limb code */
export async function compilePoseidon(): Promise<Uint8Array<ArrayBuffer>> {
  checkPoseidonBounds(await compile("bounds"));
  return compile("i64");
}

/** Hashes bounds instead of numbers, of the widest state and all others. */
function checkPoseidonBounds(wasm: Uint8Array<ArrayBuffer>): void {
  const exports = new WebAssembly.Instance(new WebAssembly.Module(wasm), {}).exports as unknown as PoseidonExports & {
    readonly fr_setReduction: (left: number, added: number) => void;
  };
  const { heapBase, memory, importConstants, hash, fr_setReduction } = exports;
  fr_setReduction(REDUCTIONS.i64.left, REDUCTIONS.i64.added);
  memory.grow(16);
  const bytes = Math.ceil(heapBase() / 16) * 16;
  const constants = bytes + 0x8000;
  for (const [arity, rounds] of Object.entries(PARTIAL_ROUNDS)) {
    const t = Number(arity) + 1;
    if (t > WIDEST_STATE) continue;
    const starts = FULL_ROUNDS * t + rounds;
    const factors = 3 * t * t + t - 1;
    importConstants(constants, bytes, starts, 1);
    importConstants(constants + VECTOR_BYTES * starts, bytes, factors, 0);
    hash(t, rounds, constants, bytes, 3);
  }
}
