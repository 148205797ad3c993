import type { DpiaFormat } from "../render/files.ts";

/** What each form is, for who chooses one. */
export const FORM_TITLES: Readonly<Record<DpiaFormat | "pdf", string>> = {
  markdown: "the assessment as text, for comparing versions",
  html: "the assessment as a page without network",
  docx: "the assessment as a Word document",
  pdf: "the page printed by Chromium; only when asked for",
  cnil: "import file of the CNIL's PIA tool",
  art30: "the controller's record of processing, Article 30(1)",
  "art30-processors": "the processors' records, Article 30(2)",
  edpb: "the EDPB's template, version 1.0 for consultation",
  "edpb-json": "the same as JSON",
  ico: "the ICO's template in seven steps",
  "ico-json": "the same as JSON",
  par: "import file of the Dutch government's form, urn:nl:dpia:3.0, in Dutch",
  art28: "annexes of the contract with each processor, Decision (EU) 2021/915",
  "art28-json": "the same as JSON",
  art26: "what joint controllers arrange, Article 26",
  "art26-json": "the same as JSON",
  ts5: "registration record of a relying party of the EU's wallet, TS5",
  ts6: "what a relying party registers, row by row, TS6",
  "ts6-json": "the same as JSON",
  ts7: "page on which people ask for deletion, TS7",
  ts8: "report of a request to an authority, TS8",
};
