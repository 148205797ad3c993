/**
 * Reader of the binary R1CS files that circom writes, and checks of witnesses against them.
 * Format: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md, version 1, little-endian.
 */
import { bytesToIntegerLE, isBytes, viewOf } from "../../../core/bytes.ts";
import { FIELD_MODULUS } from "../../../core/field.ts";
import { ArtifactError } from "./artifact-error.ts";
import { readSections, requireSection, type Section } from "./binfile.ts";

/**
 * One linear combination per constraint, as a sparse matrix in compressed rows:
 * row i is Σ coefficients[coefficientIndex[k]] · w[wires[k]] for rowStart[i] ≤ k < rowStart[i + 1].
 */
export interface LinearCombinations {
  readonly rowStart: Uint32Array;
  readonly wires: Uint32Array;
  /** Index into {@link R1cs.coefficients}. */
  readonly coefficientIndex: Uint32Array;
}

/**
 * A·w ∘ B·w = C·w over the BN254 scalar field. Wires: 1, outputs, public inputs, private inputs, internal ones. The
 * simplifier may remove private inputs that are linear in other wires, so there can be fewer than nPrvInputs left.
 */
export interface R1cs {
  readonly nConstraints: number;
  readonly nWires: number;
  readonly nOutputs: number;
  readonly nPubInputs: number;
  readonly nPrvInputs: number;
  readonly a: LinearCombinations;
  readonly b: LinearCombinations;
  readonly c: LinearCombinations;
  /** The distinct coefficients, each in [0, r). There are far fewer than terms. */
  readonly coefficients: readonly bigint[];
  /** For each wire its signal's number in the sym file. */
  readonly labels: Uint32Array;
}

export const R1CS_LIMITS = { constraints: 1 << 21, wires: 1 << 22, terms: 1 << 26 } as const;

const PATH = "r1cs";
const ELEMENT_BYTES = 32;
const HEADER_BYTES = 4 + ELEMENT_BYTES + 28;
const SECTION = { header: 1, constraints: 2, labels: 3, customGateList: 4, customGateUses: 5 } as const;

/**
 * Reads an R1CS file over the BN254 scalar field. Every length is checked before memory is taken for it.
 *
 * @throws ArtifactError when the file is not exactly such a file
 */
export function parseR1cs(bytes: Uint8Array): R1cs {
  if (!isBytes(bytes)) throw refusal("an R1CS file as bytes", typeof bytes);
  const view = viewOf(bytes);
  const sections = readSections(bytes, { type: "r1cs", maxVersion: 1, path: PATH });
  const header = readHeader(bytes, requireSection(sections, SECTION.header, { size: HEADER_BYTES, path: PATH }));
  refuseCustomGates(view, sections);
  const { nWires } = header;
  return {
    ...header,
    ...readConstraints(bytes, requireSection(sections, SECTION.constraints, { path: PATH }), header),
    labels: readLabels(view, requireSection(sections, SECTION.labels, { size: 8 * nWires, path: PATH }), nWires),
  };
}

/** circom adds empty custom gate sections when a circuit opts in to them; Groth16 has no use for full ones. */
function refuseCustomGates(view: DataView, sections: ReadonlyMap<number, Section>): void {
  for (const type of [SECTION.customGateList, SECTION.customGateUses]) {
    const section = sections.get(type);
    if (section === undefined) continue;
    if (section.size < 4 || view.getUint32(section.offset, true) !== 0) {
      throw refusal("no custom gates", "custom gates");
    }
  }
}

