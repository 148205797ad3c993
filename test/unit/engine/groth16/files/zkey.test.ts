import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewOf } from "../../../../../src/core/bytes.ts";
import { CivicproofError } from "../../../../../src/core/errors.ts";
import {
  deriveSecrets,
  developmentSetup,
  setupWithSecrets,
} from "../../../../../src/engine/groth16/development-setup.ts";
import { ArtifactError } from "../../../../../src/engine/groth16/files/artifact-error.ts";
import { readSections, writeSections } from "../../../../../src/engine/groth16/files/binfile.ts";
import { readZkeyHeader } from "../../../../../src/engine/groth16/files/zkey.ts";
import { verificationKeyFromZkey, zkeyMatchesVerificationKey } from "../../../../../src/engine/groth16/key-of-zkey.ts";
import { UnsafeKeyError } from "../../../../../src/engine/groth16/unsafe-key.ts";
import { acquireCurve, disposeCurve } from "../../../../../src/engine/snark/curve.ts";
import { compileTiny, mem } from "../../../../fixtures/tiny.ts";
import { startProcessorClock } from "../../../../support/processor-time.ts";

const SEED = "zkey.test";
let r1cs: Uint8Array;
let zkey: Uint8Array;

beforeAll(async () => {
  ({ r1cs } = await compileTiny());
  ({ zkey } = await developmentSetup({ r1cs, seed: SEED }));
});

afterAll(disposeCurve);

const sectionsOf = (bytes: Uint8Array) => readSections(bytes, { type: "zkey", maxVersion: 1, path: "zkey" });

/** What reading says, and that it says it in well under a second. */
function outcome(bytes: Uint8Array): unknown {
  const elapsed = startProcessorClock();
  try {
    return readZkeyHeader(bytes);
  } catch (error) {
    return error;
  } finally {
    expect(elapsed()).toBeLessThan(500);
  }
}

function edited(edit: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const copy = zkey.slice();
  edit(viewOf(copy), copy);
  return copy;
}

describe("the development set-up", () => {
  it("gives the same bytes for the same r1cs and seed, and others for another seed", async () => {
    const again = await developmentSetup({ r1cs, seed: SEED });
    expect(Buffer.compare(again.zkey, zkey)).toBe(0);
    const other = await developmentSetup({ r1cs, seed: `${SEED}.` });
    expect(readZkeyHeader(other.zkey).delta1).not.toEqual(readZkeyHeader(zkey).delta1);
  });

  it("derives secrets from seed and circuit alone", () => {
    const secrets = deriveSecrets(r1cs, SEED);
    expect(secrets).toEqual(deriveSecrets(r1cs.slice(), SEED));
    expect(new Set(Object.values(secrets)).size).toBe(4);
    const changed = r1cs.slice();
    changed[changed.length - 1]! ^= 1;
    expect(deriveSecrets(changed, SEED).tau).not.toBe(secrets.tau);
  });

  it("says how far it is", async () => {
    const fractions: number[] = [];
    await developmentSetup({ r1cs, seed: SEED, onProgress: ({ fraction }) => fractions.push(fraction) });
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(0)).toBe(0);
    expect(fractions.at(-1)).toBe(1);
  });

  it("refuses an r1cs that is not one", async () => {
    for (let length = 0; length < r1cs.length; length += 97) {
      await expect(developmentSetup({ r1cs: r1cs.slice(0, length), seed: SEED })).rejects.toBeInstanceOf(ArtifactError);
    }
  });
});

