/** Word documents: XML that every program reads, columns that cut no word, wide tables on wide pages, numbered pages. */
import { describe, expect, it } from "vitest";
import { columnWidths, WIDTHS } from "../../../src/dpia/render/column-widths.ts";
import { toWord, type WordBlock, type WordCell } from "../../../src/dpia/render/word.ts";
import { zipEntry } from "../../support/word.ts";

const head = { title: "A title", subtitle: "Draft", author: "somebody", date: "2026-11-25", language: "fr" };
const cell = (text: string): WordCell => [[{ text }]];
const table = (headers: readonly string[], rows: readonly (readonly string[])[]): WordBlock => ({
  kind: "table",
  caption: "A caption",
  headers,
  rows: rows.map((cells) => cells.map(cell)),
});

/** Characters outside the production Char of XML 1.0, section 2.2. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/;

describe("a Word document", () => {
  it("has no character that XML has no form for, in text, title and properties", async () => {
    const hostile = "a\u0000b\u000bc\u000cd\u001be\ufffef\uffffg\ud800h 𝒜";
    const document = await toWord({ ...head, title: hostile, author: hostile }, [
      { kind: "heading", level: 1, text: hostile },
      { kind: "paragraph", runs: [{ text: hostile }] },
      table([hostile], [[hostile]]),
    ]);
    for (const name of ["word/document.xml", "docProps/core.xml", "word/footer1.xml"]) {
      const xml = zipEntry(document, name);
      expect(NO_CHARACTER.test(xml), name).toBe(false);
      expect(xml).toContain("abcdefgh 𝒜");
    }
  });

  it("breaks at syllables what does not fit", async () => {
    const document = await toWord(head, [table(["One"], [["Eintrittswahrscheinlichkeit"]])]);
    expect(zipEntry(document, "word/settings.xml")).toContain("<w:autoHyphenation/>");
  });

  it("says its language, numbers its pages, and repeats the head of a table", async () => {
    const document = await toWord(head, [table(["One", "Two"], [["a", "b"]])]);
    expect(zipEntry(document, "word/styles.xml")).toContain('w:lang w:val="fr-FR"');
    expect(zipEntry(document, "docProps/core.xml")).toContain("<dc:language>fr</dc:language>");
    const footer = zipEntry(document, "word/footer1.xml");
    expect(footer).toContain("PAGE");
    expect(footer).toContain("NUMPAGES");
    expect(zipEntry(document, "word/document.xml")).toContain("<w:tblHeader/>");
  });

  it("puts a wide table on a wide page, its heading with it, and what follows on a tall one", async () => {
    const wide = table(
      Array.from({ length: 8 }, (_, i) => `Column ${i}`),
      [Array(8).fill("some words in a cell")],
    );
    const document = await toWord(head, [
      { kind: "paragraph", runs: [{ text: "PREFACE" }] },
      // A section stands in its last paragraph, before the words of it.
      { kind: "paragraph", runs: [{ text: "last line" }] },
      { kind: "heading", level: 2, text: "Wide" },
      wide,
      { kind: "paragraph", runs: [{ text: "after" }] },
    ]);
    const xml = zipEntry(document, "word/document.xml");
    const pages = [...xml.matchAll(/<w:pgSz [^>]*>/g)].map(([size]) => size.includes("landscape"));
    expect(pages).toEqual([false, true, false]);
    const [, wideOne = ""] = xml.split("</w:sectPr>");
    expect(wideOne).toContain("Wide");
    expect(wideOne).not.toContain("PREFACE");
  });

  it("does not turn the page twice for a sentence between two wide tables", async () => {
    const wide = table(
      Array.from({ length: 8 }, (_, i) => `Column ${i}`),
      [Array(8).fill("some words in a cell")],
    );
    const document = await toWord(head, [wide, { kind: "paragraph", runs: [{ text: "between" }] }, wide]);
    expect(zipEntry(document, "word/document.xml").match(/<w:pgSz /g)).toHaveLength(1);
  });
});

describe("columns", () => {
  it("fill the page and cut no word of ordinary length", () => {
    const rows = [
      ["No", "Explanation", "Status"],
      ["1", "A long text with many words that wants the room of the table. ".repeat(4), "Partially implemented"],
    ];
    const { widths } = columnWidths(rows, WIDTHS.portrait);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(WIDTHS.portrait);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeGreaterThan(WIDTHS.portrait * 0.98);
    expect(widths[1]).toBeGreaterThan(widths[0]! * 3);
    // "implemented": eleven characters of 8.5 points, a little over half as wide.
    expect(widths[2]).toBeGreaterThan(11 * 20 * 8.5 * 0.52);
  });

  it("cut no long word of German, no number of a row, and no heading in bold", () => {
    const rows = [
      ["#", "Eintrittswahrscheinlichkeit", "Zu beantworten durch", "Meldebehörde", "Status"],
      ["M10", "offen", "Datenschutzbeauftragte oder Datenschutzbeauftragter", "ja", "offen"],
    ];
    const { widths } = columnWidths(rows, WIDTHS.portrait);
    // Letters of a wide sans serif at 8.5 points: 0.6 of the height, in bold 0.67; the cell's own margins beside them.
    const needed = [3 * 0.75, 27 * 0.6, 23 * 0.62, 12 * 0.67, 6 * 0.67].map((letters) => letters * 170 + 160);
    widths.forEach((width, i) => {
      expect(width, rows[0]![i]).toBeGreaterThan(needed[i]!);
    });
  });

  it("want a wide page from six on", () => {
    const [five, six] = [5, 6].map((count) =>
      columnWidths([Array(count).fill("responsibilities ".repeat(20))], WIDTHS.portrait),
    );
    expect([five!.isTight, six!.isTight]).toEqual([false, true]);
    // Sixteen characters of 8.5 points.
    for (const width of five!.widths) expect(width).toBeGreaterThan(16 * 20 * 8.5 * 0.52);
  });
});
