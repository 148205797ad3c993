import type { AddCommands } from "../../command.ts";
import { addReinstate } from "./reinstate.ts";
import { addRevoke } from "./revoke.ts";
import { addShow } from "./show.ts";
import { addSuspend } from "./suspend.ts";

/** `civicproof status revoke | suspend | reinstate | show` */
export const addStatus: AddCommands = (program, run) => {
  const group = program.command("status").description("revoke, suspend and reinstate credentials");

  addRevoke(group, run);
  addSuspend(group, run);
  addReinstate(group, run);
  addShow(group, run);
};
