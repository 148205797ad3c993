/** All commands in the order in which help lists them. */
import type { Command } from "commander";
import type { RunState } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { addAnchor } from "./anchor.ts";
import { addArtifacts } from "./artifacts.ts";
import { addContracts } from "./contracts.ts";
import { addDemo } from "./demo.ts";
import { addDoctor } from "./doctor.ts";
import { addDpia } from "./dpia.ts";
import { addHolder } from "./holder.ts";
import { addIssue } from "./issue.ts";
import { addIssuer } from "./issuer.ts";
import { addPolicy } from "./policy.ts";
import { addProve } from "./prove.ts";
import { addRegistry } from "./registry.ts";
import { addRequest } from "./request.ts";
import { addServe } from "./serve.ts";
import { addSettle } from "./settle.ts";
import { addStatus } from "./status.ts";
import { addVerify } from "./verify.ts";

/** Adds one command, or one group of commands, to the program. */
export type AddCommands = (program: Command, run: { readonly terminal: Terminal; readonly state: RunState }) => void;

export const COMMANDS: readonly AddCommands[] = [
  addIssuer,
  addHolder,
  addRegistry,
  addIssue,
  addStatus,
  addPolicy,
  addRequest,
  addProve,
  addVerify,
  addServe,
  addSettle,
  addAnchor,
  addContracts,
  addArtifacts,
  addDpia,
  addDoctor,
  addDemo,
];
