/**
 * Sums of multiples in G1 with signed windows and shared doublings (Straus, 1964). Two sums go side by side, one of the
 * left points of the rows and one of the right. Scalars and points are public: it takes variable time.
 */
import { LAMBDA, R } from "./constants.ts";
import type { Machine } from "./machine.ts";

/** Pairs of elements of Fq in a row of two points. */
const PROJECTIVE = 3;

/** Two points as a row. */
export const pairOf = <Row>(machine: Machine<Row>, left: Affine, right = left): Row =>
  machine.projectG1(machine.fromIntegers([left[0], right[0], left[1], right[1]]));
type Affine = readonly [x: bigint, y: bigint];
const INFINITY: readonly bigint[] = [0n, 0n, 1n, 1n, 0n, 0n];
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

/** A term of both sums: digits of its left and its right scalar, and what gives 1, 2, … times its two points. */
interface Term<Row> {
  readonly digits: readonly (readonly number[])[];
  readonly multiple: (times: number) => Row;
}

/** Walks the windows from the highest digit to the lowest. */
function sumDigits<Row>(machine: Machine<Row>, terms: readonly Term<Row>[], width: number): Row {
  const infinity = machine.fromIntegers(INFINITY);
  const mark = machine.mark();
  let sum = infinity;
  const windows = terms[0]?.digits[0]?.length ?? 0;
  for (let i = windows; i-- > 0; ) {
    if (i < windows - 1) for (let j = 0; j < width; j += 1) sum = machine.doubleG1(sum);
    for (const { digits, multiple } of terms) {
      const [left, right] = digits.map((list) => {
        const digit = list[i]!;
        const row = digit === 0 ? infinity : multiple(Math.abs(digit));
        return digit < 0 ? machine.negateG1(row) : row;
      }) as [Row, Row];
      if (left !== infinity || right !== infinity) sum = machine.addG1(sum, machine.joinG1(left, right));
    }
    [sum] = machine.keep(mark, [[sum, PROJECTIVE]]) as [Row];
  }
  return sum;
}

const FIXED_WIDTH = 6;
const FIXED_MULTIPLES = 2 ** (FIXED_WIDTH - 1);
/** Parts of a scalar that stand in the left points, and as many in the right. */
const SCALAR_PARTS = 2;
/**
 * 1 to 32 times 2^(64·j)·P for each point P in one row, j = 0 and 1 beside j = 2 and 3: {@link combineFixed} adds from it.
 */
export function prepareFixed<Row>(machine: Machine<Row>, points: readonly Affine[]): { row: Row; count: number } {
  const raised = (row: Row, parts: number): Row => {
    let result = row;
    for (let i = 0; i < parts * PART_BITS; i += 1) result = machine.doubleG1(result);
    return result;
  };
  const multiples = points.flatMap((point) => {
    const first = pairOf(machine, point);
    const base = machine.joinG1(first, raised(first, SCALAR_PARTS));
    return [base, raised(base, 1)].flatMap((row) => multiplesOf(machine, row, FIXED_MULTIPLES));
  });
  return { row: machine.join(multiples, PROJECTIVE), count: multiples.length * PROJECTIVE };
}

/** Σ scalars[i]·points[i], twice, for the points of {@link prepareFixed}, scalars in [0, r). */
export function combineFixed<Row>(machine: Machine<Row>, prepared: Row, scalars: readonly bigint[]): Row {
  const terms = scalars.flatMap((scalar, i) =>
    Array.from({ length: SCALAR_PARTS }, (_, part): Term<Row> => {
      const digits = (index: number) => signedDigits(scalar >> BigInt(PART_BITS * index), FIXED_WIDTH);
      const table = (i * SCALAR_PARTS + part) * FIXED_MULTIPLES - 1;
      return {
        digits: [digits(part), digits(part + SCALAR_PARTS)],
        multiple: (times) => machine.slice(prepared, (table + times) * PROJECTIVE, PROJECTIVE),
      };
    }),
  );
  return machine.foldG1(sumDigits(machine, terms, FIXED_WIDTH));
}

/** Σ scalar·point for points that are used once, scalars in [0, r): 256 doublings for all, and few multiples of each. */
export function combineOnce<Row>(
  machine: Machine<Row>,
  given: readonly { readonly point: Affine; readonly scalar: bigint }[],
): Row {
  const pairs = given.flatMap(({ point, scalar }, i) => {
    const { point: right, scalar: other } = given[i + 1] ?? { point, scalar: 0n };
    return i % 2 === 0 ? [{ row: pairOf(machine, point, right), scalars: [scalar, other] }] : [];
  });
  const prepared = pairs.map(({ row, scalars }) => ({
    multiples: multiplesOf(machine, row, SHORT_MULTIPLES),
    scalars,
  }));
  let sum = machine.fromIntegers(INFINITY);
  for (let part = 2 * SCALAR_PARTS; part-- > 0; ) {
    for (let i = 0; i < PART_BITS; i += 1) sum = machine.doubleG1(sum);
    const terms = prepared.map(
      ({ multiples, scalars }): Term<Row> => ({
        digits: scalars.map((scalar) => signedDigits(scalar >> BigInt(PART_BITS * part), SHORT_WIDTH)),
        multiple: (times) => multiples[times - 1]!,
      }),
    );
    sum = machine.addG1(sum, sumDigits(machine, terms, SHORT_WIDTH));
  }
  return machine.foldG1(sum);
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

/** Σ coefficients[i]·points[i], each two: of the left points and of the right, for rows of two that are used once. */
export function combineShort<Row>(
  machine: Machine<Row>,
  points: readonly Row[],
  coefficients: readonly (readonly Coefficient[])[],
): Row {
  const terms = points.flatMap((point, i) => {
    const multiples = multiplesOf(machine, point, SHORT_MULTIPLES);
    return (["low", "high"] as const).map((half): Term<Row> => {
      const rows = half === "low" ? multiples : multiples.map((multiple) => machine.endomorphism(multiple));
      const digits = coefficients[i]!.map((coefficient) => signedDigits(coefficient[half], SHORT_WIDTH));
      return { digits, multiple: (times) => rows[times - 1]! };
    });
  });
  return sumDigits(machine, terms, SHORT_WIDTH);
}

/** P, 2P, …, count·P, projective. */
function multiplesOf<Row>(machine: Machine<Row>, point: Row, count: number): Row[] {
  const multiples: Row[] = [point];
  for (let i = 2; i <= count; i += 1) {
    multiples.push(i % 2 === 0 ? machine.doubleG1(multiples[i / 2 - 1]!) : machine.addG1(multiples[i - 2]!, point));
  }
  return multiples;
}
