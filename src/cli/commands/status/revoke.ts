import { changeCommand } from "./change.ts";

/** `civicproof status revoke` */
export const addRevoke = changeCommand("revoke", {
  summary: "revoke a credential for good",
  reason: "moved-away",
  done: "revoked",
});
