/**
 * The constants of circomlib's Poseidon in the form that circuits/lib/poseidon.circom and src/engine/poseidon use.
 *
 * Source: round constants c and MDS matrix M of src/core/grain.ts.
 *
 * Derivation. A partial round takes the state (s, v), s the first element and v the other n = t - 1, to
 *
 *     y = (s + c_0)^5    s' = m y + a (v + c')    v' = b y + B (v + c')    with M = [m a; b B].
 *
 * The constants c' are moved forwards through B, which leaves one constant for each round and a vector at the end. What
 * remains of v is a linear system driven by y alone, and a change of basis brings it to the controller canonical form, a
 * shift register. With the characteristic polynomial x^n + d_1 x^(n-1) + … + d_n of B and the vectors
 *
 *     p_1 = b    p_(j+1) = B p_j + d_j b    (p_(n+1) = 0 by Cayley and Hamilton)
 *
 * and v_r = sum of p_j e_(r-j) for j = 1 … n, a round is
 *
 *     e_r = y_r - sum of d_j e_(r-j)         as then b y_r + B v_r = sum of p_j e_(r+1-j) = v_(r+1)
 *     s_(r+1) = m y_r + a v_r = m e_r + sum of (m d_j + a p_j) e_(r-j)
 *
 * So each round has the same 2 t - 1 coefficients. The matrix P = [p_1 … p_n] is inverted once: `enter` is M followed by
 * its inverse on v, for the round before the partial ones; `leave` takes the last t values e, latest first, to the state
 * after them. Its first row are the coefficients of s.
 */
import { bn254 } from "@noble/curves/bn254.js";
import { FULL_ROUNDS, PARTIAL_ROUNDS, type PoseidonArity, poseidonConstants } from "../../core/grain.ts";

export type Vector = readonly bigint[];
export type Matrix = readonly Vector[];

const Fp = bn254.fields.Fr;
/** Of one width. */
export interface PoseidonRounds {
  readonly Full: Matrix;
  readonly Partial: Vector;
  readonly Mds: Matrix;
  readonly Enter: Matrix;
  readonly Leave: Matrix;
  readonly Feedback: Vector;
}

/** Derives the constants for a number of inputs; takes some tens of milliseconds. */
export function derivePoseidonRounds(arity: PoseidonArity): PoseidonRounds {
  const { roundConstants, mds } = poseidonConstants(arity);
  const [t, partialRounds] = [arity + 1, PARTIAL_ROUNDS[arity]];
  const [m, ...a] = mds[0]!;
  const b = mds.slice(1).map((row) => row[0]!);
  const B = mds.slice(1).map((row) => row.slice(1));

  const d = characteristicPolynomial(B);
  const p: Vector[] = [b];
  for (const coefficient of d) p.push(add(times(B, p.at(-1)!), scale(coefficient, b)));
  if (p.pop()!.some((entry) => entry !== 0n)) throw new Error("the characteristic polynomial is wrong");

  const half = FULL_ROUNDS / 2;
  const partial: bigint[] = [];
  let moved: Vector = new Array<bigint>(t - 1).fill(0n);
  let first = 0n; // what the moved constants add to s
  for (const [k, ...others] of roundConstants.slice(half, half + partialRounds)) {
    partial.push(Fp.add(k!, first));
    moved = add(moved, others);
    first = dot(a, moved);
    moved = times(B, moved);
  }
  const full = [...roundConstants.slice(0, half), ...roundConstants.slice(half + partialRounds)].map((row) => [...row]);
  full[half] = [...add(full[half]!, [first, ...moved])];

  const tap = [m!, ...d.map((coefficient, j) => Fp.add(Fp.mul(m!, coefficient), dot(a, p[j]!)))];
  const toRegister = invert(transpose(p));
  const enter = [mds[0]!, ...toRegister.map((row) => times(transpose(mds.slice(1)), row))];
  const leave = [tap, ...transpose([...p, new Array<bigint>(t - 1).fill(0n)])];
  return { Full: full, Partial: partial, Mds: mds, Enter: enter, Leave: leave, Feedback: d };
}

/** d_1 … d_n of det(x - A) = x^n + d_1 x^(n-1) + … + d_n, by Faddeev and LeVerrier. */
function characteristicPolynomial(A: Matrix): Vector {
  const d: bigint[] = [];
  let product = A;
  for (let k = 1; k <= A.length; k++) {
    const trace = product.reduce((sum, row, i) => Fp.add(sum, row[i]!), 0n);
    const coefficient = Fp.div(Fp.neg(trace), BigInt(k));
    d.push(coefficient);
    const shifted = product.map((row, i) => row.map((entry, j) => (i === j ? Fp.add(entry, coefficient) : entry)));
    product = A.map((row) => times(transpose(shifted), row));
  }
  return d;
}

/** Gauss and Jordan. */
function invert(A: Matrix): Matrix {
  const rows = A.map((row, i) => [...row, ...A.map((_, j) => (i === j ? 1n : 0n))]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows.findIndex((row, k) => k >= i && row[i] !== 0n);
    if (pivot < 0) throw new Error("the partial rounds don't reach the whole state");
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    rows[i] = scale(Fp.inv(rows[i]![i]!), rows[i]!) as bigint[];
    for (let k = 0; k < rows.length; k++) {
      if (k !== i) rows[k] = add(rows[k]!, scale(Fp.neg(rows[k]![i]!), rows[i]!)) as bigint[];
    }
  }
  return rows.map((row) => row.slice(A.length));
}

function dot(x: Vector, y: Vector): bigint {
  return x.reduce((sum, entry, i) => Fp.add(sum, Fp.mul(entry, y[i]!)), 0n);
}

function add(x: Vector, y: Vector): Vector {
  return x.map((entry, i) => Fp.add(entry, y[i]!));
}

function scale(factor: bigint, x: Vector): Vector {
  return x.map((entry) => Fp.mul(factor, entry));
}

function times(A: Matrix, x: Vector): Vector {
  return A.map((row) => dot(row, x));
}

function transpose(A: Matrix): Matrix {
  return A[0]!.map((_, j) => A.map((row) => row[j]!));
}