describe("readZkeyHeader", () => {
  it("reads counts and points", () => {
    const header = readZkeyHeader(zkey);
    expect(header).toMatchObject({ nPublic: 8, nVars: 49, domainSize: 64, contributions: [] });
    expect(header.ic).toHaveLength(9);
    // gamma = 1: the generator of G2 (EIP-197).
    expect(header.gamma2[0][0]).toBe(10857046999023057135944570762232829481370756359578518086990519993285655852781n);
  });

  it("derives the verification key that snarkjs exports", async () => {
    const lease = await acquireCurve({ threads: false });
    try {
      const exported = await lease.snarkjs.zKey.exportVerificationKey(mem(zkey));
      const derived = verificationKeyFromZkey(zkey);
      expect(JSON.stringify(derived)).toBe(JSON.stringify(exported));
      expect(zkeyMatchesVerificationKey(readZkeyHeader(zkey), exported)).toBe(true);
      const changed = { ...derived, vk_delta_2: derived.vk_gamma_2 };
      expect(zkeyMatchesVerificationKey(readZkeyHeader(zkey), changed)).toBe(false);
      expect(zkeyMatchesVerificationKey(readZkeyHeader(zkey), null)).toBe(false);
    } finally {
      lease.release();
    }
  });

  it("says what came instead of a groth16 key over BN254", () => {
    const section = (id: number) => sectionsOf(zkey).get(id)!.offset;
    const received = (key: Uint8Array) => (outcome(key) as ArtifactError).received;
    expect(received(edited((view) => view.setUint32(section(1), 2, true)))).toBe("protocol 2");
    expect(received(edited((view) => view.setUint32(section(2), 48, true)))).toBe("48 bytes");
    const smallest = 21888242871839275222246405745257275088548364400416034343698204186575808495616n;
    expect(received(edited((view) => view.setUint8(section(2) + 40, 0)))).toBe(String(smallest));
    expect(received(edited((view) => view.setUint32(section(4) + 4, 7, true)))).toMatch(
      /^matrix 7, row \d+, signal \d+$/,
    );
    expect(received(r1cs)).toBe("a r1cs file");
    expect(received(new Uint8Array(64))).toBe("64 bytes of no known type");
  });

  it("says of a key over BLS12-381 that it is over another curve", () => {
    // Moduli of 48 and 32 bytes, counts, and points of 96 and 192 bytes.
    const fixed = new Uint8Array(4 + 48 + 4 + 32 + 12 + 3 * 96 + 3 * 192);
    viewOf(fixed).setUint32(0, 48, true);
    const sections = [...sectionsOf(zkey)].map(([id, { offset, size }]) => ({
      id,
      parts: [id === 2 ? fixed : zkey.subarray(offset, offset + size)],
    }));
    const refused = outcome(writeSections("zkey", 1, sections));
    expect(refused).toMatchObject({ expected: expect.stringContaining("BN254"), received: "48 bytes" });
  });

  it("refuses a key whose gamma equals its delta", async () => {
    const unsafe = await setupWithSecrets({ r1cs, secrets: { tau: 11n, alpha: 12n, beta: 13n, delta: 1n } });
    expect(outcome(unsafe.zkey)).toBeInstanceOf(UnsafeKeyError);
    expect(() => verificationKeyFromZkey(unsafe.zkey)).toThrow(UnsafeKeyError);
  });

  it("refuses a key whose delta is gamma in one group only, or minus gamma", () => {
    const { offset } = sectionsOf(zkey).get(2)!;
    const [gamma2, delta2] = [offset + 84 + 256, offset + 84 + 448];
    const copied = edited((_, bytes) => bytes.copyWithin(delta2, gamma2, gamma2 + 128));
    expect(outcome(copied)).toBeInstanceOf(UnsafeKeyError);
    const q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
    const negated = edited((view, bytes) => {
      bytes.copyWithin(delta2, gamma2, gamma2 + 128);
      for (const coordinate of [delta2 + 64, delta2 + 96]) {
        const word = (i: number) => view.getBigUint64(coordinate + 8 * i, true);
        const value = q - (word(0) | (word(1) << 64n) | (word(2) << 128n) | (word(3) << 192n));
        for (let i = 0; i < 4; i += 1)
          view.setBigUint64(coordinate + 8 * i, (value >> BigInt(64 * i)) & (2n ** 64n - 1n), true);
      }
    });
    expect(outcome(negated)).toBeInstanceOf(UnsafeKeyError);
  });

  it("refuses a file cut at each section boundary, before, in and after it", () => {
    const boundaries = [...sectionsOf(zkey).values()].flatMap(({ offset, size }) => [
      offset - 12,
      offset,
      offset + size,
    ]);
    for (const boundary of [0, 4, 8, 12, ...boundaries]) {
      for (const length of [boundary - 1, boundary, boundary + 1]) {
        if (length < 0 || length >= zkey.length) continue;
        expect(outcome(zkey.slice(0, length)), `${length} bytes`).toBeInstanceOf(ArtifactError);
      }
    }
    expect(outcome(new Uint8Array([...zkey, 0]))).toBeInstanceOf(ArtifactError);
  });

  it("refuses section sizes and ids that lie", () => {
    for (const [id, { offset, size }] of sectionsOf(zkey)) {
      for (const lie of [0, size - 1, size + 1, size + 64, 2 ** 31, 2 ** 32 - 1]) {
        const changed = edited((view) => view.setUint32(offset - 8, lie, true));
        expect(outcome(changed), `section ${id}: ${lie}`).toBeInstanceOf(ArtifactError);
      }
      expect(outcome(edited((view) => view.setUint32(offset - 4, 1, true)))).toBeInstanceOf(ArtifactError);
      expect(outcome(edited((view) => view.setUint32(offset - 4, 2 ** 32 - 1, true)))).toBeInstanceOf(ArtifactError);
      for (const other of [0, id === 1 ? 2 : 1, 11, 2 ** 32 - 1]) {
        expect(outcome(edited((view) => view.setUint32(offset - 12, other, true)))).toBeInstanceOf(ArtifactError);
      }
    }
    for (const count of [0, 1, 9, 11, 1000, 2 ** 32 - 1]) {
      expect(outcome(edited((view) => view.setUint32(8, count, true)))).toBeInstanceOf(ArtifactError);
    }
  });

  it("refuses counts that lie", () => {
    const header = sectionsOf(zkey).get(2)!.offset;
    for (const field of [0, 36, 72, 76, 80]) {
      for (const lie of [0, 1, 7, 31, 33, 48, 50, 63, 65, 2 ** 16, 2 ** 28, 2 ** 31, 2 ** 32 - 1]) {
        const changed = edited((view) => view.setUint32(header + field, lie, true));
        expect(outcome(changed), `${field}: ${lie}`).toBeInstanceOf(ArtifactError);
      }
    }
    const coefficients = sectionsOf(zkey).get(4)!.offset;
    for (const lie of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
      expect(outcome(edited((view) => view.setUint32(coefficients, lie, true)))).toBeInstanceOf(ArtifactError);
      for (const field of [4, 8, 12]) {
        if (lie < 2) continue;
        const changed = edited((view) => view.setUint32(coefficients + field, lie, true));
        expect(outcome(changed)).toBeInstanceOf(ArtifactError);
      }
    }
    const contributions = sectionsOf(zkey).get(10)!.offset + 64;
    for (const lie of [1, 1000, 2 ** 31, 2 ** 32 - 1]) {
      expect(outcome(edited((view) => view.setUint32(contributions, lie, true)))).toBeInstanceOf(ArtifactError);
    }
  });

  it("refuses every flipped bit of header and IC, and never answers with a foreign error", () => {
    const sections = sectionsOf(zkey);
    const [header, ic] = [sections.get(2)!, sections.get(3)!];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: zkey.length * 8 - 1 }), (bit) => {
        const byte = bit >> 3;
        const changed = edited((_, bytes) => {
          bytes[byte]! ^= 1 << (bit & 7);
        });
        const said = outcome(changed);
        const covered = byte < 12 || [header, ic].some(({ offset, size }) => byte >= offset && byte < offset + size);
        if (covered) expect(said).toBeInstanceOf(ArtifactError);
        else if (said instanceof Error) expect(said).toBeInstanceOf(CivicproofError);
      }),
      { seed: 20260, numRuns: 1500 },
    );
    for (let bit = 0; bit < header.size * 8; bit += 7) {
      const changed = edited((_, bytes) => {
        bytes[header.offset + (bit >> 3)]! ^= 1 << (bit & 7);
      });
      expect(outcome(changed)).toBeInstanceOf(ArtifactError);
    }
  });

  it("refuses another type and random bytes", () => {
    expect(outcome(r1cs)).toBeInstanceOf(ArtifactError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(outcome(bytes)).toBeInstanceOf(ArtifactError);
      }),
      { seed: 20261, numRuns: 200 },
    );
  });
});
