/**
 * The fields of the BN254 pairing in plain integers: the twin of the fast tower, formula by formula.
 * Fq2 = Fq[u]/(u² + 1), Fq6 = Fq2[v]/(v³ − ξ) with ξ = 9 + u, Fq12 = Fq6[w]/(w² − v).
 */

/** q, the order of the field of coordinates (EIP-196). */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** The curve's parameter x: q, r and the loops of the pairing are polynomials in it. */
export const X = 4965661367192848881n;

export type Fq2 = readonly [c0: bigint, c1: bigint];
export type Fq6 = readonly [Fq2, Fq2, Fq2];
export type Fq12 = readonly [Fq6, Fq6];

const mod = (a: bigint): bigint => {
  const rest = a % Q;
  return rest < 0n ? rest + Q : rest;
};

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % Q;
    square = (square * square) % Q;
  }
  return result;
}

const HALF = (Q + 1n) / 2n;

export const fq2 = {
  zero: [0n, 0n] as Fq2,
  one: [1n, 0n] as Fq2,
  xi: [9n, 1n] as Fq2,
  equal: (a: Fq2, b: Fq2): boolean => a[0] === b[0] && a[1] === b[1],
  add: (a: Fq2, b: Fq2): Fq2 => [mod(a[0] + b[0]), mod(a[1] + b[1])],
  sub: (a: Fq2, b: Fq2): Fq2 => [mod(a[0] - b[0]), mod(a[1] - b[1])],
  negate: (a: Fq2): Fq2 => [mod(-a[0]), mod(-a[1])],
  conjugate: (a: Fq2): Fq2 => [a[0], mod(-a[1])],
  mul: (a: Fq2, b: Fq2): Fq2 => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])],
  square: (a: Fq2): Fq2 => [mod((a[0] + a[1]) * (a[0] - a[1])), mod(2n * a[0] * a[1])],
  /** Times an element of Fq. */
  scale: (a: Fq2, s: bigint): Fq2 => [mod(a[0] * s), mod(a[1] * s)],
  half: (a: Fq2): Fq2 => [mod(a[0] * HALF), mod(a[1] * HALF)],
  mulByXi: ([c0, c1]: Fq2): Fq2 => [mod(9n * c0 - c1), mod(9n * c1 + c0)],
  inverse: ([c0, c1]: Fq2): Fq2 => {
    const norm = power(c0 * c0 + c1 * c1, Q - 2n);
    return [mod(c0 * norm), mod(-c1 * norm)];
  },
  power: (base: Fq2, exponent: bigint): Fq2 => {
    let result = fq2.one;
    let square = base;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = fq2.mul(result, square);
      square = fq2.square(square);
    }
    return result;
  },
};

export const fq6 = {
  zero: [fq2.zero, fq2.zero, fq2.zero] as Fq6,
  one: [fq2.one, fq2.zero, fq2.zero] as Fq6,
  add: (a: Fq6, b: Fq6): Fq6 => [fq2.add(a[0], b[0]), fq2.add(a[1], b[1]), fq2.add(a[2], b[2])],
  sub: (a: Fq6, b: Fq6): Fq6 => [fq2.sub(a[0], b[0]), fq2.sub(a[1], b[1]), fq2.sub(a[2], b[2])],
  negate: (a: Fq6): Fq6 => [fq2.negate(a[0]), fq2.negate(a[1]), fq2.negate(a[2])],
  mulByV: (a: Fq6): Fq6 => [fq2.mulByXi(a[2]), a[0], a[1]],
  /** Karatsuba: six products of Fq2 (Devegili et al., eprint 2006/471). */
  mul: (a: Fq6, b: Fq6): Fq6 => {
    const { add, sub, mul, mulByXi } = fq2;
    const v0 = mul(a[0], b[0]);
    const v1 = mul(a[1], b[1]);
    const v2 = mul(a[2], b[2]);
    const cross = (i: 0 | 1 | 2, j: 0 | 1 | 2, vi: Fq2, vj: Fq2) =>
      sub(sub(mul(add(a[i], a[j]), add(b[i], b[j])), vi), vj);
    return [
      add(v0, mulByXi(cross(1, 2, v1, v2))),
      add(cross(0, 1, v0, v1), mulByXi(v2)),
      add(cross(0, 2, v0, v2), v1),
    ];
  },
  /** Times b0 + b1·v: five products of Fq2. */
  mulSparse: (a: Fq6, b0: Fq2, b1: Fq2): Fq6 => {
    const { add, sub, mul, mulByXi } = fq2;
    const v0 = mul(a[0], b0);
    const v1 = mul(a[1], b1);
    return [
      add(v0, mulByXi(mul(a[2], b1))),
      sub(sub(mul(add(a[0], a[1]), add(b0, b1)), v0), v1),
      add(v1, mul(a[2], b0)),
    ];
  },
  /** Times an element of Fq2. */
  scale: (a: Fq6, s: Fq2): Fq6 => [fq2.mul(a[0], s), fq2.mul(a[1], s), fq2.mul(a[2], s)],
  inverse: (a: Fq6): Fq6 => {
    const { add, sub, mul, square, mulByXi } = fq2;
    const c0 = sub(square(a[0]), mulByXi(mul(a[1], a[2])));
    const c1 = sub(mulByXi(square(a[2])), mul(a[0], a[1]));
    const c2 = sub(square(a[1]), mul(a[0], a[2]));
    const norm = add(mul(a[0], c0), mulByXi(add(mul(a[2], c1), mul(a[1], c2))));
    return fq6.scale([c0, c1, c2], fq2.inverse(norm));
  },
};

