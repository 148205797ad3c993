/** Official forms, in one chunk that is loaded when somebody asks for one. */
export { edpbForm } from "./edpb/edpb.ts";
export { toFormJson } from "./write-json.ts";
export { toFormWord } from "./write-word.ts";
