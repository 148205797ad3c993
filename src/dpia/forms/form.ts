/**
 * A form before it takes the shape of a file. Every cell says what it rests on by its sentences, as in a report; what a
 * form prescribes and nobody has answered is a cell with an open sentence, never an empty one.
 */
import type { Language } from "../../core/language.ts";
import type { Place } from "../places.ts";
import type { Context } from "../report/context.ts";
import { open } from "../report/context.ts";
import type { Figure, Report } from "../report/report.ts";
import { restingOn, type Sentence, sentence, shown, type TagLabels } from "../report/sentence.ts";
import type { FormMessages } from "./messages/en.ts";

/** A box of a form: ticked, not ticked, or left to a person. */
export interface Option {
  readonly label: string;
  readonly mark: Mark;
}
export type Mark = "yes" | "no" | "open";

/** A number or a heading of the form itself, or what somebody says, with the boxes that the form has there. */
export type FormCell = { readonly label: string } | Answer;

export interface Answer {
  readonly options: readonly Option[];
  /** Never empty. */
  readonly said: readonly Sentence[];
}

export interface Grid {
  readonly kind: "grid";
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FormCell[])[];
}

export interface Text {
  readonly kind: "text";
  readonly said: readonly Sentence[];
}

export type FormBlock = Text | Grid | Figure;

/** One part of a form, under the number that the form gives it. */
export interface FormPart {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly FormBlock[];
}

export interface Form {
  /** Which form, and which version of it. */
  readonly form: string;
  readonly version: string;
  readonly language: Language;
  readonly title: string;
  readonly subtitle: string;
  readonly date: string;
  readonly howToRead: string;
  readonly labels: TagLabels;
  readonly words: Report["words"];
  /** How a box looks. */
  readonly box: Readonly<Record<Mark, string>>;
  readonly parts: readonly FormPart[];
}

/** What the parts of a form are written with: the report's words and the forms' own. */
export interface FormContext extends Context {
  readonly f: FormMessages;
  /** Of the deployment, in the form's language. */
  readonly title: string;
}

/** An answer in sentences; open when there is none. */
export function answered(said: readonly Sentence[], otherwise: Sentence, options: readonly Option[] = []): Answer {
  return { options, said: said.length === 0 ? [otherwise] : said };
}

/** A cell that a person fills in. */
export function toFill({ f }: FormContext, place: Place, options: readonly Option[] = []): Answer {
  return { options, said: [open(f.toFill, [place])] };
}

/** Boxes of which somebody ticks one. */
export function boxes(labels: readonly string[], markOf: (label: string, i: number) => Mark = () => "open"): Option[] {
  return labels.map((label, i) => ({ label: shown(label), mark: markOf(label, i) }));
}

/** What the descriptor says at a place, word for word; nothing when it says nothing. */
export function quoted(text: string | undefined, place: Place): readonly Sentence[] {
  return text === undefined ? [] : [sentence(text, [place])];
}

/** An answer, with what decides on whether it is asked at all. */
export function resting(answer: Answer, places: readonly Place[]): Answer {
  return { ...answer, said: answer.said.map((each) => restingOn(each, places)) };
}

/** All sentences of a form, in order. */
export function sentencesOf({ parts }: Pick<Form, "parts">): readonly Sentence[] {
  return parts.flatMap(({ blocks }) =>
    blocks.flatMap((block) => {
      if (block.kind === "text") return block.said;
      if (block.kind === "figure") return [];
      return block.rows.flatMap((cells) => cells.flatMap((cell) => ("said" in cell ? cell.said : [])));
    }),
  );
}
