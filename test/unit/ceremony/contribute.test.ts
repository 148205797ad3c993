/** A contributor's step, without a folder. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  type ContributeToCeremonyOptions,
  contributeToCeremony,
  fingerprintOf,
} from "../../../src/ceremony/folder/contribute.ts";
import { memoryFolder, PATHS } from "../../../src/ceremony/folder/folder.ts";
import { openLedger } from "../../../src/ceremony/folder/read.ts";
import { checkContributions } from "../../../src/ceremony/keys/check-key.ts";
import { sha256Hex } from "../../../src/statement/artifacts/verification-key.ts";
import { ADA, BEN, contributeTo, NOW, startTiny } from "./world.ts";

let files: Map<string, Uint8Array>;
let options: ContributeToCeremonyOptions;
/** Options for Ben, after Ada. */
let second: ContributeToCeremonyOptions;

async function optionsFor(identity: typeof ADA): Promise<ContributeToCeremonyOptions> {
  const ledger = await openLedger(memoryFolder(files));
  const pair = (circuit: string) => ({
    initial: files.get(PATHS.key(circuit, 0))!,
    latest: files.get(PATHS.key(circuit, ledger.steps.length))!,
  });
  const keys = { age: pair("age"), residency: pair("residency") };
  return { ledger, keys, identity, machine: "laptop", tool: "civicproof test", nowSeconds: NOW };
}

beforeAll(async () => {
  files = await startTiny();
  options = await optionsFor(ADA);
  await contributeTo(memoryFolder(files), ADA);
  second = await optionsFor(BEN);
});

describe("a contribution to a ceremony", () => {
  it("adds one step to the key of every circuit and signs for all of them", async () => {
    const { keys, attestation } = await contributeToCeremony({ ...second, entropy: { text: "dice" } });
    for (const [circuit, zkey] of Object.entries(keys)) {
      const { steps } = await checkContributions({ initial: files.get(PATHS.key(circuit, 0))!, zkey });
      expect(steps.map(({ name }) => name)).toEqual(["Ada", "Ben"]);
      expect(attestation.circuits[circuit]).toEqual({
        beforeSha256: await sha256Hex(files.get(PATHS.key(circuit, 1))!),
        afterSha256: await sha256Hex(zkey),
        contributionHash: steps[1]!.contributionHash,
      });
    }
    expect(attestation).toMatchObject({ number: 2, by: { name: "Ben", publicKey: BEN.publicKey }, timeSeconds: NOW });
    expect(attestation.step).toEqual({
      kind: "contribution",
      machine: "laptop",
      entropy: ["randomness of the operating system", "typed text"],
    });
    expect(fingerprintOf(attestation)).toMatch(/^\d{5}( \d{5}){4}$/);
  });

  it("reports its progress from 0 to 1 over all circuits", async () => {
    const seen: number[] = [];
    await contributeToCeremony({ ...second, onProgress: ({ fraction }) => seen.push(fraction) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBeCloseTo(1);
  });

  it("stops when its signal fires", async () => {
    const controller = new AbortController();
    const stopped = contributeToCeremony({
      ...options,
      signal: controller.signal,
      onProgress: ({ step }) => step === "contributing" && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
  });

  it("refuses keys other than those of the last attestation", async () => {
    const { age, residency } = second.keys as Record<string, { initial: Uint8Array; latest: Uint8Array }>;
    const changed = age!.latest.slice();
    changed[500]! ^= 1;
    for (const keys of [
      { age: residency!, residency: age! },
      { age: { ...age!, latest: age!.initial }, residency: residency! },
      { age: { ...age!, latest: changed }, residency: residency! },
      { age: age! },
    ])
      await expect(contributeToCeremony({ ...second, keys })).rejects.toMatchObject({ code: "CEREMONY_KEY_MISMATCH" });
  });

  it("refuses to build on an attested key whose contribution is invalid", async () => {
    // Ada signs for a key in which her contribution was damaged.
    const { attestationOf, damaged } = await damagedByAda();
    const keys = { ...second.keys, age: { initial: second.keys.age!.initial, latest: damaged } };
    const ledger = { ...second.ledger, steps: [attestationOf] };
    const refused = contributeToCeremony({ ...second, ledger, keys });
    await expect(refused).rejects.toMatchObject({ code: "CONTRIBUTION_INVALID" });
  });
});

async function damagedByAda() {
  const damaged = second.keys.age!.latest.slice();
  // In the transcript of the only step, before its parameters: a name of three letters.
  damaged[damaged.length - 5 - 8 - 10]! ^= 1;
  const [step] = second.ledger.steps;
  const circuits = { ...step!.circuits, age: { ...step!.circuits.age!, afterSha256: await sha256Hex(damaged) } };
  return { damaged, attestationOf: { ...step!, circuits } };
}
