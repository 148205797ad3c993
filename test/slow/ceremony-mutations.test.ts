/** Ten thousand small changes of each kind of file of a ceremony: none that says something else is accepted. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkContributions } from "../../src/ceremony/keys/check-key.ts";
import { checkPtau } from "../../src/ceremony/keys/check-ptau.ts";
import { contribute } from "../../src/ceremony/keys/contribution.ts";
import { makeInitialKey } from "../../src/ceremony/keys/initial-key.ts";
import { bytesSource, openPtau } from "../../src/ceremony/keys/ptau.ts";
import { type SurvivorOptions, survivors } from "../fixtures/mutants.ts";
import { endSnarkjs, publicPtau, snarkjsPtau } from "../fixtures/ptau.ts";
import { compileTiny } from "../fixtures/tiny.ts";

interface Subject {
  readonly what: string;
  readonly file: () => Promise<{ readonly bytes: Uint8Array; check(bytes: Uint8Array): Promise<unknown> }>;
  readonly options: SurvivorOptions;
}

const checkPhase1 = async (bytes: Uint8Array) => checkPtau(await openPtau(bytesSource(bytes)));

let initial: Uint8Array;
beforeAll(async () => {
  const { r1cs } = await compileTiny();
  initial = await makeInitialKey({ r1cs, ptau: await openPtau(bytesSource(await snarkjsPtau(6))) });
});
afterAll(endSnarkjs);

/** Another kind of file is one entry more. */
const SUBJECTS: readonly Subject[] = [
  {
    what: "a phase 1 file of power 6",
    file: async () => ({ bytes: await snarkjsPtau(6), check: checkPhase1 }),
    options: { count: 10_000, seed: 1, names: ["first", "a beacon"] },
  },
  {
    what: "a phase 1 file of power 12",
    file: async () => ({ bytes: await publicPtau(12), check: checkPhase1 }),
    options: { count: 100, seed: 2, names: ["public"] },
  },
  {
    what: "a key",
    file: async () => ({
      bytes: (await contribute({ zkey: initial, name: "a name" })).zkey,
      check: (zkey) => checkContributions({ initial, zkey }),
    }),
    options: { count: 10_000, seed: 3, names: ["a name"] },
  },
];

describe("small changes", () => {
  it.each(SUBJECTS)("of $what are refused", async ({ file, options }) => {
    const { bytes, check } = await file();
    expect(await survivors(bytes, check, options)).toEqual([]);
  });
});
