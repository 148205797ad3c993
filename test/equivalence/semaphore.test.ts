/** Keys of a public ceremony (Semaphore 4, `@zk-kit/semaphore-artifacts`): our proofs, their keys, both verifiers. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, describe, expect, it } from "vitest";
import type { ProveResult } from "../../src/engine/groth16/backend.ts";
import { witnessToWtns } from "../../src/engine/groth16/files/wtns.ts";
import { importKey, verify } from "../../src/engine/groth16/index.ts";
import { verificationKeyFromZkey } from "../../src/engine/groth16/key-of-zkey.ts";
import { createProver } from "../../src/engine/groth16/prover/prover.ts";
import { acquireCurve, disposeCurve } from "../../src/engine/snark/curve.ts";
import { createSnarkjsProver } from "../../src/engine/snark/prove.ts";
import { createWitnessCalculator } from "../../src/presentation/witness/calculator.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

const artifacts = dirname(createRequire(import.meta.url).resolve("@zk-kit/semaphore-artifacts/package.json"));
const read = (name: string) => new Uint8Array(readFileSync(join(artifacts, name)));

afterAll(disposeCurve);

async function snarkjsAccepts(key: snarkjs.Json, { proof, publicSignals }: ProveResult): Promise<boolean> {
  const lease = await acquireCurve({ threads: false });
  try {
    return await snarkjs.groth16.verify(key, [...publicSignals], structuredClone(proof));
  } finally {
    lease.release();
  }
}

describe.each(await availableTiers())("the %s tier", (tier) => {
  it.each([1, 10, 20, 32])("proves with the ceremony's key of depth %i", async (depth) => {
    const zkey = read(`semaphore-${depth}.zkey`);
    const calculator = await createWitnessCalculator(read(`semaphore-${depth}.wasm`));
    const siblings = Array.from({ length: depth }, (_, i) => BigInt(7 * i + 1));
    const witness = calculator.calculate({
      secret: 123456789n,
      merkleProofLength: BigInt(depth),
      merkleProofIndex: 1n,
      merkleProofSiblings: siblings,
      message: 42n,
      scope: 43n,
    });
    const wtns = witnessToWtns(witness);
    const theirs = JSON.parse(readFileSync(join(artifacts, `semaphore-${depth}.json`), "utf8"));
    const key = importKey(theirs);
    expect(JSON.parse(JSON.stringify(verificationKeyFromZkey(zkey)))).toEqual(theirs);

    const prover = createProver({ tier });
    const ours = await prover.prove({ zkey, wtns });
    await prover.dispose();
    verify({ key, ...ours });
    expect(await snarkjsAccepts(theirs, ours)).toBe(true);
    const reference = await createSnarkjsProver().prove({ zkey, wtns });
    verify({ key, ...reference });
    expect(reference.publicSignals).toEqual(ours.publicSignals);
  });
});
