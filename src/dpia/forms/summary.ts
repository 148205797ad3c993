/** The first page: what to decide, what is open, what was found. Built from the sentences of the report itself. */

import { table } from "../report/context.ts";
import type { Block, Report, Summary } from "../report/report.ts";
import type { Row, Sentence } from "../report/sentence.ts";
import { row, wordsOf } from "../report/sentence.ts";
import type { FormContext } from "./form.ts";

/** Sections whose open parts are decisions and no missing answers. */
const DECISIONS: readonly string[] = ["sign-off", "risks"];

export function summaryOf({ f, m, model, n }: FormContext, { sections }: Pick<Report, "sections">): Summary {
  const open = sections.flatMap(({ id, title, blocks }) =>
    blocks.flatMap(statementsIn).flatMap((each) => (each.tag === "open" ? [{ id, title, each }] : [])),
  );
  const questionOf = (each: Sentence | Row): string =>
    wordsOf(each)
      .split(" | ")
      .filter((cell) => ![m.labels.open, m.verdicts.open, "–", ""].includes(cell))
      .join(": ");
  const rows = (of: typeof open): readonly Row[] =>
    of.map(({ title, each }) => row([title, questionOf(each)], each.places, { isOpen: true }));
  const decisions = open.filter(({ id }) => DECISIONS.includes(id) && id === "sign-off");
  const questions = open.filter(({ id }) => !DECISIONS.includes(id));
  const findings = sections
    .find(({ id }) => id === "risks")!
    .blocks.filter((block): block is Extract<Block, { kind: "table" }> => block.kind === "table");
  const counted = sections.flatMap(({ blocks }) => blocks.flatMap(statementsIn));
  const count = (tag: string): string => n(counted.filter((each) => each.tag === tag).length);
  return {
    title: f.summary.title,
    lead: f.summary.lead(count("derived"), count("declared"), count("open"), n(model.findings.length)),
    tables: [
      table(f.summary.decide, [f.summary.section, f.summary.question], rows(decisions)),
      ...findings.map(({ headers, rows: all }) => ({
        kind: "table" as const,
        caption: m.captions.findings,
        headers,
        rows: all,
      })),
      table(f.summary.open(n(questions.length)), [f.summary.section, f.summary.question], rows(questions)),
    ],
  };
}

function statementsIn(block: Block): readonly (Sentence | Row)[] {
  if (block.kind === "sentence") return [block];
  return block.kind === "table" ? block.rows : block.table.rows;
}
