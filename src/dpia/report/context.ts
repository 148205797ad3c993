/** What every chapter is written with: the model, one language, and sentences with their tag. */
import type { Language } from "../descriptor.ts";
import type { DpiaModel } from "../model.ts";
import type { Messages } from "./messages/en.ts";
import type { Table } from "./report.ts";
import { type Purpose, type Row, type Sentence, sentence } from "./sentence.ts";

export const SIGNALS = "circuits/signals.json";
export const ENGINE = "src/dpia";

/** Everything that a chapter needs. */
export interface Context {
  readonly model: DpiaModel;
  readonly m: Messages;
  readonly language: Language;
  /** Numbers of people: whole. */
  readonly n: (value: number) => string;
  /** Bits: two decimals. */
  readonly bits: (value: number) => string;
}

export const derived = (text: string, source: string, purpose?: Purpose): Sentence =>
  sentence("derived", text, source, purpose);
export const open = (text: string, source: string, purpose?: Purpose): Sentence =>
  sentence("open", text, source, purpose);

/** Declared when the descriptor says something, open when it does not. */
export function answer(
  value: string | undefined,
  say: (text: string) => string,
  missing: string,
  source: string,
  purpose?: Purpose,
): Sentence {
  return value === undefined ? open(missing, source, purpose) : sentence("declared", say(value), source, purpose);
}

export function table(caption: string, headers: readonly string[], rows: readonly Row[]): Table {
  return { kind: "table", caption, headers, rows };
}
