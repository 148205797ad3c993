/** A transform over plain integers, for random checks. */
import { FIELD_MODULUS as R } from "../../core/field.ts";
import { inverse, rootOfUnity } from "../../core/scalars.ts";

/** (1/n)·Σᵢ valuesᵢ·ω^(-ij) for each j: what the coefficients of points become when values of their polynomial are added up. */
export function inverseTransform(values: readonly bigint[]): bigint[] {
  const n = values.length;
  const bits = Math.log2(n);
  const data = Array<bigint>(n);
  for (let i = 0; i < n; i += 1) {
    let j = 0;
    for (let b = 0; b < bits; b += 1) j |= ((i >> b) & 1) << (bits - 1 - b);
    data[j] = values[i]!;
  }
  for (let half = 1; half < n; half *= 2) {
    const root = inverse(rootOfUnity(Math.log2(2 * half)));
    const roots = [1n];
    for (let i = 1; i < half; i += 1) roots.push((roots[i - 1]! * root) % R);
    for (let start = 0; start < n; start += 2 * half) {
      for (let i = start; i < start + half; i += 1) {
        const product = (data[i + half]! * roots[i - start]!) % R;
        const sum = data[i]! + product;
        const difference = data[i]! - product;
        data[i + half] = difference < 0n ? difference + R : difference;
        data[i] = sum >= R ? sum - R : sum;
      }
    }
  }
  const factor = inverse(BigInt(n));
  return data.map((value) => (value * factor) % R);
}
