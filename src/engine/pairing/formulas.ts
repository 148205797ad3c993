/**
 * Every formula of the pairing, once, over an algebra that may be plain integers (`plain.ts`) or the recorder of a
 * WebAssembly function (`compile.ts`). They are straight lines: no branch, no loop over data. Everything is made of pairs
 * of elements of Fq, left and right: one is an element of Fq2, or two elements of Fq that go the same way. An element of
 * Fq12 is six coefficients in Fq2, those of 1, w, … w⁵.
 */
import { BETA, type Fq2, FROBENIUS, power, TWIST_B } from "./constants.ts";

/** Arithmetic on pairs. */
export interface Algebra<T> {
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  /** Products in Fq2. */
  mul(a: T, b: T): T;
  /** Σ a·b over two or three pairs of factors: cheaper than their products by themselves. */
  dot(...factors: readonly (readonly [T, T])[]): T;
  square(a: T): T;
  /** Σ a·b of the lefts and of the rights. */
  lanes(...factors: readonly (readonly [T, T])[]): T;
  /** Times a small integer, −1 to 12. */
  times(a: T, factor: number): T;
  negate(a: T): T;
  /** c0 − c1·u: raising to q. */
  conjugate(a: T): T;
  /** Times ξ = 9 + u. */
  mulByXi(a: T): T;
  /** The left or the right of a pair, twice. */
  left(a: T): T;
  right(a: T): T;
  /** The left of one and the right of another. */
  join(left: T, right: T): T;
  constant(value: Fq2): T;
}

type Formula = <T>(f: Algebra<T>, ...inputs: (readonly T[])[]) => readonly T[];

export interface Step {
  /** How many pairs each input holds, and the output. */
  readonly inputs: readonly number[];
  readonly output: number;
  readonly formula: Formula;
}

/** A point is (X, Y, Z) or affine; one of G1 as (x/y, 1/y) is two ratios. */
const FQ12 = 6;
const PROJECTIVE = 3;
const AFFINE = 2;
const RATIOS = 2;

const each = <T>(operation: (a: T, b: T) => T, a: readonly T[], b: readonly T[]): T[] =>
  a.map((coefficient, i) => operation(coefficient, b[i]!));

/** The coefficient of w^k in a product of elements of Fq12. The second one is given by its terms (power of w, coefficient). */
function productAt<T>(f: Algebra<T>, a: readonly T[], terms: readonly (readonly [power: number, T])[]) {
  const all = terms.map(([power, c]) => [power, c, power > 0 ? f.mulByXi(c) : c] as const);
  return (k: number): T => f.dot(...all.map(([i, c, xiC]) => [a.at(k - i)!, k < i ? xiC : c] as const));
}
const byPower = <T>(coefficients: readonly T[]) => coefficients.map((c, i) => [i, c] as const);
const POWERS = [0, 1, 2, 3, 4, 5];

const mul12 = <T>(f: Algebra<T>, a: readonly T[], b: readonly T[]): T[] => POWERS.map(productAt(f, a, byPower(b)));

/** Every product of two different coefficients once. */
function square12<T>(f: Algebra<T>, a: readonly T[]): T[] {
  const twice = a.map((c) => f.add(c, c));
  const xi = a.map((c, i) => (i < 3 ? c : f.mulByXi(c)));
  return POWERS.map((k) =>
    f.dot(
      ...POWERS.flatMap((i) => {
        const j = (k - i + 6) % 6;
        return i > j ? [] : [[i < j ? twice[i]! : a[i]!, i + j > k ? xi[j]! : a[j]!] as const];
      }),
    ),
  );
}

/** Times the line l0 + l1·(x/y)·w + l3·(1/y)·w³. */
function mulByLine<T>(f: Algebra<T>, a: readonly T[], [l0, l1, l3]: readonly T[], [xOverY, y]: readonly T[]): T[] {
  return POWERS.map(
    productAt(f, a, [
      [0, l0!],
      [1, f.lanes([l1!, xOverY!])],
      [3, f.lanes([l3!, y!])],
    ]),
  );
}

