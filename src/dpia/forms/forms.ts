/** Official forms, in one chunk that is loaded when somebody asks for one. */
export { jointForm, processorForm } from "./contracts/contracts.ts";
export { edpbForm } from "./edpb/edpb.ts";
export { toPar } from "./par/par.ts";
export { toFormJson } from "./write-json.ts";
export { toFormWord } from "./write-word.ts";
