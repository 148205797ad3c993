/** All files of an assessment. */
import { ownWith } from "../../core/own.ts";
import { type DpiaModel, inLanguage } from "../model.ts";

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
  const { deployment } = ownWith(model, "deployment", "input");
  const to = await import("./writers.ts");
  const files = new Map<string, string | Uint8Array>();
  for (const language of deployment.languages) {
    const local = inLanguage(model, language);
    const report = to.wholeReport(local, language);
    const write: Readonly<Record<DpiaFormat, () => string | Promise<string | Uint8Array>>> = {
      markdown: () => to.toMarkdown(report),
      html: () => to.toHtml(report),
      cnil: () => to.toCnil(report),
      docx: () => to.toDocx(report),
      art30: () => to.toArt30(local, report),
      "art30-processors": () => to.toArt30Processors(local, report),
      edpb: () => to.toFormWord(to.edpbForm(local, language)),
      ico: () => to.toFormWord(to.icoForm(local, language)),
      "ico-json": () => to.toFormJson(to.icoForm(local, language)),
      par: () => to.toPar(inDutch(model)),
      art28: () => to.toFormWord(to.processorForm(local, language)),
      "art28-json": () => to.toFormJson(to.processorForm(local, language)),
      art26: () => to.toFormWord(to.jointForm(local, language)),
      ts5: () => to.toRegistration(local, language),
      ts6: () => to.toFormWord(to.registrationForm(local, language)),
      "ts6-json": () => to.toFormJson(to.registrationForm(local, language)),
      ts7: () => to.toDeletionPage(local, language),
      ts8: () => to.toAuthorityReport(local, language),
      "art26-json": () => to.toFormJson(to.jointForm(local, language)),
      "edpb-json": () => to.toFormJson(to.edpbForm(local, language)),
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
