/**
 * The first proof of a process: read the artifacts, check their hashes, calculate the witness, prove. Started by
 * prove.bench.ts, bundled, with the name of the prover and a file that holds the inputs; prints milliseconds since the
 * process began, and its peak memory in kB (Linux).
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { witnessToWtns } from "../src/engine/groth16/files/wtns.ts";
import { createProver } from "../src/engine/groth16/prover/prover.ts";
import type { KernelTier } from "../src/engine/kernel/kernel.ts";
import { type CircuitInputs, createWitnessCalculator } from "../src/presentation/witness/calculator.ts";
import { loadArtifacts } from "../src/statement/artifacts/load.ts";
import { openArtifacts } from "../src/statement/artifacts/node.ts";

const [prover, directory, inputsFile] = process.argv.slice(2) as [KernelTier | "snarkjs", string, string];
const inputs = JSON.parse(await readFile(inputsFile, "utf8"), (_, value) =>
  typeof value === "string" ? BigInt(value) : value,
) as CircuitInputs;

if (prover === "snarkjs") {
  const snarkjs = await import("snarkjs");
  const path = (name: string) => join(directory, "build", "age", name);
  await snarkjs.groth16.fullProve(inputs, path("circuit.wasm"), path("circuit.zkey"));
} else {
  const backend = createProver({ tier: prover });
  void backend.prepare();
  const { wasm, zkey } = await loadArtifacts({
    circuit: "age",
    allowDevelopmentKeys: true,
    ...(await openArtifacts(directory)),
  });
  // As createPresentation does.
  void backend.prepare(zkey);
  const calculator = await createWitnessCalculator(wasm);
  await backend.prove({ zkey, wtns: witnessToWtns(calculator.calculate(inputs)) });
}
const milliseconds = performance.now();
// Not maxRSS: a new process inherits that of the one that started it.
const peakKilobytes = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
console.log(JSON.stringify({ milliseconds, peakKilobytes }));
// snarkjs leaves its threads running.
process.exit();
