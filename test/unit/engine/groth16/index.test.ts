import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomField } from "../../../../src/core/field.ts";
import { importKey, prove, verify, verifyBatch } from "../../../../src/engine/groth16/index.ts";
import { verificationKeyFromZkey } from "../../../../src/engine/groth16/key-of-zkey.ts";
import { toSnarkjsProof } from "../../../../src/engine/groth16/proof.ts";
import { createSnarkjsProver } from "../../../../src/engine/snark/prove.ts";
import { createWitnessCalculator } from "../../../../src/presentation/witness/calculator.ts";
import { pointOutside } from "../../../fixtures/outside.ts";
import { createTrapdoor, type Trapdoor } from "../../../trapdoor.ts";

const [age, residency] = [createTrapdoor("age"), createTrapdoor("residency")];
const keys = new Map([age, residency].map((trapdoor) => [trapdoor, importKey(trapdoor.json)]));

function claim(trapdoor: Trapdoor) {
  const signals = Array.from({ length: 8 }, randomField);
  return {
    key: keys.get(trapdoor)!,
    proof: toSnarkjsProof(trapdoor.prove(signals)),
    publicSignals: signals.map(String),
  };
}

/** What `verify` says, as a code. */
function outcome(one: Parameters<typeof verify>[0]): string {
  try {
    verify(one);
    return "accepted";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("verifyBatch of civicproof/groth16", () => {
  const good = Array.from({ length: 9 }, (_, i) => claim(i % 2 === 0 ? age : residency));

  it("accepts what verify accepts, under several keys", () => {
    expect(good.map(outcome)).toEqual(Array(9).fill("accepted"));
    expect(verifyBatch(good)).toEqual([]);
    expect(verifyBatch([])).toEqual([]);
  });

  it("takes proofs of rapidsnark, which name no curve, and refuses another curve", () => {
    const { curve: _, ...proof } = good[0]!.proof;
    expect(outcome({ ...good[0]!, proof })).toBe("accepted");
    expect(outcome({ ...good[0]!, proof: { ...proof, curve: "bls12381" } })).toBe("PRESENTATION_MALFORMED");
  });

  it("names what verify refuses: false, malformed, under another key", () => {
    const bad = [
      { ...good[0]!, publicSignals: good[2]!.publicSignals },
      { ...good[1]!, publicSignals: good[1]!.publicSignals.slice(1) },
      { ...good[2]!, proof: { ...good[2]!.proof, pi_a: ["1", "1", "1"] } },
      { ...good[3]!, key: keys.get(age)! },
      { ...good[4]!, proof: "no proof" },
      { ...good[5]!, key: {} as never },
    ];
    expect(bad.map(outcome)).toEqual([
      "PROOF_INVALID",
      "PROOF_INVALID",
      "PRESENTATION_MALFORMED",
      "PROOF_INVALID",
      "PRESENTATION_MALFORMED",
      "PROOF_INVALID",
    ]);
    expect(verifyBatch([...good, ...bad])).toEqual([9, 10, 11, 12, 13, 14]);
    expect(verifyBatch([...bad, ...good])).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("names a B outside its group, and finds the false ones beside it", () => {
    const outside = {
      ...good[0]!,
      proof: { ...good[0]!.proof, pi_b: [...pointOutside().map((pair) => pair.map(String)), ["1", "0"]] },
    };
    expect(outcome(outside)).toBe("PROOF_INVALID");
    const false2 = { ...good[2]!, publicSignals: good[4]!.publicSignals };
    expect(verifyBatch([good[1]!, outside, false2, good[3]!, outside])).toEqual([1, 2, 4]);
  });
});

describe("a path where the bytes of a file are asked for", () => {
  const path = "eligibility.zkey" as unknown as Uint8Array;
  const zkey = readFileSync("artifacts/build/age/circuit.zkey");
  const refused = (kind: string, code: string) => ({
    code,
    message: expect.stringContaining(`expected the bytes of a ${kind}, received a string of 16 characters`),
  });

  it("is refused in words by both provers", async () => {
    const provers = [
      { prove },
      { prove: (a: Uint8Array, b: Uint8Array) => createSnarkjsProver().prove({ zkey: a, wtns: b }) },
    ];
    for (const prover of provers) {
      await expect(prover.prove(path, path)).rejects.toMatchObject(refused("zkey file", "ARTIFACT_INVALID"));
      await expect(prover.prove(zkey, path)).rejects.toMatchObject(refused("witness file", "PROVING_FAILED"));
    }
  });

  it("is refused in words by whatever else reads a file of the tool chain", async () => {
    const key = refused("zkey file", "ARTIFACT_INVALID");
    expect(() => verificationKeyFromZkey(path)).toThrow(expect.objectContaining(key));
    const wasm = refused("WebAssembly module", "ARTIFACT_INVALID");
    await expect(createWitnessCalculator(path)).rejects.toMatchObject(wasm);
  });
});
