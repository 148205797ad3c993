/** Unpacks keys while they arrive. */
import { bytesToHex, isBytes, viewOf } from "../../../core/bytes.ts";
import type { GroupName } from "../../kernel/kernel.ts";
import { fileHeader, sectionHeader } from "../files/binfile.ts";
import {
  COEFFICIENT_BYTES,
  groupOf,
  HEADER_BYTES,
  isPackedKey,
  MATRICES,
  MAX_SECTIONS,
  PACKED_VERSION,
  refusePacked,
  SECTION_BYTES,
  VALUE_BYTES,
  xBytes,
} from "./format.ts";
import type { Roots } from "./roots.ts";

/** Points that are unpacked in one go, some 5 ms. */
const BLOCK = 512;
/** Blocks that are being unpacked at a time: what is kept of a fast download stays small. */
const MAX_BLOCKS = 8;

export interface UnpackOptions {
  /** Of the zkey, as the manifest says. */
  readonly bytes: number;
  readonly roots: Roots;
}

/**
 * The zkey of a packed file, which may arrive in parts. Its content is as good as the file: compare the hash.
 *
 * @throws ArtifactError when it is no packed key, ends early or late, or unpacks to another size than `bytes`: stopped
 * before more is written
 */
export async function unpackKey(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { bytes, roots }: UnpackOptions,
): Promise<Uint8Array> {
  const input = new PackedInput(parts);
  const output = new ZkeyOutput(bytes);
  const header = await input.take(HEADER_BYTES);
  if (!isPackedKey(header))
    throw refusePacked("a packed key", `a file that begins with 0x${bytesToHex(header.subarray(0, 4))}`);
  const [version, sections] = [4, 8].map((at) => viewOf(header).getUint32(at, true)) as [number, number];
  if (version !== PACKED_VERSION) throw refusePacked(`version ${PACKED_VERSION}`, `version ${version}`);
  if (sections > MAX_SECTIONS) throw refusePacked(`at most ${MAX_SECTIONS} sections`, `${sections} sections`);
  output.writeHeader(sections);
  const blocks = new Blocks(roots);
  for (let i = 0; i < sections; i += 1) {
    const view = viewOf(await input.take(SECTION_BYTES));
    const [id, size] = [view.getUint32(0, true), view.getUint32(4, true)];
    const section = output.section(id, size);
    const group = groupOf(id);
    if (group !== undefined) await unpackPoints(input, section, group, blocks);
    else if (id === MATRICES) await unpackMatrices(input, section);
    else section.set(await input.take(size));
  }
  await blocks.done();
  await input.end();
  return output.end();
}

async function unpackPoints(input: PackedInput, section: Uint8Array, group: GroupName, blocks: Blocks): Promise<void> {
  const half = xBytes(group);
  const count = section.length / (2 * half);
  if (!Number.isInteger(count)) throw refusePacked("whole points", `${section.length} bytes`);
  const bits = await input.take(Math.ceil(count / 8));
  const finite: number[] = [];
  for (let i = 0; i < 8 * bits.length; i += 1) if ((bits[i >> 3]! >> (i & 7)) & 1) finite.push(i);
  if (finite.length > 0 && finite.at(-1)! >= count) throw refusePacked(`${count} points`, "more");
  for (let start = 0; start < finite.length; start += BLOCK) {
    const places = finite.slice(start, start + BLOCK);
    const xs = await input.take(half * places.length);
    await blocks.add(group, xs, (points) => {
      places.forEach((place, i) => {
        section.set(points.subarray(2 * half * i, 2 * half * (i + 1)), 2 * half * place);
      });
    });
  }
}

