/** Reads Word documents. */
import { inflateRawSync } from "node:zlib";

/** The text of a Word document, one paragraph a line: the entry word/document.xml of the archive. */
export function wordText(document: Uint8Array): string {
  const view = Buffer.from(document);
  let at = view.readUInt32LE(view.lastIndexOf("PK\u0005\u0006") + 16);
  while (view.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    if (view.toString("utf8", at + 46, at + 46 + nameLength) === "word/document.xml") {
      const local = view.readUInt32LE(at + 42);
      const start = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28);
      const xml = inflateRawSync(view.subarray(start, start + view.readUInt32LE(at + 20))).toString("utf8");
      return xml
        .replaceAll("</w:p>", "\n")
        .replace(/<[^>]*>/g, "")
        .replaceAll("&apos;", "'")
        .replaceAll("&amp;", "&");
    }
    at += 46 + nameLength + extra + comment;
  }
  throw new Error("no document in the archive");
}
