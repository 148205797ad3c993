/** Contenders over Groth16: ours, snarkjs on our key, and Semaphore v4. */
import * as snarkjs from "snarkjs";
import packageJson from "../../package.json" with { type: "json" };
import { compressProof } from "../../src/engine/groth16/compress.ts";
import { decodeProof } from "../../src/engine/groth16/decode-proof.ts";
import { witnessToWtns } from "../../src/engine/groth16/files/wtns.ts";
import { fromSnarkjsProof, type Groth16Proof, type SnarkjsProof } from "../../src/engine/groth16/proof.ts";
import { createProver } from "../../src/engine/groth16/prover/prover.ts";
import { verifyGroth16 } from "../../src/engine/groth16/verify.ts";
import { createWitnessCalculator } from "../../src/presentation/witness/calculator.ts";
import { equationOf, importVerificationKey } from "../../src/statement/artifacts/imported-key.ts";
import { versions } from "../harness.ts";
import { ownCircuit, semaphore, type Workload } from "../workloads.ts";
import type { Peer } from "./peer.ts";

const STATEMENT = "age over a signed credential in two trees, nullifier";
const bytesOf = ({ wasm, zkey }: Workload): number => wasm.length + zkey.length;

export async function civicproof(): Promise<Peer> {
  const work = await ownCircuit("age");
  const key = importVerificationKey(work.verificationKey, {
    circuit: "age",
    setup: "development",
    allowDevelopmentKeys: true,
  });
  const calculator = await createWitnessCalculator(work.wasm);
  const prover = createProver();
  type Proof = { proof: Groth16Proof; signals: readonly bigint[] };
  return {
    proves: STATEMENT,
    versions: { civicproof: packageJson.version },
    downloadBytes: bytesOf(work),
    async prove(): Promise<Proof> {
      const wtns = witnessToWtns(calculator.calculate(work.inputs));
      const { proof, publicSignals } = await prover.prove({ zkey: work.zkey, wtns });
      return { proof: fromSnarkjsProof(proof), signals: publicSignals.map(BigInt) };
    },
    async verify(proof) {
      const { proof: points, signals } = proof as Proof;
      verifyGroth16(equationOf(key), decodeProof(points), signals as never);
      return true;
    },
    proofBytes: (proof) => compressProof((proof as Proof).proof).length,
  };
}

async function withSnarkjs(work: Workload, proves: string, packages: readonly string[]): Promise<Peer> {
  type Proof = { proof: snarkjs.Json; publicSignals: string[] };
  const memory = (data: Uint8Array) => ({ type: "mem" as const, data });
  return {
    proves,
    versions: versions(...packages),
    downloadBytes: bytesOf(work),
    prove: () => snarkjs.groth16.fullProve(work.inputs, memory(work.wasm), memory(work.zkey)),
    verify(proof) {
      const { proof: points, publicSignals } = proof as Proof;
      return snarkjs.groth16.verify(work.verificationKey as snarkjs.Json, publicSignals, points as never);
    },
    proofBytes: (proof) => compressProof(fromSnarkjsProof((proof as { proof: SnarkjsProof }).proof)).length,
  };
}

export const snarkjsOnOurKey = async (): Promise<Peer> => withSnarkjs(await ownCircuit("age"), STATEMENT, ["snarkjs"]);

/** As `@semaphore-protocol/proof` does it: snarkjs with the ceremony's artifacts. Its own packing leaves points as they are. */
export const semaphoreV4 = async (): Promise<Peer> =>
  withSnarkjs(await semaphore(20), "membership in a tree of depth 20, nullifier; no credential, no age", [
    "@zk-kit/semaphore-artifacts",
    "snarkjs",
  ]);
