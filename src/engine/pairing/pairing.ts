/**
 * The optimal ate pairing of BN254: one Miller loop whose squarings all pairs share, lines of fixed points prepared,
 * the subgroup check of G2 inside the loop. Sources: Beuchat et al., "High-Speed Software Implementation of the
 * Optimal Ate Pairing over Barreto–Naehrig Curves" (eprint 2010/354); Aranha et al., "The Realm of the Pairings"
 * (eprint 2013/722); Fuentes-Castañeda et al., "Faster Hashing to G2" (SAC 2011); Dai et al., "Fast Subgroup Membership
 * Testings" (eprint 2022/348).
 */
import { pure } from "../../core/pure.ts";
import { nonAdjacentForm, Q, X } from "./constants.ts";
import type { Machine } from "./machine.ts";

/** 6x + 2 without its highest digit: the loop starts from the point itself. */
const LOOP: readonly number[] = /* @__PURE__ */ pure(() => nonAdjacentForm(6n * X + 2n).slice(1));

/** Pairs of elements of Fq in a row. */
const FQ12 = 6;
const G2_POINT = 3;
const G2_LINE = 3;
const MONIC_LINE = 2;

export const oneFq12 = <Row>(machine: Machine<Row>): Row =>
  machine.fromIntegers([1n, ...Array<bigint>(2 * FQ12 - 1).fill(0n)]);

/** A pair whose point of G2 changes from proof to proof. */
export interface ChangingPair<Row> {
  /** Of the point of G1: {@link toRatios}. */
  readonly ratios: Row;
  /** Affine, on the twist, not at infinity. */
  readonly point: Row;
}

/** A pair whose point of G2 stays; its lines come from {@link prepareLines}. */
export interface FixedPair<Row> {
  readonly ratios: Row;
  /** One after the other, in one row. */
  readonly lines: Row;
}

/** 1/a for both elements of Fq in a pair by Fermat's little theorem, four bits at a time. */
function invert<Row>(machine: Machine<Row>, value: Row): Row {
  const powers: Row[] = [machine.fromIntegers([1n, 1n]), value];
  for (let i = 2; i < 16; i += 1) powers.push(machine.mul(powers[i - 1]!, value));
  let result: Row = powers[0]!;
  for (const digit of (Q - 2n).toString(16)) {
    for (let i = 0; i < 4; i += 1) result = machine.square(result);
    if (digit !== "0") result = machine.mul(result, powers[Number.parseInt(digit, 16)]!);
  }
  return result;
}

/** The inverses of many pairs in Fq with one inversion (Montgomery's trick). None may be zero. */
export function invertAll<Row>(machine: Machine<Row>, values: readonly Row[]): Row[] {
  if (values.length === 0) return [];
  const products: Row[] = [values[0]!];
  for (let i = 1; i < values.length; i += 1) products.push(machine.mul(products[i - 1]!, values[i]!));
  let rest: Row = invert(machine, products.at(-1)!);
  const inverses: Row[] = [];
  for (let i = values.length - 1; i > 0; i -= 1) {
    inverses[i] = machine.mul(rest, products[i - 1]!);
    rest = machine.mul(rest, values[i]!);
  }
  inverses[0] = rest;
  return inverses;
}

/**
 * (x/y, 1/y) of projective points of G1, two a row: all that a line asks of them. Infinity becomes (0, 0), which leaves
 * an element of Fq2 of each line, and the final exponentiation takes those to 1. No point has y = 0: the order is odd.
 */
export function toRatios<Row>(machine: Machine<Row>, points: readonly Row[]): Row[] {
  const inverses = invertAll(
    machine,
    points.map((point) => machine.slice(point, 1, 1)),
  );
  return points.flatMap((point, i) => {
    const both = machine.ratios(point, inverses[i]!);
    return [machine.leftRatios(both), machine.rightRatios(both)];
  });
}

/** A point of G2 on its way through the loop, projective, and the line of its last step. */
interface Walk<Row> {
  /** What its chords add: ±P, ψ(P) and −ψ²(P). */
  readonly addends: Readonly<Record<Chord, Row>>;
  current: Row;
}

function startWalk<Row>(machine: Machine<Row>, point: Row): Walk<Row> {
  const psi = machine.psi(point);
  const minusPsi2 = machine.negateG2(machine.psi(psi));
  return { addends: { 1: point, "-1": machine.negateG2(point), psi, minusPsi2 }, current: machine.projectG2(point) };
}

const lineOf = <Row>(machine: Machine<Row>, { current }: Walk<Row>): Row => machine.slice(current, G2_POINT, G2_LINE);

/** The steps of the loop: squarings of f between them, and what each does to a moving point. */
const TANGENT = 0;
type Chord = 1 | -1 | "psi" | "minusPsi2";
type LoopStep = typeof TANGENT | Chord;
const STEPS = /* @__PURE__ */ pure((): readonly LoopStep[] => [
  ...LOOP.flatMap((digit) => (digit === 0 ? [TANGENT] : [TANGENT, digit]) as LoopStep[]),
  "psi",
  "minusPsi2",
]);
/** Lines of one point. */
export const LINE_COUNT = /* @__PURE__ */ pure(() => STEPS.length);

function advance<Row>(machine: Machine<Row>, walk: Walk<Row>, step: LoopStep): void {
  const { addends, current } = walk;
  walk.current = step === TANGENT ? machine.doubleG2(current) : machine.addG2(current, addends[step]);
}

