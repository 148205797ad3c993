/** All files of an assessment. */
import type { DpiaModel } from "../model.ts";
import { buildReport } from "../report/build.ts";
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
    const report = buildReport(model, language);
    const write: Readonly<Record<DpiaFormat, () => string | Promise<string | Uint8Array>>> = {
      markdown: () => toMarkdown(report),
      html: () => toHtml(report),
      cnil: () => toCnil(report),
      docx: () => toDocx(report),
      art30: () => toArt30(model, report),
      "art30-processors": () => toArt30Processors(model, report),
      edpb: () => forms.toFormWord(forms.edpbForm(model, language)),
      par: () => forms.toPar(model),
      art28: () => forms.toFormWord(forms.processorForm(model, language)),
      "art28-json": () => forms.toFormJson(forms.processorForm(model, language)),
      art26: () => forms.toFormWord(forms.jointForm(model, language)),
      ts5: () => forms.toRegistration(model, language),
      ts6: () => forms.toFormWord(forms.registrationForm(model, language)),
      "ts6-json": () => forms.toFormJson(forms.registrationForm(model, language)),
      ts7: () => forms.toDeletionPage(model, language),
      ts8: () => forms.toAuthorityReport(model, language),
      "art26-json": () => forms.toFormJson(forms.jointForm(model, language)),
      "edpb-json": () => forms.toFormJson(forms.edpbForm(model, language)),
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
