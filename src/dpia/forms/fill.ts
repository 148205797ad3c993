/** What the model says to a part of the template; everything else of the part is left to a person. */
import type { Place } from "../places.ts";
import { open } from "../report/context.ts";
import type { Figure } from "../report/report.ts";
import type { Sentence } from "../report/sentence.ts";
import type { Answer, FormContext, Mark } from "./form.ts";

/** A box that the model ticks, does not tick, or gives a hint for. */
export interface Ticked {
  readonly mark: Mark;
  readonly said: readonly Sentence[];
}

/** All keys are the template's own words, in English. */
export interface Fill {
  /** Above the table; a narrative part has nothing else. */
  readonly said?: readonly Sentence[];
  readonly figures?: readonly Figure[];
  /** Rows that the model counts, without the number; what is missing at the end of one is left open. */
  readonly rows?: readonly (readonly Answer[])[];
  /** Answers to the template's own rows. */
  readonly named?: Readonly<Record<string, readonly Answer[]>>;
  /** Boxes by their group. */
  readonly boxes?: Readonly<Record<string, Readonly<Record<string, Ticked>>>>;
  /** Letter before the numbers of the rows, or all of them where rows have those of another part. */
  readonly letter?: string;
  readonly numbers?: readonly string[];
}

export type Filler = (context: FormContext) => Fill;

/** An answer of sentences alone. */
export function cell(...said: readonly Sentence[]): Answer {
  return { options: [], said };
}

/** Sentences, or the open question when there are none. */
export function cellOr({ f }: FormContext, place: Place, said: readonly Sentence[]): Answer {
  return cell(...(said.length === 0 ? [open(f.toFill, [place])] : said));
}

/** All that is said in a part. */
export function spokenIn({ said = [], rows = [], named = {} }: Fill): readonly Sentence[] {
  return [...said, ...[...rows, ...Object.values(named)].flatMap((cells) => cells.flatMap((each) => each.said))];
}
