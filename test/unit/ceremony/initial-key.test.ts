import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import {
  coefficientDigits,
  multiplyAll,
  splitScalar,
  subtractAll,
  sumSparseRows,
} from "../../../src/ceremony/keys/many-points.ts";
import {
  createPointKit,
  joinBytes,
  type PointKit,
  randomScalars,
  toScalars,
} from "../../../src/ceremony/keys/point-kit.ts";
import { bytesSource, openPtau, type Ptau, PtauError } from "../../../src/ceremony/keys/ptau.ts";
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
      expect(await multiplyAll(kit.kernel, kit.memory, points, scalar)).toEqual(expected);
      const [low, high] = splitScalar(scalar);
      expect((((low + high * LAMBDA - scalar) % R) + R) % R).toBe(0n);
      for (const half of [low, high]) expect(half < 0n ? -half : half).toBeLessThan(1n << 128n);
    },
  );

  it("are subtracted", async () => {
    const other = await multiples("g1", [...logarithms].reverse());
    const expected = await multiples(
      "g1",
      logarithms.map((value, i) => value - logarithms.at(-1 - i)!),
    );
    expect(subtractAll(kit.kernel, kit.memory, points, other)).toEqual(expected);
  });

  it.each(["g1", "g2"] as const)("are added up in sparse rows of %s", async (group) => {
    const coefficients = [1n, R - 1n, 2n, 64n, R - 33n, 7n ** 80n % R, R - (7n ** 80n % R), 0n, (R - 1n) / 2n];
    const count = 12;
    const terms = { targets: [] as number[], points: [] as number[], coefficients: [] as number[] };
    // The last target stays empty, and the first one is the longest.
    for (let i = 0; i < 200; i += 1) {
      terms.targets.push(i % 3 === 0 ? 0 : (i * 7) % (count - 1));
      terms.points.push((i * 5) % logarithms.length);
      terms.coefficients.push((i * i) % coefficients.length);
    }
    const sums = Array<bigint>(count).fill(0n);
    terms.targets.forEach((target, i) => {
      sums[target]! += logarithms[terms.points[i]!]! * coefficients[terms.coefficients[i]!]!;
    });
    const rows = await sumSparseRows(kit.kernel, kit.memory, {
      group,
      points: [group === "g1" ? points : g2],
      terms: {
        targets: Uint32Array.from(terms.targets),
        points: Uint32Array.from(terms.points),
        coefficients: Uint32Array.from(terms.coefficients),
      },
      count,
      digits: coefficientDigits(coefficients),
    });
    expect(rows).toEqual(await multiples(group, sums));
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
    expect(await multiplyAll(kit.kernel, kit.memory, broken, 5n)).toBeUndefined();
    expect(subtractAll(kit.kernel, kit.memory, broken, points)).toBeUndefined();
    expect(await kit.sum("g1", broken, toScalars(logarithms))).toBeUndefined();
  });
});
