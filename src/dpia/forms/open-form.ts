/** What all forms begin with. */
import { formatDate } from "../../core/dates.ts";
import { deploymentTitle, type Language } from "../descriptor.ts";
import type { DpiaModel } from "../model.ts";
import { contextOf } from "../report/build.ts";
import { nl } from "../report/messages/nl.ts";
import { shown } from "../report/sentence.ts";
import type { Form, FormContext } from "./form.ts";
import { FORM_CATALOGUES } from "./messages/index.ts";

export function formContext(model: DpiaModel, language: Language): FormContext {
  return { ...contextOf(model, language), title: titleOf(model, language), f: FORM_CATALOGUES[language] };
}

/** For a form that is Dutch whatever the assessment's languages are. */
export function dutchContext(model: DpiaModel): FormContext {
  return { ...contextOf(model, "en", nl), title: titleOf(model, "en"), f: FORM_CATALOGUES.nl };
}

function titleOf({ deployment }: DpiaModel, language: Language): string {
  return shown(deploymentTitle(deployment, language));
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
