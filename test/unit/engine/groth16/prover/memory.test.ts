/** How much memory a proof takes: what is dead goes before the next comes, and nothing is there twice. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownCircuit, type Workload } from "../../../../../bench/workloads.ts";
import { readProvingKey } from "../../../../../src/engine/groth16/prover/key.ts";
import { createProver } from "../../../../../src/engine/groth16/prover/prover.ts";
import { loadKernel } from "../../../../../src/engine/kernel/kernel.ts";
import { bundled } from "../../../../bundled.ts";
import { availableTiers } from "../../kernel/tiers.ts";

const tiers = await availableTiers();
const directory = mkdtempSync(join(tmpdir(), "civicproof-memory-"));
let age: Workload;
beforeAll(async () => {
  age = await ownCircuit("age");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The memories of the kernels that are started meanwhile. */
async function kernelBytes(work: () => Promise<unknown>): Promise<number[]> {
  const { Instance } = WebAssembly;
  const memories: WebAssembly.Memory[] = [];
  WebAssembly.Instance = class extends Instance {
    constructor(...given: ConstructorParameters<typeof Instance>) {
      super(...given);
      if ("g1_msmStart" in this.exports) memories.push(this.exports.memory as WebAssembly.Memory);
    }
  };
  try {
    await work();
  } finally {
    WebAssembly.Instance = Instance;
  }
  return memories.map(({ buffer }) => buffer.byteLength);
}

describe("the memory of a proof", () => {
  it.each(tiers)("is one kernel's of 7.7 MB on one thread, %s tier", async (tier) => {
    await loadKernel(tier);
    const prover = createProver({ tier, threads: 1 });
    const [bytes, ...others] = await kernelBytes(() => prover.prove(age));
    await prover.dispose();
    expect(others).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(7_700_000);
  });

  it("holds the points of a worker once: what they came in is freed at once", async () => {
    const { outputFiles } = await build({
      entryPoints: ["src/engine/groth16/prover/worker.ts"],
      ...{ bundle: true, format: "iife", platform: "neutral", write: false },
    });
    // Node 20 has no `transfer`.
    const counting = `let freed = 0;
      ArrayBuffer.prototype.transfer = function (length) { freed += this.byteLength - length; };
      require("node:worker_threads").parentPort.on("message", () => setTimeout(() => postFreed(freed)));
      const postFreed = (freed) => require("node:worker_threads").parentPort.postMessage({ freed });`;
    const worker = new Worker(counting + outputFiles[0]!.text, { eval: true });
    const { a, b } = readProvingKey(age.zkey);
    const freed = new Promise((resolve) => {
      worker.on("message", (message: { freed?: number }) => {
        if (message.freed !== undefined) resolve(message.freed);
      });
    });
    const sets = [a, b].map((set) => ({ ...set, chunks: set.chunks.map((chunk) => chunk.slice()) }));
    worker.postMessage({ id: 1, kind: "load", key: 1, module: await loadKernel(), sets });
    expect(await freed).toBe(sets.flatMap(({ chunks }) => chunks).reduce((sum, { length }) => sum + length, 0));
    await worker.terminate();
  });

  // The lowest of three: what another process does at the same time moves it up.
  it.skipIf(!existsSync("/proc/self/status"))(
    "is at most 65 MB for a first one, beside what Node has itself",
    () => {
      const inputs = join(directory, "inputs.json");
      writeFileSync(
        inputs,
        JSON.stringify(age.inputs, (_, value) => (typeof value === "bigint" ? String(value) : value)),
      );
      const major = Number(process.versions.node.split(".")[0]);
      const tier = major < 22 ? "i64" : "fma";
      const empty = `require("fs").readFileSync("/proc/self/status", "utf8").match(/VmHWM:\\s+(\\d+)/)[1]`;
      const run = (...args: readonly string[]) => {
        const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
        expect(status, stderr).toBe(0);
        return stdout;
      };
      const own = Number(run("-p", empty));
      const first = bundled("bench/cold-proof.ts");
      const peaks = [1, 2, 3].map(() => JSON.parse(run(first, tier, "artifacts", inputs)).peakKilobytes as number);
      expect(Math.min(...peaks) - own).toBeLessThanOrEqual(major < 22 ? 80_000 : 65_000);
    },
    120_000,
  );
});
