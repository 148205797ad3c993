/**
 * The report in the import format of the CNIL's PIA tool (4.1): one object with four lists beside the PIA itself. Answers
 * refer to the tool's questions by number, evaluations are left to people, comments say what is open and to whom.
 */

import { escapeHtml } from "../../core/escape.ts";
import type { Block, Measure, Report, Risk, SectionId, Table } from "../report/report.ts";
import { type Format, type Question, type Row, type Sentence, write, writeRow } from "../report/sentence.ts";

/** An answer: text, a list, or a gauge with text, depending on the question. */
export interface CnilAnswer {
  readonly id: number;
  readonly pia_id: number;
  readonly reference_to: number;
  readonly data: { readonly text: string | null; readonly gauge: number | null; readonly list: readonly string[] };
  readonly created_at: string;
}

export interface CnilFile {
  readonly pia: Readonly<Record<string, unknown>>;
  readonly answers: readonly CnilAnswer[];
  readonly measures: readonly Readonly<Record<string, unknown>>[];
  /** Always empty: an evaluation is a judgement. */
  readonly evaluations: readonly never[];
  readonly comments: readonly Readonly<Record<string, unknown>>[];
}

/** Which sections answer which question of the first two chapters; a question in words takes the sentences that carry it. */
const TEXT_ANSWERS: readonly (readonly [reference: number, sections: readonly SectionId[]] | Question)[] = [
  "cnil:111",
  [112, ["roles", "status"]],
  "cnil:113",
  "cnil:121",
  "cnil:122",
  "cnil:123",
  "cnil:211",
  "cnil:212",
  "cnil:213",
  "cnil:214",
  [215, ["retention"]],
  "cnil:221",
  "cnil:222",
  "cnil:223",
  "cnil:224",
  "cnil:225",
  "cnil:226",
  [227, ["transfers"]],
];

/** Whether a sentence or row belongs to an answer. */
type Keep = (statement: Sentence | Row) => boolean;

const EVENTS = [
  ["access", 320],
  ["modification", 330],
  ["disappearance", 340],
] as const;

/** Number of answers that a complete file has. */
export const CNIL_ANSWERS = 36;

/** Writes the report as the tool's JSON. */
export function toCnil(report: Report): string {
  return `${JSON.stringify(cnilFile(report), null, 1)}\n`;
}

