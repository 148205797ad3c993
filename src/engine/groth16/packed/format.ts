/**
 * Packed keys (`.cpk`): a zkey without what can be computed, about 28 % of its size. The same zkey always gives the same
 * packed file, and a packed file gives back the zkey byte by byte: what is hashed and used is the zkey.
 *
 * All integers are little-endian. `cpky`, version 1 and the number of sections (4 bytes each); then the zkey's sections
 * in its order: id and size in the zkey (4 bytes each), and its content:
 * - Points (3 and 5 to 9): a bit for each point that is not infinity, lowest first, filled up to a byte; then of each
 *   such point x, as the zkey has it. The highest bit of x is the lowest bit of y (in G2 of y's c0; of c1 where that is
 *   0). x is below 2^254, so the bit is free.
 * - The matrices (4): how many values there are, how many coefficients, and how many bytes describe them (4 bytes each);
 *   the distinct values in the order of how often they are used; then runs of coefficients in one row of one matrix, as
 *   varints (LEB128): length, 2 · (row - row before) + matrix, and for each coefficient the signal minus the one before
 *   (zigzag) and the number of its value.
 * - Anything else: as it is.
 */
import type { GroupName } from "../../kernel/kernel.ts";
import { ArtifactError } from "../files/artifact-error.ts";

export const PACKED_MAGIC = [0x63, 0x70, 0x6b, 0x79] as const;
export const PACKED_VERSION = 1;
/** Of the file, and of each section of a zkey. */
export const HEADER_BYTES = 12;
/** Of each section of a packed key. */
export const SECTION_BYTES = 8;
/** A zkey has ten. */
export const MAX_SECTIONS = 16;

export const MATRICES = 4;
/** Matrix, row and signal, 4 bytes each, and the value. */
export const COEFFICIENT_BYTES = 44;
export const VALUE_BYTES = 32;

/** The group of the points of a section; undefined for sections of another kind. */
export function groupOf(id: number): GroupName | undefined {
  if (id === 7) return "g2";
  return id === 3 || (id >= 5 && id <= 9) ? "g1" : undefined;
}

/** Bytes of x in a packed key, which is half of a point's in a zkey. */
export const xBytes = (group: GroupName): number => (group === "g1" ? 32 : 64);

export function isPackedKey(bytes: Uint8Array): boolean {
  return PACKED_MAGIC.every((byte, i) => bytes[i] === byte);
}

export function refusePacked(expected: string, received: string): ArtifactError {
  return new ArtifactError({ path: "cpk", expected, received });
}
