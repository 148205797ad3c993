import { backupStore } from "../../../records/archive/backup.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor backup` */
export const addBackup: AddCommands = (group, run) => {
  addCommand<StoreOptions & { to: string }>(group, run, {
    usage: "backup",
    summary: "copy records and keys; an erasure reaches the keys as long as they stay where they are",
    example: "anchor backup --store records/ --to backup/2026-11-23",
    options: [...store, required("--to <directory>", "where records.db and keys.db go")],
    async run({ to, ...options }) {
      await withStore(options, (opened) => backupStore(opened, to));
      return { text: `Copied to ${to}.`, json: { to } };
    },
  });
};
