/** A proving key made ready: its points prepared, its matrices sorted, the tables of its domain computed. */

import { integerToBytesLE } from "../../../core/bytes.ts";
import { inverse, rootOfUnity } from "../../../core/scalars.ts";
import { ELEMENT_BYTES, type Kernel, type KernelModule, startKernel } from "../../kernel/kernel.ts";
import { type KernelMemory, kernelMemory } from "../../kernel/memory.ts";
import { readZkey, type ZkeyHeader } from "../files/zkey.ts";
import { countFinite, type PointSet } from "./points.ts";

/** The sections of a zkey that proving reads, as views on the file. */
export interface ProvingKey {
  readonly header: ZkeyHeader;
  /** A, B in G1 and B in G2 over all signals; α, β and δ stand at their ends. */
  readonly a: PointSet;
  readonly b1: PointSet;
  readonly b2: PointSet;
  /** Over the private signals, then H over the domain, then δ. */
  readonly c: PointSet;
  readonly coefficients: Uint8Array;
}

/**
 * @throws ArtifactError when the file is malformed
 * @throws UnsafeKeyError when delta equals gamma up to sign
 */
export function readProvingKey(zkey: Uint8Array): ProvingKey {
  const { header, sections } = readZkey(zkey);
  const { alpha1, beta1, beta2, delta1, delta2, coefficients } = sections;
  return {
    header,
    a: { name: "A", group: "g1", chunks: [sections.a, alpha1, delta1] },
    b1: { name: "B1", group: "g1", chunks: [sections.b1, beta1, delta1] },
    b2: { name: "B2", group: "g2", chunks: [sections.b2, beta2, delta2] },
    c: { name: "C", group: "g1", chunks: [sections.c, sections.h, delta1] },
    coefficients,
  };
}

/** Who adds what up, about half of the work each. */
export interface Shares {
  /** Of the thread that computes the quotient: C, and the first signals of B in G1. */
  readonly own: readonly PointSet[];
  /** B in G2, A, and the rest of B in G1. */
  readonly others: readonly PointSet[];
  /** How many signals of B in G1 are in the first part. */
  readonly cut: number;
}

/** What a point in G2 and one element of the domain's transforms cost, in points of G1, measured on `age`. */
const G2_COST = 2.4;
const TRANSFORM_COST = 0.4;

/** Cuts B in G1 where both threads are done at the same time; with one thread, nowhere. */
export function shareOut({ header: { domainSize, nVars }, a, b1, b2, c }: ProvingKey, threads: 1 | 2): Shares {
  const here = countFinite(c) + TRANSFORM_COST * domainSize;
  const there = countFinite(a) + G2_COST * countFinite(b2);
  const rest = countFinite(b1);
  const share = threads === 1 ? 0 : Math.min(1, Math.max(0, (there + rest - here) / (2 * rest)));
  const cut = Math.round(share * nVars);
  const [signals, ...ends] = b1.chunks as [Uint8Array, ...Uint8Array[]];
  return {
    own: [c, { name: "B1 first", group: "g1", chunks: [signals.subarray(0, 64 * cut)] }],
    others: [b2, a, { name: "B1 rest", group: "g1", chunks: [signals.subarray(64 * cut), ...ends] }],
    cut,
  };
}

/** The scalar side of a key in a kernel of its own. */
export interface QuotientTables {
  readonly kernel: Kernel;
  readonly memory: KernelMemory;
  readonly domainSize: number;
  readonly nVars: number;
  /** Sparse A and B, see assembly/quotient.ts. */
  readonly rows: number;
  readonly signals: number;
  readonly values: number;
  /** Powers of ω and of 1/ω, n/2 elements each. */
  readonly roots: number;
  readonly inverseRoots: number;
  /** gⁱ / n in bit-reversed order: from the domain to the coset g·⟨ω⟩. */
  readonly shift: number;
}

const FILE_COEFFICIENT_BYTES = 44;

export function prepareQuotient(
  module: KernelModule,
  {
    header: { domainSize, nVars },
    coefficients,
  }: { readonly header: Pick<ZkeyHeader, "domainSize" | "nVars">; readonly coefficients: Uint8Array },
): QuotientTables {
  const kernel = startKernel(module);
  const memory = kernelMemory(kernel);
  const { exports } = kernel;
  const count = coefficients.length / FILE_COEFFICIENT_BYTES;
  const rows = memory.allocate(4 * (2 * domainSize + 1));
  const signals = memory.allocate(4 * count);
  const values = memory.allocate(ELEMENT_BYTES * (count + 1));
  const roots = memory.allocate((ELEMENT_BYTES * domainSize) / 2);
  const inverseRoots = memory.allocate((ELEMENT_BYTES * domainSize) / 2);
  const shift = memory.allocate(ELEMENT_BYTES * domainSize);

  const mark = memory.mark();
  exports.importMatrices(memory.place(coefficients), count, domainSize, rows, signals, values);
  memory.release(mark);

  const bits = Math.log2(domainSize);
  const root = rootOfUnity(bits);
  const one = writeElement(kernel, memory, 1n);
  exports.powers(roots, one, writeElement(kernel, memory, root), domainSize / 2);
  exports.powers(inverseRoots, one, writeElement(kernel, memory, inverse(root)), domainSize / 2);
  const share = writeElement(kernel, memory, inverse(BigInt(domainSize)));
  exports.powers(shift, share, writeElement(kernel, memory, rootOfUnity(bits + 1)), domainSize);
  exports.bitReverse(shift, bits);
  memory.release(mark);
  return { kernel, memory, domainSize, nVars, rows, signals, values, roots, inverseRoots, shift };
}

function writeElement({ exports }: Kernel, memory: KernelMemory, value: bigint): number {
  const element = memory.allocate(ELEMENT_BYTES);
  const mark = memory.mark();
  const integer = memory.place(integerToBytesLE(value));
  const vector = memory.allocate(2 * ELEMENT_BYTES);
  exports.fr_readIntegers(vector, integer, integer);
  exports.fr_toMontgomery(vector, vector);
  exports.fr_reduce(vector, vector);
  exports.fr_scatter(element, element, vector);
  memory.release(mark);
  return element;
}
