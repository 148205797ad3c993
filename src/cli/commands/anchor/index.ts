import type { AddCommands } from "../../command.ts";
import { addAudit } from "./audit.ts";
import { addBackup } from "./backup.ts";
import { addCommit } from "./commit.ts";
import { addCorrect } from "./correct.ts";
import { addErase } from "./erase.ts";
import { addHold } from "./hold.ts";
import { addImport } from "./import.ts";
import { addProve } from "./prove.ts";
import { addPublish } from "./publish.ts";
import { addRestore } from "./restore.ts";
import { addRetention } from "./retention.ts";
import { addVerify } from "./verify.ts";
import { addWitness } from "./witness.ts";

/** `civicproof anchor import | commit | publish | prove | verify | correct | erase | hold | retention | audit | witness | backup | restore` */
export const addAnchor: AddCommands = (program, run) => {
  const group = program.command("anchor").description("records kept off-chain, and anchors that commit to them");

  addImport(group, run);
  addCommit(group, run);
  addPublish(group, run);
  addWitness(group, run);
  addProve(group, run);
  addVerify(group, run);
  addCorrect(group, run);
  addErase(group, run);
  addHold(group, run);
  addRetention(group, run);
  addAudit(group, run);
  addBackup(group, run);
  addRestore(group, run);
};
