import { type DpiaFormat, FORMATS } from "../render/files.ts";

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
