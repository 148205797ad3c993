import type { AddCommands } from "../../command.ts";
import { addAddIssuer } from "./add-issuer.ts";
import { addInit } from "./init.ts";
import { addRemoveIssuer } from "./remove-issuer.ts";
import { addSnapshot } from "./snapshot.ts";

/** `civicproof registry init | add-issuer | remove-issuer | snapshot` */
export const addRegistry: AddCommands = (program, run) => {
  const group = program.command("registry").description("trusted issuers, status lists and their history");

  addInit(group, run);
  addAddIssuer(group, run);
  addRemoveIssuer(group, run);
  addSnapshot(group, run);
};
