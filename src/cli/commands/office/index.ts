import type { AddCommands } from "../../command.ts";
import { addDescribe } from "./describe.ts";
import { addEndKey } from "./end-key.ts";
import { addInit } from "./init.ts";
import { addPublish } from "./publish.ts";
import { addServe } from "./serve.ts";
import { addSign } from "./sign.ts";
import { addSplitKey } from "./split-key.ts";

/** `civicproof office init | serve | publish | describe | end-issuer-key | split-key | sign` */
export const addOffice: AddCommands = (program, run) => {
  const group = program.command("office").description("issue credentials from where people's data already is");

  addInit(group, run);
  addServe(group, run);
  addPublish(group, run);
  addDescribe(group, run);
  addEndKey(group, run);
  addSplitKey(group, run);
  addSign(group, run);
};
