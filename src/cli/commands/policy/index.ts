import type { AddCommands } from "../../command.ts";
import { addCompile } from "./compile.ts";
import { addExplain } from "./explain.ts";
import { addLint } from "./lint.ts";

/** `civicproof policy lint | explain | compile` */
export const addPolicy: AddCommands = (program, run) => {
  const group = program.command("policy").description("check, explain and compile policies");

  addLint(group, run);
  addExplain(group, run);
  addCompile(group, run);
};
