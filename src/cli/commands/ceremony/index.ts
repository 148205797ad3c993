import type { AddCommands } from "../../command.ts";
import { addBeacon } from "./beacon.ts";
import { addContribute } from "./contribute.ts";
import { addFinish } from "./finish.ts";
import { addInit } from "./init.ts";
import { addJoin } from "./join.ts";
import { addTranscript } from "./transcript.ts";
import { addVerify } from "./verify.ts";

/** `civicproof ceremony init | join | contribute | verify | beacon | finish | transcript` */
export const addCeremony: AddCommands = (program, run) => {
  const group = program.command("ceremony").description("making real keys, in a folder that goes around");

  addInit(group, run);
  addJoin(group, run);
  addContribute(group, run);
  addVerify(group, run);
  addBeacon(group, run);
  addFinish(group, run);
  addTranscript(group, run);
};
