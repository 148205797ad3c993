/** What is in a Word document, for tests: entries of the archive, and the text of its pages. */
import { inflateRawSync } from "node:zlib";

const CENTRAL_HEADER = 0x02014b50;

/** The text of an entry of a zip archive. */
export function zipEntry(archive: Uint8Array, name: string): string {
  const view = Buffer.from(archive);
  let at = view.readUInt32LE(view.lastIndexOf("PK\u0005\u0006") + 16);
  while (view.readUInt32LE(at) === CENTRAL_HEADER) {
    const nameLength = view.readUInt16LE(at + 28);
    if (view.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      const local = view.readUInt32LE(at + 42);
      const start = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28);
      return inflateRawSync(view.subarray(start, start + view.readUInt32LE(at + 20))).toString("utf8");
    }
    at += 46 + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  throw new Error(`no ${name} in the archive`);
}

/** The text of a Word document, one paragraph a line. */
export function wordText(document: Uint8Array): string {
  return zipEntry(document, "word/document.xml")
    .replaceAll("</w:p>", "\n")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
