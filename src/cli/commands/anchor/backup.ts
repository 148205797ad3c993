import { resolve } from "node:path";
import { backupStore } from "../../../records/archive/backup.ts";
import { type AddCommands, addCommand, option } from "../../command.ts";
import { UsageError } from "../../report-error.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor backup` */
export const addBackup: AddCommands = (group, run) => {
  addCommand<StoreOptions & { to?: string; forget?: string }>(group, run, {
    usage: "backup",
    summary: "copy records and keys; an erasure reaches the keys as long as they stay where they are",
    example: "anchor backup --store records/ --to backup/2026-11-23",
    options: [
      ...store,
      option("--to <directory>", "where records.db and keys.db go"),
      option("--forget <directory>", "a backup that was destroyed by other means: erasures don't look for it any more"),
    ],
    async run({ to, forget, ...options }) {
      if (to !== undefined && forget === undefined) {
        await withStore(options, (opened) => backupStore(opened, to));
        return { text: `Copied to ${to}.`, json: { to } };
      }
      if (forget === undefined || to !== undefined) throw new UsageError({ message: "give --to or --forget" });
      await withStore(options, ({ keys }) => keys.forgetCopy(resolve(forget, "keys.db")));
      return { text: `Forgot ${forget}.`, json: { forgot: forget } };
    },
  });
};