/** ξ^(i·(q^j − 1)/6) for i = 0 … 5: what Frobenius multiplies the coefficient of w^i with. */
export const FROBENIUS: readonly (readonly Fq2[])[] = [1n, 2n, 3n].map((j) => {
  const gamma = fq2.power(fq2.xi, (Q ** j - 1n) / 6n);
  const powers: Fq2[] = [fq2.one];
  for (let i = 1; i < 6; i += 1) powers.push(fq2.mul(powers[i - 1]!, gamma));
  return powers;
});

export const fq12 = {
  one: [fq6.one, fq6.zero] as Fq12,
  equal: (a: Fq12, b: Fq12): boolean => a.every((six, i) => six.every((two, j) => fq2.equal(two, b[i]![j]!))),
  conjugate: (a: Fq12): Fq12 => [a[0], fq6.negate(a[1])],
  mul: (a: Fq12, b: Fq12): Fq12 => {
    const v0 = fq6.mul(a[0], b[0]);
    const v1 = fq6.mul(a[1], b[1]);
    const cross = fq6.mul(fq6.add(a[0], a[1]), fq6.add(b[0], b[1]));
    return [fq6.add(v0, fq6.mulByV(v1)), fq6.sub(fq6.sub(cross, v0), v1)];
  },
  /** Complex squaring: two products of Fq6. */
  square: ([a, b]: Fq12): Fq12 => {
    const product = fq6.mul(a, b);
    const mixed = fq6.mul(fq6.add(a, b), fq6.add(a, fq6.mulByV(b)));
    return [fq6.sub(fq6.sub(mixed, product), fq6.mulByV(product)), fq6.add(product, product)];
  },
  /** Times a line l0 + l1·w + l3·w³: 13 products of Fq2. */
  mulByLine: ([a, b]: Fq12, l0: Fq2, l1: Fq2, l3: Fq2): Fq12 => {
    const v0 = fq6.scale(a, l0);
    const v1 = fq6.mulSparse(b, l1, l3);
    const cross = fq6.mulSparse(fq6.add(a, b), fq2.add(l0, l1), l3);
    return [fq6.add(v0, fq6.mulByV(v1)), fq6.sub(fq6.sub(cross, v0), v1)];
  },
  /** Times a line 1 + l1·w + l3·w³: ten products of Fq2. */
  mulByMonicLine: ([a, b]: Fq12, l1: Fq2, l3: Fq2): Fq12 => [
    fq6.add(a, fq6.mulByV(fq6.mulSparse(b, l1, l3))),
    fq6.add(b, fq6.mulSparse(a, l1, l3)),
  ],
  inverse: ([a, b]: Fq12): Fq12 => {
    const norm = fq6.inverse(fq6.sub(fq6.mul(a, a), fq6.mulByV(fq6.mul(b, b))));
    return [fq6.mul(a, norm), fq6.negate(fq6.mul(b, norm))];
  },
  /** a^(q^j). */
  frobenius: (a: Fq12, j: 1 | 2 | 3): Fq12 => {
    const power = FROBENIUS[j - 1]!;
    const map = (c: Fq2, i: number) => fq2.mul(j === 2 ? c : fq2.conjugate(c), power[i]!);
    const [even, odd] = a;
    return [
      [map(even[0], 0), map(even[1], 2), map(even[2], 4)],
      [map(odd[0], 1), map(odd[1], 3), map(odd[2], 5)],
    ];
  },
  /** The square of an element of norm 1: nine squares of Fq2 (Granger and Scott, eprint 2009/565). */
  cyclotomicSquare: ([[a0, a1, a2], [b0, b1, b2]]: Fq12): Fq12 => {
    const { add, sub, square, mulByXi } = fq2;
    // (s + t·y)² in Fq4 = Fq2[y]/(y² − ξ).
    const square4 = (s: Fq2, t: Fq2): [Fq2, Fq2] => {
      const [ss, tt] = [square(s), square(t)];
      return [add(ss, mulByXi(tt)), sub(sub(square(add(s, t)), ss), tt)];
    };
    const [p0, p1] = square4(a0, b1);
    const [q0, q1] = square4(b0, a2);
    const [r0, r1] = square4(a1, b2);
    const even = (square: Fq2, a: Fq2) => sub(add(add(square, square), square), add(a, a));
    const odd = (square: Fq2, b: Fq2) => add(add(add(square, square), square), add(b, b));
    return [
      [even(p0, a0), even(q0, a1), even(r0, a2)],
      [odd(mulByXi(r1), b0), odd(p1, b1), odd(q1, b2)],
    ];
  },
};
