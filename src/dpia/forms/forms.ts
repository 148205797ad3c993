/** Official forms, in one chunk that is loaded when somebody asks for one. */
export { jointForm, processorForm } from "./contracts/contracts.ts";
export { edpbForm } from "./edpb/edpb.ts";
export { icoForm } from "./ico/ico.ts";
export { toPar } from "./par/par.ts";
export { toAuthorityReport } from "./wallet/authority-report.ts";
export { toDeletionPage } from "./wallet/deletion-page.ts";
export { registrationForm, toRegistration } from "./wallet/registration.ts";
export { wholeReport } from "./whole-report.ts";
export { toFormJson } from "./write-json.ts";
export { toFormWord } from "./write-word.ts";
