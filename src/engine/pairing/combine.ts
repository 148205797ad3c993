/**
 * Sums of multiples in G1 with signed windows and shared doublings (Straus, 1964). Scalars and points are public: it
 * takes variable time.
 */
import { LAMBDA, R } from "./constants.ts";
import type { Machine } from "./machine.ts";

/** Elements of Fq in a point. */
const PROJECTIVE = 3;
/** An integer is cut into parts of 64 bits, each with its own multiples of the point, so that 64 doublings do. */
const PART_BITS = 64;

/** Digits of the lowest 64 bits of an integer, in [−2^(width − 1), 2^(width − 1)), lowest first. */
function signedDigits(integer: bigint, width: number): number[] {
  const digits: number[] = [];
  // Each digit is the nearest to what is left, so what is left after it is a multiple of 2^width.
  let rest = BigInt.asUintN(PART_BITS, integer);
  for (let bit = 0; bit < PART_BITS + 1; bit += width) {
    const digit = BigInt.asIntN(width, rest);
    digits.push(Number(digit));
    rest = (rest - digit) >> BigInt(width);
  }
  return digits;
}

/** Walks the windows from the highest digit to the lowest; `multiple` gives 1, 2, … times the point of a term. */
function sumDigits<Row>(
  machine: Machine<Row>,
  digits: readonly (readonly number[])[],
  { width, multiple }: { width: number; multiple: (term: number, times: number) => Row },
): Row {
  const mark = machine.mark();
  let sum = machine.fromIntegers([0n, 1n, 0n]);
  const windows = Math.max(0, ...digits.map((list) => list.length));
  for (let i = windows - 1; i >= 0; i -= 1) {
    if (i < windows - 1) for (let j = 0; j < width; j += 1) sum = machine.doubleG1(sum);
    digits.forEach((list, term) => {
      const digit = list[i]!;
      if (digit === 0) return;
      const point = multiple(term, Math.abs(digit));
      sum = machine.addG1(sum, digit > 0 ? point : machine.negateG1(point));
    });
    [sum] = machine.keep(mark, [[sum, PROJECTIVE]]) as [Row];
  }
  return sum;
}

const FIXED_WIDTH = 6;
const FIXED_MULTIPLES = 2 ** (FIXED_WIDTH - 1);
const SCALAR_PARTS = 4;
/** 1 to 32 times 2^(64·j)·P for each point P and j = 0 … 3 in one row: {@link combineFixed} adds from it. */
export function prepareFixed<Row>(machine: Machine<Row>, points: readonly Row[]): { row: Row; count: number } {
  const multiples: Row[] = [];
  for (const point of points) {
    let base = machine.projectG1(point);
    for (let part = 0; part < SCALAR_PARTS; part += 1) {
      if (part > 0) for (let i = 0; i < PART_BITS; i += 1) base = machine.doubleG1(base);
      multiples.push(...multiplesOf(machine, base, FIXED_MULTIPLES));
    }
  }
  return { row: machine.join(multiples, PROJECTIVE), count: multiples.length * PROJECTIVE };
}

/** Σ scalars[i]·points[i] for the points of {@link prepareFixed}, scalars in [0, r). */
export function combineFixed<Row>(machine: Machine<Row>, prepared: Row, scalars: readonly bigint[]): Row {
  const digits = scalars.flatMap((scalar) =>
    Array.from({ length: SCALAR_PARTS }, (_, part) => signedDigits(scalar >> BigInt(PART_BITS * part), FIXED_WIDTH)),
  );
  return sumDigits(machine, digits, {
    width: FIXED_WIDTH,
    multiple: (term, times) => machine.slice(prepared, (term * FIXED_MULTIPLES + times - 1) * PROJECTIVE, PROJECTIVE),
  });
}

/**
 * A coefficient low + high·λ with 64 bits each. λ is the eigenvalue of the endomorphism (x, y) → (β·x, y), so a multiple
 * costs 64 doublings; different pairs are different integers mod r, because no vector of the lattice
 * {(a, b): a + b·λ = 0 mod r} but zero is shorter than 2^126.
 */
export interface Coefficient {
  readonly low: bigint;
  readonly high: bigint;
}

/** The coefficient as an integer mod r. */
export const coefficientValue = ({ low, high }: Coefficient): bigint => (low + high * LAMBDA) % R;

const SHORT_WIDTH = 4;
const SHORT_MULTIPLES = 2 ** (SHORT_WIDTH - 1);

/** Σ coefficients[i]·points[i] for projective points that are used once. */
export function combineShort<Row>(
  machine: Machine<Row>,
  points: readonly Row[],
  coefficients: readonly Coefficient[],
): Row {
  const tables = points.flatMap((point) => {
    const multiples = multiplesOf(machine, point, SHORT_MULTIPLES);
    return [multiples, multiples.map((multiple) => machine.endomorphism(multiple))];
  });
  const digits = coefficients.flatMap(({ low, high }) => [low, high].map((part) => signedDigits(part, SHORT_WIDTH)));
  return sumDigits(machine, digits, {
    width: SHORT_WIDTH,
    multiple: (term, times) => tables[term]![times - 1]!,
  });
}

/** P, 2P, …, count·P, projective. */
function multiplesOf<Row>(machine: Machine<Row>, point: Row, count: number): Row[] {
  const multiples: Row[] = [point];
  for (let i = 2; i <= count; i += 1) {
    multiples.push(i % 2 === 0 ? machine.doubleG1(multiples[i / 2 - 1]!) : machine.addG1(multiples[i - 2]!, point));
  }
  return multiples;
}
