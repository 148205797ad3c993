/** All files of an assessment. */
import { type DpiaModel, inLanguage } from "../model.ts";
import { buildReport } from "../report/build.ts";
import { loadReportMessages } from "../report/messages/load.ts";
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
} as const;
export type DpiaFormat = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as DpiaFormat[];

/**
 * Writes an assessment in every language of its descriptor and in the given forms; `dpia.<language>.<ending>`.
 *
 * @throws PackageMissingError for `docx` without the package docx
 */
export async function renderFiles(
  model: DpiaModel,
  formats: readonly DpiaFormat[] = FORMAT_NAMES,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  for (const language of model.deployment.languages) {
    const local = inLanguage(model, language);
    const report = buildReport(local, await loadReportMessages(language));
    const write: Readonly<Record<DpiaFormat, () => string | Promise<Uint8Array>>> = {
      markdown: () => toMarkdown(report),
      html: () => toHtml(report),
      cnil: () => toCnil(report),
      docx: () => toDocx(report),
      art30: () => toArt30(local, report),
      "art30-processors": () => toArt30Processors(local, report),
    };
    for (const format of formats) files.set(`dpia.${language}.${FORMATS[format]}`, await write[format]());
  }
  return files;
}
