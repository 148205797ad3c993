/** All commands in the order in which help lists them. */
import type { AddCommands } from "../command.ts";
import { addAnchor } from "./anchor/index.ts";
import { addArtifacts } from "./artifacts.ts";
import { addCeremony } from "./ceremony/index.ts";
import { addContracts } from "./contracts/index.ts";
import { addCreate } from "./create.ts";
import { addDemo } from "./demo.ts";
import { addDevice } from "./device.ts";
import { addDoctor } from "./doctor.ts";
import { addDpia } from "./dpia/index.ts";
import { addHolder } from "./holder.ts";
import { addIngest } from "./ingest.ts";
import { addIssue } from "./issue.ts";
import { addIssuer } from "./issuer.ts";
import { addOffice } from "./office/index.ts";
import { addPolicy } from "./policy/index.ts";
import { addProve } from "./prove.ts";
import { addRegistry } from "./registry/index.ts";
import { addRelay } from "./relay/index.ts";
import { addRequest } from "./request.ts";
import { addSchema } from "./schema/index.ts";
import { addServe } from "./serve.ts";
import { addSettle } from "./settle/index.ts";
import { addStatus } from "./status/index.ts";
import { addStore } from "./store/index.ts";
import { addVerify } from "./verify.ts";

export const COMMANDS: readonly AddCommands[] = [
  addIssuer,
  addHolder,
  addRegistry,
  addIssue,
  addOffice,
  addStatus,
  addSchema,
  addPolicy,
  addRequest,
  addProve,
  addVerify,
  addServe,
  addStore,
  addSettle,
  addRelay,
  addAnchor,
  addDevice,
  addIngest,
  addContracts,
  addArtifacts,
  addCeremony,
  addDpia,
  addDoctor,
  addCreate,
  addDemo,
];