/** Times the line 1 + l1·(x/y)·w + l3·(1/y)·w³. */
function mulByMonicLine<T>(f: Algebra<T>, a: readonly T[], [l1, l3]: readonly T[], [xOverY, y]: readonly T[]): T[] {
  return each(
    f.add,
    a,
    POWERS.map(
      productAt(f, a, [
        [1, f.lanes([l1!, xOverY!])],
        [3, f.lanes([l3!, y!])],
      ]),
    ),
  );
}

/** The square of an element of norm 1: nine squares of Fq2 (Granger and Scott, eprint 2009/565). */
function cyclotomicSquare<T>(f: Algebra<T>, [a0, b0, a1, b1, a2, b2]: readonly T[]): T[] {
  // (s + t·y)² in Fq4 = Fq2[y]/(y² − ξ).
  const square4 = (s: T, t: T): [T, T] => {
    const ss = f.square(s);
    const tt = f.square(t);
    return [f.add(ss, f.mulByXi(tt)), f.sub(f.square(f.add(s, t)), f.add(ss, tt))];
  };
  const [p0, p1] = square4(a0!, b1!);
  const [q0, q1] = square4(b0!, a2!);
  const [r0, r1] = square4(a1!, b2!);
  // 3·square ∓ 2·a, as square + 2·(square ∓ a).
  const plusTwice = (square: T, c: T) => f.add(square, f.add(c, c));
  const even = (square: T, a: T) => plusTwice(square, f.sub(square, a));
  const odd = (square: T, b: T) => plusTwice(square, f.add(square, b));
  return [even(p0, a0!), odd(f.mulByXi(r1), b0!), even(q0, a1!), odd(p1, b1!), even(r0, a2!), odd(q1, b2!)];
}

const frobenius = <T>(f: Algebra<T>, a: readonly T[], j: 1 | 2 | 3): T[] =>
  a.map((c, i) => {
    const conjugate = j === 2 ? c : f.conjugate(c);
    return i === 0 ? conjugate : f.mul(conjugate, f.constant(power(FROBENIUS[j - 1]!, BigInt(i))));
  });

/** a0 − a1·w + a2·w² − …: raising to q⁶. */
const conjugate12 = <T>(f: Algebra<T>, a: readonly T[]): T[] => a.map((c, i) => (i % 2 === 0 ? c : f.negate(c)));

/** 1/a up to the factor in Fq2 that is the last coefficient: a · (first six) = that factor, an element of Fq2. */
function almostInverse12<T>(f: Algebra<T>, a: readonly T[]): T[] {
  const conjugate = conjugate12(f, a);
  const [n0, n1, n2] = [0, 2, 4].map(productAt(f, a, byPower(conjugate))) as [T, T, T];
  const c0 = f.sub(f.square(n0), f.mulByXi(f.mul(n1, n2)));
  const c1 = f.sub(f.mulByXi(f.square(n2)), f.mul(n0, n1));
  const c2 = f.sub(f.square(n1), f.mul(n0, n2));
  const factor = f.add(f.mul(n0, c0), f.mulByXi(f.add(f.mul(n2, c1), f.mul(n1, c2))));
  return [
    ...POWERS.map(
      productAt(f, conjugate, [
        [0, c0],
        [2, c1],
        [4, c2],
      ]),
    ),
    factor,
  ];
}

/** 2T and the tangent at T, in homogeneous coordinates (Aranha et al., eprint 2013/722, §4.3, without its halves). */
function doubleG2<T>(f: Algebra<T>, [x, y, z]: readonly T[]): T[] {
  const b = f.square(y!);
  const e = f.mul(f.constant(TWIST_B), f.times(f.square(z!), 3));
  const threeE = f.times(e, 3);
  const yz = f.mul(y!, z!);
  const minusH = f.times(yz, -2);
  return [
    f.times(f.mul(f.mul(x!, y!), f.sub(b, threeE)), 2),
    f.sub(f.square(f.add(b, threeE)), f.times(f.square(e), 12)),
    f.times(f.mul(b, yz), 8),
    minusH,
    f.times(f.square(x!), 3),
    f.sub(e, b),
  ];
}

