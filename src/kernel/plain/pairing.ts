/**
 * The optimal ate pairing of BN254 in plain integers, the twin of the fast one: shared squarings, lines that can be
 * prepared, sparse products. Sources: Beuchat et al., "High-Speed Software Implementation of the Optimal Ate Pairing
 * over Barreto–Naehrig Curves" (eprint 2010/354); Aranha et al., "The Realm of the Pairings" (eprint 2013/722);
 * Fuentes-Castañeda, Knapp, Rodríguez-Henríquez, "Faster Hashing to G2" (SAC 2011).
 */
import { FROBENIUS, type Fq2, type Fq12, fq2, fq12, power, Q, X } from "./tower.ts";

/** Affine; undefined is the point at infinity. */
export type G1 = readonly [x: bigint, y: bigint] | undefined;
export type G2 = readonly [x: Fq2, y: Fq2] | undefined;
/** l0·y_P + l1·x_P·w + l3·w³ for the point P at which the line is evaluated. */
export type Line = readonly [l0: Fq2, l1: Fq2, l3: Fq2];
/** The same divided by l0·y_P: 1 + l1·(x_P/y_P)·w + l3·(1/y_P)·w³. */
export type MonicLine = readonly [l1: Fq2, l3: Fq2];

/** b of the twist, 3/ξ. */
const TWIST_B = fq2.scale(fq2.inverse(fq2.xi), 3n);

/** Digits −1, 0, 1 of an integer, lowest first, no two neighbours both nonzero. */
function nonAdjacentForm(integer: bigint): number[] {
  const digits: number[] = [];
  for (let rest = integer; rest > 0n; rest >>= 1n) {
    const digit = rest & 1n ? 2 - Number(rest & 3n) : 0;
    digits.push(digit);
    rest -= BigInt(digit);
  }
  return digits;
}

/** 6x + 2, highest digit first and without it: the loop starts from Q itself. */
export const LOOP: readonly number[] = nonAdjacentForm(6n * X + 2n)
  .reverse()
  .slice(1);

type Projective = readonly [x: Fq2, y: Fq2, z: Fq2];

/** 2T and the tangent at T. */
function double([x, y, z]: Projective): [Projective, Line] {
  const { add, sub, mul, square, half, negate } = fq2;
  const triple = (a: Fq2) => add(add(a, a), a);
  const a = half(mul(x, y));
  const b = square(y);
  const c = square(z);
  const e = mul(TWIST_B, triple(c));
  const f = triple(e);
  const g = half(add(b, f));
  const h = sub(square(add(y, z)), add(b, c));
  const point: Projective = [mul(a, sub(b, f)), sub(square(g), triple(square(e))), mul(b, h)];
  return [point, [negate(h), triple(square(x)), sub(e, b)]];
}

/** T + Q and the line through both. */
function add([x, y, z]: Projective, [qx, qy]: readonly [Fq2, Fq2]): [Projective, Line] {
  const { add, sub, mul, square, negate } = fq2;
  const theta = sub(y, mul(qy, z));
  const lambda = sub(x, mul(qx, z));
  const lambda2 = square(lambda);
  const lambda3 = mul(lambda, lambda2);
  const f = mul(z, square(theta));
  const g = mul(x, lambda2);
  const h = sub(add(lambda3, f), add(g, g));
  const point: Projective = [mul(lambda, h), sub(mul(theta, sub(g, h)), mul(lambda3, y)), mul(z, lambda3)];
  return [point, [lambda, negate(theta), sub(mul(qx, theta), mul(qy, lambda))]];
}

/** Frobenius on the twist: untwist, raise to q, twist. On the subgroup of order r it multiplies with q. */
export function psi([x, y]: readonly [Fq2, Fq2]): [Fq2, Fq2] {
  const gamma = FROBENIUS[0]!;
  return [fq2.mul(fq2.conjugate(x), gamma[2]!), fq2.mul(fq2.conjugate(y), gamma[3]!)];
}

/** Every line of the loop, in the order in which it takes them. */
export function prepare(point: readonly [Fq2, Fq2]): Line[] {
  const lines: Line[] = [];
  const negated: [Fq2, Fq2] = [point[0], fq2.negate(point[1])];
  let t: Projective = [point[0], point[1], fq2.one];
  const take = ([next, line]: [Projective, Line]) => {
    t = next;
    lines.push(line);
  };
  for (const digit of LOOP) {
    take(double(t));
    if (digit !== 0) take(add(t, digit === 1 ? point : negated));
  }
  const first = psi(point);
  const second = psi(first);
  take(add(t, first));
  take(add(t, [second[0], fq2.negate(second[1])]));
  return lines;
}

/** Lines of a fixed point, divided by l0, so that each costs three products less in every loop. */
export function monic(lines: readonly Line[]): MonicLine[] {
  return lines.map(([l0, l1, l3]) => {
    const inverse = fq2.inverse(l0);
    return [fq2.mul(l1, inverse), fq2.mul(l3, inverse)];
  });
}

