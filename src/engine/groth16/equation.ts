/**
 * The equation of Groth16 (eprint 2016/260) for one proof or for many at once. With a random coefficient z_i for each,
 *
 *     Π e(z_i·A_i, B_i) = e(alpha, beta)^Σz_i · e(Σ z_i·inputs_i, gamma) · e(Σ z_i·C_i, delta)
 *
 * holds for false ones with probability 2^-128 only (Ferrara, Green, Hohenberger, Pedersen, CT-RSA 2009). The Miller
 * loops share their squarings, the public signals are added up before they meet the key's points, and one final
 * exponentiation is left.
 */

import { FIELD_MODULUS } from "../../core/field.ts";
import { pure } from "../../core/pure.ts";
import {
  type Coefficient,
  coefficientValue,
  combineFixed,
  combineShort,
  pairOf,
  prepareFixed,
} from "../pairing/combine.ts";
import { type Machine, type SavedRow, sharedMachine } from "../pairing/machine.ts";
import {
  cyclotomicPower,
  equal12,
  finalExponentiation,
  LINE_COUNT,
  millerLoop,
  prepareLines,
  toRatios,
} from "../pairing/pairing.ts";
import type { G1Point, G2Point } from "./curve.ts";
import { VerificationKeyError } from "./unsafe-key.ts";

/** The points of a verification key; `inputs` holds one more than there are public signals. */
export interface KeyPoints {
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  readonly inputs: readonly (G1Point | "infinity")[];
}

/** What does not change between two proofs under one key: about 300 kB. */
export interface EquationKey {
  /** How many public signals a proof under this key has. */
  readonly signalCount: number;
  readonly alphaBeta: SavedRow;
  /** Lines of delta and of gamma. */
  readonly lines: readonly SavedRow[];
  /** Small multiples of the points that the public signals are multiplied with. */
  readonly inputs: SavedRow;
  /** Which inputs those are: all but points at infinity. */
  readonly finite: readonly number[];
}

/** Pairs of elements of Fq in a row. */
const FQ12 = 6;
const LINES = /* @__PURE__ */ pure(() => 2 * LINE_COUNT);

/** Runs with rows that end with the call. What a row is, only the machine knows. */
export function withMachine<Result>(work: <Row>(machine: Machine<Row>) => Result): Result {
  const machine = sharedMachine();
  const mark = machine.mark();
  try {
    return work(machine);
  } finally {
    machine.reset(mark);
  }
}

export const rowG2 = <Row>(machine: Machine<Row>, point: G2Point): Row => machine.fromIntegers(point.flat());

/** Prepares a key (some milliseconds). @throws VerificationKeyError when a point is outside the group of order r */
export function prepareEquation(points: KeyPoints): EquationKey {
  return withMachine(<Row>(machine: Machine<Row>): EquationKey => {
    const linesOf = (name: "beta" | "gamma" | "delta"): Row => {
      const lines = prepareLines(machine, rowG2(machine, points[name]));
      if (lines === undefined)
        throw new VerificationKeyError({ path: `verificationKey.vk_${name}_2`, expected: "a point of G2" });
      return lines;
    };
    const [beta, gamma, delta] = [linesOf("beta"), linesOf("gamma"), linesOf("delta")];
    const ratios = toRatios(machine, [pairOf(machine, points.alpha)])[0]!;
    const { value } = millerLoop(machine, { changing: [], fixed: [{ ratios, lines: beta }] });
    const finite = points.inputs.flatMap((point, i) => (point === "infinity" ? [] : [i]));
    const multiples = prepareFixed(
      machine,
      finite.map((i) => points.inputs[i] as G1Point),
    );
    return {
      signalCount: points.inputs.length - 1,
      alphaBeta: machine.save(finalExponentiation(machine, value), FQ12),
      lines: [delta, gamma].map((lines) => machine.save(lines, LINES)),
      inputs: machine.save(multiples.row, multiples.count),
      finite,
    };
  });
}

/** A proof under a key, with its coefficient; one without stands for itself. */
export interface Statement {
  readonly key: EquationKey;
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
  /** One fewer than the key has inputs, each in [0, r). */
  readonly signals: readonly bigint[];
  readonly coefficient?: Coefficient;
}

const ONE: Coefficient = { low: 1n, high: 0n };

