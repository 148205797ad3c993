import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkContributions, checkInitialKey, checkKey } from "../../../src/ceremony/keys/check-key.ts";
import { addStep, applyBeacon, contribute } from "../../../src/ceremony/keys/contribution.ts";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import { GENERATOR, withPointKit } from "../../../src/ceremony/keys/point-kit.ts";
import { bytesSource, openPtau, type Ptau } from "../../../src/ceremony/keys/ptau.ts";
import { viewOf } from "../../../src/core/bytes.ts";
import { FIELD_MODULUS as R } from "../../../src/core/field.ts";
import { inverse } from "../../../src/core/scalars.ts";
import { readSections } from "../../../src/engine/groth16/files/binfile.ts";
import { readZkey } from "../../../src/engine/groth16/files/zkey.ts";
import { endSnarkjs, snarkjsPtau } from "../../fixtures/ptau.ts";
import { compileTiny, mem } from "../../fixtures/tiny.ts";

let file: Uint8Array;
let ptau: Ptau;
let r1cs: Uint8Array;
let initial: Uint8Array;
let first: Uint8Array;
let second: Uint8Array;

beforeAll(async () => {
  file = await snarkjsPtau(6);
  ptau = await openPtau(bytesSource(file));
  ({ r1cs } = await compileTiny());
  initial = await makeInitialKey({ r1cs, ptau });
  first = (await contribute({ zkey: initial, name: "first" })).zkey;
  second = (await contribute({ zkey: first, name: "second" })).zkey;
}, 120_000);
afterAll(endSnarkjs);

const snarkjsAccepts = (zkey: Uint8Array) => snarkjs.zKey.verifyFromR1cs(mem(r1cs), mem(file), mem(zkey));

/** A copy with one byte changed: of the section, counted from its end when negative. */
function flip(zkey: Uint8Array, id: number, at: number): Uint8Array {
  const copy = zkey.slice();
  const { offset, size } = readSections(copy, { type: "zkey", maxVersion: 1, path: "zkey" }).get(id)!;
  const place = at < 0 ? offset + size + at : offset + at;
  copy[place] = copy[place]! ^ 1;
  return copy;
}

