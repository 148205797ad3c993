import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinTerms, mergeRows, signCoefficients, type Terms } from "../../../src/ceremony/keys/circuit-rows.ts";
import { sparseDigits, splitScalar } from "../../../src/ceremony/keys/endomorphism.ts";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import { subtractAll } from "../../../src/ceremony/keys/many-points.ts";
import { joinBytes } from "../../../src/ceremony/keys/point-bytes.ts";
import { createPointKit, type PointKit, randomScalars, toScalars } from "../../../src/ceremony/keys/point-kit.ts";
import { bytesSource, openPtau, type Ptau, PtauError } from "../../../src/ceremony/keys/ptau.ts";
import { cutIntoBlocks, joinSums } from "../../../src/ceremony/keys/sparse-sums.ts";
import { FIELD_MODULUS as R } from "../../../src/core/field.ts";
import { parseR1cs } from "../../../src/engine/groth16/files/r1cs.ts";
import { readCeremonyKey, readZkey } from "../../../src/engine/groth16/files/zkey.ts";
import { UnsafeKeyError } from "../../../src/engine/groth16/unsafe-key.ts";
import { createFixedBase } from "../../../src/engine/kernel/fixed-base.ts";
import { LAMBDA } from "../../../src/engine/pairing/constants.ts";
import { endSnarkjs, snarkjsPtau } from "../../fixtures/ptau.ts";
import { compileTiny, mem } from "../../fixtures/tiny.ts";

let file: Uint8Array;
let ptau: Ptau;
let r1cs: Uint8Array;

beforeAll(async () => {
  file = await snarkjsPtau(6);
  ptau = await openPtau(bytesSource(file));
  ({ r1cs } = await compileTiny());
}, 120_000);
afterAll(endSnarkjs);

describe("the initial key from a phase 1 file", () => {
  it("is snarkjs's, byte by byte, the circuit hash included", async () => {
    const theirs = mem();
    await snarkjs.zKey.newZKey(mem(r1cs), mem(file), theirs);
    const ours = await makeInitialKey({ r1cs, ptau });
    expect(Buffer.compare(ours, theirs.data!)).toBe(0);
  });

  it("is snarkjs's for coefficients of any size", async () => {
    const circuit = withLargeCoefficients(r1cs);
    const theirs = mem();
    await snarkjs.zKey.newZKey(mem(circuit), mem(file), theirs);
    const ours = await makeInitialKey({ r1cs: circuit, ptau });
    expect(Buffer.compare(ours, theirs.data!)).toBe(0);
  });

  it("is no key that a prover loads", async () => {
    const key = await makeInitialKey({ r1cs, ptau });
    expect(() => readZkey(key)).toThrow(UnsafeKeyError);
    expect(readCeremonyKey(key).header.contributions).toEqual([]);
  });

  it("needs a phase 1 file that is large enough", async () => {
    const small: Ptau = { ...ptau, power: 5 };
    await expect(makeInitialKey({ r1cs, ptau: small })).rejects.toThrow(PtauError);
    await expect(makeInitialKey({ r1cs, ptau: small })).rejects.toThrow(/power 6 or more/);
  });
});

/** The same circuit with every coefficient times a number of its own; it says something else, which no setup minds. */
function withLargeCoefficients(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const text = Buffer.from(copy.buffer);
  const coefficients = new Set(parseR1cs(bytes).coefficients);
  let factor = 0x1234567890abcdef1234567890abcdef1234567890abcdefn;
  for (const coefficient of coefficients) {
    factor = (factor * factor + 1n) % R;
    const [from, to] = [coefficient, (coefficient * factor) % R].map((value) => Buffer.from(toScalars([value]))) as [
      Buffer,
      Buffer,
    ];
    // Behind the header, which holds the modulus.
    for (let at = text.indexOf(from, 100); at !== -1; at = text.indexOf(from, at + 32)) to.copy(text, at);
  }
  return copy;
}