/**
 * Whether the point is in the group of order r, at the end of its walk. On that group [6x + 2] + ψ − ψ² + ψ³ is zero, and
 * the greatest common divisor of its degree and the order of the twist is r: no other point of the twist has it
 * (eprint 2022/348, §4.2; the test computes the divisor). A walk that met ±Q has z = 0 and is refused.
 */
function endsInSubgroup<Row>(machine: Machine<Row>, { addends, current }: Walk<Row>): boolean {
  const third = machine.psi(addends.minusPsi2);
  return machine.isZero(machine.differenceG2(current, third), 2) && !machine.isZero(machine.slice(current, 2, 1), 1);
}

/** The lines of a fixed point, each divided by its first coefficient, in one row; undefined outside the group. */
export function prepareLines<Row>(machine: Machine<Row>, point: Row): Row | undefined {
  const walk = startWalk(machine, point);
  const lines = STEPS.map((step) => {
    advance(machine, walk, step);
    return lineOf(machine, walk);
  });
  if (!endsInSubgroup(machine, walk)) return undefined;
  const inverses = invertAll(
    machine,
    lines.map((line) => machine.normFq2(line)),
  );
  return machine.join(
    lines.map((line, i) => machine.monicLine(line, inverses[i]!)),
    MONIC_LINE,
  );
}

export interface MillerLoop<Row> {
  /** In Fq12; only its final exponentiation has a meaning. */
  readonly value: Row;
  /** Positions of the changing pairs whose point is outside the group of order r. The value is then worthless. */
  readonly outside: readonly number[];
}

/** The product of the Miller loops over all pairs. */
export function millerLoop<Row>(
  machine: Machine<Row>,
  { changing, fixed }: { changing: readonly ChangingPair<Row>[]; fixed: readonly FixedPair<Row>[] },
): MillerLoop<Row> {
  const one = oneFq12(machine);
  const walks = changing.map(({ point }) => startWalk(machine, point));
  const mark = machine.mark();
  let f = one;
  STEPS.forEach((step, i) => {
    if (step === TANGENT && i > 0) f = machine.square12(f);
    fixed.forEach(({ lines, ratios }) => {
      f = machine.mulByMonicLine(f, machine.slice(lines, i * MONIC_LINE, MONIC_LINE), ratios);
    });
    walks.forEach((walk, j) => {
      advance(machine, walk, step);
      f = machine.mulByLine(f, lineOf(machine, walk), changing[j]!.ratios);
    });
    // What the next step reads moves down over what nothing reads any more.
    const kept = machine.keep(mark, [[f, FQ12], ...walks.map(({ current }) => [current, G2_POINT] as const)]);
    f = kept[0]!;
    walks.forEach((walk, j) => {
      walk.current = kept[j + 1]!;
    });
  });
  const outside = walks.flatMap((walk, j) => (endsInSubgroup(machine, walk) ? [] : [j]));
  return { value: f, outside };
}

/** Bits of a digit of an exponent: 1, 3, 5 and 7 times stand in a table. */
const DIGIT_WIDTH = 4;

/** a^exponent for an element of norm 1, where the inverse is the conjugate. */
export function cyclotomicPower<Row>(machine: Machine<Row>, a: Row, exponent: bigint): Row {
  const square = machine.cyclotomicSquare(a);
  const odd = [a];
  for (let i = 0; i < 3; i += 1) odd.push(machine.mul12(odd[i]!, square));
  const mark = machine.mark();
  let result: Row | undefined;
  for (const digit of nonAdjacentForm(exponent, DIGIT_WIDTH)) {
    if (result !== undefined) result = machine.cyclotomicSquare(result);
    if (digit !== 0) {
      const power = odd[Math.abs(digit) >> 1]!;
      const factor = digit > 0 ? power : machine.conjugate12(power);
      result = result === undefined ? factor : machine.mul12(result, factor);
    }
    [result] = machine.keep(mark, [[result!, FQ12]]) as [Row];
  }
  return result ?? oneFq12(machine);
}

/** f^(2x·(6x² + 3x + 1)·(q^12 − 1)/r): into the group of order r, where only one is one. */
export function finalExponentiation<Row>(machine: Machine<Row>, f: Row): Row {
  const { mul12, conjugate12, cyclotomicSquare, frobenius1, frobenius2, frobenius3 } = machine;
  const minusX = (a: Row) => conjugate12(cyclotomicPower(machine, a, X));
  // The easy part, (q^6 − 1)(q² + 1).
  const easy = mul12(conjugate12(f), inverse12(machine, f));
  const g = mul12(frobenius2(easy), easy);
  const y1 = cyclotomicSquare(minusX(g));
  const y2 = mul12(cyclotomicSquare(y1), y1);
  const y4 = minusX(y2);
  const y6 = minusX(cyclotomicSquare(y4));
  const y8 = mul12(mul12(conjugate12(y6), y4), conjugate12(y2));
  const y9 = mul12(y8, y1);
  const first = mul12(frobenius3(mul12(conjugate12(g), y9)), frobenius2(y8));
  return mul12(first, mul12(frobenius1(y9), mul12(mul12(y8, y4), g)));
}

function inverse12<Row>(machine: Machine<Row>, f: Row): Row {
  const almost = machine.almostInverse12(f);
  const factor = machine.slice(almost, FQ12, 1);
  const inverse = machine.divideConjugate(factor, invert(machine, machine.normFq2(factor)));
  return machine.scale12(machine.slice(almost, 0, FQ12), inverse);
}

/** Whether two elements of Fq12 are the same. */
export function equal12<Row>(machine: Machine<Row>, a: Row, b: Row): boolean {
  return machine.isZero(machine.sub12(a, b), FQ12);
}
