import type { AddCommands } from "../../command.ts";
import { addCheck } from "./check.ts";
import { addForms } from "./forms.ts";
import { addInit } from "./init.ts";
import { addLock } from "./lock.ts";
import { addObserve } from "./observe.ts";
import { addTestLinkability } from "./test-linkability.ts";
import { addWrite } from "./write.ts";

/** `civicproof dpia [write] | forms | init | lock | check | test-linkability` */
export const addDpia: AddCommands = (program, run) => {
  const group = program.command("dpia").description("derive a data protection impact assessment from what runs");

  addWrite(group, run);
  addForms(group, run);
  addInit(group, run);
  addLock(group, run);
  addCheck(group, run);
  addTestLinkability(group, run);
  addObserve(group, run);
};
