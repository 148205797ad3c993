/** A small ceremony: two circuits of one constraint system, three people, phase 1 of power 6 by snarkjs. */
import { contributeToCeremony } from "../../../src/ceremony/folder/contribute.ts";
import { encodeDocument } from "../../../src/ceremony/folder/documents.ts";
import { type CeremonyFolder, stepFiles } from "../../../src/ceremony/folder/folder.ts";
import { type CeremonyIdentity, toIdentity } from "../../../src/ceremony/folder/identity.ts";
import { openLedger, readStepKeys } from "../../../src/ceremony/folder/read.ts";
import { type CeremonyTerms, startCeremony } from "../../../src/ceremony/folder/start.ts";
import { viewOf } from "../../../src/core/bytes.ts";
import { readSections } from "../../../src/engine/groth16/files/binfile.ts";
import { snarkjsPtau } from "../../fixtures/ptau.ts";
import { compileTiny } from "../../fixtures/tiny.ts";

export const NOW = 1_692_700_000;
/** Before round 1000 of drand's quicknet came out. */
export const DEADLINE = 1_692_800_000;
const identity = (name: string, byte: number) => toIdentity(name, new Uint8Array(32).fill(byte));
export const COORDINATOR = identity("Registry office", 1);
export const ADA = identity("Ada", 2);
export const BEN = identity("Ben", 3);
export const CYN = identity("Cyn", 4);
export const publicOf = ({ name, publicKey }: CeremonyIdentity) => ({ name, publicKey });

export const TERMS: CeremonyTerms = {
  name: "City of Example",
  turns: "order",
  participants: [ADA, BEN, CYN].map(publicOf),
  minimumContributions: 2,
  deadlineSeconds: DEADLINE,
  beacon: { kind: "stated", source: "The lottery numbers of 1 September 2023, in hexadecimal", iterationsLog2: 10 },
};

let compiled: ReturnType<typeof compileTiny> | undefined;

/** tiny.circom's constraints, and the same with the last coefficient changed. */
export async function tinyCircuits(): Promise<{ age: Uint8Array; residency: Uint8Array; wasm: Uint8Array }> {
  compiled ??= compileTiny();
  const { r1cs: age, wasm } = await compiled;
  const residency = age.slice();
  const { offset, size } = readSections(residency, { type: "r1cs", maxVersion: 1, path: "r1cs" }).get(2)!;
  viewOf(residency).setUint32(offset + size - 32, 12345, true);
  return { age, residency, wasm };
}

/** The files of a ceremony that has begun. */
export async function startTiny(terms: Partial<CeremonyTerms> = {}): Promise<Map<string, Uint8Array>> {
  const { age, residency } = await tinyCircuits();
  const { files } = await startCeremony({
    terms: { ...TERMS, ...terms },
    r1cs: { age, residency },
    phase1: await snarkjsPtau(6),
    allowUnpublishedPhase1: true,
    coordinator: COORDINATOR,
    nowSeconds: NOW,
  });
  return new Map(files);
}

/** One person's step into a folder. */
export async function contributeTo(folder: CeremonyFolder, who: CeremonyIdentity, nowSeconds = NOW): Promise<void> {
  const ledger = await openLedger(folder);
  const step = await contributeToCeremony({
    ledger,
    keys: await readStepKeys(folder, ledger),
    identity: who,
    machine: "a test",
    tool: "civicproof test",
    nowSeconds,
  });
  await folder.addStep(stepFiles(step.keys, step.attestation, encodeDocument));
}
