/** Many multiples of a group's generator, as zkey files hold points. */

import { integerToBytesLE } from "../../core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../core/field.ts";
import { type GroupName, type KernelTier, loadKernel, startKernel } from "./kernel.ts";
import { kernelMemory } from "./memory.ts";
import { fileBytes, pointBytes, preparePoints } from "./sums.ts";

/** Coordinates of the generators (EIP-196, EIP-197), c0 before c1. */
export const GENERATORS: Readonly<Record<GroupName, readonly bigint[]>> = {
  g1: [1n, 2n],
  g2: [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
};

export interface FixedBase {
  /** k·G for scalars in [0, r): affine, Montgomery form with R = 2^256, 32 bytes a coordinate; 0·G is all zeros. */
  multiply(scalars: readonly bigint[]): Uint8Array;
}

const SCALAR_BITS = 254;
/** Points in one call: what the kernel needs for them stays small. */
const CHUNK = 8192;

/** The window that makes tables and `count` multiplications cheapest together. */
function windowBits(count: number): number {
  const cost = (bits: number) => Math.ceil(SCALAR_BITS / bits) * (2 ** bits + count);
  let best = 4;
  for (let bits = 5; bits <= 13; bits += 1) if (cost(bits) < cost(best)) best = bits;
  return best;
}

/**
 * Builds the tables for about `expectedCount` multiples; they go with the last reference.
 *
 * @param tier for tests; the fastest by default
 */
export async function createFixedBase(group: GroupName, expectedCount: number, tier?: KernelTier): Promise<FixedBase> {
  const kernel = startKernel(await loadKernel(tier));
  const { exports } = kernel;
  const memory = kernelMemory(kernel);
  const bits = windowBits(expectedCount);
  const table = memory.allocate(exports[`${group}_fixedTableBytes`](bits));
  const scratch = memory.allocate(exports[`${group}_fixedScratchBytes`]());
  const coordinates = GENERATORS[group].map((value) => integerToBytesLE((value << 256n) % BASE_FIELD_MODULUS));
  const generator = preparePoints(kernel, memory, group, coordinates)!;
  exports[`${group}_fixedTable`](table, generator.pointer, bits, scratch);
  return {
    multiply(scalars) {
      const size = fileBytes(group);
      const result = new Uint8Array(scalars.length * size);
      const mark = memory.mark();
      for (let start = 0; start < scalars.length; start += CHUNK) {
        const part = scalars.slice(start, start + CHUNK);
        // The last window may read past the last scalar.
        const at = memory.place(...part.map((scalar) => integerToBytesLE(scalar)), new Uint8Array(8));
        const points = memory.allocate(part.length * pointBytes(group));
        const file = memory.allocate(part.length * size);
        exports[`${group}_fixedMultiply`](points, table, at, part.length, bits, scratch);
        exports[`${group}_exportToFile`](file, points, part.length);
        result.set(memory.read(file, part.length * size), start * size);
        memory.release(mark);
      }
      return result;
    },
  };
}
