/** What every chapter is written with: the model, one language, and sentences with their tag. */
import type { Language } from "../../core/language.ts";
import type { DpiaModel } from "../model.ts";
import type { Place } from "../places.ts";
import type { Messages } from "./messages/en.ts";
import type { Table } from "./report.ts";
import { type Purpose, type Row, type Sentence, sentence, shown } from "./sentence.ts";

/** The words of a language, and what claims are called in it. */
export interface Words extends Messages {
  claim(name: string): string;
}

/** Everything that a chapter needs. */
export interface Context {
  readonly model: DpiaModel;
  readonly m: Words;
  readonly language: Language;
  /** Numbers of people: whole. */
  readonly n: (value: number) => string;
  /** Shares, in per cent with one digit. */
  readonly percent: (share: number) => string;
  /** Bits: two decimals. */
  readonly bits: (value: number) => string;
}

/** A question that only a person can answer. */
export function open(text: string, places: readonly Place[], purpose?: Purpose): Sentence {
  return sentence(text, places, { ...purpose, isOpen: true });
}

/** Declared when the descriptor says something, open when it does not. */
export function answer(
  value: string | undefined,
  say: (text: string) => string,
  missing: string,
  place: Place,
  purpose?: Purpose,
): Sentence {
  return value === undefined ? open(missing, [place], purpose) : sentence(say(value), [place], purpose);
}

export function table(caption: string, headers: readonly string[], rows: readonly Row[]): Table {
  return { kind: "table", caption: shown(caption), headers: headers.map(shown), rows };
}