export function cnilFile(report: Report): CnilFile {
  const html: Format = { labels: report.labels, escape: escapeHtml };
  const plain: Format = { labels: report.labels, escape: (text) => text };
  const created_at = `${report.date}T00:00:00.000Z`;
  const paragraph = (each: Sentence): string =>
    write(each, html, ({ text, label, source }) => `<p>${text} <em>[${label}: ${source}]</em></p>`);
  const listed = (each: Sentence): string =>
    write(each, plain, ({ text, label, source }) => `${text} [${label}: ${source}]`);
  const rows = ({ caption, headers, rows: all }: Table, keep: Keep): string => {
    const items = all.filter(keep).map((each) =>
      writeRow(each, html, ({ cells, label, source }) => {
        const parts = cells.map((cell, i) => (cell === "" ? "" : `${escapeHtml(headers[i]!)}: ${cell}`));
        return `<li>${parts.filter((part) => part !== "").join("; ")} <em>[${label}: ${source}]</em></li>`;
      }),
    );
    return items.length === 0 ? "" : `<p>${escapeHtml(caption)}</p><ul>${items.join("")}</ul>`;
  };
  const block = (each: Block, keep: Keep): string => {
    if (each.kind === "sentence") return keep(each) ? paragraph(each) : "";
    return rows(each.kind === "figure" ? each.table : each, keep);
  };
  const consulted = report.sections
    .find(({ id }) => id === "consultation")!
    .blocks.find((each): each is Sentence => each.kind === "sentence" && each.tag === "declared");
  const opened = new Map<number, Set<string>>();

  const textAnswers = TEXT_ANSWERS.map((question) => {
    const [reference, ids] = typeof question === "string" ? [numberOf(question), undefined] : question;
    const keep: Keep = ({ answers }) => typeof question !== "string" || answers?.includes(question) === true;
    const blocks = report.sections
      .filter(({ id }) => ids === undefined || ids.some((each) => each === id))
      .flatMap(({ blocks: all }) => all);
    noteOpen(opened, reference, blocks, keep);
    return { reference, text: blocks.map((each) => block(each, keep)).join(""), list: [] as string[] };
  });
  const riskAnswers = EVENTS.flatMap(([event, base]) => {
    const risks = report.risks.filter((risk) => risk.event === event);
    const lists = [
      risks.map(({ impact }) => impact),
      risks.map(({ threat }) => threat),
      risks.map(({ source }) => source),
    ];
    return [
      ...lists.map((sentences, i) => ({
        reference: base + i + 1,
        text: null,
        list: unique(sentences.map(listed)),
      })),
      { reference: base + 4, text: null, list: unique(risks.flatMap((risk) => controlOf(report, risk))) },
      // Severity and likelihood are judgements: the facts are in the lists, the gauge stays empty.
      ...[5, 6].map((x) => {
        opened.set(base + x, new Set(["sign-off"]));
        return {
          reference: base + x,
          text: judgement(report, x === 5 ? "severity" : "likelihood", paragraph),
          list: [],
        };
      }),
    ];
  });
  const answers = [...textAnswers, ...riskAnswers].map(
    ({ reference, text, list }, i): CnilAnswer => ({
      id: i + 1,
      pia_id: 1,
      reference_to: reference,
      data: { text, gauge: null, list },
      created_at,
    }),
  );
  const measures = report.measures
    .filter(({ isTaken }) => isTaken)
    .map((measure, i) => ({
      id: i + 1,
      pia_id: 1,
      title: measureTitle(report, measure),
      content: paragraph(measure.sentence),
      placeholder: "measures.default_placeholder",
      created_at,
      updated_at: created_at,
    }));
  const comments = [...opened].map(([reference, sources], i) => ({
    id: i + 1,
    pia_id: 1,
    description: `[${report.labels.open}] ${[...sources].join("; ")}`,
    reference_to: reference,
    for_measure: false,
    created_at,
  }));
  return {
    pia: {
      id: 1,
      status: 0,
      name: report.title,
      category: report.words.category,
      author_name: report.words.author,
      evaluator_name: "",
      validator_name: "",
      dpo_status: null,
      dpo_opinion: "",
      dpos_names: "",
      people_names: "",
      concerned_people_opinion: "",
      concerned_people_status: null,
      // What people were asked is a declaration; what they think of the result is for them to say.
      concerned_people_searched_opinion: consulted !== undefined,
      concerned_people_searched_content: consulted === undefined ? "" : listed(consulted),
      rejection_reason: "",
      applied_adjustments: "",
      is_example: 0,
      is_archive: 0,
      structure_id: null,
      structure_name: "",
      structure_sector_name: "",
      structure_data: null,
      progress: 0,
      created_at,
      updated_at: created_at,
    },
    answers,
    measures,
    evaluations: [],
    comments,
  };
}

/** 222 of `cnil:222`. */
function numberOf(question: Question): number {
  return Number(question.slice("cnil:".length));
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}

/** Remembers where an answer rests on open sentences. */
function noteOpen(opened: Map<number, Set<string>>, reference: number, blocks: readonly Block[], keep: Keep): void {
  const statements = blocks.flatMap((each): readonly (Sentence | Row)[] =>
    each.kind === "sentence" ? [each] : each.kind === "table" ? each.rows : each.table.rows,
  );
  const sources = statements.filter((each) => each.tag === "open" && keep(each)).map(({ source }) => source);
  if (sources.length > 0) opened.set(reference, new Set(sources));
}

/** The title as the list of measures and the answers on controls both have it. */
function measureTitle({ labels }: Report, { title, sentence: { tag } }: Measure): string {
  return `${title} [${labels[tag]}]`;
}

/** The measure against a risk, where it is taken: what somebody still has to do controls nothing. */
function controlOf(report: Report, { measure: title }: Risk): readonly string[] {
  const found = report.measures.find((measure) => measure.title === title);
  if (found === undefined) throw new Error("a finding without its measure");
  return found.isTaken ? [measureTitle(report, found)] : [];
}

/** The sentence that says that a person has to judge. */
function judgement(report: Report, what: "severity" | "likelihood", paragraph: (each: Sentence) => string): string {
  const open = report.sections
    .find(({ id }) => id === "risks")!
    .blocks.filter((each) => each.kind === "sentence" && each.tag === "open") as Sentence[];
  return paragraph(open[what === "severity" ? 0 : 1]!);
}
