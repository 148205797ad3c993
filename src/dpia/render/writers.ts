/** All that writes a file, in one chunk that is loaded when somebody asks for one. */

export { jointForm, processorForm } from "../forms/contracts/contracts.ts";
export { edpbForm } from "../forms/edpb/edpb.ts";
export { icoForm } from "../forms/ico/ico.ts";
export { toPar } from "../forms/par/par.ts";
export { toAuthorityReport } from "../forms/wallet/authority-report.ts";
export { toDeletionPage } from "../forms/wallet/deletion-page.ts";
export { registrationForm, toRegistration } from "../forms/wallet/registration.ts";
export { wholeReport } from "../forms/whole-report.ts";
export { toFormJson } from "../forms/write-json.ts";
export { toFormWord } from "../forms/write-word.ts";
export { toArt30, toArt30Processors } from "./art30.ts";
export { toCnil } from "./cnil.ts";
export { toDocx } from "./docx.ts";
export { toHtml } from "./html.ts";
export { toMarkdown } from "./markdown.ts";
