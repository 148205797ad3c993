import { changeCommand } from "./change.ts";

/** `civicproof status reinstate` */
export const addReinstate = changeCommand("reinstate", {
  summary: "make a suspended credential usable again",
  reason: "investigation-closed",
  done: "usable again",
});
