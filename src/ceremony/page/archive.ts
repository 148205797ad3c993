/** A zip archive of files as they are (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16): every system unpacks it. */
import { joinBytes } from "../keys/point-bytes.ts";

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
/** Of the format with directories in names, section 4.4.3.2. */
const VERSION = 20;
/** Names are UTF-8, section 4.4.4. */
const UTF8 = 1 << 11;
/** 1 January 1980, the first day that the format knows: the bytes do not say when they were made. */
const FIXED_DATE = (1 << 5) | 1;

/** An archive of files by path. The order stays, so that the last one is unpacked last. */
export function makeArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = new TextEncoder().encode(path);
    // What both headers say of a file, in this order.
    const common = [VERSION, UTF8, 0, 0, FIXED_DATE];
    const sizes = [crc32(content), content.length, content.length];
    const entry = [
      words(4, [LOCAL_HEADER]),
      words(2, common),
      words(4, sizes),
      words(2, [name.length, 0]),
      name,
      content,
    ];
    directory.push(
      words(4, [CENTRAL_HEADER]),
      words(2, [VERSION, ...common]),
      words(4, sizes),
      words(2, [name.length, 0, 0, 0, 0]),
      words(4, [0, offset]),
      name,
    );
    entries.push(...entry);
    offset += 30 + name.length + content.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = files.size;
  const end = [words(4, [END_OF_DIRECTORY]), words(2, [0, 0, count, count]), words(4, [size, offset]), words(2, [0])];
  return joinBytes([...entries, ...directory, ...end]);
}

/** Little-endian words of 2 or 4 bytes. */
function words(bytes: 2 | 4, values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  for (const [i, value] of values.entries()) {
    if (bytes === 2) view.setUint16(2 * i, value, true);
    else view.setUint32(4 * i, value, true);
  }
  return new Uint8Array(view.buffer);
}

/** CRC-32 with the polynomial 0xedb88320, section 4.4.7. */
export function crc32(bytes: Uint8Array): number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
