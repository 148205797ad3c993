import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkContributions } from "../../../src/ceremony/keys/check-key.ts";
import { checkPtau } from "../../../src/ceremony/keys/check-ptau.ts";
import { contribute } from "../../../src/ceremony/keys/contribution.ts";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import { bytesSource, openPtau } from "../../../src/ceremony/keys/ptau.ts";
import { survivors } from "../../fixtures/mutants.ts";
import { endSnarkjs, snarkjsPtau } from "../../fixtures/ptau.ts";
import { compileTiny } from "../../fixtures/tiny.ts";

let phase1: Uint8Array;
let initial: Uint8Array;
let key: Uint8Array;

beforeAll(async () => {
  phase1 = await snarkjsPtau(6);
  const { r1cs } = await compileTiny();
  initial = await makeInitialKey({ r1cs, ptau: await openPtau(bytesSource(phase1)) });
  key = (await contribute({ zkey: initial, name: "a name" })).zkey;
}, 120_000);
afterAll(endSnarkjs);

describe("a hundred small changes", () => {
  it("of a phase 1 file are refused", { timeout: 300_000 }, async () => {
    const check = async (bytes: Uint8Array) => checkPtau(await openPtau(bytesSource(bytes)));
    expect(await survivors(phase1, check, { count: 100, seed: 20261130, names: ["first", "a beacon"] })).toEqual([]);
  });

  it("of a key are refused", { timeout: 300_000 }, async () => {
    const check = (zkey: Uint8Array) => checkContributions({ initial, zkey });
    expect(await survivors(key, check, { count: 100, seed: 20261130, names: ["a name"] })).toEqual([]);
  });
});
