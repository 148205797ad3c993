/** A form as JSON: every box with its mark, every sentence with its status and source. */
import { type Sentence, shown, write } from "../report/sentence.ts";
import type { Form, FormBlock, FormCell } from "./form.ts";

/** Writes a form as JSON, indented, with a line break at its end. */
export function toFormJson(form: Form): string {
  const { form: name, version, language, title, subtitle, date, parts, labels } = form;
  const said = (sentence: Sentence): unknown =>
    JSON.parse(
      write(
        sentence,
        { labels, escape: (text) => JSON.stringify(text).slice(1, -1) },
        ({ text, tag, label, source }) =>
          `{"text":"${text}","status":"${tag}","label":"${label}","source":"${source}"}`,
      ),
    );
  const cell = (each: FormCell): unknown => {
    if ("label" in each) return each;
    return { ...(each.options.length === 0 ? {} : { options: each.options }), said: each.said.map(said) };
  };
  const block = (each: FormBlock): unknown => {
    if (each.kind === "text") return { said: each.said.map(said) };
    if (each.kind === "figure") return { picture: spelledOut(each.picture) };
    const { caption, columns, rows } = each;
    return { ...(caption === "" ? {} : { caption }), columns, rows: rows.map((cells) => cells.map(cell)) };
  };
  const written = {
    form: name,
    version,
    language,
    title,
    subtitle,
    date,
    parts: parts.map(({ id, title, blocks }) => ({ id, title, blocks: blocks.map(block) })),
  };
  return `${JSON.stringify(written, null, 1)}\n`;
}

/** A picture's labels come from descriptors, schemas and files of people. */
function spelledOut(value: unknown): unknown {
  if (typeof value === "string") return shown(value);
  if (Array.isArray(value)) return value.map(spelledOut);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spelledOut(each)]));
}
