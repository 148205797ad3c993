/** Packs a zkey for the way over a network: format.ts. */
import { bytesToHex, uint32ToBytesLE, viewOf } from "../../../core/bytes.ts";
import { type GroupName, loadKernel } from "../../kernel/kernel.ts";
import { readCeremonyKey, zkeySections } from "../files/zkey.ts";
import {
  COEFFICIENT_BYTES,
  groupOf,
  MATRICES,
  PACKED_MAGIC,
  PACKED_VERSION,
  refusePacked,
  VALUE_BYTES,
  xBytes,
} from "./format.ts";
import { localRoots } from "./roots.ts";
import { unpackKey } from "./unpack.ts";

/**
 * The packed form of a zkey. It is unpacked again and compared before it is returned.
 *
 * @throws ArtifactError for what is no zkey, and for one that would not come back as it was: its points are not on the
 * curve, or its sections are in a form that snarkjs does not write
 */
export async function packKey(zkey: Uint8Array): Promise<Uint8Array> {
  readCeremonyKey(zkey);
  const sections = [...zkeySections(zkey)];
  const parts = [
    Uint8Array.from(PACKED_MAGIC),
    uint32ToBytesLE(PACKED_VERSION),
    uint32ToBytesLE(sections.length),
    ...sections.flatMap(([id, { offset, size }]) => {
      const content = zkey.subarray(offset, offset + size);
      const group = groupOf(id);
      const packed =
        group !== undefined ? packPoints(content, group) : id === MATRICES ? packMatrices(content) : [content];
      return [uint32ToBytesLE(id), uint32ToBytesLE(size), ...packed];
    }),
  ];
  const packed = new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const again = await unpackKey([packed], { bytes: zkey.length, roots: localRoots(await loadKernel()) });
  const different = again.findIndex((byte, i) => byte !== zkey[i]);
  if (different !== -1) throw refusePacked("a zkey that can be packed", `one whose byte ${different} changes`);
  return packed;
}

function packPoints(content: Uint8Array, group: GroupName): Uint8Array[] {
  const half = xBytes(group);
  const count = content.length / (2 * half);
  const finite = new Uint8Array(Math.ceil(count / 8));
  const xs: Uint8Array[] = [];
  for (let i = 0; i < count; i += 1) {
    const point = content.subarray(2 * half * i, 2 * half * (i + 1));
    if (point.every((byte) => byte === 0)) continue;
    finite[i >> 3]! |= 1 << (i & 7);
    const x = new Uint8Array(point.subarray(0, half));
    x[half - 1]! |= signOf(point.subarray(half)) << 7;
    xs.push(x);
  }
  return [finite, ...xs];
}

/** The lowest bit of y; of y's second coordinate where the first one is 0. */
function signOf(y: Uint8Array): number {
  const isZero = y.subarray(0, 32).every((byte) => byte === 0);
  return y[isZero && y.length > 32 ? 32 : 0]! & 1;
}

function packMatrices(content: Uint8Array): Uint8Array[] {
  const view = viewOf(content);
  const count = view.getUint32(0, true);
  const at = (i: number) => 4 + COEFFICIENT_BYTES * i;
  const value = (i: number) => content.subarray(at(i) + 12, at(i) + 12 + VALUE_BYTES);
  const uses = new Map<string, { value: Uint8Array; count: number }>();
  for (let i = 0; i < count; i += 1) {
    const key = bytesToHex(value(i));
    const known = uses.get(key);
    if (known === undefined) uses.set(key, { value: value(i), count: 1 });
    else known.count += 1;
  }
  // Sorting is stable: the same key always gives the same file.
  const dictionary = [...uses].sort(([, a], [, b]) => b.count - a.count);
  const numbers = new Map(dictionary.map(([key], number) => [key, number]));
  const out: number[] = [];
  let [row, signal] = [0, 0];
  for (let i = 0; i < count; ) {
    const [matrix, here] = [view.getUint32(at(i), true), view.getUint32(at(i) + 4, true)];
    let end = i + 1;
    while (end < count && view.getUint32(at(end), true) === matrix && view.getUint32(at(end) + 4, true) === here)
      end += 1;
    if (here < row) throw refusePacked("rows in their order", `row ${here} after row ${row}`);
    writeVarint(out, end - i);
    writeVarint(out, 2 * (here - row) + matrix);
    row = here;
    for (; i < end; i += 1) {
      const next = view.getUint32(at(i) + 8, true);
      writeVarint(out, next >= signal ? 2 * (next - signal) : 2 * (signal - next) - 1);
      signal = next;
      writeVarint(out, numbers.get(bytesToHex(value(i)))!);
    }
  }
  const counts = [dictionary.length, count, out.length].map(uint32ToBytesLE);
  return [...counts, ...dictionary.map(([, entry]) => entry.value), Uint8Array.from(out)];
}

function writeVarint(out: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80);
  out.push(rest);
}
