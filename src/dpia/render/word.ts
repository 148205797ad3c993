/**
 * Word documents: pages, tables whose columns fit, and a language that screen readers hear. The package docx is optional,
 * so its module is handed in by who loaded it.
 */
import type * as Docx from "docx";
import { loadPeer } from "../../core/peer.ts";
import { columnWidths, WIDTHS } from "./column-widths.ts";
import { withFixedTimes } from "./zip-times.ts";

/** What is told of a document besides its text. */
export interface WordHead {
  readonly title: string;
  readonly subtitle: string;
  readonly author: string;
  readonly date: string;
  readonly language: string;
}

/** A run of text in a paragraph. */
export interface Run {
  readonly text: string;
  readonly isBold?: boolean;
  readonly isQuiet?: boolean;
}

/** A cell: paragraphs of runs. */
export type WordCell = readonly (readonly Run[])[];

export type WordBlock =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly runs: readonly Run[]; readonly isItem?: boolean }
  | { readonly kind: "break" }
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly headers: readonly string[];
      readonly rows: readonly (readonly WordCell[])[];
    };

const QUIET = "555555";
/** Half points. */
const SIZE = { text: 20, cell: 17, small: 15 } as const;
const MARGIN = 1134;
const LOCALES: Readonly<Record<string, string>> = {
  en: "en-GB",
  fr: "fr-FR",
  de: "de-DE",
  nl: "nl-NL",
  es: "es-ES",
};

/**
 * Writes a document. Equal blocks give equal bytes: dates come from the head, times in the archive are fixed.
 *
 * @throws PackageMissingError when the package docx is not installed
 */
export async function toWord(head: WordHead, blocks: readonly WordBlock[]): Promise<Uint8Array> {
  const docx = await loadPeer("docx", () => import("docx"));
  const document = new docx.Document({
    title: clean(head.title),
    creator: clean(head.author),
    // Where a word does not fit all the same, it is broken at a syllable.
    hyphenation: { autoHyphenation: true },
    styles: {
      default: {
        document: {
          run: { font: "Calibri", size: SIZE.text, language: { value: LOCALES[head.language] ?? head.language } },
        },
      },
    },
    sections: pagesOf(blocks).map(({ isWide, blocks: own }, i) => ({
      properties: {
        ...(i === 0 ? {} : { type: docx.SectionType.NEXT_PAGE }),
        page: {
          size: {
            width: 11906,
            height: 16838,
            orientation: isWide ? docx.PageOrientation.LANDSCAPE : docx.PageOrientation.PORTRAIT,
          },
          margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
        },
      },
      footers: { default: footerOf(docx, head) },
      children: [...(i === 0 ? titleOf(docx, head) : []), ...own.flatMap((block) => childrenOf(docx, block, isWide))],
    })),
  });
  const core = { path: "docProps/core.xml", data: coreProperties(head) };
  return withFixedTimes(new Uint8Array(await docx.Packer.toBuffer(document, undefined, [core])));
}

/** Text that XML 1.0 has a form for (section 2.2); everything else would make a file that no program opens. */
export function clean(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "");
}

interface Pages {
  readonly isWide: boolean;
  readonly blocks: readonly WordBlock[];
}

/** Pages in portrait and in landscape; a heading stands on the page of what follows it. */
function pagesOf(blocks: readonly WordBlock[]): readonly Pages[] {
  const pages: { isWide: boolean; blocks: WordBlock[] }[] = [];
  blocks.forEach((block, i) => {
    const next = blocks.slice(i).find(({ kind }) => kind !== "heading");
    const isWide = next?.kind === "table" && isTooWide(next);
    const last = pages.at(-1);
    if (last !== undefined && last.isWide === isWide) last.blocks.push(block);
    else pages.push({ isWide, blocks: [block] });
  });
  const joined = pages.reduce<{ isWide: boolean; blocks: WordBlock[] }[]>((all, page, i) => {
    const last = all.at(-1);
    if (last?.isWide === true && (page.isWide || (isShort(page) && pages[i + 1]?.isWide === true))) {
      last.blocks.push(...page.blocks);
    } else all.push(page);
    return all;
  }, []);
  return joined.length === 0 ? [{ isWide: false, blocks: [] }] : joined;
}

/** A few sentences between two wide tables are no reason to turn the page twice. */
function isShort({ blocks }: Pages): boolean {
  return blocks.length < 8 && blocks.every(({ kind }) => kind === "paragraph" || kind === "heading");
}

function isTooWide({ headers, rows }: WordBlock & { kind: "table" }): boolean {
  return columnWidths(textsOf(headers, rows), WIDTHS.portrait).isTight;
}