describe("contributions", () => {
  it("chain with snarkjs's, and both accept the key after each", async () => {
    let key = initial;
    const names: string[] = [];
    const hashes: (string | undefined)[] = [];
    const steps: [string, (zkey: Uint8Array) => Promise<{ zkey: Uint8Array; hash?: string }>][] = [
      [
        "ours",
        async (zkey) => {
          const made = await contribute({
            zkey,
            name: "ours",
            entropy: { text: "dice: 4, 2, 6", bytes: new Uint8Array(9) },
          });
          return { zkey: made.zkey, hash: made.contributionHash };
        },
      ],
      [
        "theirs",
        async (zkey) => {
          const next = mem();
          const hash = await snarkjs.zKey.contribute(mem(zkey), next, "theirs", "entropy");
          return { zkey: next.data!, hash: Buffer.from(hash).toString("hex") };
        },
      ],
      [
        "ours again",
        async (zkey) => {
          const made = await contribute({ zkey, name: "ours again" });
          return { zkey: made.zkey, hash: made.contributionHash };
        },
      ],
      [
        "a beacon",
        async (zkey) => {
          const made = await applyBeacon({ zkey, name: "a beacon", value: Uint8Array.of(1, 2, 3), iterationsLog2: 10 });
          return { zkey: made.zkey, hash: made.contributionHash };
        },
      ],
    ];
    for (const [name, step] of steps) {
      const made = await step(key);
      key = made.zkey;
      names.push(name);
      hashes.push(made.hash);
      expect(await snarkjsAccepts(key)).toBe(true);
      const report = await checkContributions({ initial, zkey: key });
      expect(report.steps.map((each) => each.name)).toEqual(names);
      expect(report.steps.map((each) => each.contributionHash)).toEqual(hashes);
      expect(await checkKey({ zkey: key, r1cs, ptau })).toEqual(report);
      expect(readZkey(key).header.contributions).toHaveLength(names.length);
    }
  });

  it("end with the same beacon as snarkjs's, byte by byte", async () => {
    const theirs = mem();
    await snarkjs.zKey.beacon(mem(first), theirs, "beacon", "0a0b0c0d", 11);
    const ours = await applyBeacon({
      zkey: first,
      name: "beacon",
      value: Uint8Array.of(10, 11, 12, 13),
      iterationsLog2: 11,
    });
    const sections = (zkey: Uint8Array) =>
      [...readSections(zkey, { type: "zkey", maxVersion: 1, path: "zkey" })]
        .sort(([a], [b]) => a - b)
        .map(([, { offset, size }]) => Buffer.from(zkey.subarray(offset, offset + size)));
    expect(sections(ours.zkey)).toEqual(sections(theirs.data!));
  });

  it("differ although the words are the same", async () => {
    const again = await contribute({ zkey: initial, name: "first" });
    expect(Buffer.compare(again.zkey, first)).not.toBe(0);
  });

  it("leave the key before them as it is", async () => {
    const before = first.slice();
    await contribute({ zkey: first });
    expect(Buffer.compare(first, before)).toBe(0);
  });

  it.each([["a name", { name: "x".repeat(65) }]])("refuse %s that is too long", async (_, options) => {
    await expect(contribute({ zkey: initial, ...options })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it.each([9, 17, 10.5])("refuse a beacon of 2^%s hashes", async (iterationsLog2) => {
    const beacon = applyBeacon({ zkey: first, value: Uint8Array.of(1), iterationsLog2 });
    await expect(beacon).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

describe("the check of the initial key", () => {
  it("accepts it", async () => {
    const { circuitHash, steps } = await checkInitialKey({ zkey: initial, r1cs, ptau });
    expect(circuitHash).toMatch(/^[0-9a-f]{128}$/);
    expect(steps).toEqual([]);
  });

  it.each([
    ["alpha", 2, 84],
    ["IC", 3, 70],
    ["the coefficients", 4, 20],
    ["A", 5, 64 * 9],
    ["B in G1", 6, 64 * 9],
    ["B in G2", 7, 128 * 9],
    ["L", 8, 64],
    ["H", 9, 64 * 40],
    ["the circuit hash", 10, 5],
  ])("refuses one with a byte of %s changed", async (_, section, at) => {
    const refused = checkInitialKey({ zkey: flip(initial, section, at), r1cs, ptau });
    await expect(refused).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  });

  it("refuses one of another circuit", async () => {
    const other = r1cs.slice();
    // The last coefficient of the last constraint.
    const { offset, size } = readSections(other, { type: "r1cs", maxVersion: 1, path: "r1cs" }).get(2)!;
    viewOf(other).setUint32(offset + size - 32, 12345, true);
    const refused = checkInitialKey({ zkey: initial, r1cs: other, ptau });
    await expect(refused).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  });

  it("refuses one of another phase 1 file", async () => {
    const other = await openPtau(bytesSource(await snarkjsPtau(8)));
    await expect(checkInitialKey({ zkey: initial, r1cs, ptau: other })).rejects.toMatchObject({
      code: "ARTIFACT_INVALID",
    });
  });

  it("refuses one with contributions", async () => {
    await expect(checkInitialKey({ zkey: first, r1cs, ptau })).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  });
});

describe("the check of contributions", () => {
  /** Points, transcript, kind, length, and the name with its own two bytes. */
  const CONTRIBUTION = 392 + 2 + "second".length;
  it.each([
    ["delta in G1", 2, 468, "ARTIFACT_INVALID"],
    ["IC", 3, 70, "ARTIFACT_INVALID"],
    ["A", 5, 64 * 9, "ARTIFACT_INVALID"],
    ["L", 8, 64, "ARTIFACT_INVALID"],
    ["H", 9, 64, "ARTIFACT_INVALID"],
    ["the circuit hash", 10, 5, "CONTRIBUTION_INVALID"],
    ["a transcript", 10, -CONTRIBUTION + 320, "CONTRIBUTION_INVALID"],
    ["the kind of a step", 10, -CONTRIBUTION + 384, "CONTRIBUTION_INVALID"],
  ])("refuses a byte of %s changed", async (_, section, at, code) => {
    const zkey = flip(second, section, at);
    await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({ code });
    await expect(checkKey({ zkey, r1cs, ptau })).rejects.toMatchObject({ code });
  });

  it("refuses points that another secret divided", async () => {
    const other = (await contribute({ zkey: first, name: "second" })).zkey;
    for (const id of [8, 9]) {
      const zkey = replaceSection(second, other, id);
      await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({ code: "CONTRIBUTION_INVALID" });
      await expect(checkKey({ zkey, r1cs, ptau })).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
      expect(await snarkjsAccepts(zkey)).toBe(false);
    }
    for (const id of [2, 10])
      await expect(checkContributions({ initial, zkey: replaceSection(second, other, id) })).rejects.toMatchObject({
        code: "CONTRIBUTION_INVALID",
      });
  });

  it("refuses a step that was left out, two that were swapped, and one that is there twice", async () => {
    for (const order of [[1], [1, 0], [0, 1, 1]]) {
      const zkey = withSteps(second, order);
      await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({ code: "CONTRIBUTION_INVALID" });
    }
  });

  it("refuses a step whose proof is of another secret", async () => {
    // The last step's x·S is that of the first one.
    const zkey = second.slice();
    const { offset, size } = readSections(zkey, { type: "zkey", maxVersion: 1, path: "zkey" }).get(10)!;
    const proof = offset + size - CONTRIBUTION + 192;
    zkey.copyWithin(proof, offset + 68 + 192, offset + 68 + 320);
    await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({
      code: "CONTRIBUTION_INVALID",
      expected: "a valid proof of the secret",
    });
  });

  it.each([
    ["1", 1n],
    ["-1", R - 1n],
  ])("refuses steps after which delta is %s, which is gamma or its opposite", async (_, delta) => {
    const factors = [5n, (inverse(5n) * delta) % R];
    let zkey = initial;
    for (const factor of factors) zkey = await withSecret(zkey, factor);
    await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({ code: "KEY_UNSAFE" });
    await expect(checkKey({ zkey, r1cs, ptau })).rejects.toMatchObject({ code: "KEY_UNSAFE" });
  });

  it("refuses a beacon whose secret is another one than its value's", async () => {
    const zkey = await withSecret(first, 7n, { value: Uint8Array.of(1, 2, 3), iterationsLog2: 10 });
    await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({
      code: "CONTRIBUTION_INVALID",
      expected: "the secret of its beacon",
    });
  });

  it("refuses a key that was cut off", async () => {
    for (const zkey of [second.subarray(0, -1), second.subarray(0, second.length >> 1)])
      await expect(checkContributions({ initial, zkey })).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  });

  it("refuses a key without contributions", async () => {
    await expect(checkContributions({ initial, zkey: initial })).rejects.toMatchObject({
      code: "CONTRIBUTION_INVALID",
    });
    await expect(checkKey({ zkey: initial, r1cs, ptau })).rejects.toMatchObject({ code: "CONTRIBUTION_INVALID" });
  });

  it("refuses a step that was contributed to another circuit's key", async () => {
    const zkey = flip(initial, 10, 0);
    const { zkey: foreign } = await contribute({ zkey });
    await expect(checkContributions({ initial, zkey: foreign })).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  });
});

async function withSecret(
  zkey: Uint8Array,
  factor: bigint,
  beacon?: { readonly value: Uint8Array; readonly iterationsLog2: number },
): Promise<Uint8Array> {
  const secret = { factor, g1s: GENERATOR.g1 };
  const made = await withPointKit((kit) =>
    addStep(kit, { zkey, secret, name: "chosen", ...(beacon ? { beacon } : {}) }),
  );
  return made.zkey;
}

function replaceSection(into: Uint8Array, from: Uint8Array, id: number): Uint8Array {
  const of = (zkey: Uint8Array) => readSections(zkey, { type: "zkey", maxVersion: 1, path: "zkey" }).get(id)!;
  const copy = into.slice();
  const { offset, size } = of(from);
  copy.set(from.subarray(offset, offset + size), of(into).offset);
  return copy;
}

/** The key with some of its steps, in another order. */
function withSteps(zkey: Uint8Array, order: readonly number[]): Uint8Array {
  const { offset, size } = readSections(zkey, { type: "zkey", maxVersion: 1, path: "zkey" }).get(10)!;
  const bytes = zkey.subarray(offset, offset + size);
  const steps: Uint8Array[] = [];
  for (let at = 68; at < size; ) {
    const length = 392 + viewOf(bytes).getUint32(at + 388, true);
    steps.push(bytes.subarray(at, at + length));
    at += length;
  }
  const chosen = Buffer.concat([
    bytes.subarray(0, 64),
    Buffer.from([order.length, 0, 0, 0]),
    ...order.map((i) => steps[i]!),
  ]);
  const result = Buffer.concat([zkey.subarray(0, offset), chosen]);
  result.writeUInt32LE(chosen.length, offset - 8);
  return new Uint8Array(result);
}
