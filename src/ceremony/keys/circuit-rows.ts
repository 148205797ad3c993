/** A circuit's matrices as rows of multiples of phase 1's Lagrange points. */
import type { SetupCircuit } from "../../engine/groth16/setup-circuit.ts";
import { R } from "../../engine/pairing/constants.ts";
import { type Halves, splitScalar } from "./endomorphism.ts";
import type { SparseRows } from "./sparse-sums.ts";

/** Terms coefficient·point of sparse sums, one after the other. */
export interface Terms {
  /** Which sum a term belongs to: a signal. */
  readonly targets: Uint32Array;
  /** Which point. Terms with the same one stand together. */
  readonly points: Uint32Array;
  /** Which of the circuit's coefficients; the one behind the last is 1. */
  readonly coefficients: Uint32Array;
}

type Matrix = SetupCircuit["a"];

/** The entries of a matrix, whose row i is point `first + i`. */
export function termsOf(
  { nConstraints }: SetupCircuit,
  { rowStart, wires, coefficientIndex }: Matrix,
  first: number,
): Terms {
  const points = new Uint32Array(wires.length);
  for (let row = 0; row < nConstraints; row += 1) points.fill(first + row, rowStart[row]!, rowStart[row + 1]!);
  return { targets: wires, points, coefficients: coefficientIndex };
}

/** Of A, with the rows that keep the public signals apart. */
export function termsOfA(circuit: SetupCircuit, first: number): Terms {
  const signals = Uint32Array.from({ length: circuit.publicSignals + 1 }, (_, signal) => signal);
  return joinTerms([
    termsOf(circuit, circuit.a, first),
    {
      targets: signals,
      points: signals.map((signal) => first + circuit.nConstraints + signal),
      coefficients: new Uint32Array(signals.length).fill(circuit.coefficients.length),
    },
  ]);
}

export function joinTerms(lists: readonly Terms[]): Terms {
  const join = (of: keyof Terms) => {
    const joined = new Uint32Array(lists.reduce((sum, list) => sum + list[of].length, 0));
    let at = 0;
    for (const list of lists) {
      joined.set(list[of], at);
      at += list[of].length;
    }
    return joined;
  };
  return { targets: join("targets"), points: join("points"), coefficients: join("coefficients") };
}

/** The coefficients of a circuit, and 1 behind them, by what they are but for their sign. */
export interface SignedCoefficients {
  /** Of the distinct ones. */
  readonly halves: readonly Halves[];
  /** Which of them each coefficient is, twice, with the lowest bit set for its negative. */
  readonly signed: Uint32Array;
}

export function signCoefficients(coefficients: readonly bigint[]): SignedCoefficients {
  const numbers = new Map<bigint, number>();
  const signed = Uint32Array.from([...coefficients, 1n], (coefficient) => {
    const isNegative = 2n * coefficient > R;
    const positive = isNegative ? R - coefficient : coefficient;
    const number = numbers.get(positive) ?? numbers.size;
    numbers.set(positive, number);
    return 2 * number + (isNegative ? 1 : 0);
  });
  return { halves: Array.from(numbers.keys(), splitScalar), signed };
}

/** A run of terms, and the points that it stands for. */
interface Row {
  readonly from: number;
  readonly to: number;
  /** Of its first coefficient. */
  readonly sign: number;
  readonly members: number[];
}

/**
 * Rows for {@link sumBlock}: rows with the same entries, or the opposite ones, become one of several points. S-boxes
 * and squares make such rows, and the sum of two points costs one addition where a multiple costs fifty.
 */
export function mergeRows({ targets, points, coefficients }: Terms, { signed }: SignedCoefficients): SparseRows {
  const list: Row[] = [];
  const rows = new Map<number, Row>();
  const isSame = (row: Row, from: number, to: number, sign: number): boolean => {
    if (row.to - row.from !== to - from) return false;
    for (let i = 0; i < to - from; i += 1) {
      const [a, b] = [row.from + i, from + i];
      const coefficient = signed[coefficients[a]!]! ^ signed[coefficients[b]!]!;
      if (targets[a] !== targets[b] || coefficient !== (row.sign ^ sign)) return false;
    }
    return true;
  };
  for (let from = 0, to = 0; from < points.length; from = to) {
    const sign = signed[coefficients[from]!]! & 1;
    let hash = 0;
    for (; to < points.length && points[to] === points[from]; to += 1)
      hash =
        Math.imul(Math.imul(hash ^ targets[to]!, 0x01000193) ^ (signed[coefficients[to]!]! ^ sign), 0x85ebca6b) ^
        (hash >>> 13);
    let row = rows.get(hash);
    // Another row may have the same hash.
    for (; row !== undefined && !isSame(row, from, to, sign); row = rows.get(hash)) hash += 1;
    if (row !== undefined) {
      row.members.push(2 * points[from]! + (sign ^ row.sign));
      continue;
    }
    row = { from, to, sign, members: [2 * points[from]!] };
    rows.set(hash, row);
    list.push(row);
  }
  const entries = list.map(({ from, to }) => to - from);
  const total = entries.reduce((sum, count) => sum + count, 0);
  const merged = {
    memberStarts: runningSums(list.map(({ members }) => members.length)),
    members: Uint32Array.from(list.flatMap(({ members }) => members)),
    starts: runningSums(entries),
    targets: new Uint32Array(total),
    coefficients: new Uint32Array(total),
  };
  list.forEach(({ from, to }, row) => {
    merged.targets.set(targets.subarray(from, to), merged.starts[row]);
    merged.coefficients.set(
      coefficients.subarray(from, to).map((coefficient) => signed[coefficient]!),
      merged.starts[row],
    );
  });
  return merged;
}

function runningSums(values: readonly number[]): Uint32Array {
  const sums = new Uint32Array(values.length + 1);
  values.forEach((value, i) => {
    sums[i + 1] = sums[i]! + value;
  });
  return sums;
}
