import type { AddCommands } from "../../command.ts";
import { addBackup } from "./backup.ts";
import { addCheck } from "./check.ts";
import { addClosePeriod } from "./close-period.ts";
import { addExport } from "./export.ts";
import { addLookup } from "./lookup.ts";
import { addMigrate } from "./migrate.ts";
import { addReconcile } from "./reconcile.ts";
import { addRekey } from "./rekey.ts";
import { addTables } from "./tables.ts";

/** `civicproof store backup | check | reconcile | close-period | lookup | export | rekey | migrate | tables` */
export const addStore: AddCommands = (program, run) => {
  const group = program.command("store").description("the nullifier store of a service, while it serves or not");

  addBackup(group, run);
  addCheck(group, run);
  addReconcile(group, run);
  addClosePeriod(group, run);
  addLookup(group, run);
  addExport(group, run);
  addRekey(group, run);
  addMigrate(group, run);
  addTables(group, run);
};