function readHeader(bytes: Uint8Array, { offset }: Section) {
  const view = viewOf(bytes);
  const size = view.getUint32(offset, true);
  if (size !== ELEMENT_BYTES) throw refusal("32-byte field elements", `${size} bytes`);
  const modulus = readElement(bytes, offset + 4);
  if (modulus !== FIELD_MODULUS) throw refusal(`the field of ${FIELD_MODULUS}`, String(modulus));
  const at = offset + 4 + ELEMENT_BYTES;
  const header = {
    nWires: view.getUint32(at, true),
    nOutputs: view.getUint32(at + 4, true),
    nPubInputs: view.getUint32(at + 8, true),
    nPrvInputs: view.getUint32(at + 12, true),
    nConstraints: view.getUint32(at + 24, true), // after the 64-bit number of labels
  };
  const { nWires, nConstraints } = header;
  if (nWires > R1CS_LIMITS.wires) throw refusal(`at most ${R1CS_LIMITS.wires} wires`, String(nWires));
  if (nConstraints > R1CS_LIMITS.constraints) {
    throw refusal(`at most ${R1CS_LIMITS.constraints} constraints`, String(nConstraints));
  }
  if (1 + header.nOutputs + header.nPubInputs > nWires) {
    throw refusal("a wire for each public signal", `${nWires} wires`);
  }
  return header;
}

function readConstraints(
  bytes: Uint8Array,
  section: Section,
  { nConstraints, nWires }: { nConstraints: number; nWires: number },
) {
  // Each constraint has at least three counts: this bounds the row tables by the file's size.
  if (section.size < nConstraints * 12) throw refusal(`${nConstraints} constraints`, "a shorter section");
  const view = viewOf(bytes);
  const terms = countTerms(view, section, nConstraints);
  const matrices = terms.map((count) => ({
    rowStart: new Uint32Array(nConstraints + 1),
    wires: new Uint32Array(count),
    coefficientIndex: new Uint32Array(count),
  }));
  const coefficients = createCoefficientTable(bytes);
  const filled = [0, 0, 0];
  let position = section.offset;
  for (let row = 0; row < nConstraints; row++) {
    for (let m = 0; m < 3; m++) {
      const { rowStart, wires, coefficientIndex } = matrices[m]!;
      let at = filled[m]!;
      const end = at + view.getUint32(position, true);
      position += 4;
      for (; at < end; at++) {
        const wire = view.getUint32(position, true);
        if (wire >= nWires) throw refusal(`wires below ${nWires}`, `wire ${wire} in constraint ${row}`);
        wires[at] = wire;
        coefficientIndex[at] = coefficients.indexOf(position + 4);
        position += 4 + ELEMENT_BYTES;
      }
      rowStart[row + 1] = at;
      filled[m] = at;
    }
  }
  return { a: matrices[0]!, b: matrices[1]!, c: matrices[2]!, coefficients: coefficients.values };
}

function countTerms(view: DataView, { offset, size }: Section, nConstraints: number): number[] {
  const terms = [0, 0, 0];
  const end = offset + size;
  let position = offset;
  for (let i = 0; i < 3 * nConstraints; i++) {
    if (end - position < 4) throw refusal(`${nConstraints} constraints`, "a section that ends early");
    const count = view.getUint32(position, true);
    position += 4 + count * (4 + ELEMENT_BYTES);
    if (position > end) throw refusal("terms inside the section", `${count} terms in constraint ${Math.floor(i / 3)}`);
    terms[i % 3]! += count;
  }
  if (position !== end) throw refusal("nothing after the last constraint", `${end - position} bytes`);
  if (terms.some((count) => count > R1CS_LIMITS.terms)) throw refusal(`at most ${R1CS_LIMITS.terms} terms`, "more");
  return terms;
}

function readLabels(view: DataView, { offset }: Section, nWires: number): Uint32Array {
  const labels = new Uint32Array(nWires);
  for (let i = 0; i < nWires; i++) {
    if (view.getUint32(offset + 8 * i + 4, true) !== 0) throw refusal("labels below 2^32", `a larger one at wire ${i}`);
    labels[i] = view.getUint32(offset + 8 * i, true);
  }
  return labels;
}

