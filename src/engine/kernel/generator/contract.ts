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
 *
 * - **Sum** (i64 tier only, whose R leaves room): `startSum`, `addProduct` as often as you like, `finishSum` gives a
 *   product. No operand is lazy, Σ|a·b| ≤ 12 p², and after {@link SUMMANDS} products `carrySum` comes before the next.
 */

/** Per-mille of p, or of p² for sums of products. */
export const BOUNDS = {
  reduced: 510n,
  product: 1310n,
  /** Largest operand of a multiplication: the sum of two products. */
  operand: 2620n,
  /** Largest Σ|a·b|, in p²/1000. */
  products: 2100n,
  /** Largest Σ|a·b| between `startSum` and `finishSum`, in p²/1000. */
  sums: 12_000n,
  /** Largest operand of `reduce`: 2^256 is below 5.3 p. */
  reducible: 5300n,
} as const;

/** Products that fit into the columns of a sum between two carries. */
export const SUMMANDS = 12;
