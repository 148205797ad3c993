import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkContributions } from "../../../src/ceremony/keys/check-key.ts";
import { checkPtau } from "../../../src/ceremony/keys/check-ptau.ts";
import { contribute } from "../../../src/ceremony/keys/contribution.ts";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import { bytesSource, openPtau } from "../../../src/ceremony/keys/ptau.ts";
import { CivicproofError } from "../../../src/core/errors.ts";
import { mutants } from "../../fixtures/mutants.ts";
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

/** Where a text stands: names are for people, and no hash of snarkjs's covers them. */
function placesOf(file: Uint8Array, texts: readonly string[]): (at: number) => boolean {
  const places = texts.map((text) => [
    Buffer.from(file.buffer, file.byteOffset, file.length).indexOf(text),
    text.length,
  ]);
  return (at) => places.some(([start, length]) => at >= start! && at < start! + length!);
}

/** The mutants that were accepted, and those that fell with something else than a refusal. */
async function survivors(file: Uint8Array, check: (bytes: Uint8Array) => Promise<unknown>, names: readonly string[]) {
  const isName = placesOf(file, names);
  const found: string[] = [];
  for (const { bytes, at, what } of mutants(file, 100, 20261130)) {
    const outcome = await check(bytes).then(
      () => "accepted",
      (error: unknown) => (error instanceof CivicproofError ? "refused" : String(error)),
    );
    if (outcome !== "refused" && !(outcome === "accepted" && isName(at))) found.push(`${what} at ${at}: ${outcome}`);
  }
  return found;
}

describe("a hundred small changes", () => {
  it("of a phase 1 file are refused", { timeout: 300_000 }, async () => {
    const check = async (bytes: Uint8Array) => checkPtau(await openPtau(bytesSource(bytes)));
    expect(await survivors(phase1, check, ["first", "a beacon"])).toEqual([]);
  });

  it("of a key are refused", { timeout: 300_000 }, async () => {
    const check = (zkey: Uint8Array) => checkContributions({ initial, zkey });
    expect(await survivors(key, check, ["a name"])).toEqual([]);
  });
});
