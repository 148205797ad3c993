/** The assessment in the words of one language, before it takes the form of a file. */
import type { Language } from "../../core/language.ts";
import type { Messages } from "./messages/en.ts";
import type { SectionId, Step } from "./sections.ts";
import type { Row, Sentence, TagLabels } from "./sentence.ts";

export { SECTION_IDS, type SectionId, STEPS, type Step } from "./sections.ts";

export interface Table {
  readonly kind: "table";
  readonly caption: string;
  readonly headers: readonly string[];
  readonly rows: readonly Row[];
}

/** A picture, always with the table of its data. */
export interface Figure {
  readonly kind: "figure";
  readonly caption: string;
  readonly picture: Picture;
  readonly table: Table;
}

export type Picture = FlowPicture | MatrixPicture | BarPicture | TimelinePicture;

export interface FlowPicture {
  readonly kind: "flow";
  readonly nodes: readonly { readonly id: string; readonly label: string; readonly note: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

export interface MatrixPicture {
  readonly kind: "matrix";
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    /** Level 0 (nothing) to 4 (the value), with its mark. */
    readonly cells: readonly { readonly level: number; readonly mark: string }[];
  }[];
  readonly legend: readonly { readonly level: number; readonly mark: string; readonly label: string }[];
}

export interface BarPicture {
  readonly kind: "bars";
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly isLow: boolean }[];
  readonly limit: { readonly value: number; readonly label: string };
}

export interface TimelinePicture {
  readonly kind: "timeline";
  readonly permanent: string;
  readonly lanes: readonly { readonly label: string; readonly days: number | "permanent"; readonly text: string }[];
}

export type Block = Sentence | Table | Figure;

/** The first page: what to decide, what was found, what is open. */
export interface Summary {
  readonly title: string;
  readonly lead: string;
  readonly tables: readonly Table[];
}

/** A section of the written assessment, under one of the seven steps. */
export interface AssessmentSection {
  /** The last two are added for officers; their words are those of the forms. */
  readonly id: SectionId | "anonymity" | "articles";
  readonly step: Step;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Measure {
  /** Without its tag; unique. */
  readonly title: string;
  /** Whether something is done already, by the code or as the descriptor says. */
  readonly isTaken: boolean;
  readonly sentence: Sentence;
}

/** A threat to people in the terms of the CNIL's method. */
export interface Risk {
  readonly event: "access" | "modification" | "disappearance";
  readonly impact: Sentence;
  readonly threat: Sentence;
  readonly source: Sentence;
  readonly measure: string;
}

export interface Report {
  readonly language: Language;
  readonly title: string;
  readonly subtitle: string;
  readonly date: string;
  readonly labels: TagLabels;
  /** Fixed words of the pages: headings of columns and steps. */
  readonly words: ReportWords;
  readonly summary?: Summary;
  /** All words of the language, for files that have more than the report. */
  readonly messages: Messages;
  readonly sections: readonly AssessmentSection[];
  readonly measures: readonly Measure[];
  readonly risks: readonly Risk[];
}

export interface ReportWords {
  readonly document: string;
  readonly tag: string;
  readonly source: string;
  readonly contents: string;
  readonly dataBelow: string;
  readonly step: (n: Step) => string;
  readonly howToRead: string;
  readonly skip: string;
  readonly category: string;
  readonly author: string;
}

/** All sentences and rows of a report, in order. */
export function statementsOf({ sections, measures, risks }: Report): readonly (Sentence | Row)[] {
  const inBlock = (block: Block): readonly (Sentence | Row)[] => {
    if (block.kind === "sentence") return [block];
    return block.kind === "table" ? block.rows : block.table.rows;
  };
  return [
    ...sections.flatMap(({ blocks }) => blocks.flatMap(inBlock)),
    ...measures.map((measure) => measure.sentence),
    ...risks.flatMap(({ impact, threat, source }) => [impact, threat, source]),
  ];
}
