/** The report as a Word document in the seven steps of the ICO's template. Needs the optional package docx. */
import { loadPeer } from "../../core/peer.ts";
import type { Block, Report, Table as ReportTable } from "../report/report.ts";
import { type Format, type Sentence, write, writeRow } from "../report/sentence.ts";
import { withFixedTimes } from "./zip-times.ts";

/** Separates a sentence from where it comes from: no text of the report has it. */
const SEPARATOR = "\u0000";

/**
 * Writes the report as DOCX. Equal reports give equal bytes: dates come from the report, times in the archive are fixed.
 *
 * @throws PackageMissingError when the package docx is not installed
 */
export async function toDocx(report: Report): Promise<Uint8Array> {
  const docx = await loadPeer("docx", () => import("docx"));
  const { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } = docx;
  const format: Format = { labels: report.labels, escape: clean };

  const sentence = (each: Sentence) => {
    const [text = "", origin = ""] = write(
      each,
      format,
      (parts) => `${parts.text}${SEPARATOR}[${parts.label}: ${parts.source}]`,
    ).split(SEPARATOR);
    return new Paragraph({
      spacing: { after: 120 },
      children: [new TextRun(`${text} `), new TextRun({ text: origin, size: 16, color: "555555" })],
    });
  };
  const cell = (text: string, isHead: boolean) =>
    new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, size: 16, bold: isHead })] })] });
  const table = ({ caption, headers, rows }: ReportTable) => {
    const head = [...headers, report.words.tag, report.words.source];
    return [
      new Paragraph({
        keepNext: true,
        spacing: { before: 160, after: 80 },
        children: [new TextRun({ text: clean(caption), bold: true })],
      }),
      new Table({
        width: { size: 100, type: WidthType.PERCENTAGE },
        rows: [
          new TableRow({ tableHeader: true, children: head.map((name) => cell(clean(name), true)) }),
          ...rows.map((each) => {
            const cells = writeRow(each, format, (parts) =>
              [...parts.cells, parts.label, parts.source].join(SEPARATOR),
            ).split(SEPARATOR);
            return new TableRow({ cantSplit: true, children: cells.map((text) => cell(text, false)) });
          }),
        ],
      }),
      new Paragraph({ spacing: { after: 120 } }),
    ];
  };
  const block = (each: Block) => {
    if (each.kind === "sentence") return [sentence(each)];
    return table(each.kind === "figure" ? each.table : each);
  };
  const children = report.sections.flatMap(({ title, step, blocks }, i) => [
    ...(report.sections[i - 1]?.step === step
      ? []
      : [new Paragraph({ text: clean(report.words.step(step)), heading: HeadingLevel.HEADING_1 })]),
    new Paragraph({ text: clean(title), heading: HeadingLevel.HEADING_2 }),
    ...blocks.flatMap(block),
  ]);
  const document = new Document({
    title: report.title,
    creator: report.words.author,
    sections: [
      {
        children: [
          new Paragraph({ text: clean(report.title), heading: HeadingLevel.TITLE }),
          new Paragraph({ text: `${report.words.document}, ${report.date}` }),
          new Paragraph({
            spacing: { before: 160 },
            children: [new TextRun({ text: report.words.howToRead, italics: true })],
          }),
          ...children,
        ],
      },
    ],
  });
  const core = { path: "docProps/core.xml", data: coreProperties(report) };
  return withFixedTimes(new Uint8Array(await Packer.toBuffer(document, undefined, [core])));
}

/** Who and when, from the report instead of the clock (ECMA-376 part 2, core properties). */
function coreProperties({ title, date, words, language }: Report): string {
  const instant = `${date}T00:00:00Z`;
  const escapeXml = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"',
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${escapeXml(title)}</dc:title><dc:creator>${escapeXml(words.author)}</dc:creator><dc:language>${language}</dc:language>`,
    `<dcterms:created xsi:type="dcterms:W3CDTF">${instant}</dcterms:created>`,
    `<dcterms:modified xsi:type="dcterms:W3CDTF">${instant}</dcterms:modified>`,
    "</cp:coreProperties>",
  ].join("");
}

/** Text that XML 1.0 can hold. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML has no form for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
}
