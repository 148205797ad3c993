/** Values of the Dutch form. */
import { type Sentence, write } from "../../report/sentence.ts";
import type { FormContext } from "../form.ts";

/** The value of a question: what somebody types or chooses, or the boxes that are ticked. */
export type ParValue = string | readonly string[];

/** Sentences as one text, each with its status and source behind it. */
export function textOf({ m }: FormContext, said: readonly Sentence[]): string {
  const format = { labels: m.labels, escape: (text: string) => text };
  return said
    .map((each) => write(each, format, ({ text, label, source }) => `${text} [${label}: ${source}]`))
    .join("\n");
}
