/**
 * Sentences that can't lose where they come from. The words of a sentence are reachable only through {@link write},
 * which hands tag and source to the renderer together with the words and refuses a result that lacks either.
 */

import { visible } from "../../core/text.ts";

/** `derived` from circuits, policy and counts; `declared` in the descriptor; `open`: only a person can answer. */
export type Tag = "derived" | "declared" | "open";

/** A question of the CNIL's PIA tool that single sentences answer; its other questions take whole sections. */
export type Question = `cnil:${214 | 221 | 222 | 223 | 224 | 225}`;

/** What a sentence or row is for, besides standing in its section. */
export interface Purpose {
  /** The questions that it answers. */
  readonly answers?: readonly Question[] | undefined;
}

/** Names of the tags and the word before a source, in one language. */
export interface TagLabels {
  readonly derived: string;
  readonly declared: string;
  readonly open: string;
}

const words: unique symbol = Symbol("words");

/** One sentence with its tag and the file, signal or descriptor path that it rests on. */
export interface Sentence extends Purpose {
  readonly kind: "sentence";
  readonly tag: Tag;
  readonly source: string;
  readonly [words]: string;
}

/** One row of a table: cells that share one tag and one source. */
export interface Row extends Purpose {
  readonly tag: Tag;
  readonly source: string;
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
 * sentence("declared", "Consent is asked for at the counter.", "rights.consent", { answers: ["cnil:222"] });
 */
export function sentence(tag: Tag, text: string, source: string, purpose: Purpose = {}): Sentence {
  return { kind: "sentence", tag, source: shown(source), ...purpose, [words]: shown(text) };
}

/** One row of a table. */
export function row(tag: Tag, cells: readonly string[], source: string, purpose: Purpose = {}): Row {
  return { tag, source: shown(source), ...purpose, [words]: cells.map(shown) };
}

/**
 * A text of a descriptor as every format gets it: on one line, and with what nobody sees spelled out, so that no file of
 * an assessment moves a terminal's cursor or reads differently from what it says.
 */
export function shown(text: string): string {
  return visible(text.replace(/[\t\n\v\f\r]+/g, " "));
}

/** Renders a sentence. @throws Error when the result lacks the label of its tag or its source: a defect of the renderer */
export function write(each: Sentence, format: Format, render: (parts: Parts) => string): string {
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
