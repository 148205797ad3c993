/** A form as a Word document: a heading a part, boxes before what is said of them. */
import { sentenceRuns, wordBlockOf } from "../render/docx.ts";
import { toWord, type WordBlock, type WordCell } from "../render/word.ts";
import type { Form, FormBlock, FormCell } from "./form.ts";

/**
 * Writes a form as DOCX.
 *
 * @throws PackageMissingError when the package docx is not installed
 */
export async function toFormWord(form: Form): Promise<Uint8Array> {
  const { box, words } = form;
  const cell = (each: FormCell): WordCell => {
    if ("label" in each) return [[{ text: each.label, isBold: true }]];
    return [
      ...each.options.map(({ label, mark }) => [{ text: `${box[mark]} ${label}` }]),
      ...each.said.map((said) => sentenceRuns(form, said)),
    ];
  };
  const block = (each: FormBlock): readonly WordBlock[] => {
    if (each.kind === "text") return each.said.map((said) => ({ kind: "paragraph", runs: sentenceRuns(form, said) }));
    if (each.kind === "figure") return [wordBlockOf(form, each)];
    const { caption, columns, rows } = each;
    return [{ kind: "table", caption, headers: columns, rows: rows.map((cells) => cells.map(cell)) }];
  };
  return toWord({ ...form, author: words.author }, [
    { kind: "paragraph", runs: [{ text: form.howToRead, isQuiet: true }] },
    ...form.parts.flatMap(({ id, title, blocks }): readonly WordBlock[] => [
      { kind: "heading", level: id.includes(".") ? 2 : 1, text: `${id} ${title}`.trim() },
      ...blocks.flatMap(block),
    ]),
  ]);
}
