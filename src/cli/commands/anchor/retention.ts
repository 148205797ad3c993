import { applyRetention } from "../../../records/archive/retention.ts";
import { type AddCommands, addCommand, currentSeconds, option, shared } from "../../command.ts";
import { type StoreOptions, store, warnOfCopies, withStore } from "./shared.ts";

/** `civicproof anchor retention` */
export const addRetention: AddCommands = (group, run) => {
  addCommand<StoreOptions & { dryRun?: boolean; confirmClock?: boolean }>(group, run, {
    usage: "retention",
    summary: "erase what is past its term; with --dry-run only say what is due",
    example: "anchor retention --store records/ --dry-run",
    options: [...store, option("--dry-run", "change nothing"), shared.confirmClock],
    async run({ dryRun = false, confirmClock = false, now, ...options }, terminal) {
      const due = await withStore(options, async (opened) => {
        const found = await applyRetention(opened, { nowSeconds: now ?? currentSeconds(), dryRun, confirmClock });
        await warnOfCopies(opened, terminal);
        return found;
      });
      const lines = due.map(
        ({ retentionClass, action, due: n, held }) => `${retentionClass}: ${n} due (${action}), ${held} held`,
      );
      return { text: lines.join("\n"), json: { dryRun, due } };
    },
  });
};
