/** Points as they stand in zkey files, and as integers. */
import {
  ELEMENT,
  fromFile,
  fromMontgomery,
  gather,
  INTEGERS,
  LANES,
  readIntegers,
  reduce,
  scatter,
  writeIntegers,
} from "./coordinates";
import { POINT } from "./pairs";

const V: usize = memory.data(160, 16);

/**
 * Takes over affine points from a file: coordinates of 32 bytes, little-endian, in Montgomery form with R = 2^256,
 * infinity as zeros. The caller checks that they are on the curve if that matters.
 */
export function importPoints(out: usize, bytes: usize, count: u32): void {
  const coordinates = count << 1;
  const from = <usize>INTEGERS;
  for (let i: u32 = 0; i < coordinates; i += LANES) {
    const second = <usize>(LANES === 2 ? i + 1 : i);
    readIntegers(V, bytes + <usize>i * from, bytes + second * from);
    fromFile(V, V);
    reduce(V, V);
    scatter(out + <usize>i * ELEMENT, out + second * ELEMENT, V);
  }
}

/** Writes the coordinates of a point as integers below q, 32 bytes each, little-endian. */
export function exportPoint(out: usize, point: usize): void {
  gather(V, point, point + ELEMENT);
  fromMontgomery(V, V);
  writeIntegers(out, out + INTEGERS, V);
  if (LANES === 2) return;
  gather(V, point + ELEMENT, point + ELEMENT);
  fromMontgomery(V, V);
  writeIntegers(out + INTEGERS, out + INTEGERS, V);
}
