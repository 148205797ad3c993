/** All files of an assessment. */
import { type DpiaModel, inLanguage } from "../model.ts";
import { toArt30, toArt30Processors } from "./art30.ts";
import { toCnil } from "./cnil.ts";
import { toDocx } from "./docx.ts";
import { toHtml } from "./html.ts";
import { toMarkdown } from "./markdown.ts";

/** Forms in which an assessment is written, and how their files end. */
export const FORMATS = {
  markdown: "md",
  html: "html",
  cnil: "pia.json",
  docx: "docx",
  art30: "art30.csv",
  "art30-processors": "art30-processors.csv",
  edpb: "edpb.docx",
  "edpb-json": "edpb.json",
  ico: "ico.docx",
  "ico-json": "ico.json",
  par: "par.json",
  art28: "art28.docx",
  "art28-json": "art28.json",
  art26: "art26.docx",
  "art26-json": "art26.json",
  ts5: "ts5.json",
  ts6: "ts6.docx",
  "ts6-json": "ts6.json",
  ts7: "ts7.html",
  ts8: "ts8.json",
} as const;
/** What each form is, for who chooses one. */
export const FORM_TITLES: Readonly<Record<DpiaFormat | "pdf", { readonly ending: string; readonly about: string }>> = {
  markdown: { ending: FORMATS.markdown, about: "the assessment as text, for comparing versions" },
  html: { ending: FORMATS.html, about: "the assessment as a page without network" },
  docx: { ending: FORMATS.docx, about: "the assessment as a Word document" },
  pdf: { ending: "pdf", about: "the page printed by Chromium; only when asked for" },
  cnil: { ending: FORMATS.cnil, about: "import file of the CNIL's PIA tool" },
  art30: { ending: FORMATS.art30, about: "the controller's record of processing, Article 30(1)" },
  "art30-processors": { ending: FORMATS["art30-processors"], about: "the processors' records, Article 30(2)" },
  edpb: { ending: FORMATS.edpb, about: "the EDPB's template, version 1.0 for consultation" },
  "edpb-json": { ending: FORMATS["edpb-json"], about: "the same as JSON" },
  ico: { ending: FORMATS.ico, about: "the ICO's template in seven steps" },
  "ico-json": { ending: FORMATS["ico-json"], about: "the same as JSON" },
  par: { ending: FORMATS.par, about: "import file of the Dutch government's form, urn:nl:dpia:3.0, in Dutch" },
  art28: { ending: FORMATS.art28, about: "annexes of the contract with each processor, Decision (EU) 2021/915" },
  "art28-json": { ending: FORMATS["art28-json"], about: "the same as JSON" },
  art26: { ending: FORMATS.art26, about: "what joint controllers arrange, Article 26" },
  "art26-json": { ending: FORMATS["art26-json"], about: "the same as JSON" },
  ts5: { ending: FORMATS.ts5, about: "registration record of a relying party of the EU's wallet, TS5" },
  ts6: { ending: FORMATS.ts6, about: "what a relying party registers, row by row, TS6" },
  "ts6-json": { ending: FORMATS["ts6-json"], about: "the same as JSON" },
  ts7: { ending: FORMATS.ts7, about: "page on which people ask for deletion, TS7" },
  ts8: { ending: FORMATS.ts8, about: "report of a request to an authority, TS8" },
};
export type DpiaFormat = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as DpiaFormat[];

/** Forms of one country, which are in its language and nothing else. */
const LANGUAGE_OF: Readonly<Partial<Record<DpiaFormat, string>>> = { par: "nl" };

/**
 * Writes an assessment in every language of its descriptor and in the given forms; `dpia.<language>.<ending>`.
 *
 * @throws PackageMissingError for Word documents without the package docx
 */
export async function renderFiles(
  model: DpiaModel,
  formats: readonly DpiaFormat[] = FORMAT_NAMES,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  // Official forms and their catalogues are loaded when somebody asks for one.
  const forms = await import("../forms/forms.ts");
  const files = new Map<string, string | Uint8Array>();
  for (const language of model.deployment.languages) {
    const local = inLanguage(model, language);
    const report = forms.wholeReport(local, language);
    const write: Readonly<Record<DpiaFormat, () => string | Promise<string | Uint8Array>>> = {
      markdown: () => toMarkdown(report),
      html: () => toHtml(report),
      cnil: () => toCnil(report),
      docx: () => toDocx(report),
      art30: () => toArt30(local, report),
      "art30-processors": () => toArt30Processors(local, report),
      edpb: () => forms.toFormWord(forms.edpbForm(local, language)),
      ico: () => forms.toFormWord(forms.icoForm(local, language)),
      "ico-json": () => forms.toFormJson(forms.icoForm(local, language)),
      par: () => forms.toPar(inDutch(model)),
      art28: () => forms.toFormWord(forms.processorForm(local, language)),
      "art28-json": () => forms.toFormJson(forms.processorForm(local, language)),
      art26: () => forms.toFormWord(forms.jointForm(local, language)),
      ts5: () => forms.toRegistration(local, language),
      ts6: () => forms.toFormWord(forms.registrationForm(local, language)),
      "ts6-json": () => forms.toFormJson(forms.registrationForm(local, language)),
      ts7: () => forms.toDeletionPage(local, language),
      ts8: () => forms.toAuthorityReport(local, language),
      "art26-json": () => forms.toFormJson(forms.jointForm(local, language)),
      "edpb-json": () => forms.toFormJson(forms.edpbForm(local, language)),
    };
    for (const format of formats) {
      const own = LANGUAGE_OF[format];
      if (own === undefined) files.set(`dpia.${language}.${FORMATS[format]}`, await write[format]());
      else if (language === model.deployment.languages[0])
        files.set(`dpia.${own}.${FORMATS[format]}`, await write[format]());
    }
  }
  return files;
}

/** The model in Dutch where its descriptor is, for a form that is Dutch whatever the assessment's languages are. */
function inDutch(model: DpiaModel): DpiaModel {
  return model.deployment.languages.includes("nl") ? inLanguage(model, "nl") : model;
}