/** T + Q and the line through both. Gives z = 0, and keeps it, when T = ±Q. */
function addG2<T>(f: Algebra<T>, [x, y, z]: readonly T[], [qx, qy]: readonly T[]): T[] {
  const theta = f.sub(y!, f.mul(qy!, z!));
  const lambda = f.sub(x!, f.mul(qx!, z!));
  const lambda2 = f.square(lambda);
  const lambda3 = f.mul(lambda, lambda2);
  const g = f.mul(x!, lambda2);
  const h = f.sub(f.add(lambda3, f.mul(z!, f.square(theta))), f.add(g, g));
  return [
    f.mul(lambda, h),
    f.sub(f.mul(theta, f.sub(g, h)), f.mul(lambda3, y!)),
    f.mul(z!, lambda3),
    lambda,
    f.negate(theta),
    f.sub(f.mul(qx!, theta), f.mul(qy!, lambda)),
  ];
}

/** Frobenius on the twist: untwist, raise to q, twist. On the subgroup of order r it multiplies with q. */
function psi<T>(f: Algebra<T>, [x, y]: readonly T[]): T[] {
  const raised = (c: T, i: bigint) => f.mul(f.conjugate(c), f.constant(power(FROBENIUS[0]!, i)));
  return [raised(x!, 2n), raised(y!, 3n)];
}

/** Complete formulas of y² = x³ + 3 in homogeneous coordinates (Renes, Costello, Batina, eprint 2015/1060, 7 to 9). */
function addG1<T>(f: Algebra<T>, [x1, y1, z1]: readonly T[], [x2, y2, z2]: readonly T[]): T[] {
  const threeXx = f.times(f.mul(x1!, x2!), 3);
  const yy = f.mul(y1!, y2!);
  const b = f.times(f.mul(z1!, z2!), 9);
  const xy = f.dot([x1!, y2!], [y1!, x2!]);
  const yz = f.dot([y1!, z2!], [z1!, y2!]);
  const nineXz = f.times(f.dot([x1!, z2!], [z1!, x2!]), 9);
  const plus = f.add(yy, b);
  const minus = f.sub(yy, b);
  return [
    f.dot([xy, minus], [yz, f.negate(nineXz)]),
    f.dot([minus, plus], [nineXz, threeXx]),
    f.dot([plus, yz], [threeXx, xy]),
  ];
}

function doubleG1<T>(f: Algebra<T>, [x, y, z]: readonly T[]): T[] {
  const yy = f.square(y!);
  const b = f.times(f.square(z!), 9);
  const yz = f.mul(y!, z!);
  const eight = f.times(yy, 8);
  const rest = f.sub(yy, f.times(b, 3));
  return [f.times(f.mul(rest, f.mul(x!, y!)), 2), f.add(f.mul(b, eight), f.mul(rest, f.add(yy, b))), f.mul(yz, eight)];
}

const step = (inputs: readonly number[], output: number, formula: Formula): Step => ({ inputs, output, formula });
/** One whose products are those of lanes: of two points of G1, or of two elements of Fq, at once. */
const twoFq = (inputs: readonly number[], output: number, formula: Formula): Step =>
  step(inputs, output, (f, ...rows) =>
    formula(
      {
        ...f,
        mul: (a, b) => f.lanes([a, b]),
        square: (a) => f.lanes([a, a]),
        dot: f.lanes,
        constant: ([c]) => f.constant([c, c]),
      },
      ...rows,
    ),
  );