export interface Pairs {
  readonly changing: readonly (readonly [G1, G2])[];
  readonly fixed: readonly (readonly [G1, readonly MonicLine[]])[];
}

/** The product of the Miller loops over all pairs; the squarings are shared. A pair with infinity counts as one. */
export function millerLoop({ changing, fixed }: Pairs): Fq12 {
  let f = fq12.one;
  const projective = changing.flatMap(([p, q]) => (p && q ? [{ p, lines: prepare(q) }] : []));
  const affine = fixed.flatMap(([p, lines]) => {
    if (p === undefined) return [];
    const inverse = power(p[1], Q - 2n);
    return [{ xOverY: (p[0] * inverse) % Q, inverse, lines }];
  });
  let next = 0;
  const multiplyLines = () => {
    for (const { p, lines } of projective) {
      const [l0, l1, l3] = lines[next]!;
      f = fq12.mulByLine(f, fq2.scale(l0, p[1]), fq2.scale(l1, p[0]), l3);
    }
    for (const { xOverY, inverse, lines } of affine) {
      const [l1, l3] = lines[next]!;
      f = fq12.mulByMonicLine(f, fq2.scale(l1, xOverY), fq2.scale(l3, inverse));
    }
    next += 1;
  };
  for (const [i, digit] of LOOP.entries()) {
    if (i > 0) f = fq12.square(f);
    multiplyLines();
    if (digit !== 0) multiplyLines();
  }
  multiplyLines();
  multiplyLines();
  return f;
}

/** a^exponent for an element of norm 1, where the inverse is the conjugate. */
export function cyclotomicPower(a: Fq12, exponent: bigint): Fq12 {
  const inverse = fq12.conjugate(a);
  let result = fq12.one;
  for (const digit of nonAdjacentForm(exponent).reverse()) {
    result = fq12.cyclotomicSquare(result);
    if (digit !== 0) result = fq12.mul(result, digit === 1 ? a : inverse);
  }
  return result;
}

/** f^(2x·(6x² + 3x + 1)·(q^12 − 1)/r): into the group of order r. */
export function finalExponentiation(f: Fq12): Fq12 {
  const { mul, conjugate, frobenius, cyclotomicSquare, inverse } = fq12;
  const minusX = (a: Fq12) => conjugate(cyclotomicPower(a, X));
  // The easy part, (q^6 − 1)(q² + 1).
  const norm = mul(conjugate(f), inverse(f));
  const g = mul(frobenius(norm, 2), norm);
  const y1 = cyclotomicSquare(minusX(g));
  const y2 = mul(cyclotomicSquare(y1), y1);
  const y4 = minusX(y2);
  const y6 = minusX(cyclotomicSquare(y4));
  const y8 = mul(mul(conjugate(y6), y4), conjugate(y2));
  const y9 = mul(y8, y1);
  return mul(
    mul(frobenius(mul(conjugate(g), y9), 3), frobenius(y8, 2)),
    mul(frobenius(y9, 1), mul(mul(y8, y4), g)),
  );
}

/** Whether a point of the twist has order r: [x + 1]Q + ψ([x]Q) + ψ²([x]Q) = ψ³([2x]Q) (Dai et al., eprint 2022/348). */
export function inSubgroup(point: readonly [Fq2, Fq2]): boolean {
  let xq: Projective = [point[0], point[1], fq2.one];
  const negated: [Fq2, Fq2] = [point[0], fq2.negate(point[1])];
  for (const digit of nonAdjacentForm(X).reverse().slice(1)) {
    [xq] = double(xq);
    if (digit !== 0) [xq] = add(xq, digit === 1 ? point : negated);
  }
  const affine = toAffine(xq);
  if (affine === undefined) return false;
  const once = psi(affine);
  const twice = psi(once);
  const left = sum(sum(sum(affine, point), once), twice);
  const right = psi(psi(psi(toAffine(double(xq)[0])!)));
  return left !== undefined && fq2.equal(left[0], right[0]) && fq2.equal(left[1], right[1]);
}

function toAffine([x, y, z]: Projective): G2 {
  if (fq2.equal(z, fq2.zero)) return undefined;
  const inverse = fq2.inverse(z);
  return [fq2.mul(x, inverse), fq2.mul(y, inverse)];
}

function sum(a: G2, b: G2): G2 {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const projective: Projective = [a[0], a[1], fq2.one];
  if (!fq2.equal(a[0], b[0])) return toAffine(add(projective, b)[0]);
  return fq2.equal(a[1], b[1]) ? toAffine(double(projective)[0]) : undefined;
}

/** Whether (x, y) is on y² = x³ + 3. */
export const onCurve = ([x, y]: readonly [bigint, bigint]): boolean => (y * y - x * x * x - 3n) % Q === 0n;

/** Whether (x, y) is on the twist y² = x³ + 3/ξ. */
export const onTwist = ([x, y]: readonly [Fq2, Fq2]): boolean =>
  fq2.equal(fq2.square(y), fq2.add(fq2.mul(fq2.square(x), x), TWIST_B));
