/** A proving key made ready: its points prepared, its matrices sorted, the tables of its domain computed. */

import { integerToBytesLE } from "../../../core/bytes.ts";
import { inverse, rootOfUnity } from "../../../core/scalars.ts";
import { ELEMENT_BYTES, type GroupName, INTEGER_BYTES, type Kernel } from "../../kernel/kernel.ts";
import type { KernelMemory, OpenKernel } from "../../kernel/memory.ts";
import { pointBytes, preparePoints } from "../../kernel/sums.ts";
import { readZkey, type ZkeyHeader } from "../files/zkey.ts";
import type { PointSet } from "./points.ts";

/** The sections of a zkey that proving reads, as views on the file. B in G1 is not among them (prove-now.ts). */
export interface ProvingKey {
  readonly header: ZkeyHeader;
  /** A over all signals, then α. */
  readonly a: PointSet;
  /** B in G2 over all signals, then β. */
  readonly b: PointSet;
  /** Over the private signals, then H over the domain. */
  readonly c: PointSet;
  readonly delta2: Uint8Array;
  readonly coefficients: Uint8Array;
}

/**
 * @throws ArtifactError when the file is malformed
 * @throws UnsafeKeyError when delta equals gamma up to sign
 */
export function readProvingKey(zkey: Uint8Array): ProvingKey {
  const { header, sections } = readZkey(zkey);
  const { alpha1, beta2, delta2, coefficients } = sections;
  return {
    header,
    a: { name: "A", group: "g1", chunks: [sections.a, alpha1] },
    b: { name: "B", group: "g2", chunks: [sections.b2, beta2] },
    c: { name: "C", group: "g1", chunks: [sections.c, sections.h] },
    delta2,
    coefficients,
  };
}

/** The scalar side of a key in a kernel. */
export interface QuotientTables extends OpenKernel {
  readonly domainSize: number;
  readonly nVars: number;
  /** Sparse A and B, see assembly/quotient.ts. */
  readonly rows: number;
  readonly terms: number;
  readonly values: number;
  /** Powers of ω and of 1/ω, n/2 elements each. */
  readonly roots: number;
  readonly inverseRoots: number;
  /** gⁱ / n in bit-reversed order: from the domain to the coset g·⟨ω⟩. */
  readonly shift: number;
}

const FILE_COEFFICIENT_BYTES = 44;

export function prepareQuotient(
  { kernel, memory }: OpenKernel,
  {
    header: { domainSize, nVars },
    coefficients,
  }: { readonly header: Pick<ZkeyHeader, "domainSize" | "nVars">; readonly coefficients: Uint8Array },
): QuotientTables {
  const { exports } = kernel;
  const matrices = importMatrices({ kernel, memory }, coefficients, domainSize);
  const roots = memory.allocate((ELEMENT_BYTES * domainSize) / 2);
  const inverseRoots = memory.allocate((ELEMENT_BYTES * domainSize) / 2);
  const shift = memory.allocate(ELEMENT_BYTES * domainSize);

  const mark = memory.mark();
  const bits = Math.log2(domainSize);
  const root = rootOfUnity(bits);
  const one = writeElement(kernel, memory, 1n);
  exports.powers(roots, one, writeElement(kernel, memory, root), domainSize / 2);
  exports.powers(inverseRoots, one, writeElement(kernel, memory, inverse(root)), domainSize / 2);
  const share = writeElement(kernel, memory, inverse(BigInt(domainSize)));
  exports.powers(shift, share, writeElement(kernel, memory, rootOfUnity(bits + 1)), domainSize);
  exports.bitReverse(shift, bits);
  memory.release(mark);
  return { kernel, memory, domainSize, nVars, ...matrices, roots, inverseRoots, shift };
}

function importMatrices({ kernel: { exports }, memory }: OpenKernel, coefficients: Uint8Array, domainSize: number) {
  const count = coefficients.length / FILE_COEFFICIENT_BYTES;
  const rows = memory.allocate(4 * (2 * domainSize + 1));
  const terms = memory.allocate(8 * count);
  const mark = memory.mark();
  const file = memory.place(coefficients);
  const size = 2 ** Math.ceil(Math.log2(count / 2 + 1));
  const known = exports.importMatrices(file, count, domainSize, rows, terms, memory.allocate(4 * size), size);
  const found = memory.read(file, INTEGER_BYTES * known);
  memory.release(mark);
  const values = memory.allocate(ELEMENT_BYTES * known);
  const inner = memory.mark();
  exports.importValues(values, memory.place(found), known);
  memory.release(inner);
  return { rows, terms, values };
}

/** A point of a zkey's header in the kernel's form; {@link readProvingKey} found it on its curve. */
export function importPoint({ kernel, memory }: QuotientTables, group: GroupName, point: Uint8Array): Uint8Array {
  const mark = memory.mark();
  const { pointer } = preparePoints(kernel, memory, group, [point])!;
  const bytes = memory.read(pointer, pointBytes(group));
  memory.release(mark);
  return bytes;
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
