import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developmentSetup } from "../../../../src/engine/groth16/development-setup.ts";
import { ArtifactError } from "../../../../src/engine/groth16/files/artifact-error.ts";
import { readSections } from "../../../../src/engine/groth16/files/binfile.ts";
import { readZkeyHeader } from "../../../../src/engine/groth16/files/zkey.ts";
import { UnsafeKeyError } from "../../../../src/engine/groth16/unsafe-key.ts";
import { acquireCurve, type CurveLease, disposeCurve } from "../../../../src/engine/snark/curve.ts";
import { findPhase2Faults } from "../../../../src/engine/snark/phase2.ts";
import { createSnarkjsProver } from "../../../../src/engine/snark/prove.ts";
import { type CeremonyArtifacts, describeCeremonyArtifact } from "../../../../src/statement/artifacts/ceremony.ts";
import { DevelopmentKeyError } from "../../../../src/statement/artifacts/development-key-error.ts";
import { loadArtifacts } from "../../../../src/statement/artifacts/load.ts";
import type { ArtifactManifest } from "../../../../src/statement/artifacts/manifest.ts";
import { readVerificationKey } from "../../../../src/statement/artifacts/verification-key.ts";
import { compileTiny, mem, tinyWitness } from "../../../fixtures/tiny.ts";
import { type Files, readFrom } from "../../../fixtures/tiny-artifacts.ts";

