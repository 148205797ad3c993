/** Transforms, sparse matrices and the quotient against their definitions in BigInt, both tiers. */
import { describe, expect, it } from "vitest";
import { bytesToIntegerLE, integerToBytesLE, viewOf } from "../../src/core/bytes.ts";
import { FIELD_MODULUS as R } from "../../src/core/field.ts";
import { prepareQuotient } from "../../src/engine/groth16/prover/key.ts";
import { quotient } from "../../src/engine/groth16/prover/quotient.ts";
import { power } from "../../src/engine/kernel/generator/numbers.ts";
import { loadKernel } from "../../src/engine/kernel/kernel.ts";
import { openKernel } from "../../src/engine/kernel/memory.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

const mod = (x: bigint) => ((x % R) + R) % R;
const inverse = (x: bigint) => power(x, R - 2n, R);

interface Term {
  readonly matrix: 0 | 1;
  readonly row: number;
  readonly signal: number;
  readonly value: bigint;
}

/** A·w ∘ B·w - C·w on the coset g·⟨ω⟩, by evaluating interpolated polynomials: O(n²). */
function plainQuotient(n: number, terms: readonly Term[], witness: readonly bigint[]): bigint[] {
  const rows = ([0, 1] as const).map((matrix) => {
    const row = Array<bigint>(n).fill(0n);
    for (const term of terms) {
      if (term.matrix === matrix) row[term.row] = mod(row[term.row]! + term.value * witness[term.signal]!);
    }
    return row;
  }) as [bigint[], bigint[]];
  const product = rows[0].map((a, i) => mod(a * rows[1][i]!));
  const omega = power(5n, (R - 1n) / BigInt(n), R);
  const g = power(5n, (R - 1n) / BigInt(2 * n), R);
  const shifted = (values: readonly bigint[]) => {
    const coefficients = values.map((_, k) =>
      mod(inverse(BigInt(n)) * values.reduce((sum, v, i) => sum + v * power(omega, BigInt((n - k) * i), R), 0n)),
    );
    return values.map((_, i) => {
      const x = mod(g * power(omega, BigInt(i), R));
      return coefficients.reduceRight((sum, c) => mod(sum * x + c), 0n);
    });
  };
  const [a, b, c] = [...rows, product].map(shifted) as [bigint[], bigint[], bigint[]];
  return a.map((value, i) => mod(value * b[i]! - c[i]!));
}

describe.each(await availableTiers())("the quotient, %s tier", (tier) => {
  let state = 88172645463325252n;
  const random = () => {
    for (let i = 0; i < 5; i++) state = BigInt.asUintN(256, state * 6364136223846793005n + 1442695040888963407n);
    return state % R;
  };
  const below = (n: number) => Number(random() % BigInt(n));
  const edge = () => [0n, 1n, R - 1n, (R - 1n) / 2n, 1n << 253n, random(), random(), random()][below(8)]!;

  it.each([2, 4, 8, 64, 128])("is that of the definition for a domain of %i", async (domainSize) => {
    const nVars = 3 + below(2 * domainSize);
    const witness = [1n, ...Array.from({ length: nVars - 1 }, edge)];
    const terms: Term[] = Array.from({ length: 6 * domainSize }, () => ({
      matrix: below(2) as 0 | 1,
      row: below(domainSize),
      signal: below(nVars),
      value: edge(),
    }));
    // More values than the table of hashes has places for, each of them twice.
    const many = Array.from({ length: 12 * domainSize }, random);
    for (const value of [...many, ...many]) {
      terms.push({ matrix: below(2) as 0 | 1, row: below(domainSize), signal: below(nVars), value });
    }
    // A row that is longer than the kernel's block, and one that ends exactly with it.
    for (let i = 0; i < 1000; i++) terms.push({ matrix: 0, row: 1, signal: below(nVars), value: edge() });
    for (let i = 0; i < 256; i++) terms.push({ matrix: 1, row: 0, signal: below(nVars), value: edge() });

    const coefficients = new Uint8Array(44 * terms.length);
    terms.forEach(({ matrix, row, signal, value }, i) => {
      const view = viewOf(coefficients);
      view.setUint32(44 * i, matrix, true);
      view.setUint32(44 * i + 4, row, true);
      view.setUint32(44 * i + 8, signal, true);
      coefficients.set(integerToBytesLE((value << 512n) % R), 44 * i + 12);
    });
    const tables = prepareQuotient(openKernel(await loadKernel(tier)), { header: { domainSize, nVars }, coefficients });
    const bytes = new Uint8Array(32 * nVars);
    witness.forEach((value, i) => {
      bytes.set(integerToBytesLE(value), 32 * i);
    });
    const scalars = await quotient(tables, bytes, () => undefined);
    const got = Array.from({ length: domainSize }, (_, i) => bytesToIntegerLE(scalars, 32 * i, 32));
    expect(got).toEqual(plainQuotient(domainSize, terms, witness));
    // Nothing is left behind in the kernel's memory: the second time it is the same.
    expect(await quotient(tables, bytes, () => undefined)).toEqual(scalars);
  });
});

describe.each(await availableTiers())("the length of scalars, %s tier", (tier) => {
  it("is that of their digits, whatever word the highest one stands in", async () => {
    const { kernel, memory } = openKernel(await loadKernel(tier));
    const scalars = [
      ...[0n, 1n, R - 1n],
      ...Array.from({ length: 254 }, (_, bit) => 1n << BigInt(bit)),
      ...Array.from({ length: 254 }, (_, bit) => (1n << BigInt(bit)) - 1n),
    ];
    const at = memory.place(...scalars.map((scalar) => integerToBytesLE(scalar)));
    const digits = (scalar: bigint) => (scalar === 0n ? 0 : scalar.toString(2).length);
    expect(kernel.exports.countBits(at, scalars.length)).toBe(scalars.reduce((sum, each) => sum + digits(each), 0));
    expect(kernel.exports.countBits(at, 0)).toBe(0);
  });
});
