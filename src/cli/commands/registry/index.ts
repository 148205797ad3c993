import type { AddCommands } from "../../command.ts";
import { addAddIssuer } from "./add-issuer.ts";
import { addInit } from "./init.ts";
import { addPublish } from "./publish.ts";
import { addRemoveIssuer } from "./remove-issuer.ts";

/** `civicproof registry init | add-issuer | remove-issuer | publish` */
export const addRegistry: AddCommands = (program, run) => {
  const group = program.command("registry").description("trusted issuers, status lists and signed statements");

  addInit(group, run);
  addAddIssuer(group, run);
  addRemoveIssuer(group, run);
  addPublish(group, run);
};
