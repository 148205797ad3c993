import type { AddCommands } from "../../command.ts";
import { addSettleOne } from "./settle.ts";
import { addSettleBatch } from "./settle-batch.ts";

/** `civicproof settle` and `civicproof settle-batch`: they verify and print the call; a wallet sends it. */
export const addSettle: AddCommands = (program, run) => {
  addSettleOne(program, run);
  addSettleBatch(program, run);
};