/**
 * Whether the equation holds for all statements together; `outside` are the positions of those whose B is outside the
 * group of order r. Statements may belong to several keys. Several need coefficients.
 */
export function checkEquation(statements: readonly Statement[]): { holds: boolean; outside: readonly number[] } {
  return withMachine((machine) => {
    const keys = [...new Set(statements.map(({ key }) => key))];
    const sums = keys.map((key) => {
      const own = statements.filter((statement) => statement.key === key);
      return sumUnder(machine, key, own);
    });
    const multiples = inPairs(statements).map((pair) => scaledSums(machine, "a", pair));
    const ratios = toRatios(machine, [
      ...multiples,
      ...sums.map(({ inputs, c }) => machine.negateG1(machine.joinG1(c, inputs))),
    ]);
    const { value, outside } = millerLoop(machine, {
      changing: statements.map(({ b }, i) => ({ ratios: ratios[i]!, point: rowG2(machine, b) })),
      fixed: keys.flatMap((key, i) =>
        key.lines.map((lines, j) => ({
          ratios: ratios[2 * (multiples.length + i) + j]!,
          lines: machine.load(lines),
        })),
      ),
    });
    if (outside.length > 0) return { holds: false, outside };
    const target = sums
      .map(({ key, total }) => {
        const alphaBeta = machine.load(key.alphaBeta);
        return total === 1n ? alphaBeta : cyclotomicPower(machine, alphaBeta, total % FIELD_MODULUS);
      })
      .reduce((product, power) => machine.mul12(product, power));
    return { holds: equal12(machine, finalExponentiation(machine, value), target), outside };
  });
}

/** Σ z_i, Σ z_i·inputs_i and Σ z_i·C_i over the statements of one key. */
function sumUnder<Row>(machine: Machine<Row>, key: EquationKey, statements: readonly Statement[]) {
  const values = statements.map(({ coefficient = ONE }) => coefficientValue(coefficient));
  const scalars = statements[0]!.signals.map((_, j) =>
    statements.reduce((sum, { signals }, i) => sum + values[i]! * signals[j]!, 0n),
  );
  const total = values.reduce((sum, value) => sum + value, 0n);
  const c = scaledSums(machine, "c", statements);
  return {
    key,
    total,
    inputs: combineFixed(
      machine,
      machine.load(key.inputs),
      key.finite.map((i) => (i === 0 ? total : scalars[i - 1]!) % FIELD_MODULUS),
    ),
    c: statements.length === 1 ? c : machine.foldG1(c),
  };
}

const inPairs = (statements: readonly Statement[]): Statement[][] =>
  statements.flatMap((_, i) => (i % 2 === 0 ? [statements.slice(i, i + 2)] : []));

/** Σ z_i·A_i or Σ z_i·C_i over every other statement, and over those between; one without a coefficient stands for itself. */
function scaledSums<Row>(machine: Machine<Row>, point: "a" | "c", statements: readonly Statement[]): Row {
  const pairs = inPairs(statements);
  const rows = pairs.map(([left, right = left]) => pairOf(machine, left![point], right![point]));
  if (statements.length === 1 && statements[0]!.coefficient === undefined) return rows[0]!;
  return combineShort(
    machine,
    rows,
    pairs.map((pair) => [0, 1].map((i) => pair[i]?.coefficient ?? { low: i < pair.length ? 1n : 0n, high: 0n })),
  );
}

/** Whether one proof satisfies the equation. The caller has checked the number of signals. */
export function equationHolds(
  key: EquationKey,
  proof: Pick<Statement, "a" | "b" | "c">,
  signals: readonly bigint[],
): boolean {
  return checkEquation([{ key, ...proof, signals }]).holds;
}

/** e(P, Q) as twelve coordinates, in the nesting of snarkjs's keys. */
export function pairingCoordinates(p: G1Point, q: G2Point): bigint[][][] {
  return withMachine((machine) => {
    const ratios = toRatios(machine, [pairOf(machine, p)])[0]!;
    const { value } = millerLoop(machine, { changing: [{ ratios, point: rowG2(machine, q) }], fixed: [] });
    const flat = machine.toIntegers(finalExponentiation(machine, value), FQ12);
    return [0, 2].map((odd) => [0, 4, 8].map((even) => flat.slice(odd + even, odd + even + 2)));
  });
}
