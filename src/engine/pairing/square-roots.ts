/** Square roots in the fields of coordinates, over plain integers: for points that are given by x and a sign. */
import { type Fq2, invert, mod, multiply, power, Q } from "./constants.ts";

/** √a in Fq if there is one: q ≡ 3 mod 4. */
export function squareRootFq(a: bigint): bigint | undefined {
  const [root] = power([a, 0n], (Q + 1n) / 4n);
  return mod(root * root) === a ? root : undefined;
}

/** √(a + b·u) in Fq2 if there is one: with n = √(a² + b²), the square of its real part is (a + n)/2 or (a − n)/2. */
export function squareRootFq2([a, b]: Fq2): Fq2 | undefined {
  if (b === 0n) {
    const real = squareRootFq(a);
    if (real !== undefined) return [real, 0n];
    const imaginary = squareRootFq(mod(-a));
    return imaginary === undefined ? undefined : [0n, imaginary];
  }
  const norm = squareRootFq(mod(a * a + b * b));
  if (norm === undefined) return undefined;
  const half = (Q + 1n) / 2n;
  const real = squareRootFq(mod((a + norm) * half)) ?? squareRootFq(mod((a - norm) * half));
  return real === undefined ? undefined : [real, multiply([b, 0n], invert([mod(2n * real), 0n]))[0]];
}

/** Whether it is the larger one of a root and its opposite, by c1 where that is not 0. Of no point of order r are they equal. */
export function isLargerRoot([c0, c1]: Fq2): boolean {
  return (c1 === 0n ? c0 : c1) > Q / 2n;
}
