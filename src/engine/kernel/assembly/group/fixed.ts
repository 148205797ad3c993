/**
 * Many multiples of one point, k·G for many k: window tables of G, then one addition for each window and scalar
 * (Brickell, Gordon, McCurley, Wilson: Fast Exponentiation with Precomputation, 1992). Window by window the additions
 * of all scalars are independent, which is what pairs.ts makes cheap.
 */
import { flushAdditions, POINT, pairScratchBytes, queueAddition, setPairScratch } from "./pairs";

/** Of a scalar below r. */
const SCALAR_BITS: u32 = 254;

function windowCount(bits: u32): u32 {
  return (SCALAR_BITS + bits - 1) / bits;
}

/** Bytes of the tables for windows of `bits` bits, and of what building and using them needs. */
export function fixedTableBytes(bits: u32): usize {
  return <usize>windowCount(bits) * ((<usize>1) << bits) * POINT;
}

export function fixedScratchBytes(): usize {
  return pairScratchBytes();
}

/** Tables of the point at `base`: entry d of window w is d·2^(bits·w)·G. */
export function fixedTable(table: usize, base: usize, bits: u32, scratch: usize): void {
  setPairScratch(scratch);
  const entries: u32 = 1 << bits;
  const row: usize = <usize>entries * POINT;
  const windows = windowCount(bits);
  memory.fill(table, 0, <usize>windows * row);
  memory.copy(table + POINT, base, POINT);
  // First the powers of two of every row, one after the other.
  for (let bit: u32 = 1; bit < windows * bits; bit++) {
    const from = table + <usize>((bit - 1) / bits) * row + (POINT << (<usize>((bit - 1) % bits)));
    const to = table + <usize>(bit / bits) * row + (POINT << (<usize>(bit % bits)));
    queueAddition(to, <u32>from, <u32>from);
    flushAdditions();
  }
  // Then, of all rows together, what lies between two powers of two.
  for (let low: u32 = 2; low < entries; low <<= 1) {
    for (let w: u32 = 0; w < windows; w++) {
      const at = table + <usize>w * row;
      for (let i: u32 = 1; i < low; i++) {
        queueAddition(at + <usize>(low + i) * POINT, <u32>(at + <usize>low * POINT), <u32>(at + <usize>i * POINT));
      }
    }
    flushAdditions();
  }
}

/**
 * Writes k·G for `count` scalars, 32 bytes each, little-endian, below 2^254, with two zero bytes after the last.
 * A result is the first operand of its own next addition; that is allowed, as the second one is never infinity.
 */
export function fixedMultiply(out: usize, table: usize, scalars: usize, count: u32, bits: u32, scratch: usize): void {
  setPairScratch(scratch);
  const windows = windowCount(bits);
  const row: usize = ((<usize>1) << bits) * POINT;
  const mask: u32 = (1 << bits) - 1;
  memory.fill(out, 0, <usize>count * POINT);
  for (let w: u32 = 0; w < windows; w++) {
    const bit = w * bits;
    for (let i: u32 = 0; i < count; i++) {
      const word = load<u32>(scalars + <usize>i * 32 + <usize>(bit >> 3));
      let digit = (word >> (bit & 7)) & mask;
      // Nothing of the next scalar.
      if (bit + bits > 256) digit &= (1 << (256 - bit)) - 1;
      if (digit === 0) continue;
      const sum = out + <usize>i * POINT;
      queueAddition(sum, <u32>sum, <u32>(table + <usize>w * row + <usize>digit * POINT));
    }
    flushAdditions();
  }
}
