/** All commands in the order in which help lists them. */
import type { AddCommands } from "../command.ts";
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
