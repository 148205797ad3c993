/**
 * The container that r1cs, wtns, zkey and ptau files share: four letters, a
 * version, and numbered sections. Source: iden3 binary format, as written by
 * @iden3/binfileutils. All integers are little-endian.
 */

import { isBytes, viewOf } from "../../../core/bytes.ts";
import { describeValue } from "../../../core/errors.ts";
import { ArtifactError } from "./artifact-error.ts";

export interface Section {
  readonly offset: number;
  readonly size: number;
}

/** What the four letters can be. */
const TYPES = ["r1cs", "wtns", "zkey", "ptau"];
/** More sections than any of the formats has. */
const MAX_SECTIONS = 16;

interface Format {
  readonly type: string;
  readonly maxVersion: number;
  readonly path: string;
}

/**
 * Lists the sections of a file by id, each lying within the bytes and named once.
 * @throws ArtifactError for what is no bytes, another type, a newer version, or sizes that lie.
 */
export function readSections(bytes: Uint8Array, format: Format): ReadonlyMap<number, Section> {
  if (!isBytes(bytes)) {
    const { path, type } = format;
    throw new ArtifactError({ path, expected: `the bytes of a ${type} file`, received: describeValue(bytes) });
  }
  const listing = listSections(bytes.byteLength, format);
  let step = listing.next();
  while (step.done !== true) step = listing.next(bytes.subarray(step.value, step.value + HEADER_BYTES));
  return step.value;
}

/** A file that is read in parts. */
export interface ByteSource {
  readonly size: number;
  /** As many bytes as asked for, all of them within the size. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** As {@link readSections}, of a file that need not be in memory. @throws as {@link readSections} */
export async function readSectionsOf(source: ByteSource, format: Format): Promise<ReadonlyMap<number, Section>> {
  const listing = listSections(source.size, format);
  let step = listing.next();
  while (step.done !== true) step = listing.next(await source.read(step.value, HEADER_BYTES));
  return step.value;
}

/** Of the file and of each section. */
const HEADER_BYTES = 12;

/** Asks for the bytes of each header by its position. */
function* listSections(
  fileSize: number,
  { type, maxVersion, path }: Format,
): Generator<number, ReadonlyMap<number, Section>, Uint8Array> {
  const refuse = (expected: string, received: string) => new ArtifactError({ path, expected, received });
  if (fileSize < HEADER_BYTES) throw refuse(`a ${type} file`, `${fileSize} bytes`);
  const bytes = yield 0;
  const view = viewOf(bytes);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  // Bytes of a file of no known type are not shown: it may hold anything.
  if (magic !== type) {
    throw refuse(`a ${type} file`, TYPES.includes(magic) ? `a ${magic} file` : `${fileSize} bytes of no known type`);
  }
  const version = view.getUint32(4, true);
  if (version < 1 || version > maxVersion) throw refuse(`${type} version 1 to ${maxVersion}`, `version ${version}`);
  const count = view.getUint32(8, true);
  if (count < 1 || count > MAX_SECTIONS) throw refuse(`1 to ${MAX_SECTIONS} sections`, `${count} sections`);
  const sections = new Map<number, Section>();
  let position = HEADER_BYTES;
  for (let i = 0; i < count; i += 1) {
    if (position + HEADER_BYTES > fileSize) throw refuse(`${count} sections`, `an end after ${i} sections`);
    const header = viewOf(yield position);
    const id = header.getUint32(0, true);
    const size = header.getUint32(8, true) * 2 ** 32 + header.getUint32(4, true);
    position += HEADER_BYTES;
    if (size > fileSize - position) {
      throw refuse(`section ${id} of at most ${fileSize - position} bytes`, `${size} bytes`);
    }
    if (sections.has(id)) throw refuse("each section once", `section ${id} twice`);
    sections.set(id, { offset: position, size });
    position += size;
  }
  if (position !== fileSize) throw refuse("nothing after the last section", `${fileSize - position} more bytes`);
  return sections;
}

/** The section `id`, of exactly `size` bytes when a size is given. */
export function requireSection(
  sections: ReadonlyMap<number, Section>,
  id: number,
  { size, path }: { size?: number | undefined; path: string },
): Section {
  const section = sections.get(id);
  if (section === undefined) throw new ArtifactError({ path, expected: `section ${id}`, received: "no such section" });
  if (size !== undefined && section.size !== size) {
    throw new ArtifactError({ path: `${path}.${id}`, expected: `${size} bytes`, received: `${section.size} bytes` });
  }
  return section;
}

/** How a file begins. */
export function fileHeader(type: string, version: number, sections: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  bytes.set(new TextEncoder().encode(type), 0);
  view.setUint32(4, version, true);
  view.setUint32(8, sections, true);
  return bytes;
}

/** What stands before the content of a section. */
export function sectionHeader(id: number, size: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, id, true);
  view.setUint32(4, size >>> 0, true);
  view.setUint32(8, Math.floor(size / 2 ** 32), true);
  return bytes;
}

/** Writes a file whose sections appear in the order given. */
export function writeSections(
  type: string,
  version: number,
  sections: readonly { readonly id: number; readonly parts: readonly Uint8Array[] }[],
): Uint8Array {
  const sizes = sections.map(({ parts }) => parts.reduce((sum, part) => sum + part.byteLength, 0));
  const bytes = new Uint8Array(12 + sizes.reduce((sum, size) => sum + 12 + size, 0));
  bytes.set(fileHeader(type, version, sections.length), 0);
  let position = HEADER_BYTES;
  sections.forEach(({ id, parts }, i) => {
    bytes.set(sectionHeader(id, sizes[i] ?? 0), position);
    position += HEADER_BYTES;
    for (const part of parts) {
      bytes.set(part, position);
      position += part.byteLength;
    }
  });
  return bytes;
}
