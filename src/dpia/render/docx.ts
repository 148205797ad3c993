/** The report as a Word document in the seven steps of the ICO's template. Needs the optional package docx. */
import type { Block, Report, Table } from "../report/report.ts";
import { type Format, type Row, type Sentence, write, writeRow } from "../report/sentence.ts";
import { type Run, toWord, type WordBlock, type WordCell } from "./word.ts";

/** Separates a sentence from where it comes from: no text of the report has it. */
const SEPARATOR = "\u0000";

/**
 * Writes the report as DOCX. Equal reports give equal bytes.
 *
 * @throws PackageMissingError when the package docx is not installed
 */
export async function toDocx(report: Report): Promise<Uint8Array> {
  const { words, sections, summary } = report;
  return toWord({ ...report, subtitle: words.document, author: words.author }, [
    { kind: "paragraph", runs: [{ text: words.howToRead, isQuiet: true }] },
    ...(summary === undefined
      ? []
      : [
          { kind: "heading" as const, level: 1 as const, text: summary.title },
          { kind: "paragraph" as const, runs: [{ text: summary.lead }] },
          ...summary.tables.map((table) => wordBlockOf(report, table)),
          { kind: "break" as const },
        ]),
    ...sections.flatMap(({ title, step, blocks }, i): readonly WordBlock[] => [
      ...(sections[i - 1]?.step === step
        ? []
        : [{ kind: "heading" as const, level: 1 as const, text: words.step(step) }]),
      { kind: "heading", level: 2, text: title },
      ...blocks.map((block) => wordBlockOf(report, block)),
    ]),
  ]);
}

/** A block of a report; pictures are their tables. */
export function wordBlockOf(report: Pick<Report, "labels" | "words">, block: Block): WordBlock {
  if (block.kind === "sentence") return { kind: "paragraph", runs: sentenceRuns(report, block) };
  const { caption, headers, rows }: Table = block.kind === "figure" ? block.table : block;
  return {
    kind: "table",
    caption,
    headers: [...headers, `${report.words.tag}, ${report.words.source}`],
    rows: rows.map((row) => rowCells(report, row)),
  };
}

/** A sentence, and behind it, smaller, where it comes from. */
export function sentenceRuns({ labels }: Pick<Report, "labels">, each: Sentence): readonly Run[] {
  const [text = "", origin = ""] = write(
    each,
    plain(labels),
    (parts) => `${parts.text}${SEPARATOR}[${parts.label}: ${parts.source}]`,
  ).split(SEPARATOR);
  return [{ text: `${text} ` }, { text: origin, isQuiet: true }];
}

function rowCells({ labels }: Pick<Report, "labels">, each: Row): readonly WordCell[] {
  const cells = writeRow(each, plain(labels), (parts) =>
    [...parts.cells, `[${parts.label}: ${parts.source}]`].join(SEPARATOR),
  ).split(SEPARATOR);
  return cells.map((text, i) => [[{ text, isQuiet: i === cells.length - 1 }]]);
}

function plain(labels: Report["labels"]): Format {
  return { labels, escape: (text) => text };
}