/** Gives equal coefficients one number. A hash table over the raw bytes: most terms repeat a Poseidon constant. */
function createCoefficientTable(bytes: Uint8Array) {
  const view = viewOf(bytes);
  const values: bigint[] = [];
  const firstSeenAt: number[] = [];
  let slots = new Int32Array(1 << 12).fill(-1);

  function slotOf(position: number, size: number): number {
    let hash = 0;
    for (let i = 0; i < ELEMENT_BYTES; i += 4) {
      hash = Math.imul(hash ^ view.getUint32(position + i, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return (hash >>> 0) & (size - 1);
  }

  function equal(left: number, right: number): boolean {
    for (let i = 0; i < ELEMENT_BYTES; i += 4) {
      if (view.getUint32(left + i, true) !== view.getUint32(right + i, true)) return false;
    }
    return true;
  }

  function grow(): void {
    const larger = new Int32Array(slots.length * 2).fill(-1);
    firstSeenAt.forEach((position, index) => {
      let slot = slotOf(position, larger.length);
      while (larger[slot] !== -1) slot = (slot + 1) & (larger.length - 1);
      larger[slot] = index;
    });
    slots = larger;
  }

  function indexOf(position: number): number {
    let slot = slotOf(position, slots.length);
    for (;;) {
      const index = slots[slot]!;
      if (index === -1) break;
      if (equal(firstSeenAt[index]!, position)) return index;
      slot = (slot + 1) & (slots.length - 1);
    }
    const value = readElement(bytes, position);
    if (value >= FIELD_MODULUS) throw refusal("coefficients below r", "a larger one");
    const index = values.push(value) - 1;
    firstSeenAt.push(position);
    slots[slot] = index;
    if (2 * values.length > slots.length) grow();
    return index;
  }

  return { values: values as readonly bigint[], indexOf };
}

const readElement = (bytes: Uint8Array, position: number): bigint => bytesToIntegerLE(bytes, position, ELEMENT_BYTES);

/** The wires of the constant and of all inputs that the simplifier left, by their labels: circom numbers inputs first. */
export function inputWires({ labels, nOutputs, nPubInputs, nPrvInputs }: R1cs): number[] {
  const lastInput = nOutputs + nPubInputs + nPrvInputs;
  return Array.from(labels.keys()).filter((wire) => {
    const label = labels[wire]!;
    return label === 0 || (label > nOutputs && label <= lastInput);
  });
}

/**
 * The products A·w, B·w or C·w, one per constraint, each in [0, r).
 *
 * @throws ArtifactError when the witness has another length than the circuit
 */
export function multiply(r1cs: R1cs, matrix: LinearCombinations, witness: readonly bigint[]): bigint[] {
  if (witness.length !== r1cs.nWires) throw refusal(`a witness of ${r1cs.nWires} elements`, String(witness.length));
  const { rowStart, wires, coefficientIndex } = matrix;
  const products: bigint[] = new Array(r1cs.nConstraints);
  for (let row = 0; row < r1cs.nConstraints; row++) {
    let sum = 0n;
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
      sum += r1cs.coefficients[coefficientIndex[k]!]! * witness[wires[k]!]!;
    }
    products[row] = sum % FIELD_MODULUS;
  }
  return products;
}

/**
 * The number of the first constraint that a witness breaks, or undefined when it satisfies all of them.
 * The witness starts with 1; its elements are in [0, r).
 *
 * @throws ArtifactError when the witness has another length than the circuit or does not start with 1
 */
export function findViolatedConstraint(r1cs: R1cs, witness: readonly bigint[]): number | undefined {
  if (witness[0] !== 1n) throw refusal("a witness that starts with 1");
  const a = multiply(r1cs, r1cs.a, witness);
  const b = multiply(r1cs, r1cs.b, witness);
  const c = multiply(r1cs, r1cs.c, witness);
  const violated = c.findIndex((product, row) => (a[row]! * b[row]! - product) % FIELD_MODULUS !== 0n);
  return violated === -1 ? undefined : violated;
}

function refusal(expected: string, received?: string): ArtifactError {
  return new ArtifactError({ path: PATH, expected, ...(received === undefined ? {} : { received }) });
}
