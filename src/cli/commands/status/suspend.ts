import { changeCommand } from "./change.ts";

/** `civicproof status suspend` */
export const addSuspend = changeCommand("suspend", {
  summary: "suspend a credential",
  reason: "fraud-suspected",
  done: "suspended",
});