/** A real ceremony in miniature: both phases with a contribution and a beacon each, through snarkjs. */
describe("a key that went through a ceremony", () => {
  let lease: CurveLease;
  let r1cs: Uint8Array;
  let wasm: Uint8Array;
  let ptau: Uint8Array;
  let initial: Uint8Array;
  let contributed: Uint8Array;
  let final: Uint8Array;

  beforeAll(async () => {
    ({ r1cs, wasm } = await compileTiny());
    lease = await acquireCurve({ threads: true });
    const { powersOfTau, zKey } = lease.snarkjs;
    const [fresh, given, beaconed, prepared] = [mem(), mem(), mem(), mem()];
    await powersOfTau.newAccumulator(lease.curve, 8, fresh);
    await powersOfTau.contribute(fresh, given, "first", "entropy of the first");
    await powersOfTau.beacon(given, beaconed, "phase 1 beacon", "00010203", 10);
    await powersOfTau.preparePhase2(beaconed, prepared);
    expect(await powersOfTau.verify(prepared)).toBe(true);
    const [one, two, three, four] = [mem(), mem(), mem(), mem()];
    await zKey.newZKey(mem(r1cs), prepared, one);
    await zKey.contribute(one, two, "the city", "entropy of the city");
    await zKey.contribute(two, three, "an auditor", "entropy of the auditor");
    await zKey.beacon(three, four, "phase 2 beacon", "0a0b0c0d", 10);
    expect(await zKey.verifyFromR1cs(mem(r1cs), prepared, four)).toBe(true);
    [ptau, initial, contributed, final] = [prepared.data!, one.data!, two.data!, four.data!];
  }, 60_000);

  afterAll(async () => {
    lease.release();
    await disposeCurve();
  });

  const artifacts = (zkey: Uint8Array): CeremonyArtifacts => ({
    circuit: "age",
    r1cs,
    wasm,
    zkey,
    paths: { r1cs: "age.r1cs", wasm: "age.wasm", zkey: "age.zkey", vkey: "age.json" },
    sourceSha256: "a".repeat(64),
    circom: "2.2.3",
    optimisation: "O1",
    findPhase2Faults,
  });
  const describeKey = (zkey: Uint8Array, extra: { ptau?: Uint8Array; r1cs?: Uint8Array } = {}) =>
    describeCeremonyArtifact({ ...artifacts(zkey), ...extra });

  it("is described with its contributors, loads without allowDevelopmentKeys, proves and verifies", async () => {
    const { entry, vkey } = await describeKey(final, { ptau });
    expect(entry).toMatchObject({ constraints: 41, publicSignals: 8, domain: 64 });
    const { setup } = entry;
    if (setup.kind !== "ceremony") throw new Error(setup.kind);
    expect(setup.contributions.map(({ kind, name }) => [kind, name])).toEqual([
      ["contribution", "the city"],
      ["contribution", "an auditor"],
      ["beacon", "phase 2 beacon"],
    ]);
    expect(setup.verifiedWithPtauSha256).toMatch(/^[0-9a-f]{64}$/);

    const manifest: ArtifactManifest = { civicproof: "artifacts/v2/s1", circuits: { age: entry } };
    const files: Files = { r1cs, wasm, zkey: final, vkey };
    const { read } = readFrom(manifest, files);
    const loaded = await loadArtifacts({ circuit: "age", manifest, read });
    expect(loaded.setup.kind).toBe("ceremony");
    const { verificationKey } = await readVerificationKey({ circuit: "age", manifest, read });
    const wtns = await tinyWitness(loaded.wasm);
    const { proof, publicSignals } = await createSnarkjsProver().prove({ zkey: loaded.zkey, wtns });
    const verify = lease.snarkjs.groth16.verify;
    const key = structuredClone(verificationKey) as Parameters<typeof verify>[0];
    expect(await verify(key, publicSignals, proof)).toBe(true);
    expect(await verify(key, ["1", ...publicSignals.slice(1)], proof)).toBe(false);
  });

  it("loads after its first contribution, and says when nobody verified it", async () => {
    const { entry } = await describeKey(contributed);
    expect(entry.setup).toMatchObject({ kind: "ceremony", contributions: [{ name: "the city" }] });
    expect(entry.setup).not.toHaveProperty("verifiedWithPtauSha256");
  });

  it("is not verified by halves: the phase 1 file comes with what verifies it", async () => {
    const { findPhase2Faults: _, ...alone } = { ...artifacts(final), ptau };
    await expect(describeCeremonyArtifact(alone)).rejects.toMatchObject({
      code: "INPUT_INVALID",
      path: "findPhase2Faults",
    });
  });

  it("is refused before its first contribution", async () => {
    await expect(describeKey(initial)).rejects.toBeInstanceOf(UnsafeKeyError);
    expect(() => readZkeyHeader(initial)).toThrow(UnsafeKeyError);
  });

  it("is refused when it is a development key", async () => {
    const { zkey } = await developmentSetup({ r1cs, seed: "not a ceremony" });
    await expect(describeKey(zkey)).rejects.toBeInstanceOf(DevelopmentKeyError);
  });

  it("is refused when its last contribution is not the one of its delta", async () => {
    // The contributions of one key on the points of another: section 10 comes last in both.
    const points = final.subarray(0, findSection10(final));
    const grafted = new Uint8Array([...points, ...contributed.subarray(findSection10(contributed))]);
    expect(readZkeyHeader(grafted).contributions).toHaveLength(1);
    await expect(describeKey(grafted)).rejects.toBeInstanceOf(DevelopmentKeyError);
  });

  it("is refused with the r1cs of another circuit, or a contribution that is not valid", async () => {
    const changed = r1cs.slice();
    // A low bit of the last coefficient: still an r1cs with the same counts.
    const { offset, size } = readSections(r1cs, { type: "r1cs", maxVersion: 1, path: "r1cs" }).get(2)!;
    changed[offset + size - 32]! ^= 2;
    await describeKey(final, { r1cs: changed });
    await expect(describeKey(final, { ptau, r1cs: changed })).rejects.toBeInstanceOf(ArtifactError);
    const forged = final.slice();
    const transcript = findSection10(forged) + 12 + 68 + 320;
    forged[transcript]! ^= 1;
    await expect(describeKey(forged, { ptau })).rejects.toBeInstanceOf(ArtifactError);
  });
});

/** Offset of the header of section 10, the last one. */
function findSection10(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at < bytes.length; at += 12 + view.getUint32(at + 4, true)) {
    if (view.getUint32(at, true) === 10) return at;
  }
  throw new Error("no section 10");
}