/** The functions of the module. */
export const STEPS = {
  mul: twoFq([1, 1], 1, (f, [a], [b]) => [f.mul(a!, b!)]),
  square: twoFq([1], 1, (f, [a]) => [f.square(a!)]),
  /** c0² + c1², twice: an element of Fq2 times its conjugate. */
  normFq2: twoFq([1], 1, (f, [a]) => {
    const squares = f.square(a!);
    return [f.add(f.left(squares), f.right(squares))];
  }),
  /** The inverse of an element of Fq2, given that of its norm. */
  divideConjugate: step([1, 1], 1, (f, [a], [b]) => [f.lanes([f.conjugate(a!), b!])]),
  mul12: step([FQ12, FQ12], FQ12, mul12),
  square12: step([FQ12], FQ12, square12),
  mulByLine: step([FQ12, 3, RATIOS], FQ12, mulByLine),
  mulByMonicLine: step([FQ12, 2, RATIOS], FQ12, mulByMonicLine),
  cyclotomicSquare: step([FQ12], FQ12, cyclotomicSquare),
  sub12: step([FQ12, FQ12], FQ12, (f, a, b) => each(f.sub, a, b)),
  conjugate12: step([FQ12], FQ12, conjugate12),
  frobenius1: step([FQ12], FQ12, (f, a) => frobenius(f, a, 1)),
  frobenius2: step([FQ12], FQ12, (f, a) => frobenius(f, a, 2)),
  frobenius3: step([FQ12], FQ12, (f, a) => frobenius(f, a, 3)),
  almostInverse12: step([FQ12], 7, almostInverse12),
  /** Six coefficients times one element of Fq2. */
  scale12: step([FQ12, 1], FQ12, (f, a, [b]) => a.map((c) => f.mul(c, b!))),
  doubleG2: step([PROJECTIVE], 6, doubleG2),
  addG2: step([PROJECTIVE, AFFINE], 6, addG2),
  psi: step([AFFINE], AFFINE, psi),
  projectG2: step([AFFINE], PROJECTIVE, (f, [x, y]) => [x!, y!, f.constant([1n, 0n])]),
  negateG2: step([AFFINE], AFFINE, (f, [x, y]) => [x!, f.negate(y!)]),
  /** (X·z − x·Z, Y·z − y·Z): zero when T is the affine point. */
  differenceG2: step([PROJECTIVE, AFFINE], 2, (f, [x, y, z], [qx, qy]) => [
    f.sub(x!, f.mul(qx!, z!)),
    f.sub(y!, f.mul(qy!, z!)),
  ]),
  /** (l1/l0, l3/l0), given the inverse of the norm of l0. */
  monicLine: step([3, 1], 2, (f, [l0, l1, l3], [inverseNorm]) => {
    const inverse = f.lanes([f.conjugate(l0!), inverseNorm!]);
    return [f.mul(l1!, inverse), f.mul(l3!, inverse)];
  }),
  /** (X/Y, Z/Y), given 1/Y. */
  ratios: twoFq([PROJECTIVE, 1], RATIOS, (f, [x, , z], [inverse]) => [f.mul(x!, inverse!), f.mul(z!, inverse!)]),
  leftRatios: step([RATIOS], RATIOS, (f, a) => a.map(f.left)),
  rightRatios: step([RATIOS], RATIOS, (f, a) => a.map(f.right)),
  /** λ times a point. */
  endomorphism: twoFq([PROJECTIVE], PROJECTIVE, (f, [x, y, z]) => [f.mul(x!, f.constant([BETA, 0n])), y!, z!]),
  negateG1: twoFq([PROJECTIVE], PROJECTIVE, (f, [x, y, z]) => [x!, f.negate(y!), z!]),
  projectG1: twoFq([AFFINE], PROJECTIVE, (f, [x, y]) => [x!, y!, f.constant([1n, 0n])]),
  doubleG1: twoFq([PROJECTIVE], PROJECTIVE, doubleG1),
  addG1: twoFq([PROJECTIVE, PROJECTIVE], PROJECTIVE, addG1),
  /** The left point of one pair and the right point of another. */
  joinG1: step([PROJECTIVE, PROJECTIVE], PROJECTIVE, (f, a, b) => each(f.join, a, b)),
  /** The sum of the two points of a pair, twice. */
  foldG1: twoFq([PROJECTIVE], PROJECTIVE, (f, a) => addG1(f, a.map(f.left), a.map(f.right))),
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;
