/** Measures one contender in a process of its own; prints what it found, or why it did not come so far. */
import { readFileSync } from "node:fs";
import { quantile, rounded } from "../harness.ts";
import { civicproof, semaphoreV4, snarkjsOnOurKey } from "./groth16.ts";
import { noir } from "./noir.ts";
import type { Measured, Peer } from "./peer.ts";

export const PEERS: Readonly<Record<string, () => Promise<Peer>>> = {
  civicproof,
  "snarkjs on our key": snarkjsOnOurKey,
  "Semaphore v4": semaphoreV4,
  "Noir and Barretenberg": noir,
};

async function median(rounds: number, run: () => Promise<unknown>): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const start = performance.now();
    await run();
    samples.push(performance.now() - start);
  }
  return rounded(quantile(samples, 0.5));
}

async function measure(name: string, rounds: number): Promise<Measured> {
  const { proves, versions, downloadBytes, prove, verify, proofBytes } = await PEERS[name]!();
  const proof = await prove();
  if (!(await verify(proof))) throw new Error("its verifier refuses its proof");
  const proveMilliseconds = await median(rounds, prove);
  const verifyMilliseconds = await median(10 * rounds, () => verify(proof));
  const peakKilobytes = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  return {
    proves,
    versions,
    downloadBytes,
    proofBytes: proofBytes(proof),
    proveMilliseconds,
    verifyMilliseconds,
    peakKilobytes,
  };
}

const [name, rounds] = process.argv.slice(2) as [string, string];
const answer = await measure(name, Number(rounds)).catch((error: unknown) => ({
  error: (error instanceof Error ? error.message : String(error))
    .split("\n")[0]!
    .replaceAll(/https?:\S+/g, "its server")
    .slice(0, 300),
}));
// The last line: libraries print on their way.
console.log(`\n${JSON.stringify(answer)}`);
process.exit();