function textsOf(headers: readonly string[], rows: readonly (readonly WordCell[])[]): readonly (readonly string[])[] {
  const plain = (cell: WordCell): string => cell.map((runs) => runs.map(({ text }) => text).join("")).join("\n");
  return [headers, ...rows.map((cells) => cells.map(plain))];
}

function titleOf({ Paragraph, HeadingLevel, TextRun }: typeof Docx, { title, subtitle, date }: WordHead) {
  return [
    new Paragraph({ text: clean(title), heading: HeadingLevel.TITLE }),
    new Paragraph({
      spacing: { after: 160 },
      children: [new TextRun({ text: clean(`${subtitle}, ${date}`), color: QUIET })],
    }),
  ];
}

/** The title and the number of the page. */
function footerOf({ Footer, Paragraph, TextRun, PageNumber, AlignmentType }: typeof Docx, { title }: WordHead) {
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            size: SIZE.small,
            color: QUIET,
            children: [`${clean(title)}   `, PageNumber.CURRENT, " / ", PageNumber.TOTAL_PAGES],
          }),
        ],
      }),
    ],
  });
}

function childrenOf(docx: typeof Docx, block: WordBlock, isWide: boolean) {
  const { Paragraph, HeadingLevel, PageBreak } = docx;
  const levels = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;
  switch (block.kind) {
    case "heading":
      return [new Paragraph({ text: clean(block.text), heading: levels[block.level - 1]!, keepNext: true })];
    case "paragraph":
      return [
        new Paragraph({
          spacing: { after: 120 },
          ...(block.isItem === true ? { bullet: { level: 0 } } : {}),
          children: runsOf(docx, block.runs, SIZE.text, SIZE.small),
        }),
      ];
    case "break":
      return [new Paragraph({ children: [new PageBreak()] })];
    case "table":
      return tableOf(docx, block, isWide);
  }
}

function runsOf({ TextRun }: typeof Docx, runs: readonly Run[], size: number, small: number) {
  return runs.map(
    ({ text, isBold = false, isQuiet = false }) =>
      new TextRun({
        text: clean(text),
        size: isQuiet ? small : size,
        bold: isBold,
        ...(isQuiet ? { color: QUIET } : {}),
      }),
  );
}

function tableOf(docx: typeof Docx, { caption, headers, rows }: WordBlock & { kind: "table" }, isWide: boolean) {
  const { Paragraph, Table, TableCell, TableLayoutType, TableRow, TextRun, WidthType } = docx;
  const { widths } = columnWidths(textsOf(headers, rows), isWide ? WIDTHS.landscape : WIDTHS.portrait);
  const cell = (paragraphs: WordCell, column: number, isHead: boolean) =>
    new TableCell({
      width: { size: widths[column]!, type: WidthType.DXA },
      margins: { top: 40, bottom: 40, left: 80, right: 80 },
      ...(isHead ? { shading: { fill: "EEEEEE" } } : {}),
      children: (paragraphs.length === 0 ? [[]] : paragraphs).map(
        (runs) => new Paragraph({ children: runsOf(docx, runs, SIZE.cell, SIZE.small) }),
      ),
    });
  return [
    ...(caption === ""
      ? []
      : [
          new Paragraph({
            keepNext: true,
            spacing: { before: 160, after: 80 },
            children: [new TextRun({ text: clean(caption), bold: true })],
          }),
        ]),
    new Table({
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      columnWidths: [...widths],
      layout: TableLayoutType.FIXED,
      rows: [
        new TableRow({
          tableHeader: true,
          cantSplit: true,
          children: headers.map((text, i) => cell([[{ text, isBold: true }]], i, true)),
        }),
        ...rows.map(
          (cells) => new TableRow({ cantSplit: true, children: cells.map((each, i) => cell(each, i, false)) }),
        ),
      ],
    }),
    new Paragraph({ spacing: { after: 120 } }),
  ];
}

/** Who and when, from the head instead of the clock (ECMA-376 part 2, core properties). */
function coreProperties({ title, date, author, language }: WordHead): string {
  const instant = `${date}T00:00:00Z`;
  const escapeXml = (text: string): string =>
    clean(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"',
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${escapeXml(title)}</dc:title><dc:creator>${escapeXml(author)}</dc:creator><dc:language>${language}</dc:language>`,
    `<dcterms:created xsi:type="dcterms:W3CDTF">${instant}</dcterms:created>`,
    `<dcterms:modified xsi:type="dcterms:W3CDTF">${instant}</dcterms:modified>`,
    "</cp:coreProperties>",
  ].join("");
}
