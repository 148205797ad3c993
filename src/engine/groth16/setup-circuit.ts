/** A circuit as setups see it: its matrices, and a row more for each public signal (snarkjs 0.7.6, zkey_new.js). */
import { integerToBytesLE, viewOf } from "../../core/bytes.ts";
import { FIELD_MODULUS } from "../../core/field.ts";
import { ArtifactError } from "./files/artifact-error.ts";
import { parseR1cs, type R1cs } from "./files/r1cs.ts";

export type SetupCircuit = R1cs & {
  /** Without the constant 1. */
  readonly publicSignals: number;
  /** The rows, those of the public signals included, fit into 2^domainBits. */
  readonly domainBits: number;
};

const R1CS_PATH = "r1cs";
/** Largest circuits that setups take: 2^20 constraints need about 1 GB. */
const MAX_DOMAIN_BITS = 20;
const RADIX_SQUARED = 2n ** 512n % FIELD_MODULUS;

/**
 * Reads the circuit that a key is made for.
 * @throws ArtifactError when the r1cs is malformed, over another field, or has more than 2^20 constraints
 */
export function readSetupCircuit(bytes: Uint8Array): SetupCircuit {
  const circuit = parseR1cs(bytes);
  const expected = (what: string, received: number) =>
    new ArtifactError({ path: R1CS_PATH, expected: what, received: `${received}` });
  const publicSignals = circuit.nOutputs + circuit.nPubInputs;
  // snarkjs: one row per constraint and one per public signal and the constant 1.
  if (circuit.nConstraints + publicSignals >= 2 ** MAX_DOMAIN_BITS)
    throw expected(`at most 2^${MAX_DOMAIN_BITS} constraints`, circuit.nConstraints);
  if (circuit.nWires > 2 ** (MAX_DOMAIN_BITS + 1))
    throw expected(`at most 2^${MAX_DOMAIN_BITS + 1} signals`, circuit.nWires);
  return { ...circuit, publicSignals, domainBits: 32 - Math.clz32(circuit.nConstraints + publicSignals) };
}

/** Section 4: the A and B matrices as (matrix, row, signal, value·R²), R = 2^256, and the rows of the public signals. */
export function writeCoefficients({ publicSignals, nConstraints, coefficients, a, b }: SetupCircuit): Uint8Array {
  const count = a.wires.length + b.wires.length + publicSignals + 1;
  const section = new Uint8Array(4 + count * 44);
  const view = viewOf(section);
  view.setUint32(0, count, true);
  let position = 4;
  const write = (matrix: number, row: number, signal: number, value: Uint8Array) => {
    view.setUint32(position, matrix, true);
    view.setUint32(position + 4, row, true);
    view.setUint32(position + 8, signal, true);
    section.set(value, position + 12);
    position += 44;
  };
  const inMontgomery = (value: bigint) => integerToBytesLE((value * RADIX_SQUARED) % FIELD_MODULUS);
  const values = coefficients.map(inMontgomery);
  for (let row = 0; row < nConstraints; row += 1) {
    [a, b].forEach(({ rowStart, wires, coefficientIndex }, matrix) => {
      for (let k = rowStart[row]!; k < rowStart[row + 1]!; k += 1) {
        write(matrix, row, wires[k]!, values[coefficientIndex[k]!]!);
      }
    });
  }
  const one = inMontgomery(1n);
  for (let signal = 0; signal <= publicSignals; signal += 1) write(0, nConstraints + signal, signal, one);
  return section;
}
