import { rekeyStore } from "../../../portal/store/rekey.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { readHashKey } from "../../key-files.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof store rekey` */
export const addRekey: AddCommands = (group, run) => {
  addCommand<StoreOptions & { readonly newHashKey: string }>(group, run, {
    usage: "rekey",
    summary: "hash the store once more under a further key, when its hash key became known",
    example: "store rekey --store sqlite:portal.db --hash-key hash.key --new-hash-key new.key",
    options: [
      ...store,
      required("--new-hash-key <file>", "the keys of --hash-key and a further line, as serve gets it from then on"),
    ],
    run: ({ newHashKey, ...options }) =>
      withStore(options, async (opened, { hashKey }) => {
        const done = await rekeyStore(opened, { now: hashKey, next: await readHashKey(newHashKey) });
        const text = `Hashed ${done.nullifiers} people and ${done.requests} requests once more. Start serve with ${newHashKey}.`;
        return { text, json: done };
      }),
  });
};
