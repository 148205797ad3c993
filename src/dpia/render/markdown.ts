/** The report as Markdown: one sentence per line, its status and source behind it. */
import type { Block, Report, Table } from "../report/report.ts";
import { type Format, type Sentence, write, writeRow } from "../report/sentence.ts";

/** Writes the report as Markdown (GitHub's tables). */
export function toMarkdown(report: Report): string {
  const format: Format = { labels: report.labels, escape: escapeMarkdown };
  const line = (each: Sentence): string =>
    write(each, format, ({ text, label, source }) => `- ${text} **[${label}]** _${source}_`);
  const table = ({ caption, headers, rows }: Table): string => {
    const head = [...headers, report.words.tag, report.words.source].map(escapeMarkdown);
    return [
      `**${escapeMarkdown(caption)}**`,
      "",
      `| ${head.join(" | ")} |`,
      `| ${head.map(() => "---").join(" | ")} |`,
      ...rows.map((each) =>
        writeRow(each, format, ({ cells, label, source }) => `| ${[...cells, label, source].join(" | ")} |`),
      ),
    ].join("\n");
  };
  const block = (each: Block): string => {
    if (each.kind === "sentence") return line(each);
    return table(each.kind === "figure" ? each.table : each);
  };
  const sections = report.sections.map(({ title, step, blocks }, i) => {
    const isFirstOfStep = report.sections[i - 1]?.step !== step;
    return [
      ...(isFirstOfStep ? [`## ${escapeMarkdown(report.words.step(step))}`, ""] : []),
      `### ${escapeMarkdown(title)}`,
      "",
      join(blocks.map(block)),
    ].join("\n");
  });
  const { summary } = report;
  return `${[
    `# ${escapeMarkdown(report.title)}`,
    "",
    `${escapeMarkdown(report.words.document)}, ${report.date}`,
    "",
    `> ${escapeMarkdown(report.words.howToRead)}`,
    "",
    ...(summary === undefined
      ? []
      : [
          `## ${escapeMarkdown(summary.title)}`,
          "",
          escapeMarkdown(summary.lead),
          "",
          join(summary.tables.map(table)),
          "",
        ]),
    sections.join("\n\n"),
  ].join("\n")}\n`;
}

/** Sentences of one list stand together; tables stand apart. */
function join(blocks: readonly string[]): string {
  return blocks
    .map((text, i) => {
      if (i === 0) return text;
      const isList = text.startsWith("- ") && blocks[i - 1]!.startsWith("- ");
      return `${isList ? "\n" : "\n\n"}${text}`;
    })
    .join("");
}

/** Text that Markdown shows as it is, on one line. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\*_[\]<>|#`~]/g, (character) => `\\${character}`);
}
