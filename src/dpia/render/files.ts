/** All files of an assessment. */
import type { DpiaModel } from "../model.ts";

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
  const to = await import("./writers.ts");
  const files = new Map<string, string | Uint8Array>();
  for (const language of model.deployment.languages) {
    const report = to.wholeReport(model, language);
    const write: Readonly<Record<DpiaFormat, () => string | Promise<string | Uint8Array>>> = {
      markdown: () => to.toMarkdown(report),
      html: () => to.toHtml(report),
      cnil: () => to.toCnil(report),
      docx: () => to.toDocx(report),
      art30: () => to.toArt30(model, report),
      "art30-processors": () => to.toArt30Processors(model, report),
      edpb: () => to.toFormWord(to.edpbForm(model, language)),
      ico: () => to.toFormWord(to.icoForm(model, language)),
      "ico-json": () => to.toFormJson(to.icoForm(model, language)),
      par: () => to.toPar(model),
      art28: () => to.toFormWord(to.processorForm(model, language)),
      "art28-json": () => to.toFormJson(to.processorForm(model, language)),
      art26: () => to.toFormWord(to.jointForm(model, language)),
      ts5: () => to.toRegistration(model, language),
      ts6: () => to.toFormWord(to.registrationForm(model, language)),
      "ts6-json": () => to.toFormJson(to.registrationForm(model, language)),
      ts7: () => to.toDeletionPage(model, language),
      ts8: () => to.toAuthorityReport(model, language),
      "art26-json": () => to.toFormJson(to.jointForm(model, language)),
      "edpb-json": () => to.toFormJson(to.edpbForm(model, language)),
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
