/**
 * Sentences that can't lose where they come from. The words of a sentence are reachable only through {@link write},
 * which hands tag and source to the renderer together with the words and refuses a result that lacks either.
 */

import { requireMade } from "../../core/own.ts";
import { visible } from "../../core/text.ts";
import { isPlaceholder } from "../placeholders.ts";
import { namesOf, type Place, type Tag, tagOf } from "../places.ts";

/** A question of the CNIL's PIA tool that single sentences answer; its other questions take whole sections. */
export type Question =
  `cnil:${111 | 113 | 121 | 122 | 123 | 211 | 212 | 213 | 214 | 221 | 222 | 223 | 224 | 225 | 226}`;

/** What a sentence or row is for, besides standing in its section. */
export interface Purpose {
  /** The questions that it answers. */
  readonly answers?: readonly Question[] | undefined;
  /** Only a person can answer; otherwise the status follows from the places. */
  readonly isOpen?: boolean;
}

/** Names of the tags and the word before a source, in one language. */
export interface TagLabels {
  readonly derived: string;
  readonly declared: string;
  readonly open: string;
}

const words: unique symbol = Symbol("words");

/** What every statement has besides its words. */
interface Statement {
  readonly tag: Tag;
  /** What it rests on: a change there can change it, and no other change can. */
  readonly places: readonly Place[];
  /** The places as a reader gets them. */
  readonly source: string;
  readonly answers?: readonly Question[] | undefined;
}

/** One sentence with its tag and the files, signals or descriptor paths that it rests on. */
export interface Sentence extends Statement {
  readonly kind: "sentence";
  readonly [words]: string;
}

/** One row of a table: cells that share one tag and one source. */
export interface Row extends Statement {
  readonly [words]: readonly string[];
}

/** What a renderer gets, already escaped for its format. */
export interface Parts {
  readonly text: string;
  readonly tag: Tag;
  readonly label: string;
  readonly source: string;
}

export interface RowParts extends Omit<Parts, "text"> {
  readonly cells: readonly string[];
}

export interface Format {
  readonly labels: TagLabels;
  readonly escape: (text: string) => string;
}

/**
 * One sentence of the report.
 *
 * @example
 * sentence("Consent is asked for at the counter.", ["rights.consent"], { answers: ["cnil:222"] });
 */
export function sentence(text: string, places: readonly Place[], purpose: Purpose = {}): Sentence {
  return { kind: "sentence", ...statement([text], places, purpose), [words]: shown(text) };
}

/** One row of a table. */
export function row(cells: readonly string[], places: readonly Place[], purpose: Purpose = {}): Row {
  return { ...statement(cells, places, purpose), [words]: cells.map(shown) };
}

/** A cell of a table that has nothing to say. */
const NOTHING = "–";

function statement(
  texts: readonly string[],
  places: readonly Place[],
  { answers, isOpen = false }: Purpose,
): Statement {
  // An answer that can't be left out of a descriptor may still be none.
  const tag = isOpen || texts.some((text) => text !== NOTHING && isPlaceholder(text)) ? "open" : tagOf(places);
  return { tag, places, source: shown(namesOf(places)), ...(answers === undefined ? {} : { answers }) };
}

/** The same sentence, resting on more. */
export function restingOn(each: Sentence, more: readonly Place[]): Sentence {
  const places = [...new Set([...each.places, ...more])];
  return { ...each, tag: each.tag === "open" ? "open" : tagOf(places), places, source: shown(namesOf(places)) };
}

/**
 * A text of a descriptor as every format gets it: on one line, and with what nobody sees spelled out, so that no file of
 * an assessment moves a terminal's cursor or reads differently from what it says.
 */
export function shown(text: string): string {
  return visible(text.replace(/[\t\n\v\f\r]+/g, " "));
}

/** The words of a statement, for comparing two reports. */
export function wordsOf(each: Sentence | Row): string {
  const text = each[words];
  return typeof text === "string" ? text : text.join(" | ");
}

/** Renders a sentence. @throws Error when the result lacks the label of its tag or its source: a defect of the renderer */
export function write(each: Sentence, format: Format, render: (parts: Parts) => string): string {
  requireMade("format", format, "escape");
  const parts = {
    text: format.escape(each[words]),
    tag: each.tag,
    label: format.escape(format.labels[each.tag]),
    source: format.escape(each.source),
  };
  return complete(render(parts), parts);
}

/** Renders a row in the same way. */
export function writeRow(each: Row, format: Format, render: (parts: RowParts) => string): string {
  const parts = {
    cells: each[words].map(format.escape),
    tag: each.tag,
    label: format.escape(format.labels[each.tag]),
    source: format.escape(each.source),
  };
  return complete(render(parts), parts);
}

function complete(result: string, { label, source }: Pick<Parts, "label" | "source">): string {
  if (!result.includes(label) || !result.includes(source)) throw new Error("a renderer dropped a tag or a source");
  return result;
}
