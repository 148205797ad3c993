import type { AddCommands } from "../../command.ts";
import { addRelayRun } from "./run.ts";
import { addRelayShow } from "./show.ts";

/** `civicproof relay run`, `relay show` */
export const addRelay: AddCommands = (program, run) => {
  const group = program.command("relay").description("send holders' claims to a gate on a chain");

  addRelayRun(group, run);
  addRelayShow(group, run);
};