describe("many points at once", () => {
  const logarithms = [1n, 2n, 3n, 5n, R - 1n, 0n, 123456789n, 7n ** 90n % R];
  let kit: PointKit;
  let points: Uint8Array;
  let g2: Uint8Array;
  const multiples = async (group: "g1" | "g2", values: readonly bigint[]) =>
    (await createFixedBase(group, 8)).multiply(values.map((value) => ((value % R) + R) % R));

  beforeAll(async () => {
    kit = await createPointKit();
    points = await multiples("g1", logarithms);
    g2 = await multiples("g2", logarithms);
  });

  it.each([0n, 1n, 2n, R - 1n, LAMBDA, R - LAMBDA, 7n ** 77n % R, 2n ** 253n])(
    "are multiplied by %s",
    async (scalar) => {
      const expected = await multiples(
        "g1",
        logarithms.map((value) => value * scalar),
      );
      expect(await kit.multiplyAll(points, scalar)).toEqual(expected);
      const [low, high] = splitScalar(scalar);
      expect((((low + high * LAMBDA - scalar) % R) + R) % R).toBe(0n);
      for (const half of [low, high]) expect(half < 0n ? -half : half).toBeLessThan(1n << 128n);
    },
  );

  it("are added up on one thread in more parts than one, as where a page forbids workers", async () => {
    const values = Array.from({ length: 20_000 }, (_, i) => BigInt(i + 1));
    const many = (await createFixedBase("g1", values.length)).multiply(values);
    const own = await createPointKit({ threads: 1 });
    const total = values.reduce((sum, value) => sum + value * value, 0n);
    expect(await own.sum("g1", many, toScalars(values))).toEqual(await multiples("g1", [total]));
  });

  it("are subtracted", async () => {
    const other = await multiples("g1", [...logarithms].reverse());
    const expected = await multiples(
      "g1",
      logarithms.map((value, i) => value - logarithms.at(-1 - i)!),
    );
    expect(subtractAll(kit.kernel, kit.memory, points, other)).toEqual(expected);
  });

  it.each([
    ["g1", 1, 1],
    ["g1", 3, 1],
    ["g1", 1, 2],
    ["g2", 2, 1],
  ] as const)(
    "are added up in sparse rows of %s, in blocks for %i and on threads for %i",
    async (group, count, threads) => {
      const coefficients = [
        1n,
        R - 1n,
        2n,
        64n,
        R - 33n,
        7n ** 80n % R,
        R - (7n ** 80n % R),
        0n,
        (R - 1n) / 2n,
        LAMBDA,
      ];
      const targets = 12;
      const rows: Terms[] = logarithms.map((_, point) => {
        // Rows 2 and 5 are the same; row 3 is the opposite of row 4.
        const kind = { 5: 2, 4: 3 }[point] ?? point;
        const entries = Array.from({ length: 9 }, (_, i) => ({
          // The last sum stays empty, and the first one is the longest.
          target: i % 3 === 0 ? 0 : (kind * 5 + i * 7) % (targets - 1),
          coefficient: kind === 3 ? [0, 5, 5][i % 3]! : (kind + i * i) % coefficients.length,
        }));
        const opposite = (coefficient: number) => (point === 4 ? [1, 0, 2, 3, 4, 6][coefficient]! : coefficient);
        return {
          targets: Uint32Array.from(entries, ({ target }) => target),
          points: new Uint32Array(entries.length).fill(point),
          coefficients: Uint32Array.from(entries, ({ coefficient }) => opposite(coefficient)),
        };
      });
      const sums = Array<bigint>(targets).fill(0n);
      for (const row of rows) {
        row.targets.forEach((target, i) => {
          sums[target]! += logarithms[row.points[i]!]! * coefficients[row.coefficients[i]!]!;
        });
      }
      const signed = signCoefficients(coefficients);
      const merged = mergeRows(joinTerms(rows), signed);
      expect(merged.starts).toHaveLength(1 + logarithms.length - 2);
      const blocks = cutIntoBlocks(merged, {
        group,
        points: group === "g1" ? points : g2,
        coefficients: signed.halves,
        count,
      });
      const own = await createPointKit({ threads });
      const parts = await Promise.all(
        blocks.map(async (each) => ({
          targets: each.targets,
          sums: (await own.threads.run({ kind: "sparse", block: each.block }))!,
        })),
      );
      await own.close();
      expect(joinSums(kit.kernel, kit.memory, { group, parts, count: targets })).toEqual(await multiples(group, sums));
    },
  );

  it.each([2, 3, 5, 8])("have digits of width %i that make up their scalar", (width) => {
    for (const value of [0n, 1n, -1n, 7n ** 40n, -(7n ** 45n), (1n << 128n) - 1n, 1n - (1n << 128n)]) {
      const digits = sparseDigits(value, width);
      expect(digits.reduceRight((sum, digit) => 2n * sum + BigInt(digit), 0n)).toBe(value);
      const places = [...digits].flatMap((digit, bit) => (digit === 0 ? [] : [bit]));
      places.forEach((bit, i) => {
        expect(Math.abs(digits[bit]!) % 2).toBe(1);
        expect(Math.abs(digits[bit]!)).toBeLessThan(2 ** (width - 1));
        if (i > 0) expect(bit - places[i - 1]!).toBeGreaterThanOrEqual(width);
      });
    }
  });

  it("get random coefficients, however many they are", () => {
    const scalars = randomScalars(10_000, 16);
    expect(scalars.length).toBe(320_000);
    const last = scalars.subarray(9_999 * 32);
    expect(last.subarray(0, 16).some((byte) => byte !== 0)).toBe(true);
    expect(last.subarray(16).every((byte) => byte === 0)).toBe(true);
  });

  it("are refused when one is not on the curve", async () => {
    const broken = joinBytes([points]);
    broken[3]! ^= 1;
    expect(await kit.multiplyAll(broken, 5n)).toBeUndefined();
    expect(subtractAll(kit.kernel, kit.memory, broken, points)).toBeUndefined();
    expect(await kit.sum("g1", broken, toScalars(logarithms))).toBeUndefined();
  });
});
