/**
 * Looks for missing constraints by differentiation. At a valid witness w each constraint A·B = C gives the linear equation
 * (B·w)(A·dw) + (A·w)(B·dw) − C·dw = 0. A solution dw that keeps the inputs and moves a wire says that, to first order,
 * the prover may choose that wire. Bits and roots are isolated solutions and do not show up; a signal assigned with `<--`
 * and left without a constraint does.
 */

import { FIELD_MODULUS } from "../../core/field.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import {
  findViolatedConstraint,
  inputWires,
  type LinearCombinations,
  multiply,
  type R1cs,
} from "../../engine/groth16/files/r1cs.ts";

export interface DifferentialOptions {
  /** Wires that must keep their value. Default: the constant and all inputs. */
  readonly fixedWires?: Iterable<number>;
  /** Wires that must not move. Default: the outputs. */
  readonly watchedWires?: Iterable<number>;
}

/** A way to move a watched wire. */
export interface FreeOutput {
  readonly wire: number;
  /** dw by wire, without zeros: the watched wire moves by this and all fixed ones stay. */
  readonly direction: ReadonlyMap<number, bigint>;
}

/**
 * The first watched wire that can move while the fixed wires stay, or undefined when every watched wire is determined.
 *
 * @param witness a valid witness, elements in [0, r)
 * @throws ArtifactError when the witness is not one
 */
export function findFreeOutput(
  r1cs: R1cs,
  witness: readonly bigint[],
  { fixedWires, watchedWires }: DifferentialOptions = {},
): FreeOutput | undefined {
  const violated = findViolatedConstraint(r1cs, witness);
  if (violated !== undefined) {
    throw new ArtifactError({
      path: "witness",
      expected: "a valid witness",
      received: `constraint ${violated} broken`,
    });
  }
  const determined = new Uint8Array(r1cs.nWires);
  for (const wire of fixedWires ?? inputWires(r1cs)) determined[wire] = 1;
  const rows = differentiate(r1cs, witness, determined);
  propagate(rows, determined);
  const pivots = eliminate(rows.map((row) => withoutDetermined(row, determined)).filter((row) => row.size > 0));
  for (const wire of watchedWires ?? outputWires(r1cs)) {
    if (determined[wire] === 1) continue;
    const direction = directionOf(wire, pivots);
    if (direction !== undefined) return { wire, direction };
  }
  return undefined;
}

/** Coefficients of dw by wire, none of them 0. */
type Row = Map<number, bigint>;

function outputWires({ nOutputs }: R1cs): number[] {
  return Array.from({ length: nOutputs }, (_, i) => 1 + i);
}

function differentiate(r1cs: R1cs, witness: readonly bigint[], determined: Uint8Array): Row[] {
  const a = multiply(r1cs, r1cs.a, witness);
  const b = multiply(r1cs, r1cs.b, witness);
  return Array.from({ length: r1cs.nConstraints }, (_, index) => {
    const row: Row = new Map();
    const add = ({ rowStart, wires, coefficientIndex }: LinearCombinations, factor: bigint) => {
      if (factor === 0n) return;
      for (let k = rowStart[index]!; k < rowStart[index + 1]!; k++) {
        const wire = wires[k]!;
        if (determined[wire] === 1) continue;
        row.set(wire, (row.get(wire) ?? 0n) + factor * r1cs.coefficients[coefficientIndex[k]!]!);
      }
    };
    add(r1cs.a, b[index]!);
    add(r1cs.b, a[index]!);
    add(r1cs.c, -1n);
    for (const [wire, value] of row) {
      const reduced = mod(value);
      if (reduced === 0n) row.delete(wire);
      else row.set(wire, reduced);
    }
    return row;
  });
}

/** An equation with one unknown says that it is 0; this settles nearly everything that a circuit computes in order. */
function propagate(rows: readonly Row[], determined: Uint8Array): void {
  const rowsOf = new Map<number, number[]>();
  const unknowns = rows.map((row) => row.size);
  rows.forEach((row, index) => {
    for (const wire of row.keys()) {
      const list = rowsOf.get(wire);
      if (list === undefined) rowsOf.set(wire, [index]);
      else list.push(index);
    }
  });
  const ready = unknowns.flatMap((count, index) => (count === 1 ? [index] : []));
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    for (const wire of rows[index]!.keys()) {
      if (determined[wire] === 1) continue;
      determined[wire] = 1;
      for (const other of rowsOf.get(wire)!) {
        unknowns[other]!--;
        if (unknowns[other] === 1) ready.push(other);
      }
    }
  }
}

function withoutDetermined(row: Row, determined: Uint8Array): Row {
  return new Map([...row].filter(([wire]) => determined[wire] === 0));
}

/**
 * Gauss-Jordan elimination. Each row returned expresses one wire, the key: wire + Σ coefficient · free wire = 0, and no
 * row mentions another key.
 */
function eliminate(rows: readonly Row[]): Map<number, Row> {
  const pivots = new Map<number, Row>();
  /** By free wire the pivots whose rows mention it. */
  const mentions = new Map<number, Set<number>>();
  const mention = (wire: number, pivot: number) => {
    const set = mentions.get(wire);
    if (set === undefined) mentions.set(wire, new Set([pivot]));
    else set.add(pivot);
  };
  for (const original of [...rows].sort((left, right) => left.size - right.size)) {
    const row: Row = new Map(original);
    for (const [wire, factor] of original) {
      const known = pivots.get(wire);
      if (known === undefined) continue;
      row.delete(wire);
      for (const [other, coefficient] of known) addTo(row, other, -factor * coefficient);
    }
    const pivot = row.keys().next().value;
    if (pivot === undefined) continue;
    const scale = inverse(row.get(pivot)!);
    row.delete(pivot);
    for (const [wire, coefficient] of row) {
      row.set(wire, mod(coefficient * scale));
      mention(wire, pivot);
    }
    for (const user of mentions.get(pivot) ?? []) {
      const userRow = pivots.get(user)!;
      const factor = userRow.get(pivot);
      if (factor === undefined) continue;
      userRow.delete(pivot);
      for (const [wire, coefficient] of row) {
        addTo(userRow, wire, -factor * coefficient);
        mention(wire, user);
      }
    }
    mentions.delete(pivot);
    pivots.set(pivot, row);
  }
  return pivots;
}

function addTo(row: Row, wire: number, amount: bigint): void {
  const sum = mod((row.get(wire) ?? 0n) + amount);
  if (sum === 0n) row.delete(wire);
  else row.set(wire, sum);
}

/** The solution in which one free wire moves by 1: the wire itself, or the first one that it depends on. */
function directionOf(wire: number, pivots: ReadonlyMap<number, Row>): Map<number, bigint> | undefined {
  const own = pivots.get(wire);
  const free = own === undefined ? wire : own.keys().next().value;
  if (free === undefined) return undefined;
  const direction = new Map([[free, 1n]]);
  for (const [pivot, row] of pivots) {
    const coefficient = row.get(free);
    if (coefficient !== undefined) direction.set(pivot, mod(-coefficient));
  }
  return direction;
}

function mod(x: bigint): bigint {
  const rest = x % FIELD_MODULUS;
  return rest < 0n ? rest + FIELD_MODULUS : rest;
}

/** 1 / x by the extended Euclidean algorithm; x is not 0. */
function inverse(x: bigint): bigint {
  let [previous, current] = [FIELD_MODULUS, x];
  let [previousFactor, factor] = [0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return mod(previousFactor);
}
