/** The algebra of the formulas in plain integers: the readable twin of the WebAssembly. */
import { type Fq2, mod, multiply, XI } from "./constants.ts";
import type { Algebra } from "./formulas.ts";

/** What is done to both halves alike. */
const both =
  (operation: (a: bigint, b: bigint) => bigint) =>
  (a: Fq2, b: Fq2): Fq2 => [mod(operation(a[0], b[0])), mod(operation(a[1], b[1]))];
const add = both((a, b) => a + b);
const sub = both((a, b) => a - b);
const lanes = both((a, b) => a * b);
const sumOf =
  (product: (a: Fq2, b: Fq2) => Fq2): Algebra<Fq2>["dot"] =>
  (...factors) =>
    factors.map(([a, b]) => product(a, b)).reduce(add);

export const plainAlgebra: Algebra<Fq2> = {
  add,
  sub,
  mul: multiply,
  dot: sumOf(multiply),
  square: (a) => multiply(a, a),
  lanes: sumOf(lanes),
  times: (a, factor) => multiply(a, [BigInt(factor), 0n]),
  negate: (a) => sub([0n, 0n], a),
  conjugate: ([a, b]) => [a, mod(-b)],
  mulByXi: (a) => multiply(a, XI),
  left: ([a]) => [a, a],
  right: ([, a]) => [a, a],
  join: ([left], [, right]) => [left, right],
  constant: (value) => value,
};
