/** The algebra of the formulas in plain integers: the readable twin of the WebAssembly. An element of Fq is an element of Fq2. */
import { type Fq2, mod, multiply, XI } from "./constants.ts";
import type { Algebra } from "./formulas.ts";

export const plainAlgebra: Algebra<Fq2> = {
  add: (a, b) => [mod(a[0] + b[0]), mod(a[1] + b[1])],
  sub: (a, b) => [mod(a[0] - b[0]), mod(a[1] - b[1])],
  mul: multiply,
  square: (a) => multiply(a, a),
  times: (a, factor) => [mod(a[0] * BigInt(factor)), mod(a[1] * BigInt(factor))],
  scale: multiply,
  negate: (a) => [mod(-a[0]), mod(-a[1])],
  conjugate: (a) => [a[0], mod(-a[1])],
  mulByXi: (a) => multiply(a, XI),
  constant2: (value) => value,
  constant: (value) => [value, 0n],
};
