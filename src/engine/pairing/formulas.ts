/**
 * Every formula of the pairing, once, over an algebra that may be plain integers (`plain.ts`) or the recorder of a
 * WebAssembly function (`compile.ts`). They are straight lines: no branch, no loop over data. An element of Fq12 is six
 * coefficients in Fq2, those of 1, v, v² and then of w, v·w, v²·w.
 */
import { BETA, type Fq2, FROBENIUS, TWIST_B } from "./constants.ts";

/** Arithmetic on elements of Fq or Fq2; both operands of one operation are of one kind, but for `scale`. */
export interface Algebra<T> {
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  square(a: T): T;
  /** Times a small integer, 1 to 12. */
  times(a: T, factor: number): T;
  /** An element of Fq2 times one of Fq. */
  scale(a: T, factor: T): T;
  negate(a: T): T;
  /** c0 − c1·u: raising to q. */
  conjugate(a: T): T;
  /** Times ξ = 9 + u. */
  mulByXi(a: T): T;
  /** A constant of Fq2, and one of Fq. */
  constant2(value: Fq2): T;
  constant(value: bigint): T;
}

type Formula = <T>(f: Algebra<T>, ...inputs: (readonly T[])[]) => readonly T[];

export interface Step {
  /** The inputs, by how many elements of Fq2 ("2") or Fq ("1") each holds: "6·2" is an element of Fq12. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly formula: Formula;
}
export type Shape = readonly [count: number, degree: 1 | 2];

const ONE: Shape = [1, 1];
const FQ12: Shape = [6, 2];
const G2_PROJECTIVE: Shape = [3, 2];
const G2_AFFINE: Shape = [2, 2];
const G1_PROJECTIVE: Shape = [3, 1];
const G1_AFFINE: Shape = [2, 1];
/** A point of G1 as (x/y, 1/y). */
const RATIOS: Shape = [2, 1];

type Pair<T> = readonly [T, T];

/** a·d + b·c by Karatsuba: (a + b)·(c + d) − (a·c + b·d), given both products. */
function cross<T>(f: Algebra<T>, [a, b]: Pair<T>, [c, d]: Pair<T>, [ac, bd]: Pair<T>): T {
  return f.sub(f.mul(f.add(a, b), f.add(c, d)), f.add(ac, bd));
}

/** Fq6 by Karatsuba: six products of Fq2 (Devegili et al., eprint 2006/471). */
function mul6<T>(f: Algebra<T>, [a0, a1, a2]: readonly T[], [b0, b1, b2]: readonly T[]): T[] {
  const v0 = f.mul(a0!, b0!);
  const v1 = f.mul(a1!, b1!);
  const v2 = f.mul(a2!, b2!);
  return [
    f.add(v0, f.mulByXi(cross(f, [a1!, a2!], [b1!, b2!], [v1, v2]))),
    f.add(cross(f, [a0!, a1!], [b0!, b1!], [v0, v1]), f.mulByXi(v2)),
    f.add(cross(f, [a0!, a2!], [b0!, b2!], [v0, v2]), v1),
  ];
}

/** An element of Fq6 times b0 + b1·v: five products. */
function mulSparse6<T>(f: Algebra<T>, [a0, a1, a2]: readonly T[], b0: T, b1: T): T[] {
  const v0 = f.mul(a0!, b0);
  const v1 = f.mul(a1!, b1);
  return [f.add(v0, f.mulByXi(f.mul(a2!, b1))), cross(f, [a0!, a1!], [b0, b1], [v0, v1]), f.add(v1, f.mul(a2!, b0))];
}

const mulByV = <T>(f: Algebra<T>, [a0, a1, a2]: readonly T[]): T[] => [f.mulByXi(a2!), a0!, a1!];
const each = <T>(operation: (a: T, b: T) => T, a: readonly T[], b: readonly T[]): T[] =>
  a.map((coefficient, i) => operation(coefficient, b[i]!));
const halves = <T>(a: readonly T[]): [T[], T[]] => [a.slice(0, 3), a.slice(3)];

/** Complex squaring: two products of Fq6. */
function square12<T>(f: Algebra<T>, input: readonly T[]): T[] {
  const [a, b] = halves(input);
  const product = mul6(f, a, b);
  const mixed = mul6(f, each(f.add, a, b), each(f.add, a, mulByV(f, b)));
  return [
    ...each(f.sub, mixed, each(f.add, product, mulByV(f, product))),
    ...product.map((coefficient) => f.add(coefficient, coefficient)),
  ];
}

function mul12<T>(f: Algebra<T>, left: readonly T[], right: readonly T[]): T[] {
  const [a, b] = halves(left);
  const [c, d] = halves(right);
  const v0 = mul6(f, a, c);
  const v1 = mul6(f, b, d);
  const cross = mul6(f, each(f.add, a, b), each(f.add, c, d));
  return [...each(f.add, v0, mulByV(f, v1)), ...each(f.sub, cross, each(f.add, v0, v1))];
}

/** Times the line l0 + l1·(x/y)·w + l3·(1/y)·w³: 13 products of Fq2. */
function mulByLine<T>(f: Algebra<T>, input: readonly T[], [l0, l1, l3]: readonly T[], [xOverY, y]: readonly T[]): T[] {
  const [a, b] = halves(input);
  const m1 = f.scale(l1!, xOverY!);
  const m3 = f.scale(l3!, y!);
  const v0 = a.map((coefficient) => f.mul(coefficient, l0!));
  const v1 = mulSparse6(f, b, m1, m3);
  const cross = mulSparse6(f, each(f.add, a, b), f.add(l0!, m1), m3);
  return [...each(f.add, v0, mulByV(f, v1)), ...each(f.sub, cross, each(f.add, v0, v1))];
}

/** Times the line 1 + l1·(x/y)·w + l3·(1/y)·w³: ten products of Fq2. */
function mulByMonicLine<T>(f: Algebra<T>, input: readonly T[], [l1, l3]: readonly T[], [xOverY, y]: readonly T[]): T[] {
  const [a, b] = halves(input);
  const m1 = f.scale(l1!, xOverY!);
  const m3 = f.scale(l3!, y!);
  return [...each(f.add, a, mulByV(f, mulSparse6(f, b, m1, m3))), ...each(f.add, b, mulSparse6(f, a, m1, m3))];
}

/** The square of an element of norm 1: nine squares of Fq2 (Granger and Scott, eprint 2009/565). */
function cyclotomicSquare<T>(f: Algebra<T>, [a0, a1, a2, b0, b1, b2]: readonly T[]): T[] {
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
  const even = (square: T, a: T) => f.add(square, f.times(f.sub(square, a), 2));
  const odd = (square: T, b: T) => f.add(square, f.times(f.add(square, b), 2));
  return [even(p0, a0!), even(q0, a1!), even(r0, a2!), odd(f.mulByXi(r1), b0!), odd(p1, b1!), odd(q1, b2!)];
}

function frobenius<T>(f: Algebra<T>, input: readonly T[], j: 1 | 2 | 3): T[] {
  // The coefficient of v^i·w^k is that of w^(2i + k).
  return [0, 2, 4, 1, 3, 5].map((power, i) => {
    const conjugate = j === 2 ? input[i]! : f.conjugate(input[i]!);
    return power === 0 ? conjugate : f.mul(conjugate, f.constant2(FROBENIUS[j - 1]![power]!));
  });
}

/** 1/a up to the factor in Fq2 that is the last coefficient: a · (first six) = that factor, an element of Fq2. */
function almostInverse12<T>(f: Algebra<T>, input: readonly T[]): T[] {
  const [a, b] = halves(input);
  const norm = each(f.sub, mul6(f, a, a), mulByV(f, mul6(f, b, b)));
  const [n0, n1, n2] = norm as [T, T, T];
  const c0 = f.sub(f.square(n0), f.mulByXi(f.mul(n1, n2)));
  const c1 = f.sub(f.mulByXi(f.square(n2)), f.mul(n0, n1));
  const c2 = f.sub(f.square(n1), f.mul(n0, n2));
  const factor = f.add(f.mul(n0, c0), f.mulByXi(f.add(f.mul(n2, c1), f.mul(n1, c2))));
  const cofactor = [c0, c1, c2];
  return [...mul6(f, a, cofactor), ...mul6(f, b.map(f.negate), cofactor), factor];
}

/** 2T and the tangent at T, in homogeneous coordinates (Aranha et al., eprint 2013/722, §4.3, without its halves). */
function doubleG2<T>(f: Algebra<T>, [x, y, z]: readonly T[]): T[] {
  const b = f.square(y!);
  const e = f.mul(f.constant2(TWIST_B), f.times(f.square(z!), 3));
  const threeE = f.times(e, 3);
  const yz = f.mul(y!, z!);
  const minusH = f.times(f.negate(yz), 2);
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
  const gamma = FROBENIUS[0]!;
  return [f.mul(f.conjugate(x!), f.constant2(gamma[2]!)), f.mul(f.conjugate(y!), f.constant2(gamma[3]!))];
}

/** Complete formulas of y² = x³ + 3 in homogeneous coordinates (Renes, Costello, Batina, eprint 2015/1060, 7 to 9). */
function addG1<T>(f: Algebra<T>, [x1, y1, z1]: readonly T[], [x2, y2, z2]: readonly T[]): T[] {
  const xx = f.mul(x1!, x2!);
  const yy = f.mul(y1!, y2!);
  const zz = f.mul(z1!, z2!);
  const xy = cross(f, [x1!, y1!], [x2!, y2!], [xx, yy]);
  const yz = cross(f, [y1!, z1!], [y2!, z2!], [yy, zz]);
  const xz = cross(f, [x1!, z1!], [x2!, z2!], [xx, zz]);
  const threeXx = f.times(xx, 3);
  const b = f.times(zz, 9);
  const plus = f.add(yy, b);
  const minus = f.sub(yy, b);
  const nineXz = f.times(xz, 9);
  return [
    f.sub(f.mul(xy, minus), f.mul(yz, nineXz)),
    f.add(f.mul(minus, plus), f.mul(nineXz, threeXx)),
    f.add(f.mul(plus, yz), f.mul(threeXx, xy)),
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

const step = (inputs: readonly Shape[], output: Shape, formula: Formula): Step => ({ inputs, output, formula });

/** The functions of the module. */
export const STEPS = {
  mul: step([ONE, ONE], ONE, (f, [a], [b]) => [f.mul(a!, b!)]),
  square: step([ONE], ONE, (f, [a]) => [f.square(a!)]),
  /** c0² + c1²: an element of Fq2 times its conjugate. */
  normFq2: step([[2, 1]], ONE, (f, [c0, c1]) => [f.add(f.square(c0!), f.square(c1!))]),
  /** The inverse of an element of Fq2, given that of its norm. */
  divideConjugate: step([[1, 2], ONE], [1, 2], (f, [a], [b]) => [f.scale(f.conjugate(a!), b!)]),
  mul12: step([FQ12, FQ12], FQ12, mul12),
  square12: step([FQ12], FQ12, square12),
  mulByLine: step([FQ12, [3, 2], RATIOS], FQ12, mulByLine),
  mulByMonicLine: step([FQ12, [2, 2], RATIOS], FQ12, mulByMonicLine),
  cyclotomicSquare: step([FQ12], FQ12, cyclotomicSquare),
  sub12: step([FQ12, FQ12], FQ12, (f, a, b) => each(f.sub, a, b)),
  conjugate12: step([FQ12], FQ12, (f, input) =>
    input.map((coefficient, i) => (i < 3 ? coefficient : f.negate(coefficient))),
  ),
  frobenius1: step([FQ12], FQ12, (f, a) => frobenius(f, a, 1)),
  frobenius2: step([FQ12], FQ12, (f, a) => frobenius(f, a, 2)),
  frobenius3: step([FQ12], FQ12, (f, a) => frobenius(f, a, 3)),
  almostInverse12: step([FQ12], [7, 2], almostInverse12),
  /** Six coefficients times one element of Fq2. */
  scale12: step([FQ12, [1, 2]], FQ12, (f, a, [b]) => a.map((c) => f.mul(c, b!))),
  doubleG2: step([G2_PROJECTIVE], [6, 2], doubleG2),
  addG2: step([G2_PROJECTIVE, G2_AFFINE], [6, 2], addG2),
  psi: step([G2_AFFINE], G2_AFFINE, psi),
  projectG2: step([G2_AFFINE], G2_PROJECTIVE, (f, [x, y]) => [x!, y!, f.constant2([1n, 0n])]),
  negateG2: step([G2_AFFINE], G2_AFFINE, (f, [x, y]) => [x!, f.negate(y!)]),
  /** (X·z − x·Z, Y·z − y·Z): zero when T is the affine point. */
  differenceG2: step([G2_PROJECTIVE, G2_AFFINE], [2, 2], (f, [x, y, z], [qx, qy]) => [
    f.sub(x!, f.mul(qx!, z!)),
    f.sub(y!, f.mul(qy!, z!)),
  ]),
  /** (l1/l0, l3/l0), given the inverse of the norm of l0. */
  monicLine: step([[3, 2], ONE], [2, 2], (f, [l0, l1, l3], [inverseNorm]) => {
    const inverse = f.scale(f.conjugate(l0!), inverseNorm!);
    return [f.mul(l1!, inverse), f.mul(l3!, inverse)];
  }),
  /** (X/Y, Z/Y), given 1/Y. */
  ratios: step([G1_PROJECTIVE, ONE], RATIOS, (f, [x, , z], [inverse]) => [f.mul(x!, inverse!), f.mul(z!, inverse!)]),
  /** λ times a point. */
  endomorphism: step([G1_PROJECTIVE], G1_PROJECTIVE, (f, [x, y, z]) => [f.mul(x!, f.constant(BETA)), y!, z!]),
  negateG1: step([G1_PROJECTIVE], G1_PROJECTIVE, (f, [x, y, z]) => [x!, f.negate(y!), z!]),
  projectG1: step([G1_AFFINE], G1_PROJECTIVE, (f, [x, y]) => [x!, y!, f.constant(1n)]),
  doubleG1: step([G1_PROJECTIVE], G1_PROJECTIVE, doubleG1),
  addG1: step([G1_PROJECTIVE, G1_PROJECTIVE], G1_PROJECTIVE, addG1),
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;
