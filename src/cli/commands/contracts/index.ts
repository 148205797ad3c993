import type { AddCommands } from "../../command.ts";
import { addAward } from "./award.ts";
import { addDeploy } from "./deploy.ts";
import { addExport } from "./export.ts";
import { addPause, addUnpause } from "./pause.ts";
import { addPublish } from "./publish.ts";
import { addRefresh } from "./refresh.ts";
import { addRoots } from "./roots.ts";
import { addGateStatus } from "./status.ts";
import { addProgrammeVersion } from "./version.ts";

/** `civicproof contracts …`: making a gate, and the days after. */
export const addContracts: AddCommands = (program, run) => {
  const group = program.command("contracts").description("verifier contracts and gates on an EVM chain");

  addExport(group, run);
  addDeploy(group, run);
  addGateStatus(group, run);
  addPublish(group, run);
  addRefresh(group, run);
  addRoots(group, run);
  addProgrammeVersion(group, run);
  addAward(group, run);
  addPause(group, run);
  addUnpause(group, run);
};
