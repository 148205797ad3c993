/**
 * What both tiers promise about field elements: the contract between the generated limb code and the algorithms above
 * it. `assembly/` follows it; the bounds tier (bounds.ts) checks that it does.
 *
 * - **Reduced**: what `reduce`, `load` and the files' import give. |value| ≤ 0.51 p, balanced limbs. Stored elements are.
 * - **Product**: what `mul`, `square` and `mulAdd` give. |value| ≤ 1.31 p, balanced limbs.
 * - **Lazy**: the limb-wise sum or difference of two of the above. `mul` and `mulAdd` take
 *   one as it is beside an operand that is not lazy.
 *
 * For a product (or a sum of two products) the values must satisfy Σ|a·b| ≤ 2.1 p².
 */

/** Per-mille of p, or of p² for sums of products. */
export const BOUNDS = {
  reduced: 510n,
  product: 1310n,
  /** Largest operand of a multiplication: the sum of two products. */
  operand: 2620n,
  /** Largest Σ|a·b|, in p²/1000. */
  products: 2100n,
  /** Largest operand of `reduce`: 2^256 is below 5.3 p. */
  reducible: 5300n,
} as const;