async function unpackMatrices(input: PackedInput, section: Uint8Array): Promise<void> {
  const counts = viewOf(await input.take(12));
  const [values, count, length] = [0, 4, 8].map((at) => counts.getUint32(at, true)) as [number, number, number];
  const broken = () => refusePacked(`${count} coefficients in ${section.length} bytes`, "something else");
  // What is asked for next is never more than the section itself.
  if (4 + COEFFICIENT_BYTES * count !== section.length || values > count || length > section.length) throw broken();
  const dictionary = await input.take(VALUE_BYTES * values);
  const runs = await input.take(length);
  let at = 0;
  const varint = (): number => {
    const first = runs[at]!;
    if (first < 0x80) {
      at += 1;
      return first;
    }
    let value = 0;
    for (let weight = 1; weight < 2 ** 35; weight *= 128) {
      const byte = runs[at];
      if (byte === undefined) throw broken();
      at += 1;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
    throw broken();
  };
  const constants = Array.from({ length: values }, (_, i) =>
    dictionary.subarray(VALUE_BYTES * i, VALUE_BYTES * (i + 1)),
  );
  const view = viewOf(section);
  view.setUint32(0, count, true);
  let [row, signal] = [0, 0];
  for (let i = 0; i < count; ) {
    const end = i + varint();
    if (end === i || end > count) throw broken();
    const place = varint();
    row += Math.floor(place / 2);
    for (; i < end; i += 1) {
      const step = varint();
      signal += step % 2 === 0 ? step / 2 : -(step + 1) / 2;
      const number = varint();
      if (number >= values) throw broken();
      const to = 4 + COEFFICIENT_BYTES * i;
      view.setUint32(to, place % 2, true);
      view.setUint32(to + 4, row, true);
      view.setUint32(to + 8, signal, true);
      section.set(constants[number]!, to + 12);
    }
  }
  if (at !== length) throw broken();
}

/** Blocks of points that are being unpacked. */
class Blocks {
  readonly #roots: Roots;
  readonly #waiting = new Set<Promise<void>>();

  constructor(roots: Roots) {
    this.#roots = roots;
  }

  /** Returns when there is room for the next block. */
  async add(group: GroupName, xs: Uint8Array, write: (points: Uint8Array) => void): Promise<void> {
    const work = this.#roots.unpack(group, xs).then(write);
    this.#waiting.add(work);
    work.then(
      () => this.#waiting.delete(work),
      () => {},
    );
    if (this.#waiting.size >= MAX_BLOCKS) await Promise.race(this.#waiting);
  }

  async done(): Promise<void> {
    await Promise.all(this.#waiting);
  }
}

/** The bytes of a file that arrives in parts. */
class PackedInput {
  readonly #parts: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #rest = new Uint8Array();

  constructor(parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#parts = Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
  }

  /** Exactly so many bytes, a copy. @throws ArtifactError when the file ends before */
  async take(length: number): Promise<Uint8Array> {
    const taken: Uint8Array[] = [];
    let missing = length;
    for (;;) {
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      taken.push(part);
      missing -= part.length;
      if (missing === 0) break;
      const { done, value } = await this.#parts.next();
      if (done === true) throw refusePacked(`${missing} more bytes`, "the end of the file");
      if (!isBytes(value)) throw refusePacked("bytes", typeof value);
      this.#rest = value as Uint8Array<ArrayBuffer>;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of taken) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** @throws ArtifactError when there is more */
  async end(): Promise<void> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#parts.next();
      if (done === true) return;
      this.#rest = value as Uint8Array<ArrayBuffer>;
    }
    throw refusePacked("the end of the file", "more bytes");
  }
}

/** A zkey of a size that is known before. */
class ZkeyOutput {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  writeHeader(sections: number): void {
    this.#take(HEADER_BYTES).set(fileHeader("zkey", 1, sections));
  }

  /** Where the content of a section goes. */
  section(id: number, size: number): Uint8Array {
    this.#take(HEADER_BYTES).set(sectionHeader(id, size));
    return this.#take(size);
  }

  end(): Uint8Array {
    if (this.#at < this.#bytes.length) throw refusePacked(`${this.#bytes.length} bytes`, `${this.#at} bytes`);
    return this.#bytes;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) {
      throw refusePacked(`a key of ${this.#bytes.length} bytes`, "a file that unpacks to more");
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
