/**
 * Many multiples of one point: window tables of the generator in wasm memory,
 * then one mixed addition per window and scalar. (Brickell, Gordon, McCurley,
 * Wilson: Fast Exponentiation with Precomputation, 1992.)
 */
import { type Arena, BATCH, SIZES } from "./arena.ts";

/** Bits of a scalar below r. */
const SCALAR_BITS = 254;
/** Digits are cut from three neighbouring bytes, so a window has at most 24 − 7 bits; 14 keeps tables small. */
const MAX_WINDOW_BITS = 14;

export interface FixedBase {
  /**
   * Writes `count` affine points k·G to `output`, for `count` scalars k < r at `scalars`
   * (32 bytes little-endian each, not in Montgomery form). k = 0 becomes (0, 0).
   */
  multiply(scalars: number, count: number, output: number): void;
}

/** The window that makes tables and `count` multiplications cheapest together. */
function windowBits(count: number): number {
  const cost = (bits: number) => Math.ceil(SCALAR_BITS / bits) * (2 ** bits + count);
  let best = 4;
  for (let bits = 5; bits <= MAX_WINDOW_BITS; bits += 1) if (cost(bits) < cost(best)) best = bits;
  return best;
}

/** Builds the tables for about `expectedCount` multiples of a group's generator. */
export function createFixedBase(arena: Arena, name: "g1" | "g2", expectedCount: number): FixedBase {
  const [prefix, affine, jacobian, generator] =
    name === "g1"
      ? ["g1m", SIZES.g1Affine, SIZES.g1Jacobian, arena.g1Generator]
      : ["g2m", SIZES.g2Affine, SIZES.g2Jacobian, arena.g2Generator];
  const addMixed = arena.fn(`${prefix}_addMixed`);
  const copy = arena.fn(`${prefix}_copy`);
  const zero = arena.fn(`${prefix}_zero`);
  const toAffine = arena.fn(`${prefix}_toAffine`);
  const batchToAffine = arena.fn(`${prefix}_batchToAffine`);

  const bits = windowBits(expectedCount);
  const windows = Math.ceil(SCALAR_BITS / bits);
  const entries = 2 ** bits;
  const mask = entries - 1;
  // Row w holds d·2^(bits·w)·G for every digit d.
  const row = entries * affine;
  const table = arena.alloc(windows * row);
  const points = arena.alloc(BATCH * jacobian);
  const multiple = arena.alloc(jacobian);
  const base = arena.alloc(affine);

  toAffine(generator, base);
  for (let w = 0; w < windows; w += 1) {
    zero(multiple);
    for (let start = 0; start < entries; start += BATCH) {
      const n = Math.min(BATCH, entries - start);
      for (let i = 0; i < n; i += 1) {
        copy(multiple, points + i * jacobian);
        addMixed(multiple, base, multiple);
      }
      batchToAffine(points, n, table + w * row + start * affine);
    }
    // By now it is 2^bits times this row's base.
    toAffine(multiple, base);
  }

  // Three bytes more than a scalar, for the last window.
  const scalar = new Uint8Array(SIZES.field + 3);
  return {
    multiply(scalars, count, output) {
      for (let start = 0; start < count; start += BATCH) {
        const n = Math.min(BATCH, count - start);
        for (let i = 0; i < n; i += 1) {
          const result = points + i * jacobian;
          scalar.set(arena.view(scalars + (start + i) * SIZES.field, SIZES.field));
          zero(result);
          for (let w = 0; w < windows; w += 1) {
            const bit = w * bits;
            const byte = bit >>> 3;
            const digit = ((scalar[byte]! | (scalar[byte + 1]! << 8) | (scalar[byte + 2]! << 16)) >>> (bit & 7)) & mask;
            if (digit !== 0) addMixed(result, table + w * row + digit * affine, result);
          }
        }
        batchToAffine(points, n, output + start * affine);
      }
    },
  };
}
