/** The report with what officers need beside it: a first page, articles that ask, and the tests of anonymisation. */
import type { Language } from "../../core/language.ts";
import type { DpiaModel } from "../model.ts";
import { buildReport } from "../report/build.ts";
import type { AssessmentSection, Report } from "../report/report.ts";
import { anonymityBlocks, chainParagraphBlocks } from "./anonymity.ts";
import { REPORT_CATALOGUES } from "./languages.ts";
import { lawBlocks } from "./law.ts";
import { formContext } from "./open-form.ts";
import { summaryOf } from "./summary.ts";

export function wholeReport(model: DpiaModel, language: Language): Report {
  const context = formContext(model, language);
  const report = buildReport(model, REPORT_CATALOGUES[language]);
  const { f } = context;
  const sections = report.sections.flatMap((section): readonly AssessmentSection[] => {
    if (section.id !== "blockchain") return [section];
    return [
      { ...section, blocks: [...section.blocks, ...chainParagraphBlocks(context)] },
      { id: "anonymity", step: 4, title: f.anonymity.title, blocks: anonymityBlocks(context) },
      { id: "articles", step: 4, title: f.law.title, blocks: lawBlocks(context) },
    ];
  });
  return { ...report, sections, summary: summaryOf(context, { sections }) };
}
