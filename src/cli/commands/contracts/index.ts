import type { AddCommands } from "../../command.ts";
import { addDeploy } from "./deploy.ts";
import { addExport } from "./export.ts";
import { addPublish } from "./publish.ts";
import { addGateStatus } from "./status.ts";

/** `civicproof contracts export`, `deploy`, `publish`, `status` */
export const addContracts: AddCommands = (program, run) => {
  const group = program.command("contracts").description("verifier contracts for an EVM chain");

  addExport(group, run);
  addDeploy(group, run);
  addPublish(group, run);
  addGateStatus(group, run);
};
