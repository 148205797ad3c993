import { dirname } from "node:path";
import { makeDirectory } from "../../../core/make-directory.ts";
import { reconcileStore } from "../../../portal/store/copy.ts";
import { checkStore, openStoreForUpkeep } from "../../../portal/store/upkeep.ts";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { refuseExisting } from "../../files.ts";
import { makeStore, type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof store backup` */
export const addBackup: AddCommands = (group, run) => {
  addCommand<StoreOptions & { readonly to: string; readonly force?: boolean }>(group, run, {
    usage: "backup",
    summary: "copy a store, also one that is serving, into an SQLite file",
    example: "store backup --store postgres://portal@db.internal/benefits --to backup/2026-11-23.db",
    options: [...store, required("--to <file>", "where the copy goes; readable for its owner only"), shared.force],
    run: ({ to, force, ...options }) =>
      withStore(options, async (opened, { hashKey }) => {
        await refuseExisting(to, force);
        await makeDirectory(dirname(to), 0o700);
        const { copyTo } = opened.database;
        if (copyTo !== undefined) await copyTo(to);
        else await makeStore({ url: `sqlite:${to}`, hashKey });
        const copy = await openStoreForUpkeep({ url: `sqlite:${to}`, hashKey });
        try {
          if (copyTo === undefined) await reconcileStore(copy, opened);
          const { uses, findings } = await checkStore(copy);
          const text = [`Copied ${uses} uses to ${to}.`, ...findings.map((each) => `WRONG: ${each}`)].join("\n");
          return { text, json: { to, uses, findings }, isRefusal: findings.length > 0 };
        } finally {
          await copy.store.close();
        }
      }),
  });
};
