import { type AddCommands, addCommand, currentSeconds } from "../../command.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor restore` */
export const addRestore: AddCommands = (group, run) => {
  addCommand<StoreOptions>(group, run, {
    usage: "restore",
    summary: "go on with an older records.db or key file because what is newer is lost; says what is missing",
    example: "anchor restore --store records/",
    options: store,
    async run({ now, ...options }) {
      const acceptOlderCopy = { nowSeconds: now ?? currentSeconds() };
      const missing = await withStore(options, async ({ restored }) => restored, { acceptOlderCopy });
      if (missing === undefined)
        return { text: "Database and keys fit; nothing was changed.", json: { restored: false } };
      const { keysWithoutRecord, recordsWithoutKey } = missing;
      return {
        text: `Goes on: ${keysWithoutRecord} keys have no record, ${recordsWithoutKey} records have no key.`,
        json: { restored: true, ...missing },
      };
    },
  });
};
