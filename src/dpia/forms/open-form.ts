/** What all forms begin with. */
import { formatDate } from "../../core/dates.ts";
import type { Language } from "../../core/language.ts";
import type { DpiaModel } from "../model.ts";
import { contextOf } from "../report/build.ts";
import { shown } from "../report/sentence.ts";
import type { Form, FormContext } from "./form.ts";
import { REPORT_CATALOGUES } from "./languages.ts";
import { FORM_CATALOGUES } from "./messages/index.ts";

export function formContext(model: DpiaModel, language: Language): FormContext {
  return {
    ...contextOf(model, REPORT_CATALOGUES[language]),
    title: shown(model.deployment.title),
    f: FORM_CATALOGUES[language],
  };
}

/** A form with the words that every form has. */
export function formOf(
  { model, m, f, language, title }: FormContext,
  { form, version, subtitle, parts }: Pick<Form, "form" | "version" | "subtitle" | "parts">,
): Form {
  return {
    form,
    version,
    language,
    title,
    subtitle,
    date: formatDate(model.today),
    howToRead: f.howToRead,
    labels: m.labels,
    words: m.words,
    box: f.box,
    parts,
  };
}
